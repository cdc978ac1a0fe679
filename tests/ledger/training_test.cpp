// What training pays: by a card that says so, within its cap for the month, and never at a merchant's cost.
#include <gtest/gtest.h>

#include "dispatcher/ledger/pay.hpp"
#include "tests/ledger/bench.hpp"

namespace yunke::ledger::testing {
namespace {

constexpr Ms begin_ms = clock_ms(9);

using Terms = std::vector<std::pair<Term, std::int64_t>>;

Setup paying(const Terms& terms) {
    Setup setup = shops_of_three();
    setup.cards.add(card(1, platform, terms));
    return setup;
}

// From where the last interval ended, cut every five minutes, in periods as long as they are called for.
class Trainee : public Bench {
public:
    explicit Trainee(const Terms& terms) : Bench(paying(terms)) {}

    void train(Ms ms, const std::vector<Unit>& units = {}) { go_on(ms, v1::TRAINING, units); }
    void go_on(Ms ms, v1::Presence presence, const std::vector<Unit>& units = {}) {
        for (const Ms end_ms = at_ms + ms; at_ms < end_ms;) {
            const Ms to_ms = std::min(end_ms, at_ms + 5 * minute_ms);
            apply(work(1, period_ms, at_ms, to_ms, units, presence));
            at_ms = to_ms;
        }
    }
    void end_period() { apply(period_ended(1, period_ms, at_ms)); }
    // The next one, at that time.
    void begin_period(Ms from_ms) { period_ms = at_ms = from_ms; }

    Ms paid() const { return quantity(1, LineTerm::training); }
    Ms unpaid() const { return quantity(1, LineTerm::training_unpaid); }
    Ms paid_time() const { return rows.periods.at({AgentId{1}, period_ms, ShiftId{}}).paid_ms; }

    Ms period_ms = begin_ms;
    Ms at_ms = begin_ms;
};

TEST(Training, IsPaidByTheHourAndIsPaidTime) {
    Trainee bench({{Term::online, 1'200}, {Term::training, 1'500}});
    bench.train(30 * minute_ms);
    EXPECT_EQ(bench.paid(), 30 * minute_ms);
    EXPECT_EQ(bench.unpaid(), 0);
    EXPECT_EQ(bench.posted(1, LineTerm::training), 750);
    EXPECT_EQ(bench.accrued(1), 750);
    EXPECT_EQ(bench.quantity(1, LineTerm::online), 0) << "it is not required-online time";
    EXPECT_EQ(bench.paid_time(), 30 * minute_ms);
    EXPECT_TRUE(bench.rows.usage.empty()) << "no merchant has used anything";
}

TEST(Training, IsNotPaidWhereNoCardSaysSoAndStandsInALineOfItsOwn) {
    Trainee bench({{Term::online, 1'200}, {Term::floor, 1'800}, {Term::rest_allowance, hour_ms}});
    bench.train(30 * minute_ms);
    bench.end_period();
    EXPECT_EQ(bench.accrued(1), 0);
    EXPECT_EQ(bench.paid_time(), 0) << "and the floor does not make up for it";
    EXPECT_EQ(bench.unpaid(), 30 * minute_ms);
    const Line& line =
        bench.rows.lines.at({AgentId{1}, begin_ms, ShiftId{}, LineTerm::training_unpaid, platform, CardVersion{}});
    EXPECT_EQ(line.rate, 0);
    EXPECT_EQ(line.posted, 0);
}

TEST(Training, AtARateOfNothingIsPaidByTheFloor) {
    Trainee bench({{Term::training, 0}, {Term::floor, 1'800}});
    bench.train(hour_ms);
    EXPECT_EQ(bench.accrued(1), 0);
    bench.end_period();
    EXPECT_EQ(bench.accrued(1), 1'800);
}

TEST(Training, CountsForTheFloorWithWhatElseThePeriodHas) {
    Trainee bench({{Term::online, 1'200}, {Term::training, 600}, {Term::floor, 1'800}});
    bench.go_on(hour_ms, v1::AVAILABLE);
    bench.train(hour_ms);
    bench.end_period();
    EXPECT_EQ(bench.posted(1, LineTerm::floor), 2 * 1'800 - 1'200 - 600);
    EXPECT_EQ(bench.accrued(1), 3'600);
}

TEST(Training, WithAChatInHandIsHandling) {
    Trainee bench({{Term::online, 1'200}, {Term::handled, 2'400}, {Term::training, 1'500}});
    bench.train(5 * minute_ms, {unit(1, merchant_a, v1::WorkInterval::HANDLING, 5 * minute_ms)});
    EXPECT_EQ(bench.paid() + bench.unpaid(), 0);
    EXPECT_EQ(bench.quantity(1, LineTerm::online), 5 * minute_ms);
    EXPECT_EQ(bench.quantity(1, LineTerm::handled), 5 * minute_ms);
    EXPECT_EQ(bench.used(merchant_a, UseKind::handling), 5 * minute_ms);
    bench.train(5 * minute_ms);
    EXPECT_EQ(bench.paid(), 5 * minute_ms);
    EXPECT_EQ(bench.used(merchant_a, UseKind::handling), 5 * minute_ms) << "what she learns is not the merchant's";
}

TEST(Training, OfALostLineIsGrace) {
    Trainee bench({{Term::online, 1'200}, {Term::training, 1'500}});
    v1::Fact lost = work(1, begin_ms, begin_ms, begin_ms + minute_ms, {}, v1::TRAINING);
    lost.mutable_work()->set_line_lost(true);
    bench.apply(lost);
    EXPECT_EQ(bench.paid() + bench.unpaid(), 0);
    EXPECT_EQ(bench.quantity(1, LineTerm::online), minute_ms);
}

TEST(Training, BetweenTwoRestsMakesThemTwo) {
    Trainee bench({{Term::online, 1'200}, {Term::rest_allowance, hour_ms}, {Term::training, 1'500}});
    bench.go_on(25 * minute_ms, v1::RESTING);
    bench.train(5 * minute_ms);
    bench.go_on(25 * minute_ms, v1::RESTING);
    EXPECT_EQ(bench.quantity(1, LineTerm::rest), 40 * minute_ms);
}

TEST(Training, IsPaidUpToTheCapOfTheMonthWithoutACliff) {
    Trainee bench({{Term::training, 1'200}, {Term::training_cap, 2 * hour_ms}});
    bench.train(hour_ms);
    bench.begin_period(clock_ms(33));  // the next day
    bench.train(hour_ms + 1);
    EXPECT_EQ(bench.paid(), 2 * hour_ms);
    EXPECT_EQ(bench.unpaid(), 1);
    EXPECT_EQ(bench.paid_time(), hour_ms);
    bench.books.forget();
    bench.train(hour_ms);
    EXPECT_EQ(bench.paid(), 2 * hour_ms);
    EXPECT_EQ(bench.unpaid(), hour_ms + 1);
    EXPECT_EQ(bench.accrued(1), 2'400);
    const Line& line =
        bench.rows.lines.at({AgentId{1}, clock_ms(33), ShiftId{}, LineTerm::training_unpaid, platform, CardVersion{1}});
    EXPECT_EQ(line.quantity, hour_ms + 1) << "named after the card that has the cap";
}

TEST(Training, TheCapBeginsAnewWithTheMonthInWhichAPeriodBegan) {
    Trainee bench({{Term::training, 1'200}, {Term::training_cap, hour_ms}});
    const Ms april_ms = monday_ms + 30 * 24 * hour_ms;
    bench.begin_period(april_ms - hour_ms);
    bench.train(2 * hour_ms);  // past midnight, and a period of March all the same
    EXPECT_EQ(bench.paid(), hour_ms);
    bench.begin_period(april_ms + 8 * hour_ms);
    bench.train(2 * hour_ms);
    EXPECT_EQ(bench.paid(), 2 * hour_ms);
    EXPECT_EQ(bench.unpaid(), 2 * hour_ms);
    EXPECT_EQ(bench.rows.agents.at(AgentId{1}).training_month, 202'604);
    EXPECT_EQ(bench.rows.agents.at(AgentId{1}).training_ms, hour_ms);
}

TEST(Training, EachPersonHasACapOfHerOwn) {
    Bench bench(paying({{Term::training, 1'200}, {Term::training_cap, hour_ms}}));
    for (const std::uint32_t agent : {1U, 2U}) {
        bench.apply(work(agent, begin_ms, begin_ms, begin_ms + 2 * hour_ms, {}, v1::TRAINING));
        EXPECT_EQ(bench.quantity(agent, LineTerm::training), hour_ms);
    }
}

TEST(Training, TakenBackIsAsIfItHadNeverBeen) {
    Trainee bench({{Term::training, 1'200}, {Term::training_cap, hour_ms}});
    bench.train(50 * minute_ms);
    const Rows before = bench.rows.without_blanks();
    bench.train(20 * minute_ms);
    EXPECT_EQ(bench.unpaid(), 10 * minute_ms);
    bench.take_back(4);
    EXPECT_EQ(bench.rows.without_blanks(), before);
    EXPECT_EQ(bench.accrued(1), 1'000);
    bench.take_back(10);
    EXPECT_EQ(bench.rows.without_blanks(), Rows{});
}

}  // namespace
}  // namespace yunke::ledger::testing
