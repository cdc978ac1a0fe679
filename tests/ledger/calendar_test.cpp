#include "dispatcher/ledger/calendar.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace yunke::ledger {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

TEST(Calendar, ADayBeginsAtItsPlacesMidnight) {
    const auto day = day_of(2026, 10, 1);
    const auto begin = begin_ms(day, 480);
    EXPECT_EQ(begin, 1'790'784'000'000);  // 2026-09-30T16:00:00Z
    EXPECT_EQ(day_of(begin, 480), day);
    EXPECT_EQ(text_of(day_of(begin - 1, 480)), "2026-09-30");
    EXPECT_EQ(day_of(begin, 0), day_of(2026, 9, 30));
    EXPECT_EQ(day_of(begin + 24 * hour_ms - 1, 480), day);
    EXPECT_EQ(day_of(begin + 24 * hour_ms, 480), next(day));
}

TEST(Calendar, OffsetsMayBeNegativeAndInstantsBefore1970) {
    EXPECT_EQ(text_of(day_of(0, -210)), "1969-12-31");
    EXPECT_EQ(text_of(day_of(-1, 0)), "1969-12-31");
    EXPECT_EQ(text_of(day_of(-24 * hour_ms, 0)), "1969-12-31");
    EXPECT_EQ(begin_ms(day_of(1969, 12, 31), 0), -24 * hour_ms);
}

TEST(Calendar, EveryDayOfFourYearsHasOneTextAndOneMonth) {
    auto day = day_of(2024, 1, 1);
    Month month{2024, 1};
    for (; text_of(day) != "2028-01-01"; day = next(day)) {
        EXPECT_EQ(parse_day(text_of(day)), day);
        if (month_of(day) != month) {
            month = next(month);
            EXPECT_EQ(first_day(month), day);
        }
        ASSERT_EQ(month_of(day), month);
        ASSERT_EQ(month_of(begin_ms(day, 480), 480), month);
    }
    EXPECT_EQ(months_between({2024, 1}, {2028, 1}), 48);
    EXPECT_EQ(months_between({2024, 3}, {2023, 12}), -3);
}

TEST(Calendar, TakesOnlyDatesThatExist) {
    EXPECT_TRUE(parse_day("2024-02-29"));
    for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "2026-01-01 ",
                             "2026/01/01", "-026-01-01", "2026-01--1", ""}) {
        EXPECT_FALSE(parse_day(text)) << text;
    }
    EXPECT_EQ(parse_month("2026-02"), (Month{2026, 2}));
    for (const char* text : {"2026-13", "2026-2", "2026-02-01", ""})
        EXPECT_FALSE(parse_month(text)) << text;
    EXPECT_EQ(text_of(Month{2026, 2}), "2026-02");
}

TEST(Calendar, HolidaysAreListedOnceEach) {
    Holidays holidays;
    EXPECT_TRUE(holidays.add(day_of(2026, 10, 1)));
    EXPECT_FALSE(holidays.add(day_of(2026, 10, 1)));
    EXPECT_TRUE(holidays.contains(day_of(2026, 10, 1)));
    EXPECT_FALSE(holidays.contains(day_of(2026, 10, 2)));
}

}  // namespace
}  // namespace yunke::ledger
