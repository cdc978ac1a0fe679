// All time-outs of a thread's connections on one timer: a ring of lists, one list per tick. Arming and disarming are
// O(1) and allocate nothing, and an idle socket costs no timer of its own. The thread's Worker advances it each tick.
// Not thread-safe. Times are of one steady clock, in milliseconds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace yunke::gateway {

class TimerWheel;

// Something with one deadline. Leaves the wheel when destroyed.
class Timed {
public:
    Timed() = default;
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;
    virtual ~Timed();

    bool armed() const { return wheel_ != nullptr; }
    std::int64_t due_ms() const { return due_ms_; }  // only while armed

protected:
    // The deadline has passed; it is disarmed already and may arm itself again, or destroy itself.
    virtual void on_time(std::int64_t now_ms) = 0;

private:
    friend class TimerWheel;
    Timed* next_ = nullptr;
    Timed* previous_ = nullptr;
    TimerWheel* wheel_ = nullptr;
    std::int64_t due_ms_ = 0;
};

class TimerWheel {
public:
    TimerWheel(std::int64_t tick_ms, std::int64_t now_ms);
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;
    ~TimerWheel();

    // Sets or moves the deadline. Fires at the first advance() at or after it, at least one tick from now.
    void arm(Timed& timed, std::int64_t due_ms);
    void disarm(Timed& timed);

    // Fires everything due, in order of ticks.
    void advance(std::int64_t now_ms);

    std::size_t size() const { return size_; }

private:
    struct Anchor final : Timed {
        void on_time(std::int64_t) override {}
    };
    static constexpr std::size_t slots = 512;

    static void unlink(Timed& timed);
    static void link(Timed& anchor, Timed& timed);
    void fire_slot(Timed& slot, std::int64_t now_ms);
    std::int64_t tick_of(std::int64_t ms) const { return ms / tick_ms_; }

    std::int64_t tick_ms_;
    std::int64_t tick_;  // the last one that was fired
    std::size_t size_ = 0;
    std::array<Anchor, slots> ring_;
};

}  // namespace yunke::gateway
