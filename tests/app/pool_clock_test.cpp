#include "dispatcher/app/pool_clock.hpp"

#include <gtest/gtest.h>

#include "tests/app/fake_clock.hpp"

namespace yunke::dispatcher {
namespace {

constexpr core::Ms hour_ms = 3'600'000;

TEST(PoolClock, FollowsTheWallClockWhileNobodySetsIt) {
    testing::FakeClock clock;
    PoolClock pool(clock);
    for (int i = 0; i < 1'000; ++i) {
        clock.pass(7);
        EXPECT_EQ(pool.now_ms(), clock.wall);
    }
}

TEST(PoolClock, StartsAtTheLaterOfTheLastTimeAndTheWallClock) {
    testing::FakeClock clock;
    PoolClock pool(clock);
    pool.start(clock.wall + 500);
    EXPECT_EQ(pool.now_ms(), clock.wall + 500);
    pool.start(clock.wall - 500);
    EXPECT_EQ(pool.now_ms(), clock.wall);
}

TEST(PoolClock, AStepForwardIsCaughtUpByAtMostOnePercent) {
    testing::FakeClock clock;
    PoolClock pool(clock);
    const core::Ms start = pool.now_ms();
    clock.wall += hour_ms;
    EXPECT_EQ(pool.now_ms(), start) << "the step itself moves nothing";
    clock.pass(100'000);
    EXPECT_EQ(pool.now_ms(), start + 101'000);
}

TEST(PoolClock, AStepBackNeverTurnsTimeBack) {
    testing::FakeClock clock;
    PoolClock pool(clock);
    const core::Ms start = pool.now_ms();
    clock.wall -= hour_ms;
    core::Ms last = pool.now_ms();
    EXPECT_EQ(last, start);
    for (int i = 0; i < 100'000; ++i) {
        clock.pass(1);
        const core::Ms now = pool.now_ms();
        ASSERT_GE(now, last);
        last = now;
    }
    EXPECT_EQ(last, start + 99'000) << "even millisecond by millisecond the bend is one part in a hundred";
}

TEST(PoolClock, MeetsTheWallClockAndStaysWithIt) {
    testing::FakeClock clock;
    PoolClock pool(clock);
    clock.wall += 1'000;
    for (int i = 0; i < 2'000; ++i) {
        clock.pass(100);
        pool.now_ms();
    }
    EXPECT_EQ(pool.now_ms(), clock.wall);
}

TEST(PoolClock, CountsTheTimeThatTheMachineSlept) {
    testing::FakeClock clock;
    PoolClock pool(clock);
    const core::Ms start = pool.now_ms();
    clock.pass(8 * hour_ms);
    EXPECT_EQ(pool.now_ms(), start + 8 * hour_ms);
}

}  // namespace
}  // namespace yunke::dispatcher
