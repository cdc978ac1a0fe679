#include "dispatcher/sim/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace yunke::sim {
namespace {

TEST(Statistics, StudentsTIsThatOfTheTablesAndBeyondThem) {
    EXPECT_NEAR(student_95(1), 12.706, 1e-3);
    EXPECT_NEAR(student_95(29), 2.045, 1e-3);
    EXPECT_NEAR(student_95(60), 2.000, 1e-3);
    EXPECT_NEAR(student_95(1000), 1.962, 1e-3);
}

TEST(Statistics, AnIntervalOverBatchesIsThatOfTheMean) {
    const std::vector<double> values = {10, 12, 11, 13, 9};
    const Estimate e = mean(values);
    EXPECT_DOUBLE_EQ(e.value, 11);
    EXPECT_NEAR(e.half, 2.776 * std::sqrt(2.5 / 5), 1e-9);  // standard deviation sqrt(2.5), four degrees
}

TEST(Statistics, ARatioWeighsBatchesByTheirSizeAndStandsEmptyOnes) {
    const std::vector<double> y = {10, 0, 30}, x = {100, 0, 100};
    const Estimate e = ratio(y, x);
    EXPECT_DOUBLE_EQ(e.value, 0.2);
    EXPECT_GT(e.half, 0);
    EXPECT_FALSE(ratio(std::vector<double>{0, 0}, std::vector<double>{0, 0}).known);
}

TEST(Statistics, OneBatchHasAValueAndNoInterval) {
    const Estimate e = mean(std::vector<double>{3});
    EXPECT_DOUBLE_EQ(e.value, 3);
    EXPECT_TRUE(std::isnan(e.half));
}

TEST(Statistics, GiniIsNoughtForEqualsAndNearOneForOneWhoHasAll) {
    EXPECT_NEAR(gini({5, 5, 5, 5}), 0, 1e-12);
    EXPECT_NEAR(gini({0, 0, 0, 8}), 0.75, 1e-12);
    EXPECT_NEAR(gini({1, 3}), 0.25, 1e-12);
    EXPECT_TRUE(std::isnan(gini({0, 0})));
}

TEST(Statistics, PercentilesAreExactWhenShortAndWithinOnePercentWhenLong) {
    TimeHistogram histogram;
    for (std::int64_t i = 1; i <= 200; ++i)
        histogram.add(i);
    EXPECT_DOUBLE_EQ(histogram.quantile(0.5), 100);
    EXPECT_DOUBLE_EQ(histogram.quantile(0.99), 198);
    TimeHistogram longer;
    for (std::int64_t i = 1; i <= 1000; ++i)
        longer.add(i * 1000);
    for (const double part : {0.1, 0.5, 0.9, 0.95})
        EXPECT_NEAR(longer.quantile(part) / (part * 1'000'000), 1, 0.01) << part;
    EXPECT_TRUE(std::isnan(TimeHistogram().quantile(0.5)));
}

TEST(Statistics, HistogramsAddUp) {
    TimeHistogram one, other;
    one.add(5);
    other.add(500'000);
    one.add(other);
    EXPECT_EQ(one.count(), 2U);
    EXPECT_NEAR(one.quantile(1), 500'000, 4'000);
}

}  // namespace
}  // namespace yunke::sim
