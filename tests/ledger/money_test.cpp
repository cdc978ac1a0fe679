#include <gtest/gtest.h>

#include "dispatcher/ledger/money.hpp"

namespace yunke::ledger {
namespace {

TEST(Money, IsRoundedHalfUpInWideProducts) {
    EXPECT_EQ(half_up_mul_div(1, 1, 2), 1);
    EXPECT_EQ(half_up_mul_div(1, 1, 3), 0);
    EXPECT_EQ(half_up_mul_div(2, 1, 3), 1);
    EXPECT_EQ(half_up_mul_div(0, 7, 3), 0);
    EXPECT_EQ(floor_mul_div(2, 1, 3), 0);
    // A rate of a million yuan over a century, in ms: the product passes 64 bits, the result does not.
    const Ms century_ms = Ms{100} * 365 * 24 * ms_per_hour;
    EXPECT_EQ(pay_of(century_ms, 100'000'000), Fen{100} * 365 * 24 * 100'000'000);
}

TEST(Money, AnHoursRateIsPaidForAnHour) {
    EXPECT_EQ(pay_of(ms_per_hour, 2'400), 2'400);
    EXPECT_EQ(pay_of(1, 1'800'000), 1);  // half a fen goes up
    EXPECT_EQ(pay_of(1, 1'799'999), 0);
}

TEST(Money, IsWrittenInYuanWithTwoDecimals) {
    EXPECT_EQ(yuan_text(0), "0.00");
    EXPECT_EQ(yuan_text(5), "0.05");
    EXPECT_EQ(yuan_text(-50), "-0.50");
    EXPECT_EQ(yuan_text(123'405), "1234.05");
    EXPECT_EQ(yuan_text(INT64_MIN), "-92233720368547758.08");
}

TEST(Money, IsReadAsItIsWrittenAndInNoOtherWay) {
    EXPECT_EQ(parse_yuan("1234.05"), 123'405);
    EXPECT_EQ(parse_yuan("-0.50"), -50);
    EXPECT_EQ(parse_yuan("12"), 1'200);
    EXPECT_EQ(parse_yuan("12.5"), 1'250);
    for (const char* wrong :
         {"", "-", ".5", "5.", "1.005", "+1", " 1", "1 ", "1,000.00", "1e3", "0x10", "--1", "12345678901234", "1.-5"})
        EXPECT_EQ(parse_yuan(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace yunke::ledger
