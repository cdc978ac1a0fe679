// Appeals on a line: who may decide, and what an upheld one books.
#include "dispatcher/ledger/reading/earnings.hpp"
#include "runtime/registry/password.hpp"
#include "tests/ledger/desk/desk_fixture.hpp"

namespace yunke::ledger::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class AppealDeskTest : public DeskTest {
protected:
    AppealDeskTest() { post_march(); }

    // Of ada's handled hour, 18 yuan.
    std::string handled() const {
        return line_id({.agent = ada, .period_ms = clock_ms(9), .term = LineTerm::handled, .card = CardVersion{1}});
    }
    std::uint64_t appeal(const std::string& words = "少算了半小时") {
        return good(appeals.open(ada, handled(), words, now_ms)).number;
    }
    Result<Appeal> decide(std::uint64_t account, std::uint64_t number, bool upheld, Fen fen = 0) {
        return appeals.decide(books(account),
                              {.appeal = number, .upheld = upheld, .amount_fen = fen, .reason = "查过录音"});
    }
    Fen accrued() { return balance(AccountKind::accrued, raw(ada)); }
};

constexpr Fen handled_fen = 1'800, ada_fen = 4'200;

TEST_F(AppealDeskTest, IsMadeOnALineOfHersOneAfterTheOther) {
    const auto opened = good(appeals.open(ada, handled(), "少算了半小时，请复核", now_ms));
    EXPECT_EQ(opened.number, 1U);
    EXPECT_EQ(opened.line_fen, handled_fen);
    EXPECT_EQ(opened.month, march);
    EXPECT_EQ(opened.state, AppealState::open);
    EXPECT_THAT(appeals.open(ada, handled(), "again", now_ms), IsRefused(Errc::refused, "appeal 1 on this line"));
    EXPECT_THAT(appeals.open(bea, handled(), "mine?", now_ms), IsRefused(Errc::unknown, "agent 2 has no line"));
    EXPECT_THAT(appeals.open(ada, "1-0-rest-0-1", "x", now_ms), IsRefused(Errc::unknown, "no line"));
    EXPECT_THAT(appeals.open(ada, "x'; --", "x", now_ms), IsRefused(Errc::unknown, "no line"));
    EXPECT_THAT(appeals.open(ada, handled(), " \n", now_ms), IsRefused(Errc::refused, "say why"));
    EXPECT_THAT(appeals.open(ada, handled(), std::string(appeal_words_max + 1, 'x'), now_ms),
                IsRefused(Errc::refused, "shorter"));
    EXPECT_EQ(office_entries(), 0U) << "nothing was booked";
    good(decide(2, 1, false));
    const auto second = good(appeals.open(ada, handled(), "还是不对", now_ms));
    EXPECT_EQ(second.number, 2U);
    const auto all = good(appeals.of_line(ada, handled()));
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].state, AppealState::declined);
    EXPECT_EQ(all[0].account, 2U);
    EXPECT_EQ(all[0].reason, "查过录音");
    EXPECT_EQ(all[0].words, "少算了半小时，请复核");
    EXPECT_EQ(all[0].amount_fen, handled_fen);
    EXPECT_THAT(good(appeals.list({.state = AppealState::open})), SizeIs(1));
    EXPECT_THAT(good(appeals.list({.agent = bea})), IsEmpty());
    EXPECT_THAT(good(appeals.list({.state = AppealState::declined, .after = 1})), IsEmpty());
    expect_whole();
}

TEST_F(AppealDeskTest, ARunningPeriodsLineWaits) {
    const Ms eve = april_ms - 5 * hour_ms;
    post_more({work(3, eve, eve, eve + hour_ms)});
    const auto id = line_id({.agent = cho, .period_ms = eve, .term = LineTerm::online, .card = CardVersion{1}});
    EXPECT_THAT(appeals.open(cho, id, "x", now_ms), IsRefused(Errc::refused, "has not ended"));
}

TEST_F(AppealDeskTest, IsDecidedByNobodyWhoHadASayBefore) {
    approve_march(1);
    appeal();
    const auto refused_for = [&](std::uint64_t account, const std::string& why) {
        expect_nothing_booked([&] {
            EXPECT_THAT(decide(account, 1, true, 2'700), IsRefused(Errc::refused, why));
            EXPECT_THAT(appeals.may_decide(account, 1), IsRefused(Errc::refused, why));
        });
    };
    refused_for(1, "approved her pay of 2026-03");
    refused_for(3, "this account's own");
    EXPECT_THAT(decide(9, 1, true, 1), IsRefused(Errc::unknown, "account 9"));
    EXPECT_THAT(decide(2, 7, true, 1), IsRefused(Errc::unknown, "appeal 7"));
    EXPECT_THAT(appeals.decide(books(2), {.appeal = 1, .upheld = true, .amount_fen = 5}),
                IsRefused(Errc::refused, "the reason"));
    EXPECT_THAT(decide(2, 1, true, -1), IsRefused(Errc::refused, "-0.01"));
    EXPECT_TRUE(appeals.may_decide(2, 1));
    good(decide(2, 1, false));
    EXPECT_THAT(decide(2, 1, false), IsRefused(Errc::refused, "declined already"));
    appeal("再看一次");
    EXPECT_THAT(decide(2, 2, true, 2'700), IsRefused(Errc::refused, "decided appeal 1"));
}

TEST_F(AppealDeskTest, AnUpheldOneTakesTheLineBackAndBooksItAnew) {
    appeal();
    const auto upheld = good(decide(2, 1, true, 2'700));
    EXPECT_EQ(upheld.amount_fen, 2'700);
    EXPECT_EQ(accrued(), ada_fen + 900);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_transfer WHERE chain = 0 AND reverses < 0"), 1);
    expect_whole();
    // A second one takes back what the first booked, and the approved month has all of it.
    appeal("还差一点");
    good(decide(1, 2, true, 3'000));
    EXPECT_EQ(accrued(), ada_fen + 1'200);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_transfer WHERE chain = 0 AND reverses > 0"), 1);
    expect_whole();
    appeal("多算了");
    const auto third = registry::testing::value(desk.registry().add_account(
        {.login = "he", .name = "何", .role = registry::Role::supervisor}, registry::nobodys_password_hash(), now_ms));
    good(decide(third.id, 3, true, 0));
    EXPECT_EQ(accrued(), ada_fen - handled_fen) << "before approval less is less";
    expect_whole();
}

TEST_F(AppealDeskTest, AfterApprovalNothingIsClawedBackAndWhatIsOwedCountsInTheOpenMonth) {
    approve_march(1);
    good(months.close(books(1), march));
    appeal();
    good(decide(2, 1, true, 1'000));
    EXPECT_EQ(accrued(), 0) << "800 fen less are the platform's";
    EXPECT_EQ(balance(AccountKind::platform, 0), -800);
    const auto again = appeal("应当更多");
    const auto third = registry::testing::value(desk.registry().add_account(
        {.login = "he", .name = "何", .role = registry::Role::supervisor}, registry::nobodys_password_hash(), now_ms));
    good(decide(third.id, again, true, 2'500));
    const auto month = good(months.preview(april, now_ms));
    ASSERT_THAT(month.agents, SizeIs(1));
    EXPECT_EQ(month.agents.front().pay.accrued_fen, 700) << "what she has of the line is 18 yuan";
    EXPECT_EQ(good(months.preview(march, now_ms)).pending, 0U);
    expect_whole();
}

TEST_F(AppealDeskTest, WhatFinanceBookedIsNeitherChangedNorRemoved) {
    approve_march();
    enter_payees();
    good(payouts.make(books(), {}));
    good(payouts.answer(books(), 1, {{1, true}}));
    appeal();
    good(decide(2, 1, false));
    const std::map<std::string, std::string> tables = {
        {"rating", "stars"},       {"approval", "payable_fen"},   {"payout", "total_fen"}, {"payout_row", "agent"},
        {"payout_answer", "paid"}, {"tax_entry", "withheld_fen"}, {"appeal", "words"},     {"appeal_answer", "reason"},
    };
    for (const auto& [table, column] : tables) {
        const std::string name = "ledger_" + table;
        ASSERT_GT(database->number("SELECT COUNT(*) FROM " + name), 0) << table;
        EXPECT_ANY_THROW(database->execute("UPDATE " + name + " SET " + column + " = " + column)) << table;
        EXPECT_ANY_THROW(database->execute("DELETE FROM " + name)) << table;
        if (database->url().starts_with("postgresql")) {
            EXPECT_ANY_THROW(database->execute("TRUNCATE " + name)) << table;
        } else {
            EXPECT_ANY_THROW(database->execute("INSERT OR REPLACE INTO " + name + " SELECT * FROM " + name)) << table;
        }
    }
    database->execute("DELETE FROM ledger_payee WHERE agent = 2");  // what the law wants removed can be
    EXPECT_THAT(payouts.file(1), IsRefused(Errc::refused, "agent 2 has no account to be paid to any more"));
    expect_whole();
}

TEST_F(AppealDeskTest, VerifyFindsAReversalOfWhatIsNotThere) {
    Step step{.at_ms = now_ms, .month = march};
    const LineKey key{.agent = ada, .period_ms = clock_ms(9), .term = LineTerm::handled, .card = CardVersion{1}};
    step.move(Ledger::cny, account(AccountKind::accrued, ada), account(AccountKind::agent_pay, ada), 7, text_of(key),
              1);
    step.transfers.front().reverses = -1;
    OfficeWrite entry{.kind = "test", .account = 1, .at_ms = now_ms, .transfers = step.transfers};
    good(desk.store().write_office(entry));
    EXPECT_THAT(faults(desk.store()), ::testing::Contains(::testing::HasSubstr("its line does not have")));
}

}  // namespace
}  // namespace yunke::ledger::testing
