// A pool's time: it follows the machine's uptime (suspension included), bent by at most one part in a hundred towards
// the wall clock, and never goes back. So setting the clock fires no timer and costs nobody anything. The leader has
// one; it starts at each take-over.
#pragma once

#include <algorithm>
#include <cstdint>

#include "dispatcher/app/limits.hpp"
#include "runtime/clock.hpp"

namespace yunke::dispatcher {

class PoolClock {
public:
    explicit PoolClock(const runtime::Clock& clock) : clock_(clock) { start(0); }

    // Time goes on from the wall clock, or from `last_ms` if that is later: the last time that the pool has seen.
    void start(core::Ms last_ms) {
        boot_ms_ = clock_.boot_ms();
        pool_us_ = std::max(last_ms, clock_.wall_ms()) * 1000;
    }

    core::Ms now_ms() {
        const std::int64_t boot_ms = clock_.boot_ms();
        const std::int64_t passed_us = std::max<std::int64_t>(boot_ms - boot_ms_, 0) * 1000;
        boot_ms_ = std::max(boot_ms, boot_ms_);
        const std::int64_t off_us = clock_.wall_ms() * 1000 - (pool_us_ + passed_us);
        const std::int64_t bend_us = passed_us / limits::slew_parts;
        pool_us_ += passed_us + std::clamp(off_us, -bend_us, bend_us);
        return pool_us_ / 1000;
    }

private:
    const runtime::Clock& clock_;
    std::int64_t boot_ms_ = 0;
    std::int64_t pool_us_ = 0;
};

}  // namespace yunke::dispatcher
