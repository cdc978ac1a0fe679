#include "agent-gateway/swarm/load/schedule.hpp"

#include <gtest/gtest.h>

namespace yunke::swarm {
namespace {

TEST(Schedule, GivesOutTheFirstMessageAtOnceAndEachAtItsOwnTime) {
    const Schedule schedule{50, 4};
    EXPECT_EQ(schedule.due(-1), 0U);
    EXPECT_EQ(schedule.due(0), 1U);
    EXPECT_EQ(schedule.due(19'999'999), 1U);
    EXPECT_EQ(schedule.due(20'000'000), 2U);
    EXPECT_EQ(schedule.due(60'000'000), 4U);
    EXPECT_EQ(schedule.due(3'600'000'000'000), 4U);
}

TEST(Schedule, NeverCallsAMessageDueBeforeItsTimeNorLeavesOneOut) {
    for (const double rate : {0.3, 1.0, 7.0, 333.0, 999.9, 12'345.6}) {
        const Schedule schedule{rate, 500};
        for (std::uint64_t number = 0; number < schedule.total; ++number) {
            EXPECT_EQ(schedule.due(schedule.at_ns(number)), number + 1) << rate;
            EXPECT_LE(schedule.due(schedule.at_ns(number) - 1), number) << rate;
        }
    }
}

}  // namespace
}  // namespace yunke::swarm
