// How long a pool was without a leader. The leader notes its pool time at each renewal of the lease and at each commit;
// silence longer than limits::gap_ms_min between two such signs of life is a gap, given to the core once, with the next
// batch. Until then the cursor keeps the time before it, so that a leader that dies in between hands the gap on.
#pragma once

#include <algorithm>
#include <utility>

#include "dispatcher/app/limits.hpp"

namespace yunke::dispatcher {

class Gap {
public:
    // `alive_ms` as the cursor has it; 0 = no leader ever.
    void start(core::Ms alive_ms) {
        alive_ms_ = alive_ms;
        pending_ms_ = 0;
    }

    // The lease was renewed by a request sent at this pool time.
    void renewed(core::Ms sent_ms) {
        const core::Ms silent_ms = alive_ms_ > 0 ? sent_ms - alive_ms_ : 0;
        if (silent_ms > limits::gap_ms_min) pending_ms_ += silent_ms;
        alive_ms_ = std::max(alive_ms_, sent_ms);
    }

    // The gap for a batch at `now_ms`, which is a sign of life itself.
    core::Ms take(core::Ms now_ms) {
        renewed(now_ms);
        return std::exchange(pending_ms_, 0);
    }

    // What a renewal sent at `now_ms` writes into the cursor.
    core::Ms to_note(core::Ms now_ms) const {
        const bool silent = alive_ms_ > 0 && now_ms - alive_ms_ > limits::gap_ms_min;
        return silent ? alive_ms_ : std::max(now_ms, alive_ms_) - pending_ms_;
    }

private:
    core::Ms alive_ms_ = 0;
    core::Ms pending_ms_ = 0;
};

}  // namespace yunke::dispatcher
