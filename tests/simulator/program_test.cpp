// yunke-sim as people call it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Ended {
    int code = -1;
    std::string output;
};

Ended call(std::vector<std::string> arguments) {
    const yunke::testing::TempDir folder;
    arguments.insert(arguments.begin(), YUNKE_SIM);
    yunke::testing::ProcessOptions options;
    options.command = std::move(arguments);
    options.output = folder / "output";
    yunke::testing::Process process(std::move(options));
    const auto code = process.wait(std::chrono::seconds(240));
    return {code.value_or(-1), process.output()};
}

const std::string erlang = std::string(YUNKE_SCENARIOS) + "/erlang.toml";

TEST(Program, HelpIsInBothLanguages) {
    const Ended help = call({"--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.output, AllOf(HasSubstr("Simulate a scenario"), HasSubstr("模拟一个场景"), HasSubstr("replay")));
    EXPECT_THAT(call({"run", "--help"}).output, AllOf(HasSubstr("--plot"), HasSubstr("随机种子")));
}

TEST(Program, AScenarioGivesATableJsonAndADrawing) {
    const yunke::testing::TempDir folder;
    const Ended table = call({"run", erlang, "--timing", "--plot", (folder / "day.svg").string()});
    EXPECT_EQ(table.code, 0);
    EXPECT_THAT(table.output, AllOf(HasSubstr("P(wait)"), HasSubstr("events"), HasSubstr("MiB peak")));
    EXPECT_THAT(yunke::testing::read_file(folder / "day.svg"), HasSubstr("平均等待"));
    const Ended json = call({"run", erlang, "--json", "--seed", "5", "--policy", "most_busy"});
    EXPECT_EQ(json.code, 0);
    EXPECT_THAT(json.output, AllOf(HasSubstr("\"seed\": 5"), HasSubstr("\"fairness_gini\"")));
}

TEST(Program, ABadScenarioIsRefusedWithFileAndLine) {
    const yunke::testing::TempDir folder;
    const auto file = folder.write("bad.toml", "[run]\nhorizon = \"-1h\"\n");
    const Ended ended = call({"run", file.string()});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.output, HasSubstr("bad.toml:2: "));
}

TEST(Program, ACheckThatDisagreesEndsWithOne) {
    const yunke::testing::TempDir folder;
    const std::string header =
        "id,lambda_high,lambda_low,mu_per_min,n,p_wait,mean_wait_high,mean_wait_low,"
        "mean_wait_fcfs_all\n";
    const auto good = folder.write("good.csv", header + "G,0.02,0.02,1,1,0.04,0.0408163,0.0425170,0.0416667\n");
    const auto bad = folder.write("bad.csv", header + "B,0.02,0.02,1,1,0.5,0.0408163,0.0425170,0.0416667\n");
    const Ended agrees = call({"check", "priority", good.string(), "--quick"});
    EXPECT_EQ(agrees.code, 0) << agrees.output;
    EXPECT_THAT(agrees.output, AllOf(HasSubstr("a tenth of the events"), HasSubstr("4 values, 0 disagree")));
    const Ended disagrees = call({"check", "priority", bad.string(), "--quick"});
    EXPECT_EQ(disagrees.code, 1);
    EXPECT_THAT(disagrees.output, HasSubstr("DISAGREES"));
}

TEST(Program, AReplayOfAFolderWithoutTheDataSaysWhichFileItLacks) {
    const yunke::testing::TempDir folder;
    const Ended ended = call({"replay", folder.path().string()});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.output, HasSubstr("replay_1999_02.csv: cannot be read"));
}

TEST(Program, AReplayComparesRealAndSimulatedCalls) {
    const yunke::testing::TempDir folder;
    std::string calls = "t,type,priority,wait_s,outcome,service_s\n";
    for (int i = 0; i < 40; ++i)
        calls += std::to_string(28'800 + 60 * i) + ",PS,0,0,served,50\n";
    folder.write("replay_1999_02.csv", calls);
    folder.write("staffing_est_1999_02.csv", "t_start,n_hat\n28800,1\n30600,1\n");
    const Ended ended = call({"replay", folder.path().string(), "--month", "1999_02"});
    EXPECT_EQ(ended.code, 0) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr("P(wait)                          0.0000       0.0000"));
}

TEST(Program, WrongUsageEndsWithTwo) {
    EXPECT_EQ(call({}).code, 2);
    EXPECT_EQ(call({"run", erlang, "--policy", "guess"}).code, 2);
    EXPECT_EQ(call({"check", "unknown"}).code, 2);
}

}  // namespace
}  // namespace yunke::sim
