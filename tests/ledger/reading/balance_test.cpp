// What a merchant sees: balance, forecast, invoice.
#include <gtest/gtest.h>

#include "dispatcher/ledger/reading/balance.hpp"
#include "dispatcher/ledger/reading/invoice.hpp"
#include "tests/ledger/bench.hpp"

namespace yunke::ledger::testing {
namespace {

constexpr std::int32_t offset = default_utc_offset_minutes;
constexpr Ms day_ms = 24 * hour_ms;
const Day today = day_of(monday_ms, offset);
constexpr Ms noon_ms = clock_ms(12);

Day days_from_today(std::int32_t days) {
    return Day{static_cast<std::int32_t>(today) + days};
}

Package package(Ms left_ms, Ms expires_ms) {
    Package made;
    made.issued_ms = made.available_ms = left_ms;
    made.expires_ms = expires_ms;
    return made;
}

// The same use on each of the last `days` days.
std::map<Day, Ms> steady(std::int32_t days, Ms ms) {
    std::map<Day, Ms> used;
    for (std::int32_t i = 1; i <= days; ++i)
        used[days_from_today(-i)] = ms;
    return used;
}

TEST(BurnDown, SteadyUseRunsOutWhenTheSumSays) {
    // Ten hours at two hours a day, nothing used yet today: gone on the fifth day.
    const std::vector packages{package(10 * hour_ms, noon_ms + 300 * day_ms)};
    const BurnDown burn = burn_down(packages, steady(10, 2 * hour_ms), today, noon_ms, offset);
    EXPECT_EQ(burn.mean_day_ms, 2 * hour_ms);
    EXPECT_FALSE(burn.by_weekday);
    EXPECT_EQ(burn.why, RunsOut::used);
    EXPECT_EQ(burn.runs_out, days_from_today(4));
    ASSERT_EQ(burn.ahead.size(), 5U);
    EXPECT_EQ(burn.ahead.front(), (DayMs{today, 8 * hour_ms}));
    EXPECT_EQ(burn.ahead.back(), (DayMs{days_from_today(4), 0}));
    ASSERT_EQ(burn.used.size(), 29U);
    EXPECT_EQ(burn.used.front(), (DayMs{days_from_today(-28), 0}));
    EXPECT_EQ(burn.used[27], (DayMs{days_from_today(-1), 2 * hour_ms}));
}

TEST(BurnDown, WhatWasUsedTodayIsNotExpectedOnceMore) {
    const std::vector packages{package(10 * hour_ms, noon_ms + 300 * day_ms)};
    auto used = steady(10, 2 * hour_ms);
    used[today] = 5 * hour_ms;
    const BurnDown burn = burn_down(packages, used, today, noon_ms, offset);
    EXPECT_EQ(burn.mean_day_ms, 2 * hour_ms) << "today is no whole day";
    EXPECT_EQ(burn.ahead.front().ms, 10 * hour_ms);
    EXPECT_EQ(burn.runs_out, days_from_today(5));
}

TEST(BurnDown, TheFirstToExpireIsUsedFirstAndWhatExpiresIsGone) {
    // Two hours a day. Of the first nine hours, two days' worth is used before it expires tomorrow night.
    const std::vector packages{package(4 * hour_ms, monday_ms + 40 * day_ms),
                               package(9 * hour_ms, monday_ms + 2 * day_ms)};
    const BurnDown burn = burn_down(packages, steady(28, 2 * hour_ms), today, noon_ms, offset);
    ASSERT_GE(burn.ahead.size(), 3U);
    EXPECT_EQ(burn.ahead[0].ms, 11 * hour_ms);
    EXPECT_EQ(burn.ahead[1].ms, 4 * hour_ms);
    EXPECT_EQ(burn.why, RunsOut::used);
    EXPECT_EQ(burn.runs_out, days_from_today(3));
    const std::vector alone{package(9 * hour_ms, monday_ms + 2 * day_ms)};
    const BurnDown expires = burn_down(alone, steady(28, 2 * hour_ms), today, noon_ms, offset);
    EXPECT_EQ(expires.why, RunsOut::expired);
    EXPECT_EQ(expires.runs_out, days_from_today(1));
}

TEST(BurnDown, FourWholeWeeksGiveEachWeekdayItsOwnMean) {
    // Mondays only; today is one, and 14 hours last this Monday and the next.
    std::map<Day, Ms> used;
    for (const std::int32_t week : {7, 14, 21, 28})
        used[days_from_today(-week)] = 7 * hour_ms;
    const std::vector packages{package(14 * hour_ms, noon_ms + 300 * day_ms)};
    const BurnDown burn = burn_down(packages, used, today, noon_ms, offset);
    EXPECT_TRUE(burn.by_weekday);
    EXPECT_EQ(burn.mean_day_ms, hour_ms);
    EXPECT_EQ(burn.ahead[1].ms, 7 * hour_ms);
    EXPECT_EQ(burn.ahead[6].ms, 7 * hour_ms);
    EXPECT_EQ(burn.runs_out, days_from_today(7));
}

TEST(BurnDown, SaysWhyThereIsNoDay) {
    const std::vector much{package(100'000 * hour_ms, noon_ms + 3'000 * day_ms)};
    const BurnDown later = burn_down(much, steady(10, hour_ms), today, noon_ms, offset);
    EXPECT_EQ(later.why, RunsOut::later);
    EXPECT_FALSE(later.runs_out);
    EXPECT_EQ(later.ahead.size(), 92U);
    EXPECT_EQ(burn_down(much, {}, today, noon_ms, offset).why, RunsOut::no_use);
    EXPECT_EQ(burn_down({}, steady(10, hour_ms), today, noon_ms, offset).why, RunsOut::nothing_left);
    const std::vector expired{package(hour_ms, noon_ms)};
    EXPECT_EQ(burn_down(expired, {}, today, noon_ms, offset).why, RunsOut::nothing_left);
}

// Half an hour of a chat for merchant a.
void chat(Bench& bench, std::uint64_t conversation, Ms from_ms) {
    bench.apply(accepted(conversation, merchant_a, 7, from_ms));
    bench.apply(work(7, from_ms, from_ms, from_ms + 30 * minute_ms,
                     {unit(conversation, merchant_a, v1::WorkInterval::HANDLING, 30 * minute_ms)}));
    bench.apply(ended(conversation, merchant_a, 7, from_ms + 30 * minute_ms));
    bench.apply(period_ended(7, from_ms, from_ms + 30 * minute_ms));
}

std::vector<LineSum> sums_of(const Bench& bench, Month month) {
    std::map<std::tuple<std::string, AccountKind, AccountKind>, std::int64_t> sums;
    for (const ChainedTransfer& one : bench.transfers) {
        const Transfer& moved = one.transfer;
        if (moved.month == month) sums[{moved.line, moved.debit.kind, moved.credit.kind}] += moved.amount;
    }
    std::vector<LineSum> all;
    for (const auto& [key, amount] : sums)
        all.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), amount});
    return all;
}

TEST(Balances, TellsWhatIsLeftAndWhatHappensThen) {
    Bench bench;
    bench.setup.terms[merchant_a].put(today, {.version = 4, .mode = OverageMode::block});
    MerchantBook nothing;
    nothing.rows.row.merchant = merchant_a;
    EXPECT_EQ(balance_of(nothing, bench.setup, noon_ms).state, BalanceState::none);

    bench.top_up(merchant_a, hour_ms, 10'000);
    const auto seen = [&] {
        MerchantBook book;
        book.rows = bench.rows.merchant(merchant_a);
        return balance_of(book, bench.setup, noon_ms);
    };
    EXPECT_EQ(seen().state, BalanceState::ok);
    EXPECT_EQ(seen().available_ms, hour_ms);
    EXPECT_EQ(seen().mode, OverageMode::block);
    chat(bench, 1, clock_ms(9));
    EXPECT_EQ(seen().available_ms, 30 * minute_ms);
    chat(bench, 2, clock_ms(10));
    EXPECT_EQ(seen().state, BalanceState::used_up);
    EXPECT_EQ(state_of(seen().rows.packages.front(), noon_ms), PackageState::used_up);
    chat(bench, 3, clock_ms(11));
    EXPECT_EQ(seen().overage_ms, 30 * minute_ms);
}

TEST(Invoices, ItemsAreWhatWasSoldUsedBeyondAndGivenBack) {
    Bench bench;
    bench.setup.terms[merchant_a].put(day_of(monday_ms, offset),
                                      {.version = 4, .mode = OverageMode::rate, .overage_rate = 12'000});
    bench.setup.cards.add(card(9, platform, {{Term::vat, 600}}));
    const PackageId small = bench.top_up(merchant_a, hour_ms, 10'000);
    chat(bench, 1, clock_ms(9));
    chat(bench, 2, clock_ms(10));
    chat(bench, 3, clock_ms(11));  // beyond it: half an hour at 120.00
    const PackageId large = bench.top_up(merchant_a, 10 * hour_ms, 90'000);
    bench.office(merchant_a, clock_ms(12),
                 [&](Merchant& merchant, Step& step) { ASSERT_TRUE(refund(merchant, large, 4 * hour_ms, step)); });
    const Month march{2026, 3};
    const Invoice invoice = invoice_of(bench.rows.merchant(merchant_a), sums_of(bench, march), march, false);
    ASSERT_EQ(invoice.items.size(), 4U);
    EXPECT_EQ(invoice.items[0].package, small);
    EXPECT_EQ(invoice.items[0].amounts, (Amounts{10'000, 566}));
    EXPECT_EQ(invoice.items[1].package, large);
    EXPECT_EQ(invoice.items[1].kind, InvoiceItem::Kind::package);
    EXPECT_EQ(invoice.items[2].kind, InvoiceItem::Kind::refund);
    EXPECT_EQ(invoice.items[2].time_ms, -4 * hour_ms);
    EXPECT_EQ(invoice.items[2].amounts, (Amounts{-36'000, -2'038}));
    EXPECT_EQ(invoice.items[3].kind, InvoiceItem::Kind::overage);
    EXPECT_EQ(invoice.items[3].time_ms, 30 * minute_ms);
    EXPECT_EQ(invoice.items[3].amounts, (Amounts{6'000, 340}));
    EXPECT_EQ(invoice.sum.gross_fen, 10'000 + 90'000 - 36'000 + 6'000);
    EXPECT_EQ(invoice.sum.gross_fen, invoice.sum.vat_fen + invoice.sum.net_fen());
    EXPECT_EQ(invoice.to_pay_fen, 6'000) << "packages were paid in advance";
    EXPECT_EQ(invoice.supplied.gross_fen, 10'000 + 6'000);
    EXPECT_EQ(invoice.supplied.vat_fen, bench.balance(AccountKind::output_vat, raw(merchant_a)));
    const Invoice april = invoice_of(bench.rows.merchant(merchant_a), sums_of(bench, next(march)), next(march), false);
    EXPECT_TRUE(april.items.empty());
    EXPECT_EQ(april.supplied, Amounts{});
}

}  // namespace
}  // namespace yunke::ledger::testing
