// What work pays: lines by term and card, rests, floors, conversations. The rules' own examples stand here.
#include <gtest/gtest.h>

#include "dispatcher/ledger/pay.hpp"
#include "tests/ledger/bench.hpp"

namespace yunke::ledger::testing {
namespace {

constexpr Ms begin_ms = clock_ms(9);

// One platform card: 12.00 an hour online, 24.00 handled, 0.50 a conversation, 18.00 at least; an hour of rest.
Setup one_card() {
    auto setup = shops_of_three();
    setup.cards.add(card(1, platform,
                         {{Term::online, 1'200},
                          {Term::handled, 2'400},
                          {Term::conversation, 50},
                          {Term::floor, 1'800},
                          {Term::rest_allowance, hour_ms}}));
    return setup;
}

v1::Fact with(v1::Fact fact, bool held, bool line_lost) {
    fact.mutable_work()->set_held(held);
    fact.mutable_work()->set_line_lost(line_lost);
    return fact;
}

TEST(Divide, GivesWholePartsInProportionAndTheRestToTheLargestRemainders) {
    EXPECT_EQ(divide(100, {1, 1, 1}), (std::vector<Ms>{34, 33, 33}));
    EXPECT_EQ(divide(300, {100, 200}), (std::vector<Ms>{100, 200}));
    EXPECT_EQ(divide(10, {1, 2, 4}), (std::vector<Ms>{1, 3, 6}));  // 1.43, 2.86, 5.71
    EXPECT_EQ(divide(5, {0, 0}), (std::vector<Ms>{3, 2}));
    EXPECT_EQ(divide(7, {3, 0, 1}), (std::vector<Ms>{5, 0, 2}));  // 5.25, 0, 1.75
}

TEST(Pay, ConversationsAtOncePayTheirUnionAndBillEachItsShare) {
    Bench bench(one_card());
    const auto a = [](Ms share) { return unit(1, merchant_a, v1::WorkInterval::HANDLING, share); };
    const auto b = [](Ms share) { return unit(2, merchant_b, v1::WorkInterval::HANDLING, share); };
    const Ms ten = clock_ms(10);
    const auto at = [&](Ms minutes) { return ten + minutes * minute_ms; };
    bench.apply(work(1, ten, at(0), at(4), {a(4 * minute_ms)}));
    bench.apply(work(1, ten, at(4), at(9), {a(150'000), b(150'000)}));
    bench.apply(work(1, ten, at(9), at(10), {a(30'000), b(30'000)}));
    bench.apply(work(1, ten, at(10), at(14), {b(4 * minute_ms)}));
    EXPECT_EQ(bench.used(merchant_a, UseKind::handling), 7 * minute_ms);
    EXPECT_EQ(bench.used(merchant_b, UseKind::handling), 7 * minute_ms);
    EXPECT_EQ(bench.quantity(1, LineTerm::handled), 14 * minute_ms);
    EXPECT_EQ(bench.posted(1, LineTerm::handled), 560);
    EXPECT_EQ(bench.posted(1, LineTerm::online), 280);
    EXPECT_EQ(bench.accrued(1), 840);
    EXPECT_EQ(bench.balance(AccountKind::agent_pay, 1), -840);
}

TEST(Pay, AnyNumberOfConversationsUpToTwentyPaysTheUnionExactly) {
    for (Ms count = 1; count <= 20; ++count) {
        Bench bench(one_card());
        const Ms length_ms = 299'993;  // a prime: nothing but 1 divides it
        std::vector<Unit> units;
        for (Ms i = 0; i < count; ++i) {
            const MerchantId merchant{static_cast<std::uint32_t>(1 + i % 3)};
            units.push_back(unit(static_cast<std::uint64_t>(i + 1), merchant, v1::WorkInterval::HANDLING,
                                 length_ms / count + (i < length_ms % count ? 1 : 0)));
        }
        bench.apply(work(1, begin_ms, begin_ms, begin_ms + length_ms, units));
        EXPECT_EQ(bench.quantity(1, LineTerm::handled), length_ms);
        EXPECT_EQ(bench.rows.lines.size(), 2U);  // online and handled
        Ms shares_ms = 0;
        for (const MerchantId merchant : {merchant_a, merchant_b, merchant_c})
            shares_ms += bench.used(merchant, UseKind::handling);
        EXPECT_EQ(shares_ms, length_ms);
    }
    Bench bench(one_card());
    std::vector<Unit> too_many;
    for (std::uint64_t i = 1; i <= 21; ++i)
        too_many.push_back(unit(i, merchant_a, v1::WorkInterval::HANDLING, 1));
    EXPECT_EQ(bench.refused(work(1, begin_ms, begin_ms, begin_ms + 21, too_many)), Errc::malformed);
}

TEST(Pay, RoundingNeverAddsUpInALine) {
    Bench bench(one_card());
    Ms at_ms = begin_ms;
    for (Ms i = 1; i <= 400; ++i) {
        const Ms length_ms = 100 + i % 37;
        bench.apply(work(1, begin_ms, at_ms, at_ms + length_ms));
        at_ms += length_ms;
        ASSERT_EQ(bench.accrued(1), half_up_mul_div(at_ms - begin_ms, 1'200, ms_per_hour));
    }
}

TEST(Pay, IsForTheTimeInWhichSheIsAskedToBeThere) {
    const auto paid_ms = [](const v1::Fact& fact) {
        Bench bench(one_card());
        bench.apply(fact);
        EXPECT_EQ(bench.rows.periods.at({AgentId{1}, begin_ms, ShiftId{}}).paid_ms,
                  bench.quantity(1, LineTerm::online));
        return bench.quantity(1, LineTerm::online);
    };
    const auto of = [](v1::Presence presence, const std::vector<Unit>& units = {}) {
        return work(1, begin_ms, begin_ms, begin_ms + minute_ms, units, presence);
    };
    const std::vector<Unit> chat{unit(1, merchant_a, v1::WorkInterval::HANDLING, minute_ms)};
    const std::vector<Unit> wrap_up{unit(1, merchant_a, v1::WorkInterval::WRAP_UP, minute_ms)};
    EXPECT_EQ(paid_ms(of(v1::AVAILABLE)), minute_ms);
    EXPECT_EQ(paid_ms(of(v1::ON_DEMAND)), minute_ms);
    EXPECT_EQ(paid_ms(with(of(v1::AVAILABLE), true, false)), 0);
    EXPECT_EQ(paid_ms(with(of(v1::AVAILABLE, chat), true, false)), minute_ms);
    EXPECT_EQ(paid_ms(with(of(v1::AVAILABLE), true, true)), minute_ms);  // grace
    EXPECT_EQ(paid_ms(of(v1::FINISHING)), 0);
    EXPECT_EQ(paid_ms(of(v1::FINISHING, wrap_up)), minute_ms);
    EXPECT_EQ(paid_ms(of(v1::RESTING, chat)), minute_ms);
}

TEST(Pay, WrapUpIsOnlineTimeAndNotHandling) {
    Bench bench(one_card());
    bench.apply(
        work(1, begin_ms, begin_ms, begin_ms + 100,
             {unit(1, merchant_a, v1::WorkInterval::HANDLING, 34), unit(2, merchant_b, v1::WorkInterval::HELP, 33),
              unit(3, merchant_c, v1::WorkInterval::WRAP_UP, 33)}));
    EXPECT_EQ(bench.quantity(1, LineTerm::handled), 100);  // the union, once
    bench.apply(work(
        1, begin_ms, begin_ms + 100, begin_ms + 200,
        {unit(3, merchant_c, v1::WorkInterval::WRAP_UP, 50), unit(4, merchant_c, v1::WorkInterval::WRAP_UP_OVER, 50)}));
    EXPECT_EQ(bench.quantity(1, LineTerm::handled), 100);
    EXPECT_EQ(bench.quantity(1, LineTerm::online), 200);
}

TEST(Pay, TwoCardsDivideTheUnionByTheShares) {
    auto setup = one_card();
    setup.cards.add(card(2, merchant_b, {{Term::handled, 3'600}}));
    Bench bench(setup);
    const auto line = [&](std::uint32_t version, MerchantId merchant) {
        return bench.rows.lines.at({AgentId{1}, begin_ms, ShiftId{}, LineTerm::handled, merchant, CardVersion{version}})
            .quantity;
    };
    // A at the platform's card, B at its own, help for B at the platform's; a fourth is wrapped up.
    bench.apply(work(
        1, begin_ms, begin_ms, begin_ms + 40'001,
        {unit(1, merchant_a, v1::WorkInterval::HANDLING, 10'001), unit(2, merchant_b, v1::WorkInterval::HOLD, 10'000),
         unit(3, merchant_b, v1::WorkInterval::HELP, 10'000), unit(4, merchant_c, v1::WorkInterval::WRAP_UP, 10'000)}));
    EXPECT_EQ(line(1, platform) + line(2, merchant_b), 40'001);
    EXPECT_EQ(line(2, merchant_b), 13'333);  // 40,001 × 10,000 / 30,001 = 13,333.2
    EXPECT_EQ(bench.posted(1, LineTerm::handled), pay_of(26'668, 2'400) + pay_of(13'333, 3'600));
}

TEST(Pay, ACardCountsByTheLocalDayOnWhichAnIntervalBegins) {
    auto setup = shops_of_three();
    RateCard first = card(1, platform, {{Term::handled, 2'400}});
    first.until = day_of(2026, 3, 3);
    RateCard second = card(2, platform, {{Term::handled, 3'000}});
    second.from = day_of(2026, 3, 3);
    setup.cards.add(first);
    setup.cards.add(second);
    Bench bench(setup);
    const Ms evening = clock_ms(23, 58), midnight = clock_ms(24);
    bench.apply(work(1, evening, evening, midnight, {unit(1, merchant_a, v1::WorkInterval::HANDLING, 2 * minute_ms)}));
    bench.apply(work(1, evening, midnight, midnight + 3 * minute_ms,
                     {unit(1, merchant_a, v1::WorkInterval::HANDLING, 3 * minute_ms)}));
    EXPECT_EQ(bench.posted(1, LineTerm::handled), pay_of(2 * minute_ms, 2'400) + pay_of(3 * minute_ms, 3'000));
    EXPECT_EQ(bench.rows.lines.size(), 2U);
    // Its merchant uses time on two days.
    EXPECT_EQ(bench.rows.usage.size(), 2U);
}

TEST(Pay, SkillTierAndHolidayChooseTheCard) {
    auto setup = one_card();
    const auto add = [&](std::uint32_t version, Fen rate, auto say) {
        RateCard made = card(version, platform, {{Term::handled, rate}});
        say(made);
        setup.cards.add(made);
    };
    add(2, 2'500, [](RateCard& c) { c.holiday = true; });
    add(3, 2'600, [](RateCard& c) { c.tier = 2; });
    add(4, 2'700, [](RateCard& c) { c.skill = SkillId{7}; });
    setup.holidays.add(day_of(2026, 3, 2));
    setup.tiers[AgentId{2}].put(day_of(2026, 1, 1), 2);
    setup.skills[QueueId{queue_of(merchant_c)}].put(day_of(2026, 1, 1), {SkillId{7}});
    Bench bench(setup);
    const auto hour = [&](std::uint32_t agent, MerchantId merchant, Ms from_ms) {
        bench.apply(work(agent, from_ms, from_ms, from_ms + hour_ms,
                         {unit(agent, merchant, v1::WorkInterval::HANDLING, hour_ms)}));
        return bench.posted(agent, LineTerm::handled);
    };
    EXPECT_EQ(hour(1, merchant_a, clock_ms(24 + 9)), 2'400);
    EXPECT_EQ(hour(2, merchant_a, clock_ms(24 + 9)), 2'600);
    EXPECT_EQ(hour(3, merchant_c, clock_ms(24 + 9)), 2'700);
    EXPECT_EQ(hour(4, merchant_a, clock_ms(9)), 2'500);
}

class Rest : public ::testing::Test {
protected:
    // Rests from where the last interval ended, cut every five minutes.
    void rest(Ms ms) { go_on(ms, v1::RESTING); }
    void go_on(Ms ms, v1::Presence presence, const std::vector<Unit>& units = {}) {
        for (const Ms end_ms = at_ms + ms; at_ms < end_ms;) {
            const Ms to_ms = std::min(end_ms, at_ms + 5 * minute_ms);
            bench.apply(work(1, begin_ms, at_ms, to_ms, units, presence));
            at_ms = to_ms;
        }
    }
    Ms paid() const { return bench.quantity(1, LineTerm::rest); }

    Bench bench{one_card()};
    Ms at_ms = begin_ms;
};

TEST_F(Rest, IsPaidForItsFirstTwentyMinutesWithoutACliff) {
    rest(19 * minute_ms + 59'000);
    EXPECT_EQ(paid(), 19 * minute_ms + 59'000);
    rest(1'000);
    EXPECT_EQ(paid(), 20 * minute_ms);
    rest(1);
    EXPECT_EQ(paid(), 20 * minute_ms);
    rest(40 * minute_ms);
    EXPECT_EQ(paid(), 20 * minute_ms);
    EXPECT_EQ(bench.posted(1, LineTerm::rest), 400);  // a third of an hour at the online rate
    EXPECT_EQ(bench.rows.periods.begin()->second.paid_ms, 20 * minute_ms);
}

TEST_F(Rest, EachOneAnewWithinTheAllowanceOfThePeriod) {
    for (int i = 0; i < 4; ++i) {
        rest(25 * minute_ms);
        go_on(10 * minute_ms, v1::AVAILABLE);
        EXPECT_EQ(paid(), std::min<Ms>(20 * (i + 1), 60) * minute_ms);
    }
}

TEST_F(Rest, WorkWithinItNeitherEndsItNorUsesItUp) {
    rest(15 * minute_ms);
    go_on(5 * minute_ms, v1::RESTING, {unit(1, merchant_a, v1::WorkInterval::HANDLING, 5 * minute_ms)});
    EXPECT_EQ(bench.quantity(1, LineTerm::online), 5 * minute_ms);
    rest(15 * minute_ms);
    EXPECT_EQ(paid(), 20 * minute_ms);
}

TEST_F(Rest, IsAnotherOneAfterSheWasAway) {
    rest(15 * minute_ms);
    at_ms += hour_ms;  // offline, in a booked shift that goes on
    rest(15 * minute_ms);
    EXPECT_EQ(paid(), 30 * minute_ms);
}

TEST_F(Rest, IsNotPaidWithoutAnAllowance) {
    bench.setup.cards = Cards{};
    bench.setup.cards.add(card(1, platform, {{Term::online, 1'200}}));
    rest(10 * minute_ms);
    EXPECT_EQ(paid(), 0);
    EXPECT_EQ(bench.accrued(1), 0);
}

TEST(Floor, MakesUpWhatAPeriodEarnedTooLittle) {
    Bench bench(one_card());
    bench.apply(work(1, begin_ms, begin_ms, begin_ms + hour_ms));
    EXPECT_EQ(bench.accrued(1), 1'200);
    bench.apply(period_ended(1, begin_ms, begin_ms + hour_ms));
    EXPECT_EQ(bench.accrued(1), 1'800);
    EXPECT_EQ(bench.balance(AccountKind::floor_top_up, 1), -600);
    EXPECT_EQ(bench.posted(1, LineTerm::floor), 600);
    EXPECT_EQ(bench.quantity(1, LineTerm::floor), hour_ms);
}

TEST(Floor, AddsNothingToWhatIsMore) {
    Bench bench(one_card());
    bench.apply(
        work(1, begin_ms, begin_ms, begin_ms + hour_ms, {unit(1, merchant_a, v1::WorkInterval::HANDLING, hour_ms)}));
    bench.apply(period_ended(1, begin_ms, begin_ms + hour_ms));
    EXPECT_EQ(bench.accrued(1), 3'600);
    EXPECT_EQ(bench.balance(AccountKind::floor_top_up, 1), 0);
}

TEST(Floor, CountsConversationsAndPaidRest) {
    Bench bench(one_card());
    bench.apply(work(1, begin_ms, begin_ms, begin_ms + 40 * minute_ms));
    bench.apply(ended(1, merchant_a, 1, begin_ms + 40 * minute_ms));
    bench.apply(work(1, begin_ms, begin_ms + 40 * minute_ms, begin_ms + 70 * minute_ms, {}, v1::RESTING));
    bench.apply(period_ended(1, begin_ms, begin_ms + 70 * minute_ms));
    // 800 online, 400 for 20 of the 30 minutes of rest, 50 for the conversation; an hour is paid, so at least 1,800.
    EXPECT_EQ(bench.posted(1, LineTerm::floor), 550);
    EXPECT_EQ(bench.accrued(1), 1'800);
}

TEST(Floor, BelongsToTheDayAndMonthInWhichThePeriodBegan) {
    auto setup = one_card();
    RateCard april = card(2, merchant_b, {{Term::handled, 1}});
    setup.cards.add(april);
    Bench bench(setup);
    const Ms midnight = monday_ms + 30 * 24 * hour_ms;  // 1 April
    const Ms evening = midnight - hour_ms;
    bench.apply(work(1, evening, evening, midnight));
    bench.apply(work(1, evening, midnight, midnight + hour_ms));
    bench.apply(period_ended(1, evening, midnight + hour_ms));
    EXPECT_EQ(bench.accrued(1), 3'600);
    for (const ChainedTransfer& chained : bench.transfers)
        EXPECT_EQ(chained.transfer.month, (Month{2026, 3}));
}

TEST(Floor, IsByTheCardOfThatDay) {
    auto setup = shops_of_three();
    RateCard first = card(1, platform, {{Term::floor, 1'800}});
    first.until = day_of(2026, 3, 3);
    RateCard second = card(2, platform, {{Term::floor, 3'000}});
    second.from = day_of(2026, 3, 3);
    setup.cards.add(first);
    setup.cards.add(second);
    Bench bench(setup);
    const Ms evening = clock_ms(23), midnight = clock_ms(24);
    bench.apply(work(1, evening, evening, midnight));
    bench.apply(work(1, evening, midnight, midnight + hour_ms));
    bench.apply(period_ended(1, evening, midnight + hour_ms));
    EXPECT_EQ(bench.accrued(1), 3'600);
}

TEST(Resolved, CountsOnceHoweverOftenItIsReopened) {
    Bench bench(one_card());
    bench.apply(work(1, begin_ms, begin_ms, begin_ms + 1'000));
    bench.apply(ended(5, merchant_a, 1, begin_ms + 1'000));
    EXPECT_EQ(bench.posted(1, LineTerm::conversation), 50);
    v1::Fact reopened;
    reopened.mutable_reopened()->set_conversation(5);
    bench.apply(reopened);
    bench.books.forget();
    bench.apply(ended(5, merchant_a, 1, begin_ms + 2'000));
    bench.apply(ended(5, merchant_a, 2, begin_ms + 3'000, v1::SHOPPER_CLOSED));
    EXPECT_EQ(bench.quantity(1, LineTerm::conversation), 1);
    EXPECT_EQ(bench.accrued(2), 0);
    EXPECT_EQ(bench.rows.usage.begin()->second.resolved, 1U);
}

TEST(Resolved, IsWhatSheOrTheShopperClosed) {
    for (int reason = v1::RESOLVED; reason <= v1::NOBODY_FREE; ++reason) {
        Bench bench(one_card());
        bench.apply(work(1, begin_ms, begin_ms, begin_ms + 1'000));
        bench.apply(ended(5, merchant_a, 1, begin_ms + 1'000, static_cast<v1::EndReason>(reason)));
        const bool counts = reason == v1::RESOLVED || reason == v1::SHOPPER_CLOSED;
        EXPECT_EQ(bench.quantity(1, LineTerm::conversation), counts ? 1 : 0) << reason;
        bench.apply(ended(6, merchant_a, 0, begin_ms + 1'000, static_cast<v1::EndReason>(reason)));
        EXPECT_EQ(bench.quantity(1, LineTerm::conversation), counts ? 1 : 0) << reason;
    }
}

TEST(Resolved, BeforeTheFirstFactOfItsPeriodWaitsForIt) {
    Bench bench(one_card());
    bench.apply(work(1, begin_ms, begin_ms, begin_ms + 1'000));
    bench.apply(period_ended(1, begin_ms, begin_ms + 1'000));
    const Fen before = bench.accrued(1);
    bench.apply(ended(5, merchant_a, 1, begin_ms + 1'500));
    EXPECT_EQ(bench.accrued(1), before);
    bench.books.forget();
    const Ms second_ms = begin_ms + 1'000;
    bench.apply(work(1, second_ms, second_ms, second_ms + 500));
    EXPECT_EQ(bench.posted(1, LineTerm::conversation), 50);
    const LineKey key{AgentId{1}, second_ms, ShiftId{}, LineTerm::conversation, platform, CardVersion{1}};
    EXPECT_EQ(bench.rows.lines.at(key).quantity, 1);
    EXPECT_EQ(bench.rows.agents.at(AgentId{1}).waiting, 0U);
    EXPECT_EQ(bench.rows.periods.at({AgentId{1}, second_ms, ShiftId{}}).earned_fen, 50);
}

TEST(Facts, ThatTheCoreNeverWritesMoveNothing) {
    Bench bench(one_card());
    const auto chat = [](std::uint64_t id, Ms share) {
        return unit(id, merchant_a, v1::WorkInterval::HANDLING, share);
    };
    bench.apply(work(1, begin_ms, begin_ms, begin_ms + 1'000));
    const Ms next = begin_ms + 1'000;
    for (const v1::Fact& wrong :
         {work(0, begin_ms, next, next + 10), work(1, begin_ms, next, next), work(1, begin_ms, next + 10, next),
          work(1, 0, next, next + 10), work(1, next + 1, next, next + 10), work(1, begin_ms, next - 1, next + 10),
          work(1, begin_ms, next, next + 10, {chat(1, 9)}), work(1, begin_ms, next, next + 10, {chat(1, 11)}),
          work(1, begin_ms, next, next + 10, {chat(2, 5), chat(1, 5)}),
          work(1, begin_ms, next, next + 10, {chat(1, 5), chat(1, 5)}),
          work(1, begin_ms, next, next + 10, {chat(1, 11), chat(2, -1)}),
          work(1, begin_ms, next, next + 10, {unit(1, merchant_a, v1::WorkInterval::KIND_UNSPECIFIED, 10)}),
          period_ended(0, begin_ms, next), period_ended(1, begin_ms, begin_ms)})
        EXPECT_EQ(bench.refused(wrong), Errc::malformed) << wrong.ShortDebugString();
}

TEST(Facts, WaitForASourceThatIsAway) {
    Bench bench(one_card());
    const v1::Fact fact =
        work(1, begin_ms, begin_ms, begin_ms + hour_ms, {unit(1, merchant_a, v1::WorkInterval::HANDLING, hour_ms)});
    bench.away = true;
    EXPECT_EQ(bench.refused(fact), Errc::away);
    bench.away = false;
    bench.apply(fact);
    EXPECT_EQ(bench.accrued(1), 3'600);
}

TEST(Facts, ThatNothingIsPaidForMoveNothing) {
    Bench bench(one_card());
    for (int field : {1, 6, 7, 8, 14}) {
        v1::Fact fact;
        const auto* descriptor = fact.GetDescriptor()->FindFieldByNumber(field);
        ASSERT_NE(descriptor, nullptr);
        fact.GetReflection()->MutableMessage(&fact, descriptor);
        EXPECT_TRUE(bench.apply(fact).transfers.empty());
    }
    EXPECT_EQ(bench.rows, Rows{});
}

}  // namespace
}  // namespace yunke::ledger::testing
