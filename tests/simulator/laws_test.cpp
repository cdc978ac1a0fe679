#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "dispatcher/sim/arrivals.hpp"

namespace yunke::sim {
namespace {

struct Moments {
    double mean = 0, deviation = 0;
};

Moments moments(const Distribution& law, int count = 200'000) {
    Random random(7, 3);
    double sum = 0, squares = 0;
    for (int i = 0; i < count; ++i) {
        const double value = law.draw(random);
        sum += value;
        squares += value * value;
    }
    const double mean = sum / count;
    return {mean, std::sqrt(squares / count - mean * mean)};
}

TEST(Laws, EachHasItsMeanAndSpread) {
    const auto expect = [](const Distribution& law, double mean, double deviation) {
        const Moments m = moments(law);
        EXPECT_NEAR(m.mean / mean, 1, 0.02);
        EXPECT_NEAR(m.deviation, deviation, 0.03 * std::max(deviation, 1.0));
    };
    expect(Distribution::exponential(1000), 1000, 1000);
    expect(Distribution::lognormal(1000, 800), 1000, 800);
    expect(Distribution::gamma(1000, 400), 1000, 400);
    expect(Distribution::gamma(1000, 2000), 1000, 2000);  // shape below 1
    expect(Distribution::uniform(600, 1800), 1200, 1200 / std::sqrt(12.0));
    expect(Distribution::constant(70), 70, 0);
}

TEST(Laws, ASampleGivesBackItsOwnValuesEquallyOften) {
    const Distribution law = Distribution::sample_of({30, 10, 20});
    Random random(1, 1);
    int counts[3] = {};
    for (int i = 0; i < 30'000; ++i) {
        const double value = law.draw(random);
        ASSERT_TRUE(value == 10 || value == 20 || value == 30) << value;
        ++counts[static_cast<int>(value) / 10 - 1];
    }
    for (const int count : counts)
        EXPECT_NEAR(count, 10'000, 400);
}

TEST(Laws, ATableThatEndsBelowOneLeavesTheRestForEver) {
    Distribution law{Distribution::Law::table, 0, 0, {{0.2, 1000}, {0.6, 5000}}};
    Random random(1, 1);
    int never = 0, least = 0;
    for (int i = 0; i < 20'000; ++i) {
        const double value = law.draw(random);
        never += std::isinf(value) ? 1 : 0;
        least += value == 1000 ? 1 : 0;
    }
    EXPECT_NEAR(never, 8'000, 300);
    EXPECT_NEAR(least, 4'000, 300);
}

TEST(Laws, ChanceIsTheSameOnEveryMachine) {
    Random random(42, 1);
    EXPECT_EQ(random.next(), Random(42, 1).next());
    EXPECT_NE(Random(42, 1).next(), Random(42, 2).next());
    EXPECT_NE(Random(42, 1).next(), Random(43, 1).next());
}

TEST(Laws, ArrivalsFollowTheRatesOfTheirPeriods) {
    RunPlan run;
    run.horizon_ms = 200 * limits::day_ms;
    run.periods = {0, 6 * limits::hour_ms, 18 * limits::hour_ms};
    QueuePlan queue;
    queue.per_hour = {0, 60, 10};
    Busyness busyness(run, Random(1, 1));
    Arrivals arrivals(run, queue, Random(1, 2));
    double counts[3] = {};
    while (const auto next = arrivals.next(busyness))
        ++counts[period_of(run, next->at_ms)];
    EXPECT_EQ(counts[0], 0);
    EXPECT_NEAR(counts[1] / (200 * 12 * 60), 1, 0.02);
    EXPECT_NEAR(counts[2] / (200 * 6 * 10), 1, 0.03);
}

TEST(Laws, ABusyDayIsBusyInAllItsHours) {
    RunPlan run;
    run.horizon_ms = 2'000 * limits::day_ms;
    run.busyness_shape = 4;
    Busyness busyness(run, Random(1, 1));
    double sum = 0, squares = 0;
    for (std::size_t day = 0; day < 2'000; ++day) {
        const double factor = busyness.of_cycle(day);
        EXPECT_EQ(factor, busyness.of_cycle(day));
        sum += factor;
        squares += factor * factor;
    }
    EXPECT_NEAR(sum / 2'000, 1, 0.04);
    EXPECT_NEAR(squares / 2'000 - 1, 0.25, 0.06);  // variance 1 / shape
}

}  // namespace
}  // namespace yunke::sim
