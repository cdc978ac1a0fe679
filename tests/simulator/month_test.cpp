// Books of a scenario: what the simulator's people did is priced by the ledger itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatcher/ledger/rebuild.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "dispatcher/ledger/verify.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string scenario = R"(
[run]
begins = "2026-06-29 00:00 +08:00"
horizon = "3d"

[[queue]]
shop = "Tea house"
topic = "sizes"
title_zh = "尺码"
title_en = "Sizes"
answer_target = "40s"

[queue.traffic]
per_hour = 20
patience = { law = "exponential", mean = "4min" }
service = { law = "exponential", mean = "6min" }

[[agent]]
name = "forenoons"
capacity = 2
wrap_up = "none"

[agent.work]
count = 4
shifts = ["09:00-12:00"]
accept_after = { law = "constant", value = "5s" }
)";

const std::string cards = R"(
[[card]]
key = "standard"
version = 1
from = 2026-01-01
online = "12.00"
handled = "18.00"
conversation = "0.50"
floor = "22.00"

[[agent]]
agent = 2
from = 2026-01-01
tier = 1
)";

class MonthOfAScenario : public ::testing::Test {
protected:
    struct Ended {
        int code = -1;
        std::string output;
    };

    Ended call(const std::string& scenario_text, const std::string& cards_text) {
        yunke::testing::ProcessOptions options;
        options.command = {YUNKE_SIM,
                           "month",
                           folder.write("month.toml", scenario_text).string(),
                           "--cards",
                           folder.write("cards.toml", cards_text).string(),
                           "--books",
                           books,
                           "--people",
                           people.string()};
        options.output = folder / "output";
        yunke::testing::Process process(std::move(options));
        const auto code = process.wait(std::chrono::seconds(240));
        return {code.value_or(-1), process.output()};
    }

    const yunke::testing::TempDir folder;
    const std::string books = "sqlite3://" + (folder / "books.db").string();
    const std::filesystem::path people = folder / "people.csv";
};

TEST_F(MonthOfAScenario, ComesOutAsTheBooksHaveIt) {
    const Ended ended = call(scenario, cards);
    ASSERT_EQ(ended.code, 0) << ended.output;
    // Two mornings of June and one of July, three hours each.
    EXPECT_THAT(ended.output, AllOf(HasSubstr("2026-06, 4 people"), HasSubstr("2026-07, 4 people")));
    auto store = ledger::Store::open(books);
    ASSERT_TRUE(store.has_value());
    const auto periods = store->periods();
    ASSERT_TRUE(periods.has_value());
    EXPECT_EQ(periods->size(), 12U);
    for (const ledger::Period& period : *periods) {
        EXPECT_GE(period.paid_ms, 3 * ledger::ms_per_hour);
        EXPECT_GT(period.ended_ms, 0);
        EXPECT_GE(period.earned_fen, 3 * 1'200);
    }
    const auto report = ledger::verify(*store);
    ASSERT_TRUE(report.has_value());
    EXPECT_THAT(report->faults, IsEmpty());
    EXPECT_GT(report->facts, 500U);
    const auto stored = ledger::load_setup(*store, {});
    ASSERT_TRUE(stored.has_value());
    const auto again = ledger::rebuild(*store, stored->setup);
    ASSERT_TRUE(again.has_value());
    EXPECT_THAT(again->told, IsEmpty());
}

TEST_F(MonthOfAScenario, TellsWhoTheInventedPeopleAre) {
    ASSERT_EQ(call(scenario, cards).code, 0);
    const std::string csv = yunke::testing::read_file(people);
    EXPECT_TRUE(csv.starts_with("agent,stage,type,grade,region,age,gender\n1,passed,"));
    EXPECT_EQ(std::ranges::count(csv, '\n'), 1 + 4 * 9'300 / 6'405);  // one signed up and is not at work
}

TEST_F(MonthOfAScenario, IsRefusedIntoBooksThatAreThere) {
    ASSERT_EQ(call(scenario, cards).code, 0);
    const Ended again = call(scenario, cards);
    EXPECT_EQ(again.code, 1);
    EXPECT_THAT(again.output, HasSubstr("holds books already; name new ones"));
}

TEST_F(MonthOfAScenario, RefusesBadCardsAndABadBeginning) {
    const Ended bad_card = call(scenario, cards + "\n[[card]]\nkey = \"x\"\nversion = 1\nfrom = 2026-01-01\n");
    EXPECT_EQ(bad_card.code, 1);
    EXPECT_THAT(bad_card.output, HasSubstr("cards.toml:"));
    for (const std::string begins :
         {"2026-02-30 00:00 +08:00", "2026-06-29", "2026-06-29 00:00 +08:00 x", "2026-06-29 24:00 +08:00"}) {
        std::string text = scenario;
        text.replace(text.find("2026-06-29 00:00 +08:00"), std::string("2026-06-29 00:00 +08:00").size(), begins);
        const Ended bad = call(text, cards);
        EXPECT_EQ(bad.code, 1) << begins;
        EXPECT_THAT(bad.output, HasSubstr("month.toml:3: run.begins must be a date, a time")) << begins;
    }
}

}  // namespace
}  // namespace yunke::sim
