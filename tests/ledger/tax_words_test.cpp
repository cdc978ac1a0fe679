#include "dispatcher/ledger/tax_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yunke::ledger {
namespace {

using ::testing::HasSubstr;

constexpr Fen yuan = 100;

std::string words(const TaxTable& table, const TaxRelief* relief, const std::vector<Fen>& amounts, Language language) {
    std::vector<TaxEntry> entries;
    std::string text;
    Month month{2026, 1};
    for (const auto amount : amounts) {
        const auto paid = withhold(table, relief, entries, {.month = month, .amount_fen = amount});
        entries.push_back(entry_of(paid));
        text = tax_words(table, relief, paid, language);
        month = next(month);
    }
    return text;
}

TEST(TaxWords, PerPaymentInBothLanguages) {
    const auto table = per_payment_table();
    EXPECT_EQ(words(table, nullptr, {1'000 * yuan}, Language::en),
              "2026-01: 1000.00 yuan paid. Taxable income = 1000.00 - 800.00 = 200.00; tax = 200.00 x 20 % - quick "
              "deduction 0.00 = 40.00; withheld now: 40.00 yuan.");
    EXPECT_EQ(
        words(table, nullptr, {70'000 * yuan}, Language::zh),
        "2026-01：支付 70000.00 元。应纳税所得额 = 70000.00 − 20% × 70000.00 = 56000.00；应纳税额 = 56000.00 × 40% − "
        "速算扣除数 7000.00 = 15400.00；预扣 15400.00 元。");
    EXPECT_THAT(words(table, nullptr, {50'000}, Language::en), HasSubstr("500.00 - 800.00 = 0.00 (0 when negative)"));
    EXPECT_THAT(words(table, nullptr, {400'003}, Language::en), HasSubstr("= 3200.024; tax = 3200.024 x 20 %"));
}

TEST(TaxWords, CumulativeWithRelief) {
    const TaxRelief relief{.key = "a", .percent_bp = 5'000, .cap_fen = 100 * yuan};
    EXPECT_EQ(
        words(cumulative_table(), &relief, {10'000 * yuan, 10'000 * yuan, 10'000 * yuan}, Language::en),
        "2026-03: 10000.00 yuan paid. Cumulative taxable income = income 30000.00 - 20 % x 30000.00 - 5000.00 x 3 "
        "month(s) = 9000.00; cumulative tax = 9000.00 x 3 % - quick deduction 0.00 = 270.00; relief = min(50 % x "
        "270.00, yearly cap 100.00) = 100.00; withheld now = 270.00 - relief 100.00 - already withheld 90.00 = "
        "80.00: 80.00 yuan.");
    EXPECT_EQ(
        words(cumulative_table(), &relief, {10'000 * yuan}, Language::zh),
        "2026-01：支付 10000.00 元。累计应纳税所得额 = 累计收入 10000.00 − 20% × 10000.00 − 5000.00 × 1 个月 = "
        "3000.00；累计应纳税额 = 3000.00 × 3% − 速算扣除数 0.00 = 90.00；减免 = min(50% × 90.00，年度限额 100.00) = "
        "45.00；本次预扣 = 90.00 − 减免 45.00 = 45.00；预扣 45.00 元。");
}

TEST(TaxWords, SayWhyTheResultIsNotWithheld) {
    const std::vector<Fen> amounts = {52'500 * yuan, 1'000 * yuan};
    EXPECT_THAT(words(cumulative_table(), nullptr, amounts, Language::en),
                HasSubstr("= -196.00, which is negative and lowers later months: 0.00 yuan."));
    EXPECT_THAT(words(cumulative_table(), nullptr, amounts, Language::zh),
                HasSubstr("余额留待以后月份抵扣；预扣 0.00"));
}

TEST(TaxWords, OfAMonthWithoutPayment) {
    auto table = cumulative_table();
    EXPECT_EQ(words(table, nullptr, {0}, Language::en),
              "2026-01: nothing paid, 0.00 yuan withheld. Months, income, relief and tax withheld count anew from the "
              "next payment on.");
    table.gap_restarts = false;
    EXPECT_THAT(words(table, nullptr, {0}, Language::zh), HasSubstr("此前的累计继续有效"));
    EXPECT_EQ(words(per_payment_table(), nullptr, {0}, Language::en),
              "2026-01: nothing paid, so the tax is 0.00 yuan.");
}

TEST(TaxWords, OfPaymentsInOneMonthAndExemptIncome) {
    const auto table = per_payment_table();
    const std::vector<TaxEntry> entries = {
        entry_of(withhold(table, nullptr, {}, {.month = {2026, 1}, .amount_fen = 800 * yuan}))};
    const auto paid = withhold(table, nullptr, entries, {.month = {2026, 1}, .amount_fen = 200 * yuan});
    EXPECT_THAT(tax_words(table, nullptr, paid, Language::en),
                HasSubstr("Payments of one month count as one: 800.00 + 200.00 = 1000.00. Taxable"));
    const auto exempt = withhold(
        table, nullptr, {},
        {.month = {2026, 1}, .amount_fen = 2'000 * yuan, .exempt_fen = 300 * yuan, .deductions_fen = 5 * yuan});
    EXPECT_THAT(
        tax_words(table, nullptr, exempt, Language::en),
        HasSubstr("2000.00 - 800.00 - exempt income 300.00 - other lawful deductions 5.00 = 895.00; tax = 895.00"));
}

TEST(TaxWords, PercentsHaveNoNeedlessZeros) {
    EXPECT_EQ(percent_text(300, Language::en), "3 %");
    EXPECT_EQ(percent_text(3'333, Language::zh), "33.33%");
    EXPECT_EQ(percent_text(250, Language::en), "2.5 %");
    EXPECT_EQ(percent_text(10'000, Language::en), "100 %");
    EXPECT_EQ(percent_text(0, Language::en), "0 %");
}

}  // namespace
}  // namespace yunke::ledger
