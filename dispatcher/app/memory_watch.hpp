// Whether the pool must be told that Redis' memory passed the mark above which new conversations are refused, or came
// back well under it. Without I/O; fed by watchers.cpp once a second.
#pragma once

#include <cstdint>
#include <optional>

#include "dispatcher/app/limits.hpp"

namespace yunke::dispatcher {

class MemoryWatch {
public:
    explicit MemoryWatch(std::uint32_t mark_percent) : mark_percent_(mark_percent) {}

    // What to append, if anything, given what the state says now. Said again after a while if the state does not
    // follow.
    std::optional<bool> look(core::Ms boot_ms, std::uint64_t used, std::uint64_t max, bool on_in_state) {
        if (max == 0) return say(boot_ms, false, on_in_state);
        const auto percent = static_cast<double>(used) * 100.0 / static_cast<double>(max);
        if (percent >= mark_percent_) return say(boot_ms, true, on_in_state);
        if (percent < mark_percent_ - limits::memory_hysteresis_percent) return say(boot_ms, false, on_in_state);
        return std::nullopt;
    }

private:
    std::optional<bool> say(core::Ms boot_ms, bool on, bool on_in_state) {
        if (on == on_in_state) return std::nullopt;
        if (said_ == on && boot_ms - said_ms_ < limits::repeat_after_ms) return std::nullopt;
        said_ = on;
        said_ms_ = boot_ms;
        return on;
    }

    double mark_percent_;
    std::optional<bool> said_;
    core::Ms said_ms_ = 0;
};

}  // namespace yunke::dispatcher
