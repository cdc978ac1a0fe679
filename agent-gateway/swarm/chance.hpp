// Chance and its seed: all that a simulated person leaves to luck goes through one of these, so that a run can be
// repeated with --seed. Not for secrets. Not thread-safe: one per thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace yunke::swarm {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}

    double unit() { return std::uniform_real_distribution<double>(0.0, 1.0)(engine_); }  // [0, 1)
    bool happens(double probability) { return unit() < probability; }
    double between(double low, double high) { return low + (high - low) * unit(); }
    std::size_t below(std::size_t bound) { return bound < 2 ? 0 : static_cast<std::size_t>(engine_() % bound); }
    std::uint64_t id() { return engine_() >> 1 | 1; }  // 63 bits, never 0
    // Seconds between two arrivals of a Poisson process with this mean.
    double exponential(double mean) {
        return mean <= 0 ? 0 : std::exponential_distribution<double>(1.0 / mean)(engine_);
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace yunke::swarm
