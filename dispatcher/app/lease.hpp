// When to ask for the lease, when to renew it and who leads, as a machine without I/O: it is told what was answered and
// when (milliseconds of the machine's own uptime), and says when to ask next. The lease only keeps two dispatchers from
// working against each other; that they cannot harm each other is the fence's doing. Driven by dispatcher.cpp.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "dispatcher/app/limits.hpp"

namespace yunke::dispatcher {

class LeaseMachine {
public:
    enum class Role { standby, leader };

    explicit LeaseMachine(core::Ms lease_ms) : lease_ms_(lease_ms) {}

    // Standby from now on, with this term (16 random hex digits, new for each time of standing by) to ask with.
    void begin(std::string term, core::Ms now_ms) {
        term_ = std::move(term);
        role_ = Role::standby;
        next_ms_ = now_ms;
        until_ms_ = 0;
    }

    // HELD, to a request sent at `sent_ms`.
    void held(core::Ms sent_ms) {
        role_ = Role::leader;
        until_ms_ = sent_ms + lease_ms_;
        next_ms_ = sent_ms + lease_ms_ / 3;
    }

    // OTHER: somebody else holds it, for so much longer. A leader that hears this leads no more.
    void other(core::Ms now_ms, core::Ms ttl_left_ms) {
        role_ = Role::standby;
        until_ms_ = 0;
        const core::Ms free_in_ms = std::max<core::Ms>(ttl_left_ms, 0) + 1;
        next_ms_ = now_ms + std::min(free_in_ms, limits::standby_poll_ms);
    }

    // No answer. A leader goes on: nobody can have taken the lease from a Redis that is away, and if somebody has, the
    // next commit is fenced.
    void failed(core::Ms now_ms) { next_ms_ = now_ms + std::min(lease_ms_ / 12, limits::standby_poll_ms); }

    Role role() const { return role_; }
    const std::string& term() const { return term_; }
    core::Ms lease_ms() const { return lease_ms_; }
    core::Ms next_ms() const { return next_ms_; }
    // Whether the lease, as far as we know, still runs.
    bool valid(core::Ms now_ms) const { return role_ == Role::leader && now_ms < until_ms_; }

private:
    core::Ms lease_ms_;
    std::string term_;
    Role role_ = Role::standby;
    core::Ms next_ms_ = 0;
    core::Ms until_ms_ = 0;
};

}  // namespace yunke::dispatcher
