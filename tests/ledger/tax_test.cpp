// Both methods: the vectors of the rules, and what has to hold for every income.
#include "dispatcher/ledger/tax.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace yunke::ledger {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Fen yuan = 100;
const TaxTable per_payment = per_payment_table();
const TaxTable cumulative = cumulative_table();

// One payment a month from January on, 0 = none; what is withheld from each.
std::vector<Fen> withheld(const TaxTable& table, const std::vector<Fen>& amounts, const TaxRelief* relief = nullptr) {
    std::vector<Fen> taxes;
    std::vector<TaxEntry> entries;
    Month month{2026, 1};
    for (const auto amount : amounts) {
        const auto paid = withhold(table, relief, entries, {.month = month, .amount_fen = amount});
        entries.push_back(entry_of(paid));
        taxes.push_back(paid.withhold_fen);
        month = next(month);
    }
    return taxes;
}

Fen one_payment(Fen amount) {
    return withheld(per_payment, {amount}).front();
}

Fen sum(const std::vector<Fen>& amounts) {
    Fen total = 0;
    for (const auto one : amounts)
        total += one;
    return total;
}

std::vector<Fen> twelve(Fen amount) {
    return std::vector<Fen>(12, amount);
}

// The yearly brackets once more, marginally, as an oracle of its own: fen, for whole amounts of yuan x 100.
Fen yearly_tax(Fen income, std::int64_t months) {
    struct Step {
        Fen above;
        Fen more_percent;
    };
    const std::vector<Step> steps = {{0, 3},
                                     {36'000 * yuan, 7},
                                     {144'000 * yuan, 10},
                                     {300'000 * yuan, 5},
                                     {420'000 * yuan, 5},
                                     {660'000 * yuan, 5},
                                     {960'000 * yuan, 10}};
    const Fen taxable_tenths = income * 8 - 5'000 * yuan * months * 10;
    Fen thousandths = 0;
    for (const auto& step : steps)
        thousandths += std::max<Fen>(0, taxable_tenths - step.above * 10) * step.more_percent;
    return (thousandths + 500) / 1'000;
}

TEST(TaxPerPayment, MeetsItsVectors) {
    EXPECT_EQ(one_payment(800 * yuan), 0);
    EXPECT_EQ(one_payment(1'000 * yuan), 40 * yuan);
    EXPECT_EQ(one_payment(4'000 * yuan), 640 * yuan);
    EXPECT_EQ(one_payment(10'000 * yuan), 1'600 * yuan);
    EXPECT_EQ(one_payment(25'000 * yuan), 4'000 * yuan);
    EXPECT_EQ(one_payment(70'000 * yuan), 15'400 * yuan);
    EXPECT_EQ(one_payment(0), 0);
}

TEST(TaxPerPayment, RoundsHalvesUpOnce) {
    EXPECT_EQ(one_payment(80'002), 0);        // 0.02 x 20 % = 0.004
    EXPECT_EQ(one_payment(80'003), 1);        // 0.006
    EXPECT_EQ(one_payment(400'003), 64'000);  // 3200.024 x 20 % = 640.0048
    EXPECT_EQ(one_payment(400'004), 64'001);  // 640.0064
    // Above 25,000, 24 % of each further fen.
    EXPECT_EQ(one_payment(2'500'002), 400'000);  // 0.48 of a fen
    EXPECT_EQ(one_payment(2'500'003), 400'001);  // 0.72
}

TEST(TaxPerPayment, IsMonotoneAndWithoutSteps) {
    Fen last = 0;
    for (Fen amount = 0; amount <= 100'000 * yuan; amount += 137) {
        const auto tax = one_payment(amount);
        ASSERT_GE(tax, last) << amount;
        ASSERT_LE(tax - last, 137) << amount;
        last = tax;
    }
}

TEST(TaxPerPayment, PaymentsOfOneMonthCountAsOne) {
    std::mt19937_64 random(7);
    for (int run = 0; run < 500; ++run) {
        std::vector<TaxEntry> entries;
        Fen amounts = 0;
        Fen taxes = 0;
        for (int i = 0; i < 4; ++i) {
            const auto amount = static_cast<Fen>(random() % 2'000'000);
            const auto paid = withhold(per_payment, nullptr, entries, {.month = {2026, 3}, .amount_fen = amount});
            entries.push_back(entry_of(paid));
            amounts += amount;
            taxes += paid.withhold_fen;
        }
        ASSERT_EQ(taxes, one_payment(amounts));
    }
    EXPECT_EQ(withheld(per_payment, {800 * yuan, 800 * yuan}), (std::vector<Fen>{0, 0})) << "months stay apart";
}

TEST(TaxPerPayment, TheCapOfReliefIsTheWholeYears) {
    const TaxRelief relief{.key = "a", .percent_bp = 5'000, .cap_fen = 1'000 * yuan};
    EXPECT_THAT(withheld(per_payment, {10'000 * yuan, 10'000 * yuan, 10'000 * yuan}, &relief),
                ElementsAre(800 * yuan, 1'400 * yuan, 1'600 * yuan));
}

TEST(TaxCumulative, MeetsItsVectors) {
    EXPECT_THAT(withheld(cumulative, {6'250 * yuan}), ElementsAre(0));
    EXPECT_THAT(withheld(cumulative, twelve(10'000 * yuan)), Each(90 * yuan));
    EXPECT_THAT(withheld(cumulative, {52'500 * yuan}), ElementsAre(1'180 * yuan));
    const TaxRelief half{.key = "a", .percent_bp = 5'000};
    EXPECT_THAT(withheld(cumulative, twelve(10'000 * yuan), &half), Each(45 * yuan));
}

TEST(TaxCumulative, TwelveEqualMonthsAreTheAnnualTax) {
    for (Fen amount = 0; amount <= 150'000 * yuan; amount += 12'347) {
        ASSERT_EQ(sum(withheld(cumulative, twelve(amount))), yearly_tax(amount * 12, 12)) << amount;
    }
}

TEST(TaxCumulative, IsNeverNegativeAndNeverMoreThanTheTaxSoFar) {
    std::mt19937_64 random(11);
    for (int run = 0; run < 2'000; ++run) {
        std::vector<Fen> amounts;
        Fen income = 0;
        Fen most = 0;
        for (int month = 1; month <= 12; ++month) {
            amounts.push_back(static_cast<Fen>(random() % 4'000'000) + 1);
            income += amounts.back();
            most = std::max(most, yearly_tax(income, month));
            const auto taxes = withheld(cumulative, amounts);
            for (const auto tax : taxes)
                ASSERT_GE(tax, 0);
            ASSERT_EQ(sum(taxes), most) << "withheld is the highest that the tax of the year so far has been";
        }
    }
}

TEST(TaxCumulative, RisesWithTheIncomeOfTheMonth) {
    std::mt19937_64 random(3);
    for (int run = 0; run < 200; ++run) {
        std::vector<Fen> amounts;
        for (int i = 0; i < 5; ++i)
            amounts.push_back(static_cast<Fen>(random() % 3'000'000));
        Fen last = 0;
        for (Fen amount = 1; amount < 20'000'000; amount += 1'234'567) {
            amounts.back() = amount;
            const auto tax = withheld(cumulative, amounts).back();
            ASSERT_GE(tax, last);
            last = tax;
        }
    }
}

TEST(TaxCumulative, ANegativeResultWithholdsNothingAndCarriesOn) {
    // 52,500: 1,180. Then 1,000: (53,500 x 0.8 - 10,000) x 3 % = 984, 196 less than withheld.
    EXPECT_THAT(withheld(cumulative, {52'500 * yuan, 1'000 * yuan, 20'000 * yuan, 15'000 * yuan}),
                ElementsAre(1'180 * yuan, 0, 680 * yuan, 700 * yuan));
}

TEST(TaxCumulative, AGapMonthBeginsAnewUnlessThePolicySaysOtherwise) {
    const auto months = std::vector<Fen>{40'000 * yuan, 40'000 * yuan, 0, 40'000 * yuan};
    const auto first = withheld(cumulative, {40'000 * yuan, 40'000 * yuan});
    EXPECT_THAT(first, ElementsAre(810 * yuan, 2'070 * yuan));
    EXPECT_THAT(withheld(cumulative, months), ElementsAre(810 * yuan, 2'070 * yuan, 0, 810 * yuan));
    auto goes_on = cumulative;
    goes_on.gap_restarts = false;
    EXPECT_THAT(withheld(goes_on, months), ElementsAre(810 * yuan, 2'070 * yuan, 0, 2'700 * yuan));
    EXPECT_EQ(yearly_tax(120'000 * yuan, 3), (810 + 2'070 + 2'700) * yuan);
}

TEST(TaxCumulative, ARestartResetsReliefToo) {
    const TaxRelief capped{.key = "a", .cap_fen = 100 * yuan};
    EXPECT_THAT(withheld(cumulative, {10'000 * yuan, 10'000 * yuan, 0, 10'000 * yuan}, &capped),
                ElementsAre(0, 80 * yuan, 0, 0));
}

TEST(TaxCumulative, ANewYearBeginsAnew) {
    auto amounts = twelve(20'000 * yuan);
    amounts.push_back(20'000 * yuan);
    const auto taxes = withheld(cumulative, amounts);
    EXPECT_EQ(taxes.back(), taxes.front());
    EXPECT_GT(taxes[11], taxes[0]);
}

TEST(TaxCumulative, PaymentsOfOneMonthCountOneMonth) {
    std::vector<TaxEntry> entries;
    Fen taxes = 0;
    for (int i = 0; i < 4; ++i) {
        const auto paid = withhold(cumulative, nullptr, entries, {.month = {2026, 5}, .amount_fen = 2'500 * yuan});
        entries.push_back(entry_of(paid));
        taxes += paid.withhold_fen;
        EXPECT_EQ(paid.total.months, 1U);
    }
    EXPECT_EQ(taxes, 90 * yuan);
    EXPECT_EQ(cumulative_state(cumulative, entries, {2026, 6}).months, 1U);
}

TEST(TaxCumulative, MonthsOfTheOtherMethodDoNotCount) {
    const auto before = withhold(per_payment, nullptr, {}, {.month = {2025, 9}, .amount_fen = 10'000 * yuan});
    const std::vector<TaxEntry> entries = {entry_of(before)};
    const auto paid = withhold(cumulative, nullptr, entries, {.month = {2025, 10}, .amount_fen = 10'000 * yuan});
    EXPECT_EQ(paid.withhold_fen, 90 * yuan);
    EXPECT_EQ(paid.before, TaxState{});
}

TEST(TaxCumulative, ExemptIncomeAndOtherDeductionsLowerTheTaxable) {
    const auto paid = withhold(
        cumulative, nullptr, {},
        {.month = {2026, 1}, .amount_fen = 10'000 * yuan, .exempt_fen = 500 * yuan, .deductions_fen = 500 * yuan});
    EXPECT_EQ(paid.withhold_fen, 60 * yuan);
}

TEST(TaxRelief, NeverExceedsItsShareOrItsCap) {
    std::mt19937_64 random(5);
    for (int run = 0; run < 500; ++run) {
        const TaxRelief relief{.key = "a",
                               .percent_bp = static_cast<std::int32_t>(random() % 10'001),
                               .cap_fen = static_cast<Fen>(random() % 500'000)};
        std::vector<TaxEntry> entries;
        std::vector<Fen> amounts;
        Fen relieved = 0;
        for (std::uint32_t month = 1; month <= 12; ++month) {
            amounts.push_back(static_cast<Fen>(random() % 3'000'000) + 1'000'000);
            const auto paid =
                withhold(cumulative, &relief, entries, {.month = {2026, month}, .amount_fen = amounts.back()});
            entries.push_back(entry_of(paid));
            relieved += entries.back().relief_fen;
            ASSERT_EQ(relieved, paid.relief_fen);
            ASSERT_LE(relieved, *relief.cap_fen);
            ASSERT_LE(2 * relieved * 10'000, 2 * paid.tax_fen * *relief.percent_bp + 10'000);
        }
        ASSERT_EQ(sum(withheld(cumulative, amounts, &relief)), yearly_tax(sum(amounts), 12) - relieved);
    }
}

TEST(TaxRelief, ACapAloneRelievesAllTaxUpToIt) {
    const TaxRelief relief{.key = "a", .cap_fen = 100 * yuan};
    EXPECT_THAT(withheld(cumulative, {10'000 * yuan, 10'000 * yuan, 10'000 * yuan}, &relief),
                ElementsAre(0, 80 * yuan, 90 * yuan));
}

TEST(TaxRelief, ThatIsClaimedWithTheReturnIsNotWithheldLess) {
    const TaxRelief relief{.key = "a", .percent_bp = 5'000, .at_withholding = false};
    EXPECT_THAT(withheld(cumulative, {10'000 * yuan}, &relief), ElementsAre(90 * yuan));
}

TEST(TaxRelief, WhatWasGrantedIsNotTakenBackWhenItEnds) {
    const TaxRelief half{.key = "a", .percent_bp = 5'000};
    std::vector<TaxEntry> entries;
    for (std::uint32_t month = 1; month <= 6; ++month) {
        const auto* relief = month <= 3 ? &half : nullptr;
        const auto paid = withhold(cumulative, relief, entries, {.month = {2026, month}, .amount_fen = 10'000 * yuan});
        entries.push_back(entry_of(paid));
        EXPECT_EQ(paid.withhold_fen, (month <= 3 ? 45 : 90) * yuan) << month;
    }
}

TEST(TaxFailedPayout, IsAsIfItHadNeverBeenAndIsCountedAnewInTheMonthPaid) {
    const auto january = withhold(cumulative, nullptr, {}, {.month = {2026, 1}, .amount_fen = 10'000 * yuan});
    std::vector<TaxEntry> entries = {entry_of(january), reversed(entry_of(january))};
    EXPECT_EQ(cumulative_state(cumulative, entries, {2026, 2}), TaxState{});
    // Paid together in February: one month, 20,000.
    const auto february = withhold(cumulative, nullptr, entries, {.month = {2026, 2}, .amount_fen = 20'000 * yuan});
    EXPECT_EQ(february.withhold_fen, 330 * yuan);
    EXPECT_EQ(february.total.months, 1U);
}

TEST(TaxFailedPayout, LeavesTheOtherPaymentsOfItsMonth) {
    std::vector<TaxEntry> entries;
    for (const Fen amount : {1'000 * yuan, 3'000 * yuan}) {
        entries.push_back(
            entry_of(withhold(per_payment, nullptr, entries, {.month = {2026, 1}, .amount_fen = amount})));
    }
    EXPECT_EQ(entries[0].withheld_fen + entries[1].withheld_fen, 640 * yuan);
    entries.push_back(reversed(entries[0]));
    const auto anew = withhold(per_payment, nullptr, entries, {.month = {2026, 1}, .amount_fen = 1'000 * yuan});
    EXPECT_EQ(anew.withhold_fen, 40 * yuan);
}

TEST(TaxWithheld, IsNeverMoreThanWhatIsPaidAndTheRestFollows) {
    std::vector<TaxEntry> entries = {
        {.month = {2026, 1}, .method = TaxMethod::cumulative, .income_fen = 20'000 * yuan}};
    const auto small = withhold(cumulative, nullptr, entries, {.month = {2026, 2}, .amount_fen = 1 * yuan});
    EXPECT_EQ(small.result_fen, 18'002);
    EXPECT_EQ(small.withhold_fen, 1 * yuan);
    entries.push_back(entry_of(small));
    const auto large = withhold(cumulative, nullptr, entries, {.month = {2026, 2}, .amount_fen = 10'000 * yuan});
    EXPECT_EQ(large.withhold_fen, 41'902);
}

TEST(TaxTables, TheMonthOfPaymentDecides) {
    const auto tables = statutory_tables();
    EXPECT_EQ(table_of(tables, {2025, 9})->method, TaxMethod::per_payment);
    EXPECT_EQ(table_of(tables, {2025, 10})->method, TaxMethod::cumulative);
    EXPECT_EQ(table_of(tables, {1969, 1}), nullptr);
    const std::vector<TaxRelief> reliefs = {
        {.key = "a", .from = day_of(2025, 1, 1), .until = day_of(2026, 1, 1), .percent_bp = 5'000},
        {.key = "a", .from = day_of(2026, 1, 1), .percent_bp = 8'000},
    };
    EXPECT_EQ(*relief_of(reliefs, "a", {2025, 12})->percent_bp, 5'000);
    EXPECT_EQ(*relief_of(reliefs, "a", {2026, 1})->percent_bp, 8'000);
    EXPECT_EQ(relief_of(reliefs, "b", {2026, 1}), nullptr);
}

std::vector<std::string> told(const std::vector<TaxProblem>& problems) {
    std::vector<std::string> lines;
    for (const auto& one : problems)
        lines.push_back(one.field + " " + one.sentence);
    return lines;
}

TEST(TaxTables, AreRefusedWithWhatToDo) {
    for (const auto& table : statutory_tables())
        EXPECT_THAT(told(problems_of(table)), IsEmpty());
    auto table = cumulative;
    table.brackets[1].quick_fen += 1;
    EXPECT_THAT(
        told(problems_of(table)),
        ::testing::Contains(HasSubstr("brackets[1] has the quick deduction 2520.01, with which the tax jumps at "
                                      "36000.00; it takes 2520.00.")));
    table = cumulative;
    table.brackets.back().up_to_fen = 200'000'000;
    EXPECT_THAT(told(problems_of(table)), ElementsAre(HasSubstr("leave up_to out of the last bracket")));
    table = cumulative;
    table.from = day_of(2025, 10, 2);
    EXPECT_THAT(told(problems_of(table)), ElementsAre(HasSubstr("from is 2025-10-02; tax goes by months")));
    table.brackets.clear();
    EXPECT_THAT(told(problems_of(table)), ::testing::Contains(HasSubstr("brackets is empty")));
    EXPECT_THAT(told(problems_of(TaxRelief{.key = "a"})), ElementsAre(HasSubstr("write one of them, or both")));
    EXPECT_THAT(told(problems_of(TaxRelief{.key = "a", .percent_bp = 10'001})),
                ElementsAre(HasSubstr("percent is outside of 0 to 100")));
}

}  // namespace
}  // namespace yunke::ledger
