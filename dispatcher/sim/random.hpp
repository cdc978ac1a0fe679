// Chance for the simulator, the same on every machine and library: xoshiro256++ (Blackman, Vigna) seeded by splitmix64,
// and the laws drawn from it. One stream for each thing that is drawn, so that changing one leaves the others as they
// were.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace yunke::sim {

constexpr std::uint64_t splitmix64(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

class Random {
public:
    // Streams of one seed are independent of each other.
    Random(std::uint64_t seed, std::uint64_t stream) {
        std::uint64_t state = seed;
        state = splitmix64(state) ^ (stream * 0xd1342543de82ef95U);
        for (std::uint64_t& word : words_)
            word = splitmix64(state);
    }

    std::uint64_t next() {
        const std::uint64_t result = std::rotl(words_[0] + words_[3], 23) + words_[0];
        const std::uint64_t shifted = words_[1] << 17U;
        words_[2] ^= words_[0];
        words_[3] ^= words_[1];
        words_[1] ^= words_[2];
        words_[0] ^= words_[3];
        words_[2] ^= shifted;
        words_[3] = std::rotl(words_[3], 45);
        return result;
    }

    // In (0, 1): never an end, so that its logarithm is finite.
    double uniform() { return (static_cast<double>(next() >> 11U) + 0.5) * 0x1.0p-53; }

    double exponential() { return -std::log(uniform()); }  // mean 1

    double normal() {  // Box and Muller; the second of the pair is not kept, so that a draw depends on nothing before
        const double radius = std::sqrt(2 * exponential());
        return radius * std::cos(6.283185307179586 * uniform());
    }

    // Mean shape (rate 1): Marsaglia and Tsang (2000); below shape 1 by their boost.
    double gamma(double shape) {
        if (shape < 1) {
            const double boost = std::pow(uniform(), 1 / shape);
            return gamma(shape + 1) * boost;
        }
        const double d = shape - 1.0 / 3;
        const double c = 1 / std::sqrt(9 * d);
        while (true) {  // accepts more than 95 of 100
            const double x = normal();
            const double v = std::pow(1 + c * x, 3);
            if (v > 0 && std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
        }
    }

private:
    std::array<std::uint64_t, 4> words_{};
};

}  // namespace yunke::sim
