// The run itself: the same seed gives the same run, nobody is lost, and simple cases come out as counted by hand.
#include <gtest/gtest.h>

#include "dispatcher/sim/report.hpp"
#include "tests/simulator/plain_scenario.hpp"

namespace yunke::sim::testing {
namespace {

using ::testing::ElementsAre;

std::string json(const Scenario& scenario) {
    return report_json(scenario, simulate(scenario));
}

TEST(Engine, TheSameSeedGivesTheSameRun) {
    Scenario scenario = plain(4.2, 0.5, 12);
    scenario.queues[0].patience = {Distribution::exponential(minute)};
    const std::string first = json(scenario);
    EXPECT_EQ(json(scenario), first);
    scenario.run.seed = 2;
    EXPECT_NE(json(scenario), first);
}

TEST(Engine, EverybodyWhoComesIsServedGoesOrIsTurnedAway) {
    Scenario scenario = plain(5, 0.5, 8);
    scenario.queues[0].patience = {Distribution::exponential(2 * minute)};
    scenario.queues[0].config.waiting_max = 3;
    const Counts c = queue_figures(scenario, simulate(scenario).measures).totals;
    EXPECT_GT(c.blocked, 100);
    EXPECT_GT(c.abandoned, 20);
    EXPECT_EQ(c.arrivals, c.blocked + c.abandoned + c.served);
    EXPECT_EQ(c.closed, c.served);
}

TEST(Engine, TheCoresOwnInvariantsHoldAtTheEnd) {
    Scenario scenario = plain(5, 0.5, 8, 2);
    scenario.queues[0].patience = {Distribution::exponential(2 * minute)};
    Measures measures(scenario);
    const Observer nobody;
    Simulation simulation(scenario, measures, nobody, 0);
    simulation.run();
    EXPECT_THAT(simulation.pool().broken_invariants(), ElementsAre());
    EXPECT_GT(simulation.cost().commands, simulation.cost().batches / 2);
}

TEST(Engine, WhoComesFirstIsServedFirst) {
    Scenario scenario = plain(0, 1, 1);
    scenario.queues[0].trace = trace({0, 10'000, 20'000, 200'000}, 60'000);
    EXPECT_THAT(waits(scenario), ElementsAre(0, 50'000, 100'000, 0));
}

TEST(Engine, PatienceRunsUntilSomebodyAccepts) {
    Scenario scenario = plain(0, 1, 1);
    scenario.queues[0].trace = trace({0, 10'000, 20'000}, 60'000, 30'000);
    const auto found = outcomes(scenario);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].fate, Fate::served);
    EXPECT_EQ(found[1].fate, Fate::abandoned);
    EXPECT_EQ(found[1].wait_ms, 30'000);
    EXPECT_EQ(found[2].fate, Fate::abandoned);
    EXPECT_FALSE(found[0].waited);
    EXPECT_TRUE(found[1].waited);
}

TEST(Engine, ThreeServiceLevelsCountThoseWhoGiveUpEachInItsWay) {
    Scenario scenario = plain(0, 1, 1);
    scenario.queues[0].target_ms = 20'000;
    // Served at once; leaves after 5 s; leaves after 40 s; served after 50 s.
    scenario.queues[0].trace = {
        {0, 60'000, limits::time_ms}, {1'000, 1'000, 5'000}, {2'000, 1'000, 40'000}, {10'000, 1'000, limits::time_ms}};
    scenario.run.batches = 2;
    const QueueFigures figures = queue_figures(scenario, simulate(scenario).measures);
    EXPECT_DOUBLE_EQ(figures.served_in_target.value, 1.0 / 4);
    EXPECT_DOUBLE_EQ(figures.good_of_served.value, 1.0 / 2);
    EXPECT_DOUBLE_EQ(figures.good_of_answerable.value, 1.0 / 3);
}

TEST(Engine, ArrivalsBeyondTheLinesAreBlocked) {
    Scenario scenario = plain(0, 1, 1);
    scenario.queues[0].trace = trace({0, 1'000, 2'000}, 60'000);
    scenario.run.lines = 2;
    const auto found = outcomes(scenario);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[1].fate, Fate::served);
    EXPECT_EQ(found[2].fate, Fate::blocked);
}

TEST(Engine, WhoGaveUpTriesAgainAndCountsAsAnArrival) {
    Scenario scenario = plain(0, 1, 1);
    scenario.queues[0].trace = {{0, 600'000, limits::time_ms}, {1'000, 1'000, 5'000}};
    scenario.queues[0].retry_probability = 1;
    scenario.queues[0].retry_after = Distribution::constant(20 * minute);
    scenario.queues[0].service = {Distribution::constant(1'000)};
    const Counts c = queue_figures(scenario, simulate(scenario).measures).totals;
    EXPECT_EQ(c.arrivals, 3);
    EXPECT_EQ(c.retries, 1);
    EXPECT_EQ(c.served, 2);
    EXPECT_EQ(c.abandoned, 1);
}

TEST(Engine, WarmUpIsNotMeasured) {
    Scenario scenario = plain(0, 1, 1);
    scenario.queues[0].trace = trace({0, 10'000, 3'600'000}, 60'000);
    scenario.run.warm_up_ms = 1'800'000;
    EXPECT_THAT(waits(scenario), ElementsAre(0));
}

TEST(Engine, ServiceAndPatienceGoByThePeriodOfArrival) {
    Scenario scenario = plain(0, 1, 1);
    scenario.run.periods = {0, limits::hour_ms};
    scenario.queues[0].service = {Distribution::constant(minute), Distribution::constant(3 * minute)};
    scenario.queues[0].trace = {{0}, {1'000}, {limits::hour_ms}, {limits::hour_ms + 1'000}};
    EXPECT_THAT(waits(scenario), ElementsAre(0, 59'000, 0, 179'000));
}

TEST(Engine, ReplicationsAreBatchesOfTheirOwn) {
    Scenario scenario = plain(4, 0.5, 10);
    scenario.run.horizon_ms = limits::hour_ms;
    scenario.run.replications = 5;
    const auto run = simulate(scenario);
    EXPECT_EQ(run.measures.batches(), 5U);
    for (std::uint32_t batch = 0; batch < 5; ++batch)
        EXPECT_NEAR(run.measures.counts(0, 0, batch).arrivals, 240, 60) << batch;
    EXPECT_NE(run.measures.counts(0, 0, 0).wait_ms, run.measures.counts(0, 0, 1).wait_ms);
}

}  // namespace
}  // namespace yunke::sim::testing
