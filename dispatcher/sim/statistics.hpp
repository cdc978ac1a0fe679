// Estimates with their confidence from batches, percentiles, and inequality.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace yunke::sim {

// A measured value and half the width of its 95 % confidence interval over batches. `known` is false where there was
// nothing to measure; `half` is NaN with fewer than two batches.
struct Estimate {
    double value = 0;
    double half = 0;
    bool known = false;
};

// Student's t for a two-sided 95 % interval.
double student_95(std::size_t degrees);

// Sum of y over sum of x. One pair per batch; the interval is the ratio estimator's (Cochran, Sampling
// Techniques, 6.4), which stands a batch in which nothing happened.
Estimate ratio(std::span<const double> y, std::span<const double> x);

// Mean over batches.
Estimate mean(std::span<const double> values);

// A value computed from all, with the spread that the same value has over batches.
Estimate with_spread(double value, std::span<const double> of_batches);

// 0 = everybody has the same, towards 1 = one has all. Values must not be negative.
double gini(std::vector<double> values);

// How often each length of time occurred, with steps below 0.8 % of the value.
class TimeHistogram {
public:
    void add(std::int64_t ms);
    void add(const TimeHistogram& other);
    // The least time that this part of all did not exceed, in ms; NaN if there is none.
    double quantile(double part) const;
    std::uint64_t count() const { return count_; }

private:
    std::vector<std::uint32_t> bins_;
    std::uint64_t count_ = 0;
};

}  // namespace yunke::sim
