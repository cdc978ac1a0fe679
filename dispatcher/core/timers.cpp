#include "dispatcher/core/timers.hpp"

namespace yunke::core {

void Timers::add(Ms due_ms, TimerKind kind, std::uint64_t id) {
    if (due_ms > 0) heap_.push(Timer{due_ms, kind, id});
}

void Timers::add_moving(Ms due_ms, TimerKind kind, std::uint64_t id) {
    if (due_ms <= 0) return;
    Ms& waiting_ms = moving_.at(static_cast<std::size_t>(kind))[Owner{id}];
    if (waiting_ms > 0 && waiting_ms <= due_ms) return;
    waiting_ms = due_ms;
    heap_.push(Timer{due_ms, kind, id});
}

std::optional<Timer> Timers::take_due(Ms now_ms) {
    if (heap_.empty() || heap_.top().due_ms > now_ms) return std::nullopt;
    const Timer timer = heap_.top();
    while (!heap_.empty() && heap_.top() == timer)
        heap_.pop();
    auto& moving = moving_.at(static_cast<std::size_t>(timer.kind));
    const Ms* waiting_ms = moving.get(Owner{timer.id});
    if (waiting_ms != nullptr && *waiting_ms == timer.due_ms) moving.erase(Owner{timer.id});
    return timer;
}

std::optional<Ms> Timers::next_due_ms() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.top().due_ms;
}

}  // namespace yunke::core
