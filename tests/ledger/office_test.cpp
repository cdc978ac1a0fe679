// What people book: months, a month's pay, merchants' packages.
#include "dispatcher/ledger/office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ledger/balances.hpp"

namespace yunke::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Fen yuan = 100;
constexpr Month july{2026, 7};
constexpr AgentId agent{12};
constexpr MerchantId merchant_id{7};
const Ms july_end_ms = begin_ms(day_of(2026, 8, 1), 480);

Step step_in(Month month) {
    return {.at_ms = july_end_ms, .month = month, .transfers = {}, .alerts = {}};
}

TEST(OfficeMonths, WhatConcernsAClosedMonthIsBookedInTheOpenOne) {
    EXPECT_EQ(booking_month(july, std::nullopt), july);
    EXPECT_EQ(booking_month(july, Month{2026, 6}), july);
    EXPECT_EQ(booking_month(july, july), (Month{2026, 8}));
    EXPECT_EQ(booking_month({2025, 3}, Month{2026, 12}), (Month{2027, 1}));
}

TEST(OfficeMonths, CloseInOrderWhenAllWorkIsOverAndPosted) {
    const std::vector<PoolMark> posted = {{"main", july_end_ms}, {"night", july_end_ms + 5}};
    EXPECT_TRUE(may_close(july, std::nullopt, {}, posted, 480));
    EXPECT_TRUE(may_close(july, Month{2026, 6}, {}, posted, 480));
    EXPECT_THAT(may_close(july, july, {}, posted, 480).error().what, HasSubstr("2026-07 is closed already"));
    EXPECT_THAT(may_close(july, Month{2026, 5}, {}, posted, 480).error().what, HasSubstr("before 2026-06"));
    const std::vector<PoolMark> behind = {{"main", july_end_ms}, {"night", july_end_ms - 1}};
    EXPECT_THAT(may_close(july, {}, {}, behind, 480).error().what,
                HasSubstr("pool night is not posted beyond 2026-07"));
}

TEST(OfficeMonths, AWorkPeriodOverMidnightHoldsTheMonthItBeganIn) {
    const std::vector<PoolMark> posted = {{"main", july_end_ms + 3'600'000}};
    const std::vector<PeriodKey> begun_in_july = {{agent, july_end_ms - 1, ShiftId{}}};
    const auto refused = may_close(july, {}, begun_in_july, posted, 480);
    EXPECT_EQ(refused.error().code, Errc::refused);
    EXPECT_THAT(refused.error().what, HasSubstr("agent 12 begun on 2026-07-31 has not ended"));
    const std::vector<PeriodKey> begun_in_august = {{agent, july_end_ms, ShiftId{}}};
    EXPECT_TRUE(may_close(july, {}, begun_in_august, posted, 480));
}

// ---- a month's pay ----

Setup bonuses() {
    RateCard tier{.version = CardVersion{1}, .key = "tier", .tier = 2, .from = day_of(2026, 1, 1)};
    tier.set(Term::tier_bonus, 200 * yuan);
    tier.tier_rule.paid_ms_min = 40 * ms_per_hour;
    RateCard quality{.version = CardVersion{2}, .key = "quality", .from = day_of(2026, 1, 1)};
    quality.set(Term::quality_bonus, 100 * yuan);
    quality.quality_rule = {.paid_ms_min = 0, .ratings_min = 10, .stars_hundredths_min = 460};
    Setup setup;
    setup.cards = Cards({tier, quality});
    setup.tiers[agent].put(day_of(2026, 7, 1), 2);
    return setup;
}

MonthWork good_month() {
    return {.agent = agent,
            .month = july,
            .paid_ms = 40 * ms_per_hour,
            .accrued_fen = 1'000 * yuan,
            .ratings = 10,
            .stars = 46};
}

TEST(MonthPay, BonusesComeOnTopWhenTheirConditionsAreMet) {
    const auto setup = bonuses();
    auto pay = preview(setup, good_month());
    EXPECT_EQ(pay.payable_fen, 1'300 * yuan);
    EXPECT_EQ(pay.tier.card, CardVersion{1});
    auto work = good_month();
    work.paid_ms -= 1;
    EXPECT_EQ(preview(setup, work).payable_fen, 1'100 * yuan);
    work = good_month();
    work.ratings = 9;
    EXPECT_FALSE(preview(setup, work).quality.earned);
    work = good_month();
    work.stars = 45;
    pay = preview(setup, work);
    EXPECT_EQ(pay.quality.fen, 0);
    EXPECT_EQ(pay.quality.card, CardVersion{2}) << "so that she can see what was missing";
    work = good_month();
    work.month = {2026, 6};
    EXPECT_EQ(preview(setup, work).tier.card, CardVersion{}) << "the tier of the month's first day counts";
}

TEST(MonthPay, IsMovedToPayableWithItsBonuses) {
    const auto pay = preview(bonuses(), good_month());
    auto step = step_in(july);
    ASSERT_TRUE(approve(good_month(), pay, step));
    const auto balances = balances_of(step.transfers);
    EXPECT_EQ(balances.credit(AccountKind::payable, agent), 1'300 * yuan);
    EXPECT_EQ(balances.credit(AccountKind::bonus, agent), -300 * yuan);
    EXPECT_EQ(balances.credit(AccountKind::accrued, agent), -1'000 * yuan) << "what had accrued is used up";
    EXPECT_EQ(balances.sum(), 0);
    EXPECT_EQ(step.transfers.front().line, "bonus/12/2026-07/tier");
    EXPECT_EQ(step.transfers.front().rule_version, 1U);
}

TEST(MonthPay, HasItsBonusesOnce) {
    auto work = good_month();
    work.approved = true;
    work.accrued_fen = 5 * yuan;
    const auto pay = preview(bonuses(), work);
    EXPECT_EQ(pay.payable_fen, 5 * yuan);
    auto first = preview(bonuses(), good_month());
    first.accrued_fen = 5 * yuan;
    auto step = step_in(july);
    EXPECT_FALSE(approve(work, first, step));
}

TEST(MonthPay, IsNeverBelowZero) {
    auto work = good_month();
    work.accrued_fen = -50 * yuan;
    const auto pay = preview(bonuses(), work);
    EXPECT_EQ(pay.payable_fen, 300 * yuan);
    auto step = step_in(july);
    ASSERT_TRUE(approve(work, pay, step));
    const auto balances = balances_of(step.transfers);
    EXPECT_EQ(balances.credit(AccountKind::payable, agent), 300 * yuan);
    EXPECT_EQ(balances.credit(AccountKind::accrued, agent), 50 * yuan) << "and with it, Accrued comes to 0";
    EXPECT_EQ((balances.credit({AccountKind::platform, 0})), -50 * yuan);
}

TEST(MonthPay, IsNotApprovedWhileWorkRunsOrTheMonthIsClosedOrThePreviewIsOld) {
    const auto setup = bonuses();
    const auto pay = preview(setup, good_month());
    auto step = step_in(july);
    auto work = good_month();
    work.running = 1;
    EXPECT_THAT(approve(work, pay, step).error().what, HasSubstr("1 work period(s) of agent 12 have not ended"));
    work = good_month();
    work.accrued_fen += 1;
    EXPECT_THAT(approve(work, pay, step).error().what, HasSubstr("look at it again"));
    auto august = step_in({2026, 8});
    EXPECT_THAT(approve(good_month(), pay, august).error().what, HasSubstr("2026-07 takes no postings any more"));
    EXPECT_THAT(step.transfers, IsEmpty());
    EXPECT_THAT(august.transfers, IsEmpty());
}

TEST(Corrections, AgainstAPersonAfterApprovalAreThePlatforms) {
    auto step = step_in({2026, 8});
    correct(agent, -30 * yuan, true, "pay/12/x", step);
    auto balances = balances_of(step.transfers);
    EXPECT_EQ(balances.credit(AccountKind::accrued, agent), 0) << "she keeps what she was paid";
    EXPECT_EQ((balances.credit({AccountKind::platform, 0})), -30 * yuan);
    step = step_in({2026, 8});
    correct(agent, -30 * yuan, false, "pay/12/x", step);
    EXPECT_EQ(balances_of(step.transfers).credit(AccountKind::accrued, agent), -30 * yuan);
    step = step_in({2026, 8});
    correct(agent, 30 * yuan, true, "pay/12/x", step);
    balances = balances_of(step.transfers);
    EXPECT_EQ(balances.credit(AccountKind::accrued, agent), 30 * yuan);
    EXPECT_EQ((balances.credit({AccountKind::platform, 0})), 0);
}

// ---- merchants ----

Setup offers() {
    RateCard card{.version = CardVersion{1}, .key = "vat", .from = day_of(2026, 1, 1)};
    card.set(Term::vat, 600);
    Setup setup;
    setup.cards = Cards({card});
    setup.plans["ten"].put(day_of(2026, 1, 1),
                           {.version = 3, .name = "ten", .ms = 10 * ms_per_hour, .price_fen = 500 * yuan, .days = 365});
    setup.terms[merchant_id].put(day_of(2026, 1, 1), {.version = 4, .mode = OverageMode::block});
    return setup;
}

Merchant blocked() {
    Merchant merchant;
    merchant.row.merchant = merchant_id;
    merchant.row.used_up = true;
    return merchant;
}

TEST(OfficePackages, AreSoldAsTheyAreOnOfferAndOpenTheShopsAgain) {
    const auto setup = offers();
    auto merchant = blocked();
    auto step = step_in(july);
    ASSERT_TRUE(top_up(merchant, setup, "ten", step));
    EXPECT_FALSE(merchant.row.used_up);
    const auto& package = merchant.packages.at(0);
    EXPECT_EQ(package.available_ms, 10 * ms_per_hour);
    EXPECT_EQ(package.vat_bp, 600U);
    EXPECT_EQ(package.plan, 3U);
    EXPECT_EQ(balances_of(step.transfers).credit(AccountKind::prepaid, merchant_id), 500 * yuan);
    auto other = step_in(july);
    EXPECT_THAT(top_up(merchant, setup, "hundred", other).error().what,
                HasSubstr("hundred is not on offer on 2026-08-01"));
    EXPECT_THAT(other.transfers, IsEmpty());
}

TEST(OfficePackages, AreRefundedOnlyAsFarAsTheyAreUnused) {
    const auto setup = offers();
    auto merchant = blocked();
    auto step = step_in(july);
    const auto id = *top_up(merchant, setup, "ten", step);
    auto back = step_in(july);
    EXPECT_EQ(refund_unused(merchant, setup, id, 10 * ms_per_hour + 1, back).error().code, Errc::refused);
    EXPECT_EQ(refund_unused(merchant, setup, PackageId{1}, 1, back).error().code, Errc::refused);
    EXPECT_THAT(back.transfers, IsEmpty());
    EXPECT_EQ(*refund_unused(merchant, setup, id, 4 * ms_per_hour, back), 200 * yuan);
    EXPECT_EQ(*refund_unused(merchant, setup, id, 6 * ms_per_hour, back), 300 * yuan);
    EXPECT_TRUE(merchant.row.used_up) << "nothing is left, and the merchant chose to be blocked then";
    EXPECT_EQ(balances_of(back.transfers).credit(AccountKind::prepaid, merchant_id), -500 * yuan);
}

TEST(OfficePackages, ExpireWithTheRunAfterTheirDay) {
    const auto setup = offers();
    auto merchant = blocked();
    auto step = step_in(july);
    ASSERT_TRUE(top_up(merchant, setup, "ten", step));
    auto early = step_in(july);
    early.at_ms = merchant.packages.at(0).expires_ms - 1;
    EXPECT_FALSE(expiry_run(merchant, setup, early));
    auto due = step_in({2027, 8});
    due.at_ms = merchant.packages.at(0).expires_ms;
    EXPECT_TRUE(expiry_run(merchant, setup, due));
    const auto balances = balances_of(due.transfers);
    EXPECT_EQ(
        balances.credit(AccountKind::revenue, merchant_id) + balances.credit(AccountKind::output_vat, merchant_id),
        500 * yuan);
    EXPECT_TRUE(merchant.row.used_up);
}

}  // namespace
}  // namespace yunke::ledger
