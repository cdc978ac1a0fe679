// What a programme officer is shown of somebody's work: hours and days of months, first duty, since when she stays.
#include "dispatcher/ledger/reading/progress.hpp"

#include <gtest/gtest.h>

namespace yunke::ledger {
namespace {

const Month now{2026, 11};

WorkDay worked(std::int32_t year, std::uint32_t month, std::uint32_t day, Ms hours) {
    return {day_of(year, month, day), hours * ms_per_hour};
}

TEST(Progress, OfSomebodyWithoutWorkIsTwelveEmptyMonths) {
    const Progress progress = progress_of({}, nullptr, now);
    EXPECT_FALSE(progress.first_duty);
    EXPECT_FALSE(progress.stable);
    ASSERT_EQ(progress.months.size(), 12U);
    EXPECT_EQ(progress.months.front().month, now);
    EXPECT_EQ(progress.months.back().month, (Month{2025, 12}));
    for (const WorkMonth& month : progress.months)
        EXPECT_EQ(month.paid_ms + month.days, 0);
}

TEST(Progress, CountsHoursAndDaysWhereTheyBegan) {
    const Progress progress = progress_of({worked(2025, 10, 31, 5), worked(2026, 1, 4, 0), worked(2026, 10, 1, 3),
                                           worked(2026, 10, 31, 2), worked(2026, 11, 1, 4)},
                                          nullptr, now);
    EXPECT_EQ(progress.first_duty, day_of(2025, 10, 31)) << "however long ago";
    EXPECT_EQ(progress.months[0].paid_ms, 4 * ms_per_hour);
    EXPECT_EQ(progress.months[1].paid_ms, 5 * ms_per_hour);
    EXPECT_EQ(progress.months[1].days, 2);
    EXPECT_EQ(progress.months[10].days, 0) << "a day without paid time is none";
    EXPECT_FALSE(progress.months[1].income) << "she did not agree to it";
}

TEST(Progress, IsStableInTheThirdMonthInARowOfTwentyHours) {
    std::vector<WorkDay> days{worked(2025, 11, 3, 20), worked(2025, 12, 3, 30), worked(2026, 2, 3, 25)};
    EXPECT_FALSE(progress_of(days, nullptr, now).stable) << "January is missing";
    days.push_back(worked(2026, 3, 1, 10));
    days.push_back(worked(2026, 3, 2, 10));
    EXPECT_FALSE(progress_of(days, nullptr, now).stable);
    days.push_back({day_of(2026, 4, 1), 20 * ms_per_hour - 1});
    EXPECT_FALSE(progress_of(days, nullptr, now).stable);
    days.back().paid_ms += 1;
    EXPECT_EQ(progress_of(days, nullptr, now).stable, (Month{2026, 4}));
    days.push_back(worked(2026, 5, 1, 90));
    EXPECT_EQ(progress_of(days, nullptr, now).stable, (Month{2026, 4})) << "the first time counts";
}

TEST(Progress, TellsIncomeAsABandOfMonthsWithWorkOnly) {
    const std::map<Month, Fen> earned{{{2026, 11}, 49'999}, {{2026, 10}, 100'000}, {{2026, 9}, 2'000'000}};
    const Progress progress =
        progress_of({worked(2026, 8, 1, 1), worked(2026, 10, 1, 1), worked(2026, 11, 1, 1)}, &earned, now);
    EXPECT_EQ(progress.months[0].income, 0U);
    EXPECT_EQ(progress.months[1].income, 2U);
    EXPECT_FALSE(progress.months[2].income);
    EXPECT_EQ(progress.months[3].income, 0U) << "work that earned nothing yet";
}

}  // namespace
}  // namespace yunke::ledger
