#include "dispatcher/app/gap.hpp"

#include <gtest/gtest.h>

namespace yunke::dispatcher {
namespace {

TEST(Gap, ANewPoolHasNone) {
    Gap gap;
    gap.start(0);
    EXPECT_EQ(gap.take(1'000'000), 0);
}

TEST(Gap, AShortSilenceIsNone) {
    Gap gap;
    gap.start(1'000'000);
    EXPECT_EQ(gap.take(1'005'000), 0);
}

TEST(Gap, ALongSilenceIsToldOnce) {
    Gap gap;
    gap.start(1'000'000);
    EXPECT_EQ(gap.take(1'060'000), 60'000);
    EXPECT_EQ(gap.take(1'060'001), 0);
}

TEST(Gap, RenewalsKeepAnIdlePoolAlive) {
    Gap gap;
    gap.start(1'000'000);
    for (core::Ms now = 1'001'000; now < 1'060'000; now += 1'000)
        gap.renewed(now);
    EXPECT_EQ(gap.take(1'060'000), 0);
}

TEST(Gap, ARenewalAfterALongSilenceDoesNotHideIt) {
    Gap gap;
    gap.start(1'000'000);
    gap.renewed(1'060'000);
    EXPECT_EQ(gap.take(1'060'500), 60'000);
}

TEST(Gap, IsHandedOnByTheCursorUntilABatchHasTakenIt) {
    Gap gap;
    gap.start(1'000'000);
    EXPECT_EQ(gap.to_note(1'004'000), 1'004'000);
    EXPECT_EQ(gap.to_note(1'060'000), 1'000'000) << "not taken yet";
    gap.renewed(1'060'000);
    EXPECT_EQ(gap.to_note(1'061'000), 1'001'000) << "as long ago as the gap was long";
    gap.take(1'061'000);
    EXPECT_EQ(gap.to_note(1'061'000), 1'061'000);
}

}  // namespace
}  // namespace yunke::dispatcher
