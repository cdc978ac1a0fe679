#include "agent-gateway/sockets/timer_wheel.hpp"

#include <algorithm>

namespace yunke::gateway {

Timed::~Timed() {
    if (wheel_) wheel_->disarm(*this);
}

TimerWheel::TimerWheel(std::int64_t tick_ms, std::int64_t now_ms) : tick_ms_(tick_ms), tick_(now_ms / tick_ms) {
    for (Anchor& anchor : ring_)
        anchor.next_ = anchor.previous_ = &anchor;
}

TimerWheel::~TimerWheel() {
    for (Anchor& anchor : ring_) {
        while (anchor.next_ != &anchor)
            disarm(*anchor.next_);
    }
}

void TimerWheel::unlink(Timed& timed) {
    timed.previous_->next_ = timed.next_;
    timed.next_->previous_ = timed.previous_;
    timed.next_ = timed.previous_ = nullptr;
}

void TimerWheel::link(Timed& anchor, Timed& timed) {
    timed.previous_ = anchor.previous_;
    timed.next_ = &anchor;
    anchor.previous_->next_ = &timed;
    anchor.previous_ = &timed;
}

void TimerWheel::arm(Timed& timed, std::int64_t due_ms) {
    disarm(timed);
    // A deadline inside a tick counts for the next one, so that nothing fires early.
    const std::int64_t tick = std::max(tick_of(due_ms + tick_ms_ - 1), tick_ + 1);
    timed.due_ms_ = due_ms;
    timed.wheel_ = this;
    link(ring_[static_cast<std::size_t>(tick) % slots], timed);
    ++size_;
}

void TimerWheel::disarm(Timed& timed) {
    if (timed.wheel_ != this) return;
    unlink(timed);
    timed.wheel_ = nullptr;
    --size_;
}

void TimerWheel::advance(std::int64_t now_ms) {
    const std::int64_t target = tick_of(now_ms);
    // After a long stop of the process one round visits every list; more would visit them again for nothing.
    tick_ = std::max(tick_, target - static_cast<std::int64_t>(slots));
    while (tick_ < target) {
        ++tick_;
        fire_slot(ring_[static_cast<std::size_t>(tick_) % slots], now_ms);
    }
}

void TimerWheel::fire_slot(Timed& slot, std::int64_t now_ms) {
    if (slot.next_ == &slot) return;
    // Moved to a list of its own first: what fires may arm into this very slot, for the wheel's next round.
    Anchor due;
    due.next_ = slot.next_;
    due.previous_ = slot.previous_;
    due.next_->previous_ = due.previous_->next_ = &due;
    slot.next_ = slot.previous_ = &slot;
    while (due.next_ != &due) {
        Timed& timed = *due.next_;
        unlink(timed);
        if (timed.due_ms_ > now_ms) {
            link(slot, timed);  // of a later round
            continue;
        }
        timed.wheel_ = nullptr;
        --size_;
        timed.on_time(now_ms);
    }
}

}  // namespace yunke::gateway
