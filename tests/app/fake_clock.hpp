// A clock that a test sets. Both times may be moved apart, as setting a machine's clock does.
#pragma once

#include <atomic>

#include "runtime/clock.hpp"

namespace yunke::testing {

class FakeClock final : public runtime::Clock {
public:
    std::int64_t wall_ms() const override { return wall; }
    std::int64_t boot_ms() const override { return boot; }

    void pass(std::int64_t ms) {
        wall += ms;
        boot += ms;
    }

    std::int64_t wall = 1'700'000'000'000;
    std::int64_t boot = 50'000;
};

// The machine's clock with an offset that may be changed from any thread.
class ShiftedClock final : public runtime::Clock {
public:
    std::int64_t wall_ms() const override { return system_.wall_ms() + wall_shift_ms; }
    std::int64_t boot_ms() const override { return system_.boot_ms() + boot_shift_ms; }

    void pass(std::int64_t ms) {
        wall_shift_ms += ms;
        boot_shift_ms += ms;
    }

    std::atomic<std::int64_t> wall_shift_ms = 0;
    std::atomic<std::int64_t> boot_shift_ms = 0;

private:
    runtime::SystemClock system_;
};

}  // namespace yunke::testing
