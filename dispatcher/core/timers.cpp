#include "dispatcher/core/timers.hpp"

namespace yunke::core {

void Timers::add(Ms due_ms, TimerKind kind, std::uint64_t id) {
    if (due_ms > 0) heap_.push(Timer{due_ms, kind, id});
}

std::optional<Timer> Timers::take_due(Ms now_ms) {
    if (heap_.empty() || heap_.top().due_ms > now_ms) return std::nullopt;
    const Timer timer = heap_.top();
    while (!heap_.empty() && heap_.top() == timer)
        heap_.pop();
    return timer;
}

std::optional<Ms> Timers::next_due_ms() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.top().due_ms;
}

}  // namespace yunke::core
