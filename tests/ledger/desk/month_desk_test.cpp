// A month's pay at the desk: what the preview tells is what approval books, and the month ends once all is approved.
#include "tests/ledger/desk/desk_fixture.hpp"

namespace yunke::ledger::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MonthDeskTest : public DeskTest {};

// ada: two hours at 12 yuan, one of them at 18 more = 42; the floor of 40 is reached. bea: 12, and 8 to the floor
// of 20.
constexpr Fen ada_fen = 4'200, bea_fen = 2'000, bonus_fen = 5'000;

TEST_F(MonthDeskTest, ThePreviewTellsEverythingThatApprovalWouldBook) {
    post_march();
    const auto month = good(months.preview(march, now_ms));
    EXPECT_FALSE(month.closed);
    EXPECT_THAT(month.blockers, IsEmpty());
    ASSERT_EQ(month.agents.size(), 2U);
    const auto& first = month.agents[0];
    EXPECT_EQ(first.work.agent, ada);
    EXPECT_EQ(first.work.paid_ms, 2 * hour_ms);
    EXPECT_EQ(first.work.earned_fen, ada_fen);
    EXPECT_EQ(first.work.floor_fen, 0);
    EXPECT_EQ(first.work.ratings, 2U) << "April's is April's";
    EXPECT_EQ(first.work.stars, 9U);
    EXPECT_EQ(first.pay.quality.fen, bonus_fen);
    EXPECT_EQ(first.pay.payable_fen, ada_fen + bonus_fen);
    const auto& second = month.agents[1];
    EXPECT_EQ(second.work.earned_fen, 1'200);
    EXPECT_EQ(second.work.floor_fen, 800);
    EXPECT_FALSE(second.pay.quality.earned);
    EXPECT_EQ(second.pay.payable_fen, bea_fen);
    EXPECT_EQ(month.total_fen, ada_fen + bonus_fen + bea_fen);
    EXPECT_EQ(month.pending, 2U);
    EXPECT_TRUE(good(months.preview(april, now_ms)).agents.empty());
}

TEST_F(MonthDeskTest, ApprovalBooksWhatWasLookedAtAndNothingElse) {
    post_march();
    const auto seen = good(months.preview(march, now_ms));
    expect_nothing_booked([&] {
        EXPECT_THAT(months.approve(books(), {.month = march, .total_fen = seen.total_fen + 1}),
                    IsRefused(Errc::changed, "look at it again"));
        EXPECT_THAT(months.approve(books(), {.month = march, .agents = {cho}}), IsRefused(Errc::unknown, "agent 3"));
        EXPECT_THAT(months.close(books(), march), IsRefused(Errc::refused, "2 agent(s)"));
    });
    const auto one = good(months.approve(books(2), {.month = march, .agents = {bea, bea}, .total_fen = bea_fen}));
    EXPECT_EQ(one.agents, 1U);
    EXPECT_EQ(balance(AccountKind::payable, raw(bea)), bea_fen);
    EXPECT_EQ(balance(AccountKind::payable, raw(ada)), 0);
    expect_nothing_booked([&] {
        EXPECT_THAT(months.approve(books(), {.month = march, .agents = {bea}}),
                    IsRefused(Errc::refused, "nothing of 2026-03"));
        EXPECT_THAT(months.close(books(), march), IsRefused(Errc::refused, "first of agent 1"));
    });
    good(months.approve(books(), {.month = march, .total_fen = ada_fen + bonus_fen}));
    EXPECT_EQ(balance(AccountKind::payable, raw(ada)), ada_fen + bonus_fen);
    EXPECT_EQ(balance(AccountKind::accrued, raw(ada)), 0);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_approval"), 2);
    const auto after = good(months.preview(march, now_ms));
    EXPECT_EQ(after.total_fen, 0);
    EXPECT_EQ(after.pending, 0U);
    EXPECT_EQ(after.agents[0].approved_fen, ada_fen + bonus_fen);
    expect_whole();
}

TEST_F(MonthDeskTest, AClosedMonthTakesNothingAndWhatComesLaterCountsInTheOpenOne) {
    post_march();
    approve_march();
    good(months.close(books(), march));
    EXPECT_TRUE(good(months.preview(march, now_ms)).closed);
    expect_nothing_booked([&] {
        EXPECT_THAT(months.close(books(), march), IsRefused(Errc::refused, "closed"));
        EXPECT_THAT(months.approve(books(), {.month = march}), IsRefused(Errc::refused, "takes no postings"));
        EXPECT_THAT(months.close(books(), {2026, 5}), IsRefused(Errc::refused, "2026-0"));
    });
    // A work period that began on the last evening of March was posted late.
    const Ms eve = april_ms - 5 * hour_ms;
    post_more({work(3, eve, eve, eve + hour_ms), period_ended(3, eve, eve + hour_ms)});
    EXPECT_TRUE(good(months.preview(march, now_ms)).agents.size() == 3U);
    EXPECT_EQ(good(months.preview(march, now_ms)).pending, 0U);
    const auto month = good(months.preview(april, now_ms));
    ASSERT_EQ(month.agents.size(), 1U);
    EXPECT_EQ(month.agents.front().work.agent, cho);
    EXPECT_EQ(month.agents.front().pay.payable_fen, bea_fen);
    good(merchants.top_up({.account = 1, .at_ms = april_ms - hour_ms}, merchant_c, "hundred"));
    EXPECT_EQ(database->number("SELECT MIN(month) FROM ledger_transfer WHERE office_entry = 3"), 202'604)
        << "the sale of a closed month's day";
    expect_whole();
}

TEST_F(MonthDeskTest, SaysAllThatKeepsAMonthOpen) {
    const Ms nine = clock_ms(9);
    post_more({epoch_fact(0, 0), work(1, nine, nine, nine + hour_ms), work(2, nine, nine, nine + hour_ms),
               period_ended(2, nine, nine + hour_ms)});
    now_ms = april_ms - 1;
    const auto blockers = good(months.preview(march, now_ms)).blockers;
    EXPECT_THAT(blockers, Contains(HasSubstr("2026-03 is not over; come back on 2026-04-01")));
    EXPECT_THAT(blockers, Contains(HasSubstr("agent 1 begun on 2026-03-02 has not ended")));
    EXPECT_THAT(blockers, Contains(HasSubstr("pool main is not posted beyond")));
    expect_nothing_booked([&] {
        EXPECT_THAT(months.approve(books(), {.month = march, .agents = {bea}, .total_fen = bea_fen}),
                    IsRefused(Errc::refused, "not over"));
        EXPECT_THAT(months.close(books(), march), IsRefused(Errc::refused, "not over"));
    });
    now_ms = april_ms;
    post_more({period_ended(1, nine, nine + hour_ms)});
    EXPECT_THAT(months.close(books(), march), IsRefused(Errc::refused, "not posted beyond"));
    EXPECT_THAT(good(months.preview(april, may_ms)).blockers,
                Contains(HasSubstr("2026-04 cannot be closed before 2026-03")));
    // Nothing is behind: the pool has no more facts, and that is known.
    good(desk.store().note_level("main", april_ms));
    EXPECT_THAT(good(months.preview(march, now_ms)).blockers, IsEmpty());
}

TEST_F(MonthDeskTest, WhatAccruesAfterApprovalIsApprovedWithoutAnotherBonus) {
    post_march();
    approve_march();
    const Ms eve = april_ms - 5 * hour_ms;
    post_more({work(1, eve, eve, eve + hour_ms), period_ended(1, eve, eve + hour_ms)});
    const auto again = good(months.preview(march, now_ms));
    EXPECT_EQ(again.pending, 1U);
    EXPECT_EQ(again.total_fen, bea_fen);
    approve_march(2);
    EXPECT_EQ(good(months.preview(march, now_ms)).agents.front().approved_fen, ada_fen + bonus_fen + bea_fen);
    good(months.close(books(), march));
    expect_whole();
}

TEST_F(MonthDeskTest, ARatingThatDidNotSurviveIsNotCounted) {
    post_march();
    const auto last = good(desk.store().cursor("main")).fact;
    Store store = open();
    const FactId id{first_epoch + 1, 6};
    post(store, std::vector{as_fact(id, epoch_fact(last.epoch, 5))});
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_rating"), 4) << "what was said stays";
    for (const MonthRow& row : good(months.preview(march, now_ms)).agents)
        EXPECT_EQ(row.work.ratings, 0U);
}

}  // namespace
}  // namespace yunke::ledger::testing
