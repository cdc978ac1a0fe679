// `yunke-swarm bench` and `fill` with tiny work: their shape, their exit codes, and that what they count came about.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/integration/cluster.hpp"

namespace yunke::testing {
namespace {

namespace json = boost::json;

struct Ran {
    int code = -1;
    json::object printed;
    std::string output;
};

// Progress goes to stderr, in sentences; the JSON is one line that begins with a brace.
Ran run_swarm(std::vector<std::string> arguments, std::chrono::seconds within = std::chrono::seconds(60)) {
    const TempDir dir;
    ProcessOptions options;
    options.command = {YUNKE_SWARM};
    options.command.insert(options.command.end(), arguments.begin(), arguments.end());
    options.command.emplace_back("--json");
    options.output = dir / "out";
    Process process(std::move(options));
    Ran ran;
    ran.code = process.wait(within).value_or(-1);
    ran.output = process.output();
    const auto brace = ran.output.starts_with('{') ? 0 : ran.output.find("\n{");
    if (brace == std::string::npos) return ran;
    boost::system::error_code error;
    const auto value = json::parse(ran.output.substr(brace, ran.output.find('\n', brace + 1) - brace), error);
    if (!error && value.is_object()) ran.printed = value.as_object();
    return ran;
}

const json::object& sheet_of(const Ran& ran) {
    return ran.printed.at("sheets").as_array().at(0).as_object();
}

// The median of the row's column.
double median(const Ran& ran, std::size_t row, std::string_view column) {
    const auto& columns = sheet_of(ran).at("columns").as_array();
    const auto& figures = sheet_of(ran).at("rows").as_array().at(row).as_object().at("median").as_array();
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].as_string() == column) return figures.at(i).to_number<double>();
    ADD_FAILURE() << "no column " << column;
    return -1;
}

TEST(Bench, MessagesArriveAreAcknowledgedAndCostProcessorTime) {
    const Ran ran = run_swarm({"bench", "messages", "--runs", "1", "--seconds", "1", "--rates", "200", "--pairs", "10",
                               "--no-saturation", "--systems", "always,relaxed"});
    ASSERT_EQ(ran.code, 0) << ran.output;
    EXPECT_NE(ran.printed.at("machine").as_string().find("Redis"), json::string::npos);
    EXPECT_NE(ran.printed.at("command").as_string().find("--rates 200"), json::string::npos);
    EXPECT_NE(ran.printed.at("notes").as_array().at(0).as_string().find("shopper_frames_per_minute"),
              json::string::npos);
    ASSERT_EQ(sheet_of(ran).at("rows").as_array().size(), 2u);
    for (std::size_t row = 0; row < 2; ++row) {
        EXPECT_EQ(median(ran, row, "complete"), 1) << ran.output;
        EXPECT_GT(median(ran, row, "delivered/s"), 0);
        EXPECT_GT(median(ran, row, "acknowledged/s"), 0);
        EXPECT_GT(median(ran, row, "delivery p99 ms"), 0);
        for (const char* role : {"gateway µs", "dispatcher µs", "redis µs", "swarm µs"})
            EXPECT_GT(median(ran, row, role), 0) << role;
    }
}

TEST(Bench, ApplyFoldsEveryRunToTheSameStateAndNamesItsTarget) {
    const Ran ran = run_swarm({"bench", "apply", "--runs", "2", "--commands", "1000"});
    ASSERT_EQ(ran.code, 0) << ran.output;
    const auto& rows = sheet_of(ran).at("rows").as_array();
    ASSERT_EQ(rows.size(), 3u);
    for (const auto& row : rows)
        EXPECT_EQ(row.at("runs").as_array().size(), 2u);
    EXPECT_GT(median(ran, 1, "commands/s of processor time"), 0);
    EXPECT_GT(median(ran, 1, "outs per command"), 1);
    for (const auto& note : sheet_of(ran).at("notes").as_array())
        EXPECT_EQ(note.as_string().find("refused"), json::string::npos) << note.as_string();
    // Met or missed is said in the table and never by the exit code.
    const auto& target = ran.printed.at("targets").as_array().at(0).as_object();
    EXPECT_EQ(target.at("wanted").as_string(), ">= 1,000,000");
    EXPECT_EQ(target.at("met").as_bool(), std::stod(std::string(target.at("figure").as_string())) >= 1e6);
}

TEST(Bench, IdleConnectionsAreHeldAndMeasuredWithAndWithoutTls) {
    const Ran ran = run_swarm({"bench", "idle", "--runs", "1", "--connections", "50"});
    ASSERT_EQ(ran.code, 0) << ran.output;
    ASSERT_EQ(sheet_of(ran).at("rows").as_array().size(), 2u);
    EXPECT_EQ(median(ran, 0, "connections"), 50);
    EXPECT_GT(median(ran, 1, "gateway"), 0);
}

TEST(Bench, TheStandbyMakesAnOfferAfterTheLeaderWasKilled) {
    const Ran ran = run_swarm({"bench", "takeover", "--runs", "1", "--chats", "40"});
    ASSERT_EQ(ran.code, 0) << ran.output;
    EXPECT_GT(median(ran, 0, "seconds"), 0);
}

TEST(Fill, MakesTheChatsLiveInARunningPool) {
    Cluster cluster;
    const Ran ran = run_swarm({"fill", "--config", cluster.config(), "--chats", "200"});
    ASSERT_EQ(ran.code, 0) << ran.output;
    EXPECT_EQ(ran.printed.at("live").to_number<int>(), 200);
    EXPECT_EQ(ran.printed.at("commands").to_number<int>(), 2 * 10 + 2 * 200);
}

TEST(Fill, SaysWhyItCannotBegin) {
    const TempDir dir;
    const auto config = dir.write("yunke.toml", "[redis]\nurl = \"unix://" + (dir / "none.sock").string() +
                                                    "\"\n[sql]\nurl = \"sqlite3://" + (dir / "y.db").string() + "\"\n");
    const Ran ran = run_swarm({"fill", "--config", config.string(), "--chats", "1"});
    EXPECT_EQ(ran.code, 1) << ran.output;
    EXPECT_TRUE(ran.output.starts_with("yunke-swarm: ")) << ran.output;
}

}  // namespace
}  // namespace yunke::testing
