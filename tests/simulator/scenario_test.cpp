// What a scenario may not say, and where it is told so.
#include "dispatcher/sim/scenario_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace yunke::sim {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string queue_table = R"([[queue]]
shop = "Shop"
topic = "sizes"
title_zh = "尺码"
title_en = "Sizes"
)";
const std::string agent_table = R"([[agent]]
name = "Ana"
)";

// Lines 1 to 5 are the queue, 6 and 7 the agent.
std::vector<std::string> refused(const std::string& queue, const std::string& agent = "",
                                 const std::string& rest = "") {
    const auto scenario = parse_scenario(queue_table + queue + agent_table + agent + rest, "day.toml", "/nowhere");
    return scenario ? std::vector<std::string>{} : scenario.error();
}

void expect_refusal(const std::vector<std::string>& sentences, const std::string& place, const std::string& reason) {
    EXPECT_THAT(sentences, Contains(AllOf(StartsWith("day.toml:" + place + ": "), HasSubstr(reason))));
}

TEST(ScenarioFile, ThePlainestIsAccepted) {
    const auto scenario = parse_scenario(queue_table + agent_table, "day.toml", ".");
    ASSERT_TRUE(scenario) << scenario.error().front();
    EXPECT_EQ(scenario->name, "day");
    EXPECT_EQ(scenario->queues.at(0).name, "sizes");
    EXPECT_EQ(scenario->groups.at(0).members.size(), 1U);
}

TEST(ScenarioFile, WhatIsWrittenIsRead) {
    const auto scenario = parse_scenario(queue_table + R"([queue.traffic]
per_hour = [1, 2]
target = "30s"
patience = "none"
service = [{ law = "exponential", mean = "2min" }, { law = "uniform", least = "1min", most = "1.5min" }]
speed_by_level = [1, 0.8]
)" + agent_table + R"(capacity = 3
[agent.work]
count = 5
shifts = ["08:00-12:00", "13:00-17:30"]
[run]
seed = 9
cycle = "24h"
periods = ["00:00", "08:00"]
policy = "most_busy"
)",
                                         "day.toml", ".");
    ASSERT_TRUE(scenario) << scenario.error().front();
    const QueuePlan& queue = scenario->queues.at(0);
    EXPECT_EQ(queue.per_hour, (std::vector<double>{1, 2}));
    EXPECT_EQ(queue.target_ms, 30'000);
    EXPECT_EQ(queue.patience.at(0).law, Distribution::Law::never);
    EXPECT_EQ(queue.service.at(1).b, 90'000);
    EXPECT_EQ(scenario->groups.at(0).members.size(), 5U);
    EXPECT_EQ(scenario->groups.at(0).members.at(4).capacity, 3U);
    EXPECT_EQ(scenario->groups.at(0).shifts.at(1).to_ms, 63'000'000);
    EXPECT_EQ(scenario->run.seed, 9U);
    EXPECT_EQ(scenario->pool.order.at(0), core::Criterion::most_load);
}

TEST(ScenarioFile, WhatThePoolWouldRefuseIsRefused) {
    expect_refusal(refused("skills = { flying = 2 }\n"), "6", "flying");
    const std::string skill = "[[skill]]\nkey = \"sizes\"\nname_zh = \"尺码\"\nname_en = \"Sizes\"\n";
    expect_refusal(refused("skills = { sizes = 6 }\n", "", skill), "6", "6");
    expect_refusal(refused("answer_target = \"-3s\"\n"), "6", "negative");
    expect_refusal(refused("colour = \"red\"\n"), "6", "colour");
    const std::string second =
        "[[queue]]\nshop = \"Shop\"\ntopic = \"returns\"\ntitle_zh = \"退\"\ntitle_en = \"R\"\n"
        "overflow = { queue = \"sizes\", after = \"1min\" }\n";
    EXPECT_THAT(refused("overflow = { queue = \"returns\", after = \"1min\" }\n", "", second),
                Contains(StartsWith("day.toml:")));
}

TEST(ScenarioFile, UnknownKeysAreRefusedWhereTheyStand) {
    expect_refusal(refused("[queue.traffic]\nper_day = 5\n"), "7", "queue.traffic.per_day is no key");
    expect_refusal(refused("", "[agent.work]\nfrom = \"08:00\"\n"), "9", "agent.work.from is no key");
    expect_refusal(refused("", "", "[run]\nspeed = 2\n"), "9", "run.speed is no key");
    expect_refusal(refused("[queue.traffic]\nservice = { law = \"exponential\", mean = \"1s\", sd = \"1s\" }\n"), "7",
                   "sd");
}

TEST(ScenarioFile, TimesAreNotNegativeAndBearUnits) {
    expect_refusal(refused("", "", "[run]\nhorizon = \"-8h\"\n"), "9", "not negative");
    expect_refusal(refused("", "", "[run]\nhorizon = 8\n"), "9", "with its unit");
    expect_refusal(refused("[queue.traffic]\npatience = { law = \"exponential\", mean = \"-2min\" }\n"), "7",
                   "not negative");
    expect_refusal(refused("[queue.traffic]\nper_hour = -4\n"), "7", "is -4");
    expect_refusal(refused("", "", "[run]\nwarm_up = \"9h\"\nhorizon = \"8h\"\n"), "8", "behind the warm-up");
}

TEST(ScenarioFile, HoursThatContradictEachOtherAreRefused) {
    expect_refusal(refused("", "[agent.work]\nshifts = [\"17:00-09:00\"]\n"), "9", "must end after it begins");
    expect_refusal(refused("", "[agent.work]\nshifts = [\"09:00-12:00\", \"11:00-15:00\"]\n"), "9", "begins before");
    expect_refusal(refused("", "[agent.work]\nshifts = [\"09:00-30:00\"]\n"), "9", "within the cycle");
    expect_refusal(refused("", "[agent.work]\nshifts = [\"09:00-12:00\"]\nstaff = [[\"00:00\", 1]]\n"), "10",
                   "contradicts");
    expect_refusal(refused("", "[agent.work]\ncount = 3\nstaff = [[\"00:00\", 4]]\n"), "10", "is 4");
    expect_refusal(refused("", "", "[run]\nperiods = [\"00:00\", \"09:00\", \"08:00\"]\n"), "9", "rise");
}

TEST(ScenarioFile, ListsByPeriodHaveOneElementForEach) {
    const std::string run = "[run]\nperiods = [\"00:00\", \"12:00\"]\n";
    expect_refusal(refused("[queue.traffic]\nper_hour = [1, 2, 3]\n", "", run), "7", "3 rates for 2 periods");
    expect_refusal(refused("[queue.traffic]\nper_hour = [1]\n", "", run), "7", "1 rates for 2 periods");
}

TEST(ScenarioFile, LawsAreWhole) {
    const auto service = [](const std::string& law) { return refused("[queue.traffic]\nservice = " + law + "\n"); };
    expect_refusal(service("\"none\""), "6", "must come to an end");
    expect_refusal(service("{ law = \"exponential\" }"), "7", "mean is missing");
    expect_refusal(service("{ law = \"exponential\", mean = \"0s\" }"), "7", "above 0");
    expect_refusal(service("{ law = \"weibull\", mean = \"5s\" }"), "7", "weibull");
    expect_refusal(service("{ law = \"uniform\", least = \"5s\", most = \"4s\" }"), "7", "below");
    expect_refusal(service("{ law = \"empirical\", table = [[0.5, \"9s\"], [0.4, \"10s\"]] }"), "7", "must rise");
    expect_refusal(service("{ law = \"empirical\", file = \"absent.csv\", column = \"s\" }"), "7", "absent.csv");
}

TEST(ScenarioFile, TomlThatIsNoneIsRefusedWithItsLine) {
    EXPECT_THAT(refused("broken = \n"), Contains(StartsWith("day.toml:6: ")));
}

TEST(ScenarioFile, AScenarioWithoutQueueOrAgentIsRefused) {
    const auto scenario = parse_scenario("[run]\nseed = 1\n", "day.toml", ".");
    ASSERT_FALSE(scenario);
    EXPECT_EQ(scenario.error().size(), 2U);
}

TEST(ScenarioFile, ATraceIsReadAndItsFaultsAreNamed) {
    const testing::TempDir folder;
    const auto parse = [&](const std::string& csv) {
        folder.write("calls.csv", csv);
        return parse_scenario(
            queue_table + "[queue.traffic]\ntrace = { file = \"calls.csv\", service = \"work\" }\n" + agent_table,
            "day.toml", folder.path().string());
    };
    const auto good = parse("t,work\n0.5,10\n2,\n");
    ASSERT_TRUE(good) << good.error().front();
    EXPECT_EQ(good->queues.at(0).trace.at(0).at_ms, 500);
    EXPECT_EQ(good->queues.at(0).trace.at(0).service_ms, 10'000);
    EXPECT_EQ(good->queues.at(0).trace.at(1).service_ms, -1);
    EXPECT_THAT(parse("t,work\n5,1\n4,1\n").error(), Contains(HasSubstr("calls.csv:3: t: must not fall")));
    EXPECT_THAT(parse("t,work\n-5,1\n").error(), Contains(HasSubstr("calls.csv:2: t: times are not negative")));
    EXPECT_THAT(parse("t\n5\n").error(), Contains(HasSubstr("no column work")));
}

}  // namespace
}  // namespace yunke::sim
