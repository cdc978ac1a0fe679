// How long a client waits before it comes again.
#include <gtest/gtest.h>

#include "agent-gateway/swarm/client/timings.hpp"

namespace yunke::swarm {
namespace {

TEST(Backoff, IsFullJitterBetweenHalfASecondAndThirty) {
    const ClientTimings timings;
    EXPECT_EQ(backoff_ms(timings, 1, 1006, 0.0), 500);
    EXPECT_LE(backoff_ms(timings, 1, 1006, 0.999), 1'000);
    EXPECT_LE(backoff_ms(timings, 3, 1006, 0.999), 4'000);
    EXPECT_EQ(backoff_ms(timings, 40, 1006, 1.0), 30'000);
    EXPECT_EQ(backoff_ms(timings, 40, 1006, 0.0), 500);
}

TEST(Backoff, IsFiveToThirtySecondsAfterARestart) {
    const ClientTimings timings;
    for (const std::uint16_t code : {std::uint16_t{1001}, std::uint16_t{1012}}) {
        EXPECT_EQ(backoff_ms(timings, 1, code, 0.0), 5'000);
        EXPECT_EQ(backoff_ms(timings, 1, code, 1.0), 30'000);
    }
}

TEST(Backoff, BeginsHigherWhenTheGatewayAskedForTime) {
    const ClientTimings timings;
    EXPECT_EQ(backoff_ms(timings, 1, 1013, 1.0), 4'000);
}

TEST(Backoff, IsScaledForTests) {
    ClientTimings timings;
    timings.backoff_scale = 0.01;
    EXPECT_EQ(backoff_ms(timings, 1, 1012, 1.0), 300);
}

}  // namespace
}  // namespace yunke::swarm
