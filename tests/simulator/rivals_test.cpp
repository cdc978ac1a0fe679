// Other products' policies: what each is known for, on cases that can be counted by hand; and that all meet the same
// shoppers.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "dispatcher/sim/compare.hpp"
#include "dispatcher/sim/rivals.hpp"
#include "dispatcher/sim/scenario_file.hpp"
#include "tests/simulator/plain_scenario.hpp"

namespace yunke::sim::testing {
namespace {

using ::testing::ElementsAre;

Scenario under(const std::string& rival, std::uint32_t agents, std::initializer_list<Ms> arrivals, Ms service_ms,
               std::uint32_t capacity = 1) {
    Scenario scenario = plain(0, 1, agents, capacity);
    scenario.queues[0].trace = trace(arrivals, service_ms);
    scenario.rival = rival;
    return scenario;
}

TEST(Rivals, ThePollAssignsNothingBeforeItsTime) {
    EXPECT_THAT(waits(under("least_busy_poll", 1, {1'000}, 60'000)), ElementsAre(4'000));
}

TEST(Rivals, ThePollAssignsOneChatOfAQueueAtATime) {
    EXPECT_THAT(waits(under("least_busy_poll", 3, {1'000, 1'001, 1'002}, 60'000)), ElementsAre(4'000, 8'999, 13'998));
}

TEST(Rivals, ThePollTakesOneChatOfEveryQueue) {
    Scenario scenario = under("least_busy_poll", 2, {1'000}, 60'000);
    scenario.queues.push_back(scenario.queues[0]);
    scenario.queues[1].name = "other";
    EXPECT_THAT(waits(scenario), ElementsAre(4'000, 4'000));
}

TEST(Rivals, TheRoundRobinGoesOnAsSoonAsSomethingComesOrEnds) {
    // One agent: the second chat is assigned when the first one ends.
    EXPECT_THAT(waits(under("round_robin_batch", 1, {0, 1'000}, 60'000)), ElementsAre(0, 59'000));
    EXPECT_THAT(waits(under("round_robin_batch", 2, {0, 1'000}, 60'000)), ElementsAre(0, 0));
}

TEST(Rivals, TheLongestIdleTakesOverAtOnceAndPriorityGoesFirst) {
    Scenario scenario = under("priority_longest_idle", 1, {0, 1'000}, 60'000);
    EXPECT_THAT(waits(scenario), ElementsAre(0, 59'000));
    scenario.queues.push_back(scenario.queues[0]);
    scenario.queues[1].name = "urgent";
    scenario.queues[1].trace = trace({2'000}, 60'000);
    scenario.queues[1].config.routing.priority_credit_ms = 60'000;
    // Of the two that wait when the first one ends, the urgent one is first although it came later.
    EXPECT_THAT(waits(scenario), ElementsAre(0, 119'000, 58'000));
}

TEST(Rivals, AReservationThatNobodyAnswersTakesTheWorkerAway) {
    Scenario scenario = under("priority_longest_idle", 2, {0}, 60'000);
    GroupPlan& group = scenario.groups[0];
    for (core::AgentConfig& member : group.members)
        member.auto_accept = false;
    group.accept_after = Distribution::constant(1'000);
    group.miss_probability = 1;
    group.resume_after_ms = 3'600'000;
    const auto found = outcomes(scenario);
    ASSERT_EQ(found.size(), 1U);
    // Both are tried, 120 s each, and then it waits until one is back after an hour.
    EXPECT_GT(found[0].wait_ms, 3'600'000);
}

TEST(Rivals, EveryPolicyMeetsTheSameShoppers) {
    Scenario scenario = plain(3, 0.5, 8, 2);
    scenario.queues[0].patience = {Distribution::exponential(2 * minute)};
    std::vector<std::pair<Ms, Ms>> first;
    std::vector<std::string> policies(rival_names().begin(), rival_names().end());
    policies.emplace_back();
    for (const std::string& rival : policies) {
        scenario.rival = rival;
        std::vector<std::pair<Ms, Ms>> came;
        for (const Outcome& outcome : outcomes(scenario))
            came.emplace_back(outcome.arrival_ms, std::llround(outcome.service_ms + 1e6 * outcome.patience_ms));
        if (first.empty()) first = came;
        EXPECT_EQ(came, first) << rival;
        EXPECT_GT(came.size(), 1'000U);
    }
}

// A whole day of 5,000 people with settings of their own: the pool breaks none of them, the others many.
TEST(Rivals, OnlyTheOthersBreakWhatPeopleAskFor) {
    auto market = read_scenario(std::filesystem::path(YUNKE_SCENARIOS) / "market_day.toml");
    ASSERT_TRUE(market) << market.error().front();
    market->run.replications = 1;
    for (const std::string rival : {"", "least_busy_poll"}) {
        market->rival = rival;
        const auto run = simulate(*market);
        const AccommodationFigures broken = accommodation_figures(run.measures, market->queues.size());
        if (rival.empty())
            EXPECT_EQ(broken.total, 0);
        else
            EXPECT_GT(broken.total, 10'000);
    }
}

}  // namespace
}  // namespace yunke::sim::testing
