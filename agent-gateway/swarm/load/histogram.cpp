#include "agent-gateway/swarm/load/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace yunke::swarm {

void Histogram::record(std::uint64_t value) {
    ++counts_[bucket_of(value)];
    ++count_;
    least_ = std::min(least_, value);
    greatest_ = std::max(greatest_, value);
    sum_ += static_cast<double>(value);
}

void Histogram::merge(const Histogram& other) {
    for (std::size_t i = 0; i < buckets; ++i)
        counts_[i] += other.counts_[i];
    count_ += other.count_;
    least_ = std::min(least_, other.least_);
    greatest_ = std::max(greatest_, other.greatest_);
    sum_ += other.sum_;
}

std::uint64_t Histogram::percentile(double share) const {
    if (count_ == 0) return 0;
    if (share <= 0) return least_;
    const auto rank = static_cast<std::uint64_t>(std::ceil(std::min(share, 1.0) * static_cast<double>(count_)));
    if (rank >= count_) return greatest_;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        seen += counts_[i];
        if (seen >= rank) return std::clamp(middle_of(i), least_, greatest_);
    }
    return greatest_;
}

double Histogram::mean() const {
    return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

// Above 2^8 the highest eight bits say the bucket: the leading one gives the power, the other seven the step.
std::size_t Histogram::bucket_of(std::uint64_t value) {
    if (value < 2 * steps) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - step_bits - 1;
    return static_cast<std::size_t>(shift * steps + (value >> shift));
}

std::uint64_t Histogram::middle_of(std::size_t bucket) {
    if (bucket < 2 * steps) return bucket;
    const auto shift = static_cast<unsigned>(bucket / steps) - 1;
    const std::uint64_t low = (bucket - shift * steps) << shift;
    return low + (1ULL << shift) / 2;
}

}  // namespace yunke::swarm
