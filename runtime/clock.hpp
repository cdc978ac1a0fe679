// Time as an interface, so that tests can step it. Processes build one SystemClock in their composition root and hand
// it on; the pure core never sees it, it is given milliseconds.
#pragma once

#include <cstdint>

namespace yunke::runtime {

class Clock {
public:
    virtual ~Clock() = default;

    // Milliseconds since 1970 UTC. May step in both directions when somebody sets the clock.
    virtual std::int64_t wall_ms() const = 0;

    // Milliseconds since the machine started, suspension included. Never goes back; says nothing about dates.
    virtual std::int64_t boot_ms() const = 0;
};

// CLOCK_REALTIME and CLOCK_BOOTTIME. Thread-safe.
class SystemClock final : public Clock {
public:
    std::int64_t wall_ms() const override;
    std::int64_t boot_ms() const override;
};

}  // namespace yunke::runtime
