// What the desk says in English is told in Chinese as well, with the same names and numbers.
#include "agent-gateway/http/refusal_words.hpp"

#include <gtest/gtest.h>

namespace yunke::gateway {
namespace {

TEST(RefusalWords, NamesAndNumbersStandInBothLanguages) {
    const Bilingual order = in_both("2026-11 cannot be closed before 2026-10; close that first");
    EXPECT_EQ(order.en, "2026-11 cannot be closed before 2026-10; close that first.");
    EXPECT_EQ(order.zh, "关闭 2026-11 之前必须先关闭 2026-10。");
    EXPECT_EQ(in_both("row 3 of batch 202610-000002 is failed already").zh,
              "批次 202610-000002 的第 3 行已经记为失败。");
    EXPECT_EQ(in_both("agent 7 has no account to be paid to; enter one, or leave the row out").en,
              "Agent 7 has no account to be paid to; enter one, or leave the row out.");
    EXPECT_EQ(in_both("agent 7 has no account to be paid to any more").zh, "坐席 7 已没有收款账户。");
    EXPECT_EQ(in_both("account 5 approved her pay of 2026-10; somebody else decides appeal 2").zh,
              "账号 5 核准过该坐席 2026-10 的报酬；申诉 2 请由其他人决定。");
}

TEST(RefusalWords, WhatIsOwedIsToldInFigures) {
    EXPECT_EQ(in_both("6.00 yuan are more than the 5.00 of tax that are owed for payments up to 2026-04: 100.00 were "
                      "withheld, 95.00 are remitted already")
                  .zh,
              "6.00 元超过截至 2026-04 应缴的 5.00 元：共代扣 100.00 元，已缴 95.00 元。");
    EXPECT_EQ(in_both("6.00 yuan are more than the 5.00 of tax that are owed: 100.00 were withheld, 95.00 are remitted "
                      "already")
                  .zh,
              "6.00 元超过应缴的 5.00 元：共代扣 100.00 元，已缴 95.00 元。");
    EXPECT_EQ(in_both("no tax is owed for payments up to 2026-04").zh, "截至 2026-04 的发放没有应缴的税款。");
}

TEST(RefusalWords, APageDoesNotSpeakOfTheTerminal) {
    const Bilingual batch = in_both("there is no batch 9; `yunkectl office payout list` shows them");
    EXPECT_EQ(batch.en, "There is no batch 9.");
    EXPECT_EQ(batch.zh, "没有批次 9。");
}

TEST(RefusalWords, WhatIsNotKnownIsNotLost) {
    const Bilingual other = in_both("something new of {0} is against it");
    EXPECT_EQ(other.en, "Something new of {0} is against it.");
    EXPECT_EQ(other.zh, "原因（英文）：Something new of {0} is against it.");
    EXPECT_EQ(in_both("").en, ".");
}

TEST(RefusalWords, EachFailureHasItsStatus) {
    using ledger::Errc;
    EXPECT_EQ(desk_failure({Errc::unknown, "there is no appeal 4"}).status, 404U);
    EXPECT_EQ(desk_failure({Errc::refused, "no tax is owed"}).status, 409U);
    EXPECT_EQ(desk_failure({Errc::changed,
                            "2026-10 comes to 1.00 yuan, not to the 2.00 that you looked at; look at it "
                            "again"})
                  .status,
              409U);
    EXPECT_EQ(desk_failure({Errc::damaged, "x"}).status, 500U);
    const HttpAnswer away = desk_failure({Errc::away, "x"});
    EXPECT_EQ(away.status, 503U);
    EXPECT_NE(away.find("Retry-After"), nullptr);
    EXPECT_NE(away.body.find("look whether it was booked"), std::string::npos) << "the outcome is not known";
}

}  // namespace
}  // namespace yunke::gateway
