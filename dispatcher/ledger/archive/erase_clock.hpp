// The time by which conversations are erased. Erasing cannot be taken back, so a wall clock that was set forward is not
// believed at once: for a day of the machine's running time it erases nothing that was not due without the jump. After
// that the jump stands, as when a machine had started with a clock that was behind. Used by the archiver. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "dispatcher/ledger/archive/limits.hpp"

namespace yunke::archive {

class EraseClock {
public:
    // Both as runtime::Clock tells them now; called every few minutes.
    std::int64_t now_ms(std::int64_t wall_ms, std::int64_t boot_ms) {
        const std::int64_t expected_ms = anchor_ ? anchor_->wall_ms + (boot_ms - anchor_->boot_ms) : wall_ms;
        if (wall_ms > expected_ms + limits::clock_jump_ms) {
            if (!jumped_boot_ms_) jumped_boot_ms_ = boot_ms;
            if (boot_ms - *jumped_boot_ms_ < limits::clock_doubted_ms) return expected_ms;
        }
        anchor_ = Anchor{wall_ms, boot_ms};
        jumped_boot_ms_.reset();
        return wall_ms;
    }

private:
    struct Anchor {
        std::int64_t wall_ms = 0, boot_ms = 0;
    };
    std::optional<Anchor> anchor_;                // the last time when both agreed
    std::optional<std::int64_t> jumped_boot_ms_;  // since when they do not
};

}  // namespace yunke::archive
