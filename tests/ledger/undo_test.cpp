// Facts taken back where office entries came in between, closed months, and an undo's text.
#include <gtest/gtest.h>

#include "tests/ledger/bench.hpp"

namespace yunke::ledger::testing {
namespace {

constexpr Ms begin_ms = clock_ms(10);

Setup one_card() {
    auto setup = shops_of_three();
    setup.cards.add(card(1, platform, {{Term::online, 1'200}, {Term::floor, 1'800}}));
    return setup;
}

v1::Fact handling(Ms from_ms, Ms to_ms) {
    return work(1, begin_ms, from_ms, to_ms, {unit(1, merchant_a, v1::WorkInterval::HANDLING, to_ms - from_ms)});
}

TEST(TakingBack, AnswersEachTransferWithItsLegsSwapped) {
    Bench bench(one_card());
    const Posted posted = bench.apply(work(1, begin_ms, begin_ms, begin_ms + 600'000));
    ASSERT_EQ(posted.transfers.size(), 1U);
    bench.take_back(1);
    ASSERT_EQ(bench.transfers.size(), 2U);
    const Transfer& answer = bench.transfers.back().transfer;
    EXPECT_EQ(answer.reverses, 1);
    EXPECT_EQ(answer.debit, posted.transfers.front().credit);
    EXPECT_EQ(answer.credit, posted.transfers.front().debit);
    EXPECT_EQ(answer.amount, 200);
    EXPECT_EQ(answer.line, posted.transfers.front().line);
    EXPECT_TRUE(bench.balances.empty());
    EXPECT_EQ(bench.rows.without_blanks(), Rows{});
}

TEST(TakingBack, LeavesAnOfficeEntryInBetweenAsItIs) {
    Bench bench(one_card());
    const PackageId first = bench.top_up(merchant_a, 3'600'000, 6'000);
    bench.apply(accepted(1, merchant_a, 1, begin_ms));
    bench.apply(handling(begin_ms, begin_ms + 120'000));
    const PackageId second = bench.top_up(merchant_a, 1'800'000, 3'000);
    bench.take_back(2);
    EXPECT_EQ(bench.package(first).available_ms, 3'600'000);
    EXPECT_EQ(bench.package(first).recognised_fen, 0);
    EXPECT_EQ(bench.package(second).available_ms, 1'800'000);
    EXPECT_EQ(bench.rows.merchants.at(merchant_a).packages_sold, 2U);
    EXPECT_EQ(bench.balance(AccountKind::prepaid, raw(merchant_a)), 9'000);
    EXPECT_EQ(bench.accrued(1), 0);
}

TEST(TakingBack, OfAPackageSoldOnTheWayLeavesNothing) {
    auto setup = one_card();
    setup.terms[merchant_a].put(
        day_of(2026, 1, 1),
        {.version = 2, .mode = OverageMode::top_up, .top_up_ms = 3'600'000, .top_up_price_fen = 5'000});
    Bench bench(setup);
    bench.apply(handling(begin_ms, begin_ms + 60'000));
    EXPECT_EQ(bench.balance(AccountKind::receivable, raw(merchant_a)), -5'000);
    bench.take_back(1);
    EXPECT_TRUE(bench.balances.empty());
    EXPECT_EQ(bench.rows.without_blanks(), Rows{});
    // Its number is taken by the next.
    EXPECT_EQ(bench.top_up(merchant_a, 3'600'000, 100), package_id(merchant_a, 1));
    EXPECT_EQ(bench.package(package_id(merchant_a, 1)).price_fen, 100);
}

// A merchant whose every shortage is a sale of an hour, and who gives 30 fen for each conversation resolved.
Setup selling_and_giving() {
    auto setup = one_card();
    setup.terms[merchant_a].put(
        day_of(2026, 1, 1),
        {.version = 2, .mode = OverageMode::top_up, .top_up_ms = 3'600'000, .top_up_price_fen = 5'000});
    RateCard gift = card(5, merchant_a, {{Term::gift, 30}});
    gift.fund = FundId{4};
    setup.cards.add(gift);
    return setup;
}

void set_aside_fen(Bench& bench, Fen fen) {
    bench.office(merchant_a, begin_ms,
                 [&](Merchant& merchant, Step& step) { EXPECT_TRUE(set_aside(merchant, fen, step)); });
}

TEST(TakingBack, CountsBackWhatAnOfficeEntryLeftAlone) {
    Bench bench(selling_and_giving());
    set_aside_fen(bench, 70);
    const MerchantRow before = bench.rows.merchants.at(merchant_a);
    bench.apply(handling(begin_ms, begin_ms + 2'400'000));                  // sells one, and passes 50 % of it
    bench.apply(handling(begin_ms + 2'400'000, begin_ms + 2 * 2'400'000));  // sells another
    for (const std::uint64_t conversation : {1U, 2U, 3U})                   // the third gift has no money
        bench.apply(ended(conversation, merchant_a, 1, begin_ms + 2 * 2'400'000));
    EXPECT_EQ(bench.rows.merchants.at(merchant_a).gifts_unfunded, 1U);
    EXPECT_EQ(bench.rows.merchants.at(merchant_a).alerts_told, 0U);
    set_aside_fen(bench, 1'000);
    bench.take_back(5);
    MerchantRow after = bench.rows.merchants.at(merchant_a);
    EXPECT_EQ(after.spare_fen, 1'070);
    after.spare_fen -= 1'000;
    after.version = before.version;
    EXPECT_EQ(after, before);
    EXPECT_EQ(bench.balance(AccountKind::receivable, raw(merchant_a)), 0);
    EXPECT_EQ(bench.balance(AccountKind::fund, 4), 0);
}

TEST(TakingBack, NeverGivesANumberOfAPackageTwiceToTwo) {
    Bench bench(selling_and_giving());
    bench.apply(handling(begin_ms, begin_ms + 60'000));
    const PackageId second = bench.top_up(merchant_a, 3'600'000, 100);
    EXPECT_EQ(second, package_id(merchant_a, 2));
    bench.take_back(1);
    EXPECT_TRUE(blank(bench.package(package_id(merchant_a, 1))));
    EXPECT_EQ(bench.top_up(merchant_a, 3'600'000, 200), package_id(merchant_a, 3));
    EXPECT_EQ(bench.package(second).price_fen, 100);
}

TEST(TakingBack, FindsAnewWhetherAMerchantIsUsedUp) {
    auto setup = one_card();
    setup.terms[merchant_a].put(day_of(2026, 1, 1), {.version = 2, .mode = OverageMode::block});
    Bench bench(setup);
    bench.top_up(merchant_a, 600'000, 1'000);
    bench.apply(accepted(1, merchant_a, 1, begin_ms));
    bench.apply(accepted(2, merchant_a, 1, begin_ms));
    bench.apply(handling(begin_ms, begin_ms + 300'000));
    EXPECT_EQ(bench.alerts.size(), 1U);
    EXPECT_TRUE(bench.rows.merchants.at(merchant_a).used_up);
    set_aside_fen(bench, 1);
    bench.take_back(2);
    EXPECT_FALSE(bench.rows.merchants.at(merchant_a).used_up);
    EXPECT_EQ(bench.rows.merchants.at(merchant_a).alerts_told, 0U);
    EXPECT_EQ(bench.told, (std::vector<BalanceChange>{{merchant_a, true}, {merchant_a, false}}));
}

TEST(TakingBack, IsRefusedWhereTheTimeSetFreeIsGone) {
    Bench bench(one_card());
    const PackageId id = bench.top_up(merchant_a, 300'000, 500);
    bench.apply(accepted(1, merchant_a, 1, begin_ms));
    bench.apply(ended(1, merchant_a, 1, begin_ms));
    bench.office(merchant_a, begin_ms,
                 [&](Merchant& merchant, Step& step) { EXPECT_TRUE(refund(merchant, id, 1, step)); });
    EXPECT_EQ(bench.taking_back_refused(), Errc::refused);
}

TEST(TakingBack, WaitsForASourceThatIsAway) {
    Bench bench(one_card());
    bench.apply(handling(begin_ms, begin_ms + 60'000));
    bench.books.forget();
    bench.away = true;
    EXPECT_EQ(bench.taking_back_refused(), Errc::away);
    bench.away = false;
    bench.take_back(1);
    EXPECT_TRUE(bench.balances.empty());
}

TEST(TakingBack, OutOfAClosedMonthIsBorneByThePlatform) {
    Bench bench(one_card());
    bench.apply(work(1, begin_ms, begin_ms, begin_ms + 3'600'000));
    bench.apply(period_ended(1, begin_ms, begin_ms + 3'600'000));
    EXPECT_EQ(bench.accrued(1), 1'800);
    bench.books.set_open_month({2026, 4});
    bench.take_back(2);
    EXPECT_EQ(bench.accrued(1), 1'800);
    EXPECT_EQ(bench.balance(AccountKind::platform, 0), -1'800);
    EXPECT_EQ(bench.balance(AccountKind::agent_pay, 1), 0);
    EXPECT_EQ(bench.transfers.back().transfer.month, (Month{2026, 4}));
    EXPECT_EQ(bench.rows.without_blanks(), Rows{});
}

TEST(ClosedMonths, TakeNoPostings) {
    Bench bench(one_card());
    bench.books.set_open_month({2026, 5});
    for (const Transfer& transfer : bench.apply(handling(begin_ms, begin_ms + 60'000)).transfers)
        EXPECT_EQ(transfer.month, (Month{2026, 5}));
}

// What stands in a database stays readable.
TEST(Undo, AnAgentWithoutTrainingIsTheShortRow) {
    const Result<Undo> undo = read_undo("t 5 a 1 2 3 1 4 5 ");
    ASSERT_TRUE(undo.has_value());
    ASSERT_EQ(undo->agents.size(), 1U);
    EXPECT_EQ(undo->agents[0], (AgentRow{AgentId{1}, 2, ShiftId{3}, true, 4, 5, 0, 0}));
    EXPECT_EQ(write_undo(*undo), "t 5 a 1 2 3 1 4 5 ");
}

TEST(Undo, IsReadAsItWasWrittenAndNotOtherwise) {
    Undo undo;
    undo.at_ms = 5;
    undo.lines.push_back({{AgentId{1}, 2, ShiftId{3}, LineTerm::rest, MerchantId{4}, CardVersion{5}}, 6, 7, 8});
    undo.periods.push_back({{AgentId{1}, 2, ShiftId{3}}, 4, 5, 6, 7, 8, 9});
    undo.agents.push_back({AgentId{1}, 2, ShiftId{3}, true, 4, 5, 0, 0});
    undo.agents.push_back({AgentId{2}, 2, ShiftId{3}, true, 4, 5, 202'610, 6});
    undo.chats.push_back({ConversationId{~std::uint64_t{0}}, true, true, {{PackageId{1}, 2}, {PackageId{3}, 4}}});
    undo.chats.push_back({ConversationId{2}, false, false, {}});
    undo.usage.push_back({{Day{1}, ShopId{2}, QueueId{3}, AgentId{4}}, {1, 2, 3, 4, 5, 6}, 7});
    undo.packages.push_back({.id = PackageId{1}, .by_invoice = true, .available_ms = INT64_MIN, .held_ms = -1});
    undo.overage.push_back({{MerchantId{1}, 2, 3}, 4, 5, 6, 7});
    undo.merchants.push_back({{.merchant = MerchantId{1}, .version = 2}, {.merchant = MerchantId{1}, .used_up = true}});
    const std::string text = write_undo(undo);
    ASSERT_TRUE(read_undo(text).has_value());
    EXPECT_EQ(*read_undo(text), undo);
    EXPECT_EQ(*read_undo(write_undo({})), Undo{});
    const std::vector<std::string> wrong_ones{
        "",          text.substr(0, text.size() - 1), text.substr(1), text + "x 1 ",
        text + "l ", "t 1 c 1 0 0 99999999999 ",      "t 1 1",        "t x "};
    for (const std::string& wrong : wrong_ones)
        EXPECT_FALSE(read_undo(wrong).has_value()) << wrong;
    EXPECT_EQ(text.find_first_not_of("0123456789- abcdefghijklmnopqrstuvwxyz"), std::string::npos);
}

}  // namespace
}  // namespace yunke::ledger::testing
