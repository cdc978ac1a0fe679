#include "agent-gateway/swarm/people/agenda.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace yunke::swarm {

struct Agenda::Impl : std::enable_shared_from_this<Impl> {
    using Clock = std::chrono::steady_clock;

    Impl(net::io_context& io, double p) : timer(io), pace(p) {}

    void arm() {
        if (over || intentions.empty()) return;
        const Clock::time_point due = intentions.begin()->first;
        if (armed && *armed <= due) return;
        armed = due;
        timer.expires_at(due);
        timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
            const auto self = weak.lock();
            if (error || !self || self->over) return;
            self->armed.reset();
            self->run_due();
            self->arm();
        });
    }

    // Only what was due when it began, so that intentions that come of it get the others' turn first.
    void run_due() {
        const auto now = Clock::now();
        while (!over && !intentions.empty() && intentions.begin()->first <= now) {
            const auto what = std::move(intentions.begin()->second);
            intentions.erase(intentions.begin());
            what();
        }
    }

    net::steady_timer timer;
    double pace;
    std::multimap<Clock::time_point, std::function<void()>> intentions;
    std::optional<Clock::time_point> armed;
    bool over = false;
};

Agenda::Agenda(net::io_context& io, double pace) : impl_(std::make_shared<Impl>(io, std::max(pace, 0.001))) {}

Agenda::~Agenda() {
    impl_->over = true;
    impl_->intentions.clear();
    impl_->timer.cancel();
}

void Agenda::after(double seconds, std::function<void()> what) {
    const auto delay = std::chrono::duration<double>(std::max(0.0, seconds) / impl_->pace);
    const auto due = Impl::Clock::now() + std::chrono::duration_cast<Impl::Clock::duration>(delay);
    impl_->intentions.emplace(due, std::move(what));
    impl_->arm();
}

double Agenda::pace() const {
    return impl_->pace;
}

}  // namespace yunke::swarm
