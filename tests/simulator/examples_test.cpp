// The scenarios that come with the simulator are good, and run.
#include <gtest/gtest.h>

#include <filesystem>

#include "dispatcher/sim/report.hpp"
#include "dispatcher/sim/scenario_file.hpp"
#include "tests/simulator/plain_scenario.hpp"

namespace yunke::sim::testing {
namespace {

Scenario load(const std::string& name) {
    auto scenario = read_scenario(std::filesystem::path(YUNKE_SCENARIOS) / name);
    if (!scenario) throw std::runtime_error(scenario.error().front());
    return *scenario;
}

TEST(Examples, EveryOneOfTheFolderIsRun) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(YUNKE_SCENARIOS))
        names.insert(entry.path().filename().string());
    EXPECT_EQ(names, (std::set<std::string>{"bilingual.toml", "erlang.toml", "large_day.toml", "market_day.toml",
                                            "month.toml", "month_cards.toml", "shop_day.toml"}));
}

TEST(Examples, ErlangGivesWhatErlangSays) {
    const Scenario scenario = load("erlang.toml");
    const QueueFigures figures = queue_figures(scenario, simulate(scenario).measures);
    EXPECT_NEAR(figures.p_wait.value, 0.1274, 0.01);  // S04 of the reference table
    EXPECT_NEAR(figures.served_in_target.value, 0.9453, 0.006);
}

TEST(Examples, AShopsDayUsesOffersBreaksOverflowAndRetries) {
    Scenario scenario = load("shop_day.toml");
    scenario.run.replications = 4;
    scenario.run.series = true;
    const auto run = simulate(scenario);
    const Counts all = queue_figures(scenario, run.measures).totals;
    EXPECT_EQ(all.arrivals, all.served + all.abandoned + all.blocked + all.ended + all.left);
    EXPECT_GT(all.served, 2'000);
    EXPECT_GT(all.retries, 0);
    const std::string table = report_table(scenario, run);
    for (const char* part : {"P(wait)", "mean wait of served, s", "one at a time", "Gini"})
        EXPECT_THAT(table, ::testing::HasSubstr(part));
    const std::string svg = report_svg(scenario, run);
    EXPECT_TRUE(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    EXPECT_THAT(svg, ::testing::Not(::testing::HasSubstr("nan")));
}

TEST(Examples, LanguagesAndGroupsDecideWhoAnswers) {
    Scenario scenario = load("bilingual.toml");
    scenario.run.replications = 3;
    const auto run = simulate(scenario);
    const Counts all = queue_figures(scenario, run.measures).totals;
    EXPECT_GT(all.retries, 100);
    EXPECT_EQ(all.left, 0);
    // Those of one language come first, so they have more to do than those who speak both.
    EXPECT_GT(agent_figures(run.measures, 0, 7).busy.value, agent_figures(run.measures, 14, 4).busy.value);
}

TEST(Examples, ALargePoolsMorningRuns) {
    Scenario scenario = load("large_day.toml");
    scenario.run.horizon_ms = 600'000;
    const Counts all = queue_figures(scenario, simulate(scenario).measures).totals;
    EXPECT_NEAR(all.arrivals, 1'000, 200);
    EXPECT_EQ(all.served + all.abandoned, all.arrivals);
}

TEST(Examples, TheMonthHasAThousandPeopleWhoWorkAFewHoursAWeek) {
    Scenario scenario = load("month.toml");
    std::size_t people = 0;
    core::Ms week_ms = 0;
    for (const GroupPlan& group : scenario.groups) {
        people += group.members.size();
        for (const Shift& shift : group.shifts)
            week_ms += (shift.to_ms - shift.from_ms) * static_cast<core::Ms>(group.members.size());
    }
    EXPECT_EQ(people, 1'000U);
    EXPECT_NEAR(static_cast<double>(week_ms) / 3.6e6 / 1'000, 10, 1);
    scenario.run.horizon_ms = 12 * 3'600'000;
    const Counts all = queue_figures(scenario, simulate(scenario).measures).totals;
    EXPECT_GT(all.served, 1'000);
}

}  // namespace
}  // namespace yunke::sim::testing
