// Payees, payouts, what the bank answers, and tax at the desk.
#include "tests/ledger/desk/desk_fixture.hpp"

namespace yunke::ledger::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PayeeDeskTest : public DeskTest {};
class PayoutDeskTest : public DeskTest {
protected:
    PayoutDeskTest() {
        post_march();
        approve_march();
    }
};

constexpr Fen ada_fen = 9'200, bea_fen = 2'000;

TEST_F(PayeeDeskTest, AFileIsTakenWholeOrNotAtAll) {
    EXPECT_THAT(payees.load(books(), "agent,name\n1,x\n"), IsRefused(Errc::refused, "columns agent, name and account"));
    EXPECT_THAT(payees.load(books(), "agent,name,account\n1,a,b\n2,=x,c\n"), IsRefused(Errc::refused, "line 3: "));
    EXPECT_THAT(payees.load(books(), "agent,name,account\n1,a,b\n9,x,c\n"), IsRefused(Errc::unknown, "line 3: "));
    EXPECT_THAT(payees.load(books(), "agent,name,account\n1,a,b\n\n1,x,c\n"), IsRefused(Errc::refused, "twice"));
    EXPECT_THAT(payees.load(books(), "agent,name,account\n1,a\n"), IsRefused(Errc::refused, "2 fields"));
    EXPECT_THAT(payees.set(books(), ada, {.name = "", .account = "1"}), IsRefused(Errc::refused, "empty"));
    EXPECT_THAT(payees.set(books(), AgentId{9}, {.name = "x", .account = "1"}), IsRefused(Errc::unknown, "agent 9"));
    EXPECT_THAT(good(payees.list()), IsEmpty());
    enter_payees();
    EXPECT_EQ(good(payees.load(books(),
                               "\xEF\xBB\xBF"
                               "name,account,agent\n安心,6222 0001,1\n'; DROP--,9,3\n")),
              1U);
    good(payees.set(books(2), bea, {.name = "北一", .account = "6222 0009"}));
    const auto all = good(payees.list());
    ASSERT_THAT(all, SizeIs(3));
    EXPECT_EQ(all[0].version, 1U) << "nothing of it was new";
    EXPECT_EQ(all[1].version, 2U);
    EXPECT_EQ(all[1].payee.account, "6222 0009");
    EXPECT_EQ(all[1].account, 2U);
    EXPECT_EQ(all[2].payee.name, "'; DROP--");
}

TEST_F(PayoutDeskTest, NothingIsPaidWithoutAPayee) {
    good(payees.set(books(), bea, {.name = "北一", .account = "6222 0002"}));
    expect_nothing_booked([&] {
        EXPECT_THAT(payouts.make(books(), {}), IsRefused(Errc::refused, "agent 1 has no account to be paid to"));
        EXPECT_THAT(payouts.make(books(), {.agents = {bea, bea}}), IsRefused(Errc::refused, "twice"));
        EXPECT_THAT(payouts.make(books(), {.agents = {cho}}), IsRefused(Errc::refused, "nothing is to be paid"));
        EXPECT_THAT(payouts.show(1), IsRefused(Errc::unknown, "no batch 1"));
        EXPECT_THAT(payouts.answer(books(), 1, {{1, true}}), IsRefused(Errc::unknown, "no batch 1"));
        EXPECT_THAT(taxes.remit(books()), IsRefused(Errc::refused, "no tax is owed"));
    });
    const auto made = good(payouts.make(books(), {.batch = 7, .agents = {bea}}));
    EXPECT_EQ(made.batch.payout.batch, 7U);
    EXPECT_EQ(balance(AccountKind::clearing, 7), bea_fen);
    expect_nothing_booked([&] {
        enter_payees();
        EXPECT_THAT(payouts.make(books(), {.batch = 7, .agents = {ada}}), IsRefused(Errc::refused, "the next is 8"));
    });
    const auto payable = good(payouts.payable());
    ASSERT_THAT(payable, SizeIs(1));
    EXPECT_EQ(payable.front().agent, ada);
    EXPECT_TRUE(payable.front().has_payee);
}

TEST_F(PayoutDeskTest, TheFileIsWhatWasMadeWhateverBecameOfThePayee) {
    enter_payees();
    const auto made = good(payouts.make(books(), {}));
    EXPECT_EQ(made.left_out, 0U);
    EXPECT_EQ(made.batch.open_fen, ada_fen + bea_fen);
    const auto file = good(payouts.file(1));
    EXPECT_EQ(file.name, "202604-000001.csv");
    EXPECT_THAT(file.text, HasSubstr("202604-000001,2,112.00\r\n"));
    EXPECT_THAT(file.text, HasSubstr("2,6222 0002,\"北, 一\",20.00,"));
    good(payees.set(books(), bea, {.name = "北一", .account = "6222 0009"}));
    good(payouts.answer(books(), 1, {{1, true}, {2, false}}));
    EXPECT_EQ(good(payouts.file(1)).text, file.text);
    EXPECT_THAT(payouts.file(1, "other"), IsRefused(Errc::refused, "batch-payment"));
    good(payouts.make(books(), {}));
    EXPECT_THAT(good(payouts.file(2)).text, HasSubstr("1,6222 0009,北一,20.00,"));
}

TEST_F(PayoutDeskTest, EachRowIsAnsweredOnceAndAFailedOneIsPayableAgain) {
    enter_payees();
    good(payouts.make(books(2), {}));
    EXPECT_EQ(balance(AccountKind::payable, raw(ada)), 0);
    expect_nothing_booked([&] {
        EXPECT_THAT(payouts.answer(books(), 1, {{1, true}, {3, true}}), IsRefused(Errc::refused, "no row 3"));
        EXPECT_THAT(payouts.answer(books(), 1, {{1, true}, {1, false}}), IsRefused(Errc::refused, "is confirmed"));
        EXPECT_THAT(payouts.answer(books(), 1, {}), IsRefused(Errc::refused, "no row"));
    });
    good(payouts.answer(books(), 1, {{2, false}}));
    EXPECT_EQ(balance(AccountKind::payable, raw(bea)), bea_fen);
    EXPECT_EQ(balance(AccountKind::clearing, 1), ada_fen);
    good(payouts.answer(books(), 1, {{1, true}}));
    EXPECT_EQ(balance(AccountKind::clearing, 1), 0);
    EXPECT_EQ(balance(AccountKind::bank, 0), ada_fen);
    expect_nothing_booked(
        [&] { EXPECT_THAT(payouts.answer(books(), 1, {{2, true}}), IsRefused(Errc::refused, "failed already")); });
    const auto batch = good(payouts.show(1));
    EXPECT_EQ(batch.account, 2U);
    EXPECT_EQ(batch.confirmed, 1U);
    EXPECT_EQ(batch.failed, 1U);
    EXPECT_EQ(batch.sent, 0U);
    EXPECT_EQ(batch.open_fen, 0);
    EXPECT_EQ(batch.payout.rows[1].state, PayoutState::failed);
    EXPECT_THAT(good(payouts.list()), SizeIs(1));
}

TEST_F(PayoutDeskTest, TaxIsWithheldByWhatWasPaidThisYearAndRemittedOnce) {
    enter_payees();
    good(months.close(books(), march));
    const Ms from = april_ms + 9 * hour_ms;
    post_more({work(1, from, from, from + 5'000 * hour_ms), period_ended(1, from, from + 5'000 * hour_ms),
               rated(2, 5, from + 6'000 * hour_ms)});
    now_ms = from + 6'000 * hour_ms;
    const auto seen = good(months.preview(april, now_ms));
    good(months.approve(books(), {.month = april, .total_fen = seen.total_fen}));
    const Fen gross = balance(AccountKind::payable, raw(ada));
    ASSERT_GT(gross, 6'000'000) << "more than sixty thousand yuan";
    const auto first = good(payouts.make(books(), {.agents = {ada}})).batch.payout.rows.front();
    EXPECT_GT(first.withheld_fen, 0);
    EXPECT_EQ(balance(AccountKind::iit, raw(ada)), first.withheld_fen);
    good(payouts.answer(books(), 1, {{1, false}}));
    EXPECT_EQ(balance(AccountKind::iit, raw(ada)), 0);
    EXPECT_EQ(balance(AccountKind::payable, raw(ada)), gross);
    const auto second = good(payouts.make(books(), {.agents = {ada}})).batch.payout.rows.front();
    EXPECT_EQ(second.withheld_fen, first.withheld_fen) << "the failed one is as if it had never been";
    good(payouts.answer(books(), 2, {{1, true}}));
    const auto due = good(taxes.due());
    ASSERT_THAT(due.months, SizeIs(1));
    EXPECT_EQ(due.months[0].withheld_fen, first.withheld_fen);
    EXPECT_EQ(due.owed_fen, first.withheld_fen);
    const Month now = due.months[0].month;
    expect_nothing_booked([&] {
        EXPECT_THAT(taxes.remit(books(), {.fen = due.owed_fen + 1}), IsRefused(Errc::refused, "are more than the"));
        EXPECT_THAT(taxes.remit(books(), {.until = Month{2026, 3}}), IsRefused(Errc::refused, "up to 2026-03"));
    });
    const auto part = good(taxes.remit(books(), {.until = now, .fen = 100}));
    EXPECT_EQ(part.fen, 100);
    EXPECT_EQ(good(taxes.due()).months[0].remitted_fen, 100);
    expect_nothing_booked([&] {
        EXPECT_THAT(taxes.remit(books(), {.fen = due.owed_fen}), IsRefused(Errc::refused, "1.00 are remitted already"));
    });
    const auto remitted = good(taxes.remit(books()));
    EXPECT_EQ(remitted.fen, first.withheld_fen - 100);
    EXPECT_EQ(remitted.agents, 1U);
    EXPECT_EQ(good(taxes.due()).owed_fen, 0);
    EXPECT_EQ(good(taxes.due()).remitted_fen, first.withheld_fen);
    expect_nothing_booked([&] { EXPECT_THAT(taxes.remit(books()), IsRefused(Errc::refused, "no tax is owed")); });
}

TEST(BankAnswers, AreReadFromTheBanksOwnFile) {
    const auto answers =
        good(parse_answers("批次号,总笔数\r\n202604-000001,2\r\n序号,户名,结果\r\n1,安心,成功\r\n2,\"北, "
                           "一\",失败\r\n,,\r\n"));
    ASSERT_THAT(answers, SizeIs(2));
    EXPECT_TRUE(answers[0].paid);
    EXPECT_EQ(answers[1].number, 2U);
    EXPECT_FALSE(answers[1].paid);
    EXPECT_THAT(parse_answers("row,answer\n1,maybe\n"), IsRefused(Errc::refused, "line 2: the answer"));
    EXPECT_THAT(parse_answers("row,answer\nx,paid\n"), IsRefused(Errc::refused, "line 2: the row"));
    EXPECT_THAT(parse_answers("row,answer\n1,paid\n1,failed\n"), IsRefused(Errc::refused, "answered twice"));
    EXPECT_THAT(parse_answers("row\n1\n"), IsRefused(Errc::refused, "\"answer\""));
    EXPECT_THAT(parse_answers("a,b\n1,2\n"), IsRefused(Errc::refused, "\"row\""));
    EXPECT_THAT(parse_answers("row,answer\n"), IsRefused(Errc::refused, "answers no row"));
}

}  // namespace
}  // namespace yunke::ledger::testing
