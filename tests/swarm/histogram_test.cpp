#include "agent-gateway/swarm/load/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace yunke::swarm {
namespace {

// The definition, by sorting.
std::uint64_t exact(std::vector<std::uint64_t> values, double share) {
    std::ranges::sort(values);
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
}

TEST(Histogram, IsEmptyAtFirst) {
    const Histogram times;
    EXPECT_EQ(times.count(), 0U);
    EXPECT_EQ(times.percentile(0.5), 0U);
    EXPECT_EQ(times.least(), 0U);
    EXPECT_EQ(times.mean(), 0.0);
}

TEST(Histogram, IsExactForSmallValues) {
    Histogram times;
    for (std::uint64_t value = 0; value < 256; ++value)
        times.record(value);
    EXPECT_EQ(times.percentile(0.5), 127U);
    EXPECT_EQ(times.percentile(0.25), 63U);
    EXPECT_EQ(times.percentile(1), 255U);
}

TEST(Histogram, StaysWithinOnePercentOfEveryValueFromNanosecondsToAYear) {
    for (std::uint64_t recorded = 1; recorded < 32'000'000'000'000'000; recorded += 1 + recorded / 100 * 37) {
        Histogram times;
        // Between two others, so that neither the least nor the greatest helps.
        times.record(0);
        times.record(recorded);
        times.record(UINT64_MAX);
        const auto told = static_cast<double>(times.percentile(0.5));
        EXPECT_LE(std::abs(told - static_cast<double>(recorded)), 0.01 * static_cast<double>(recorded)) << recorded;
    }
}

TEST(Histogram, AgreesWithSortingOverManyPercentiles) {
    std::mt19937_64 engine(7);
    std::lognormal_distribution<double> draw(13, 2);
    Histogram times;
    std::vector<std::uint64_t> values;
    for (int i = 0; i < 20'000; ++i) {
        values.push_back(static_cast<std::uint64_t>(draw(engine)));
        times.record(values.back());
    }
    for (const double share : {0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
        const auto expected = static_cast<double>(exact(values, share));
        EXPECT_NEAR(static_cast<double>(times.percentile(share)), expected, 0.01 * expected + 1) << share;
    }
}

TEST(Histogram, MergesAsIfRecordedTogether) {
    Histogram one, other, both;
    for (std::uint64_t value = 1; value < 1'000'000; value += 997) {
        (value % 2 == 0 ? one : other).record(value);
        both.record(value);
    }
    one.merge(other);
    EXPECT_EQ(one.count(), both.count());
    EXPECT_EQ(one.least(), both.least());
    EXPECT_EQ(one.greatest(), both.greatest());
    EXPECT_DOUBLE_EQ(one.mean(), both.mean());
    for (const double share : {0.1, 0.5, 0.99})
        EXPECT_EQ(one.percentile(share), both.percentile(share));
}

TEST(Histogram, TellsTheGreatestExactly) {
    Histogram times;
    times.record(5);
    times.record(123'456'789);
    EXPECT_EQ(times.percentile(1), 123'456'789U);
    EXPECT_EQ(times.percentile(0), 5U);
}

}  // namespace
}  // namespace yunke::swarm
