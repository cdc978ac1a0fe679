// What is owed to the tax office by month of payment, and what is booked as paid of it.
#include "dispatcher/ledger/tax_due.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ledger/balances.hpp"

namespace yunke::ledger {
namespace {

using ::testing::HasSubstr;

constexpr Fen yuan = 100;
constexpr Month april{2026, 4}, may{2026, 5}, june{2026, 6};
constexpr AgentId ada{1}, bea{2}, cho{3};

// Of April 90 and 10 yuan, of May 60; 95 are paid: of April 5 are missing, and cho's of May.
std::vector<TaxAccount> some() {
    return {{.agent = ada, .withheld = {{april, 90 * yuan}}, .remitted_fen = 90 * yuan},
            {.agent = bea, .withheld = {{april, 10 * yuan}}, .remitted_fen = 5 * yuan},
            {.agent = cho, .withheld = {{may, 60 * yuan}}}};
}

struct Booked {
    Result<RemittedTax> done;
    Step step;
    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        for (const Transfer& moved : step.transfers)
            all.push_back(moved.line + " " + yuan_text(moved.amount));
        return all;
    }
};
Booked pay(const TaxDue& due, const Remittance& paid) {
    Booked booked{.done = RemittedTax{}, .step = {.at_ms = 1, .month = june}};
    booked.done = remit(due, paid, booked.step);
    return booked;
}

TEST(TaxDue, IsToldByMonthOfPayment) {
    const auto due = tax_due(some());
    ASSERT_EQ(due.months.size(), 2U);
    EXPECT_EQ(due.months[0].month, april);
    EXPECT_EQ(due.months[0].agents, 2U);
    EXPECT_EQ(due.months[0].withheld_fen, 100 * yuan);
    EXPECT_EQ(due.months[0].remitted_fen, 95 * yuan);
    EXPECT_EQ(due.months[0].owed_fen, 5 * yuan);
    EXPECT_EQ(due.months[1].owed_fen, 60 * yuan);
    EXPECT_EQ(due.months[1].owed_until_fen, 65 * yuan);
    EXPECT_EQ(due.withheld_fen, 160 * yuan);
    EXPECT_EQ(due.remitted_fen, 95 * yuan);
    EXPECT_EQ(due.owed_fen, 65 * yuan);
    EXPECT_EQ(due.ahead_fen, 0);
}

TEST(TaxDue, WhatWasPaidForAPayoutThatFailedCountsForTheNextMonths) {
    const std::vector<TaxAccount> failed = {{.agent = ada, .withheld = {{april, 0}}, .remitted_fen = 90 * yuan},
                                            {.agent = bea, .withheld = {{april, 10 * yuan}}}};
    auto due = tax_due(failed);
    EXPECT_EQ(due.ahead_fen, 90 * yuan);
    EXPECT_EQ(due.owed_fen, 10 * yuan) << "what one is ahead pays nobody else's";
    const std::vector<TaxAccount> again = {
        {.agent = ada, .withheld = {{april, 0}, {may, 100 * yuan}}, .remitted_fen = 90 * yuan}};
    due = tax_due(again);
    EXPECT_EQ(due.ahead_fen, 0);
    ASSERT_EQ(due.months.size(), 1U);
    EXPECT_EQ(due.months[0].remitted_fen, 90 * yuan);
    EXPECT_EQ(due.months[0].owed_fen, 10 * yuan);
}

TEST(Remittance, PaysAllThatIsOwedUnlessToldOtherwise) {
    const auto due = tax_due(some());
    const auto all = pay(due, {});
    ASSERT_TRUE(all.done);
    EXPECT_EQ(all.done->fen, 65 * yuan);
    EXPECT_EQ(all.done->agents, 2U);
    EXPECT_THAT(all.lines(), ::testing::ElementsAre("remitted/2/2026-04 5.00", "remitted/3/2026-05 60.00"));
    const auto balances = balances_of(all.step.transfers);
    EXPECT_EQ((balances.credit({AccountKind::bank, 0})), 65 * yuan);
    EXPECT_EQ(balances.credit(AccountKind::iit, cho), -60 * yuan);
    EXPECT_THAT(pay(due, {.until = april}).lines(), ::testing::ElementsAre("remitted/2/2026-04 5.00"));
    EXPECT_THAT(pay(due, {.fen = 25 * yuan}).lines(),
                ::testing::ElementsAre("remitted/2/2026-04 5.00", "remitted/3/2026-05 20.00"))
        << "the oldest first";
}

TEST(Remittance, OfMoreThanIsOwedIsRefusedWithTheFigures) {
    const auto due = tax_due(some());
    const auto expect_refused = [&](const Remittance& paid, const std::string& words) {
        const auto booked = pay(due, paid);
        ASSERT_FALSE(booked.done);
        EXPECT_EQ(booked.done.error().code, Errc::refused);
        EXPECT_THAT(booked.done.error().what, HasSubstr(words));
        EXPECT_TRUE(booked.step.transfers.empty());
    };
    expect_refused({.fen = 65 * yuan + 1},
                   "65.01 yuan are more than the 65.00 of tax that are owed: 160.00 were withheld, 95.00 are remitted");
    expect_refused({.until = april, .fen = 6 * yuan},
                   "6.00 yuan are more than the 5.00 of tax that are owed for payments up to 2026-04: 100.00 were");
    expect_refused({.until = Month{2026, 3}}, "no tax is owed for payments up to 2026-03");
    expect_refused({.fen = 0}, "above 0");
    expect_refused({.fen = -1}, "above 0");
    EXPECT_THAT(pay(tax_due({}), {}).done.error().what, "no tax is owed");
}

}  // namespace
}  // namespace yunke::ledger
