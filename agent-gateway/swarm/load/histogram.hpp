// Durations counted into buckets that grow with the value, so that a percentile is right to within 1 % whether it is
// microseconds or minutes, in a fixed 60 KB. Each power of two is cut into 128 equal buckets (0.8 % wide); values below
// 256 have one each. Used by the load generator; not thread-safe, merge() brings threads together.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace yunke::swarm {

class Histogram {
public:
    void record(std::uint64_t value);
    void merge(const Histogram& other);

    // The value that this share of all values does not exceed (0.5: the median), to within 1 %; exactly the greatest
    // for 1, exactly the least for 0. 0 if nothing was recorded.
    std::uint64_t percentile(double share) const;

    std::uint64_t count() const { return count_; }
    std::uint64_t least() const { return count_ == 0 ? 0 : least_; }
    std::uint64_t greatest() const { return greatest_; }
    double mean() const;

private:
    static constexpr unsigned step_bits = 7;
    static constexpr std::uint64_t steps = 1ULL << step_bits;
    static constexpr std::size_t buckets = (64 - step_bits) * steps + steps;

    static std::size_t bucket_of(std::uint64_t value);
    static std::uint64_t middle_of(std::size_t bucket);

    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t count_ = 0;
    std::uint64_t least_ = UINT64_MAX;
    std::uint64_t greatest_ = 0;
    double sum_ = 0;
};

}  // namespace yunke::swarm
