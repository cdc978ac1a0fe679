// The agents of a run: pace with several chats, offers, shifts, breaks.
#include <gtest/gtest.h>

#include "tests/simulator/plain_scenario.hpp"

namespace yunke::sim::testing {
namespace {

using ::testing::ElementsAre;

// When each chat's service ended is told by who waits behind it.
TEST(People, TwoChatsAtOnceEachGoOnAtTheSpeedOfTwo) {
    Scenario scenario = plain(0, 1, 1, 2);
    scenario.queues[0].speed_by_level = {1, 0.5};
    // The first works alone for 20 s, then both at half speed: 40 s of work are left to it, so it ends at 100 s.
    scenario.queues[0].trace = trace({0, 20'000, 30'000}, 60'000);
    EXPECT_THAT(waits(scenario), ElementsAre(0, 0, 70'000));
}

TEST(People, TheSpeedChangesAtOnceWhenOneChatEnds) {
    Scenario scenario = plain(0, 1, 1, 2);
    scenario.queues[0].speed_by_level = {1, 0.5};
    // 10 s of work at half speed end at 20 s; the other has 50 s left then, alone: 70 s. A third waits for neither.
    scenario.queues[0].trace = {{0, 60'000, -1}, {0, 10'000, -1}, {60'000, 30'000, -1}, {61'000, 1'000, -1}};
    // At 60 s the first has 10 s left, at half speed 20 s: the fourth waits until 80 s.
    EXPECT_THAT(waits(scenario), ElementsAre(0, 0, 0, 19'000));
}

TEST(People, TimeByLevelAddsUpToTheTimeAtWork) {
    Scenario scenario = plain(3, 0.5, 3, 3);
    scenario.groups[0].shifts = {{0, 4 * limits::hour_ms}};
    const auto run = simulate(scenario);
    const AgentFigures agents = agent_figures(run.measures, 0, 3);
    double sum = 0;
    for (const Estimate& level : agents.level)
        sum += level.value;
    EXPECT_NEAR(sum, 1, 1e-9);
    EXPECT_NEAR(agents.busy.value, 1 - agents.level[0].value, 1e-9);
    // Until the end of their shift, and a little longer for the chats they hold.
    const double hours = agents.hours.value * run.measures.batches();
    EXPECT_GE(hours, 12);
    EXPECT_LT(hours, 13);
}

TEST(People, AShiftsEndLeavesNobodyInTheMiddleOfAChat) {
    Scenario scenario = plain(0, 1, 1);
    scenario.groups[0].shifts = {{0, 60'000}, {200'000, 400'000}};
    scenario.queues[0].trace = trace({50'000, 55'000}, 30'000);
    const auto found = outcomes(scenario);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].wait_ms, 0);
    EXPECT_EQ(found[1].wait_ms, 145'000);  // she came back at 200 s
    EXPECT_NEAR(agent_figures(simulate(scenario).measures, 0, 1).busy.value * (80 + 200), 60, 0.01);
}

TEST(People, WhenStaffShrinksTheIdleLeaveFirstThenWhoeverIsDone) {
    Scenario scenario = plain(0, 1, 3);
    scenario.groups[0].staff = {{0, 3}, {100'000, 1}};
    // Two are busy when one may stay: the one done at 120 s leaves, the one done at 150 s takes the chat that waits.
    scenario.queues[0].trace = {{90'000, 30'000, -1}, {91'000, 59'000, -1}, {110'000, 10'000, -1}};
    EXPECT_THAT(waits(scenario), ElementsAre(0, 0, 40'000));
}

TEST(People, OffersWaitForTheirAnswer) {
    Scenario scenario = plain(0, 1, 1);
    scenario.groups[0].members[0].auto_accept = false;
    scenario.groups[0].members[0].offer_timeout_ms = 30'000;
    scenario.groups[0].accept_after = Distribution::constant(7'000);
    scenario.queues[0].trace = trace({0, 100'000}, 20'000);
    EXPECT_THAT(waits(scenario), ElementsAre(7'000, 7'000));
}

TEST(People, AMissedOfferGoesToSomebodyElse) {
    Scenario scenario = plain(0, 1, 1);
    scenario.groups[0].members[0].auto_accept = false;
    scenario.groups[0].members[0].offer_timeout_ms = 30'000;
    scenario.groups[0].miss_probability = 1;
    scenario.groups.push_back(scenario.groups[0]);
    scenario.groups[1].miss_probability = 0;
    scenario.groups[1].accept_after = Distribution::constant(2'000);
    scenario.queues[0].trace = trace({0}, 20'000);
    scenario.pool.single_offer = true;
    EXPECT_THAT(waits(scenario), ElementsAre(32'000));
}

TEST(People, AfterMissesArrivalsAreHeldUntilSheResumes) {
    Scenario scenario = plain(0, 1, 1);
    scenario.groups[0].members[0].auto_accept = false;
    scenario.groups[0].members[0].offer_timeout_ms = 20'000;
    scenario.groups[0].members[0].misses_to_hold = 1;
    scenario.groups[0].miss_probability = 1;
    scenario.groups[0].resume_after_ms = 100'000;
    scenario.queues[0].trace = trace({0}, 20'000);
    scenario.run.drain_max_ms = 0;
    Measures measures(scenario);
    const Observer nobody;
    Simulation simulation(scenario, measures, nobody, 0);
    simulation.run();
    EXPECT_EQ(queue_figures(scenario, measures).totals.left, 1);
    // Missed at 20 s, held, resumed at 120 s, offered and missed again: 120 s a round over ten hours.
    EXPECT_NEAR(static_cast<double>(simulation.cost().events), 300, 20);
}

TEST(People, BreaksAreTakenWhenTheyAreDue) {
    Scenario scenario = plain(0, 1, 1);
    scenario.groups[0].members[0].routing.rest_every_ms = 60'000;
    scenario.groups[0].members[0].routing.rest_ms = 30'000;
    scenario.queues[0].trace = trace({65'000, 95'000}, 10'000);
    EXPECT_THAT(waits(scenario), ElementsAre(25'000, 5'000));
}

TEST(People, WrittenNotesTakeTheirTime) {
    Scenario scenario = plain(0, 1, 1);
    scenario.groups[0].members[0].wrap_up = core::WrapUpMode::until_done;
    scenario.groups[0].wrap_up_takes = Distribution::constant(15'000);
    scenario.queues[0].trace = trace({0, 1'000}, 10'000);
    EXPECT_THAT(waits(scenario), ElementsAre(0, 24'000));
}

TEST(People, WorkIsUnequalWhereOneHasTheSkillsOfAll) {
    Scenario scenario = plain(1, 1, 4);
    const double even = fairness(scenario, simulate(scenario).measures).value;
    scenario.groups[0].members[0].skills = {{core::SkillId{1}, 1}};
    scenario.queues[0].config.skills = {{core::SkillId{1}, 1}};
    const double uneven = fairness(scenario, simulate(scenario).measures).value;
    EXPECT_LT(even, 0.1);
    EXPECT_NEAR(uneven, 0.75, 1e-6);  // one of four has it all
}

}  // namespace
}  // namespace yunke::sim::testing
