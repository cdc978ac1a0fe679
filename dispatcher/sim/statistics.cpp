#include "dispatcher/sim/statistics.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace yunke::sim {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// Exact below 256 ms; above, 128 steps to each doubling.
constexpr unsigned fine_bits = 7;

std::size_t bin_of(std::uint64_t ms) {
    if (ms < (2U << fine_bits)) return ms;
    const auto shift = static_cast<unsigned>(std::bit_width(ms)) - 1 - fine_bits;
    return (static_cast<std::size_t>(shift) << fine_bits) + (ms >> shift);
}

double middle_of(std::size_t bin) {
    if (bin < (2U << fine_bits)) return static_cast<double>(bin);
    const std::size_t shift = (bin >> fine_bits) - 1;
    const std::size_t lowest = (bin - (shift << fine_bits)) << shift;
    return static_cast<double>(lowest) + static_cast<double>((std::size_t{1} << shift) - 1) / 2;
}

}  // namespace

double student_95(std::size_t degrees) {
    constexpr std::array table = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                  2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                  2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
    if (degrees == 0) return nothing;
    if (degrees <= table.size()) return table.at(degrees - 1);
    // Beyond the table: Cornish and Fisher's first two terms, right to three decimals.
    constexpr double z = 1.959964;
    const auto v = static_cast<double>(degrees);
    return z + (z * z * z + z) / (4 * v) + (5 * std::pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * v * v);
}

Estimate ratio(std::span<const double> y, std::span<const double> x) {
    const double sum_y = std::accumulate(y.begin(), y.end(), 0.0);
    const double sum_x = std::accumulate(x.begin(), x.end(), 0.0);
    if (sum_x <= 0) return {};
    const double value = sum_y / sum_x;
    const std::size_t batches = x.size();
    if (batches < 2) return {value, nothing, true};
    double squares = 0;
    for (std::size_t i = 0; i < batches; ++i)
        squares += (y[i] - value * x[i]) * (y[i] - value * x[i]);
    const auto count = static_cast<double>(batches);
    const double deviation = std::sqrt(squares / (count - 1) * count) / sum_x;
    return {value, student_95(batches - 1) * deviation, true};
}

Estimate mean(std::span<const double> values) {
    const std::vector<double> ones(values.size(), 1.0);
    return ratio(values, ones);
}

Estimate with_spread(double value, std::span<const double> of_batches) {
    if (std::isnan(value)) return {};
    std::vector<double> usable;
    std::ranges::copy_if(of_batches, std::back_inserter(usable), [](double v) { return !std::isnan(v); });
    return {value, usable.size() < 2 ? nothing : mean(usable).half, true};
}

double gini(std::vector<double> values) {
    std::ranges::sort(values);
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    if (values.empty() || sum <= 0) return nothing;
    double weighted = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        weighted += static_cast<double>(i + 1) * values[i];
    const auto count = static_cast<double>(values.size());
    return 2 * weighted / (count * sum) - (count + 1) / count;
}

void TimeHistogram::add(std::int64_t ms) {
    const std::size_t bin = bin_of(static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0)));
    if (bin >= bins_.size()) bins_.resize(bin + 1);
    ++bins_[bin];
    ++count_;
}

void TimeHistogram::add(const TimeHistogram& other) {
    if (other.bins_.size() > bins_.size()) bins_.resize(other.bins_.size());
    for (std::size_t i = 0; i < other.bins_.size(); ++i)
        bins_[i] += other.bins_[i];
    count_ += other.count_;
}

double TimeHistogram::quantile(double part) const {
    if (count_ == 0) return nothing;
    const double wanted = part * static_cast<double>(count_);
    double so_far = 0;
    for (std::size_t i = 0; i < bins_.size(); ++i) {
        so_far += bins_[i];
        if (so_far >= wanted && bins_[i] > 0) return middle_of(i);
    }
    return middle_of(bins_.size() - 1);
}

}  // namespace yunke::sim
