#include "dispatcher/ledger/archive/erase_clock.hpp"

#include <gtest/gtest.h>

namespace yunke::archive {
namespace {

constexpr std::int64_t minute = 60'000, hour = 60 * minute, day = 24 * hour;
constexpr std::int64_t start = 1'800'000'000'000;

TEST(EraseClock, FollowsTheWallClock) {
    EraseClock clock;
    EXPECT_EQ(clock.now_ms(start, 0), start);
    EXPECT_EQ(clock.now_ms(start + 10 * minute, 10 * minute), start + 10 * minute);
    EXPECT_EQ(clock.now_ms(start + 25 * minute, 20 * minute), start + 25 * minute) << "a small step";
    EXPECT_EQ(clock.now_ms(start - 9 * day, 30 * minute), start - 9 * day) << "backwards erases less";
}

TEST(EraseClock, AJumpForwardErasesNothingForADay) {
    EraseClock clock;
    clock.now_ms(start, 0);
    EXPECT_EQ(clock.now_ms(start + 365 * day, 10 * minute), start + 10 * minute);
    EXPECT_EQ(clock.now_ms(start + 365 * day + 20 * hour, 20 * hour), start + 20 * hour);
    EXPECT_EQ(clock.now_ms(start + 21 * hour, 21 * hour), start + 21 * hour) << "it was set right again";
    EXPECT_EQ(clock.now_ms(start + 400 * day, 22 * hour), start + 22 * hour) << "the day begins anew";
    EXPECT_EQ(clock.now_ms(start + 401 * day, 45 * hour), start + 45 * hour);
    EXPECT_EQ(clock.now_ms(start + 401 * day, 46 * hour), start + 401 * day) << "it stands";
    EXPECT_EQ(clock.now_ms(start + 401 * day + hour, 47 * hour), start + 401 * day + hour);
}

}  // namespace
}  // namespace yunke::archive
