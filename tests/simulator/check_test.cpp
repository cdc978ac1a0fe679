// The reference tables, with few events. `yunke-sim check` runs them in full.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "dispatcher/sim/check.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::sim {
namespace {

using ::testing::HasSubstr;

// A twentieth of the events keeps all of this within half a minute of one core.
// YUNKE_CHECK_PART says otherwise: sanitizers want the code executed, not the figures narrowed.
double part_of_events() {
    const char* part = std::getenv("YUNKE_CHECK_PART");
    return part == nullptr ? 0.05 : std::strtod(part, nullptr);
}

struct Checked {
    std::size_t values = 0;
    std::vector<std::string> disagree;
    std::string error;
};

Checked check(std::string_view kind, const std::filesystem::path& file) {
    Checked checked;
    const auto done = check_table(kind, file, CheckOptions{part_of_events(), 1}, [&](const CheckLine& line) {
        ++checked.values;
        if (line.verdict == Verdict::disagrees)
            checked.disagree.push_back(line.row + " " + line.measure + ": " + std::to_string(line.expected) + ", not " +
                                       std::to_string(line.measured.value));
    });
    if (!done) checked.error = done.error();
    return checked;
}

void expect_agreement(std::string_view kind, std::size_t values) {
    const Checked checked = check(kind, std::filesystem::path(YUNKE_REFERENCE_TABLES) / check_file_of(kind));
    EXPECT_EQ(checked.error, "");
    EXPECT_EQ(checked.values, values);
    EXPECT_THAT(checked.disagree, ::testing::ElementsAre());
}

TEST(Check, ErlangCAndErlangA) {
    expect_agreement("erlang", 48);
}

TEST(Check, PrioritiesWithinOneQueueOfAgents) {
    expect_agreement("priority", 8);
}

TEST(Check, FirstComeFirstServedWithTheLongestIdleOfThoseWhoHaveTheSkill) {
    expect_agreement("fcfs_alis", 45);
}

TEST(Check, SeveralChatsAtOneAgentLeastAndMostBusyFirst) {
    expect_agreement("chat_concurrency", 42);
}

TEST(Check, ThePublishedExampleWithSkillsPeriodsAndABusynessFactor) {
    const testing::TempDir folder;
    const std::string all =
        testing::read_file(std::filesystem::path(YUNKE_REFERENCE_TABLES) / check_file_of("published"));
    std::istringstream lines(all);
    std::string line, some;
    while (std::getline(lines, line))
        if (some.empty() || line.starts_with("SimpleMSK,")) some += line + "\n";
    const Checked checked = check("published", folder.write("msk.csv", some));
    EXPECT_EQ(checked.error, "");
    EXPECT_EQ(checked.values, 13U);
    EXPECT_THAT(checked.disagree, ::testing::ElementsAre());
}

constexpr const char* erlang_header =
    "id,model,lambda_per_min,mu_per_min,n,theta_per_min,T_min,p_wait,p_abandon,mean_wait_all,mean_wait_served,"
    "sl_served_T,p_virtual_wait_gt_T,mean_queue,utilization\n";

TEST(Check, AWrongTableDisagrees) {
    const testing::TempDir folder;
    // S04 with another chance of waiting and another mean.
    const auto file = folder.write("wrong.csv", std::string(erlang_header) +
                                                    "X,M/M/n+M,4.2,0.5,12,1.0,0.333333,0.2,0.0296789,0.05,0.0240601,"
                                                    "0.9452696,0.0437918,0.1246514,0.6792248\n");
    EXPECT_EQ(check("erlang", file).disagree.size(), 2U);
}

TEST(Check, AFileThatCannotBeReadAsItsKindIsRefusedWithLineAndColumn) {
    const testing::TempDir folder;
    EXPECT_THAT(check("erlang", folder.write("a.csv", "id,n\n")).error, HasSubstr("a.csv:1: there is no column"));
    const auto row = [&](const std::string& numbers) {
        return check("erlang", folder.write("b.csv", std::string(erlang_header) + numbers)).error;
    };
    EXPECT_THAT(row("X,M,oops,1,1,0,1,.8,0,4,4,.3,.6,3,.8\n"), HasSubstr("b.csv:2: lambda_per_min: 'oops'"));
    EXPECT_THAT(row("X,M,1,1,1.5,0,1,.8,0,4,4,.3,.6,3,.8\n"), HasSubstr("b.csv:2: n: must be a whole number"));
    EXPECT_THAT(row("X,M,1,1,1,-1,1,.8,0,4,4,.3,.6,3,.8\n"), HasSubstr("theta_per_min: must not be negative"));
    EXPECT_THAT(row("X,M,1,1\n"), HasSubstr("b.csv:2: 4 fields under a header of 15"));
    EXPECT_THAT(check("erlang", folder / "absent.csv").error, HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace yunke::sim
