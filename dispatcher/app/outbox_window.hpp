// From which configuration revision to forward the outbox. One window of rows is under way at a time; it is over when
// the state has caught up with its last row. If the state fell back (Redis lost its tail, another leader's commit) or
// does not move, forwarding starts again at the revision that the state holds: the core takes only the next one, so
// repeats do no harm. Without I/O; driven by watchers.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "dispatcher/app/limits.hpp"

namespace yunke::dispatcher {

class OutboxWindow {
public:
    // The revision after which rows are wanted; nullopt while a window is under way.
    std::optional<std::uint64_t> wanted(std::uint64_t state_revision, core::Ms boot_ms) {
        if (under_way_ && state_revision >= base_ && state_revision < last_ &&
            boot_ms - since_ms_ < limits::repeat_after_ms)
            return std::nullopt;
        under_way_ = false;
        return state_revision;
    }

    void forwarded(std::uint64_t base, std::uint64_t last, core::Ms boot_ms) {
        under_way_ = true;
        base_ = base;
        last_ = last;
        since_ms_ = boot_ms;
    }

private:
    bool under_way_ = false;
    std::uint64_t base_ = 0, last_ = 0;
    core::Ms since_ms_ = 0;
};

}  // namespace yunke::dispatcher
