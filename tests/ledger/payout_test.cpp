// Payouts: the batch, its file, and what is booked when the bank has answered.
#include "dispatcher/ledger/payout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ledger/balances.hpp"

namespace yunke::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Fen yuan = 100;
constexpr Month august{2026, 8};
const Ms at_ms = begin_ms(day_of(2026, 8, 15), 480);

class PayoutTest : public ::testing::Test {
protected:
    PayoutTest() {
        payees_[AgentId{1}] = {"张小禾", "6222000000000001"};
        payees_[AgentId{2}] = {"Li, \"Lily\"", "lily@example.com"};
        payees_[AgentId{3}] = {"王五", "6222000000000003"};
        rules_ = {.tables = tables_, .reliefs = reliefs_, .payees = &payees_, .last_batch = 11};
    }

    static PayoutOrder order(std::uint32_t agent, Fen fen) {
        return {.agent = AgentId{agent}, .gross_fen = fen, .payable_fen = fen, .entries = {}, .relief = {}};
    }
    static Step new_step() { return {.at_ms = at_ms, .month = august, .transfers = {}, .alerts = {}}; }
    Result<Payout> make(const std::vector<PayoutOrder>& orders, std::uint64_t batch = 12) {
        step_ = new_step();
        return make_payout(batch, august, orders, rules_, step_);
    }
    void expect_refused(const std::vector<PayoutOrder>& orders, const std::string& part, std::uint64_t batch = 12) {
        const auto made = make(orders, batch);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().code, Errc::refused);
        EXPECT_THAT(made.error().what, HasSubstr(part));
        EXPECT_THAT(step_.transfers, IsEmpty());
    }
    // What the chain made of the latest step.
    std::vector<ChainedTransfer> chained() const {
        std::vector<ChainedTransfer> made;
        for (const auto& one : step_.transfers)
            made.push_back({static_cast<std::int64_t>(made.size()) + 101, one});
        return made;
    }

    std::vector<TaxTable> tables_ = statutory_tables();
    std::vector<TaxRelief> reliefs_ = {{.key = "example", .from = day_of(2026, 1, 1), .percent_bp = 5'000}};
    std::map<AgentId, Payee> payees_;
    PayoutRules rules_;
    Step step_;
};

TEST_F(PayoutTest, WithholdsTaxAndClearsTheRest) {
    auto relieved = order(2, 10'000 * yuan);
    relieved.relief = "example";
    const auto payout = make({order(1, 10'000 * yuan), relieved, order(3, 800 * yuan)});
    ASSERT_TRUE(payout) << payout.error().what;
    EXPECT_EQ(payout->rows.at(0).withheld_fen, 90 * yuan);
    EXPECT_EQ(payout->rows.at(1).withheld_fen, 45 * yuan);
    EXPECT_EQ(payout->rows.at(2).withheld_fen, 0);
    EXPECT_EQ(payout->total_fen, 20'665 * yuan);
    const auto balances = balances_of(step_.transfers);
    EXPECT_EQ((balances.credit({AccountKind::clearing, 12})), payout->total_fen);
    EXPECT_EQ(balances.credit(AccountKind::payable, AgentId{1}), -10'000 * yuan);
    EXPECT_EQ(balances.credit(AccountKind::iit, AgentId{2}), 45 * yuan);
    EXPECT_EQ(balances.sum(), 0);
    EXPECT_EQ(payout->rows.at(1).tax.relief_fen, 45 * yuan);
}

TEST_F(PayoutTest, ItsFileComesToWhatIsInClearing) {
    const auto payout = make({order(1, 10'000 * yuan), order(2, 1'234'05)});
    ASSERT_TRUE(payout);
    EXPECT_EQ(*payout_file(*payout, payees_, "batch-payment"),
              "批次号,总笔数,总金额\r\n"
              "202608-000012,2,11144.05\r\n"
              "序号,收款账号,收款户名,金额,附言\r\n"
              "1,6222000000000001,张小禾,9910.00,劳务报酬 2026-08\r\n"
              "2,lily@example.com,\"Li, \"\"Lily\"\"\",1234.05,劳务报酬 2026-08\r\n");
    EXPECT_EQ((balances_of(step_.transfers).credit({AccountKind::clearing, 12})), 11'144'05);
    EXPECT_THAT(payout_file(*payout, payees_, "other").error().what,
                HasSubstr("no template other; known is batch-pay"));
    payees_.erase(AgentId{2});
    EXPECT_THAT(payout_file(*payout, payees_, "batch-payment").error().what, HasSubstr("agent 2 has no account"));
}

TEST_F(PayoutTest, IsRefusedWholeWithTheReason) {
    const auto good = order(1, 1'000 * yuan);
    expect_refused({good, order(9, yuan)}, "agent 9 has no account to be paid to; enter one");
    auto above = order(2, 1'000 * yuan);
    above.payable_fen -= 1;
    expect_refused({good, above}, "1000.00 yuan for agent 2 are more than the 999.99 that are payable");
    expect_refused({good, good}, "agent 1 is in the batch twice");
    expect_refused({good, order(2, 0)}, "nothing is to be paid to agent 2");
    expect_refused({good}, "batch number 11 was used already; the next is 12", 11);
    expect_refused({}, "has no rows");
    expect_refused(std::vector<PayoutOrder>(3'001, good), "3001 rows are more than the 3000 of a batch; make several");
    auto unknown = good;
    unknown.relief = "nowhere";
    expect_refused({unknown}, "the relief nowhere, which the card file does not have");
    payees_[AgentId{1}].name = "=HYPERLINK(1)";
    expect_refused({good}, "correct it");
    payees_[AgentId{1}] = {"张小禾", "62\n22"};
    expect_refused({good}, "correct it");
    payees_[AgentId{1}] = {"张小禾", "6222"};
    rules_.tables = {};
    expect_refused({good}, "no tax table holds in 2026-08");
}

TEST_F(PayoutTest, ThreeThousandRowsAreABatch) {
    std::vector<PayoutOrder> orders;
    for (std::uint32_t i = 1; i <= payout_rows_max; ++i) {
        payees_[AgentId{i}] = {"某人", "6222"};
        orders.push_back(order(i, 800'00 + i));
    }
    const auto payout = make(orders);
    ASSERT_TRUE(payout);
    Fen sum = 0;
    for (const auto& row : payout->rows)
        sum += row.net_fen;
    EXPECT_EQ(sum, payout->total_fen);
    EXPECT_EQ((balances_of(step_.transfers).credit({AccountKind::clearing, 12})), sum);
}

TEST_F(PayoutTest, ConfirmedRowsLeaveClearingOnce) {
    auto payout = *make({order(1, 10'000 * yuan), order(3, 800 * yuan)});
    auto step = new_step();
    ASSERT_TRUE(confirm(payout, 1, step));
    EXPECT_EQ((balances_of(step.transfers).credit({AccountKind::clearing, 12})), -9'910 * yuan);
    EXPECT_EQ((balances_of(step.transfers).credit({AccountKind::bank, 0})), 9'910 * yuan);
    EXPECT_THAT(confirm(payout, 1, step).error().what, HasSubstr("row 1 of batch 202608-000012 is confirmed already"));
    EXPECT_THAT(fail(payout, 1, chained(), step).error().what, HasSubstr("is confirmed already"));
    EXPECT_THAT(confirm(payout, 3, step).error().what, HasSubstr("has no row 3"));
    EXPECT_THAT(confirm(payout, 0, step).error().what, HasSubstr("has no row 0"));
    EXPECT_EQ(step.transfers.size(), 1U);
}

TEST_F(PayoutTest, FailedRowsAreReversedWithTheirTax) {
    auto payout = *make({order(1, 10'000 * yuan), order(3, 800 * yuan)});
    const auto posted = chained();
    auto all = step_.transfers;
    auto step = new_step();
    step.month = {2026, 9};
    const auto entry = fail(payout, 1, posted, step);
    ASSERT_TRUE(entry) << entry.error().what;
    ASSERT_EQ(step.transfers.size(), 2U);
    EXPECT_EQ(step.transfers[0].reverses, 101);
    EXPECT_EQ(step.transfers[1].reverses, 102);
    EXPECT_EQ(step.transfers[0].month, (Month{2026, 9})) << "the month of the payout may be closed";
    all.insert(all.end(), step.transfers.begin(), step.transfers.end());
    const auto balances = balances_of(all);
    EXPECT_EQ(balances.credit(AccountKind::payable, AgentId{1}), 0);
    EXPECT_EQ(balances.credit(AccountKind::iit, AgentId{1}), 0);
    EXPECT_EQ((balances.credit({AccountKind::clearing, 12})), 800 * yuan);
    EXPECT_FALSE(fail(payout, 1, posted, step)) << "once";

    // Paid anew in September: as if August had never been.
    auto again = order(1, 10'000 * yuan);
    again.entries = {payout.rows[0].tax, *entry};
    auto september = new_step();
    const auto anew = make_payout(13, {2026, 9}, std::vector{again}, rules_, september);
    EXPECT_EQ(anew->rows.at(0).withheld_fen, 90 * yuan);
}

TEST_F(PayoutTest, ARowWhoseTransfersAreNotThoseOfTheChainIsNotReversed) {
    auto payout = *make({order(1, 10'000 * yuan)});
    auto posted = chained();
    posted.pop_back();
    auto step = new_step();
    EXPECT_EQ(fail(payout, 1, posted, step).error().code, Errc::damaged);
    EXPECT_THAT(step.transfers, IsEmpty());
    EXPECT_EQ(payout.rows[0].state, PayoutState::sent);
}

TEST_F(PayoutTest, PaymentsOfOneMonthAreTaxedAsOne) {
    const auto first = *make({order(1, 5'000 * yuan)});
    EXPECT_EQ(first.rows[0].withheld_fen, 0);
    auto second = order(1, 5'000 * yuan);
    second.entries = {first.rows[0].tax};
    const auto payout = *make({second}, 13);
    EXPECT_EQ(payout.rows[0].withheld_fen, 90 * yuan);
}

TEST_F(PayoutTest, ARowThatTaxTakesWholeIsNotInTheFile) {
    auto owing = order(1, 1 * yuan);
    owing.entries = {{.month = {2026, 7}, .method = TaxMethod::cumulative, .income_fen = 20'000 * yuan}};
    const auto payout = *make({owing, order(3, 800 * yuan)});
    EXPECT_EQ(payout.rows[0].net_fen, 0);
    EXPECT_EQ(payout.rows[0].state, PayoutState::confirmed);
    const auto file = *payout_file(payout, payees_, "batch-payment");
    EXPECT_THAT(file, HasSubstr("202608-000012,1,800.00"));
    EXPECT_THAT(file, ::testing::Not(HasSubstr("张小禾")));
}

}  // namespace
}  // namespace yunke::ledger
