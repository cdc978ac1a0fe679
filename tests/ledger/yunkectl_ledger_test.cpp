// `yunkectl ledger` as a program, on books that were posted into its database.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/ledger/random_month.hpp"
#include "tests/registry/yunkectl_runner.hpp"

namespace yunke::testing {
namespace {

using ::testing::HasSubstr;

class YunkectlLedgerTest : public YunkectlTest {
protected:
    YunkectlLedgerTest() : store_(std::move(*ledger::Store::open(url()))) {
        cards_ = dir_.write("cards.toml", R"(
[[card]]
key = "standard"
version = 1
from = 2020-01-01
online = "12.00"
handled = "18.00"
floor = "22.00"
)");
    }

    void post() {
        auto registry = open();
        const auto view = ledger::read_registry(registry);
        const auto setup = ledger::load_setup(store_, view->names);
        std::vector<ledger::OrderedFact> facts;
        v1::Fact first;
        first.mutable_epoch()->set_last(0);
        facts.push_back({{5, 1}, first.SerializeAsString(), first});
        for (const auto& fact : ledger::testing::random_month(3, {.agents = 3, .days = 5, .facts_max = 100}))
            facts.push_back({{5, facts.size() + 1}, fact.SerializeAsString(), fact});
        ledger::SharedMerchants shared;
        ledger::Posting posting(store_, setup->setup, shared, "main");
        ledger::PostingOutcome outcome;
        const auto done = posting.post(facts, outcome);
        ASSERT_TRUE(done) << done.error().what;
        ASSERT_GT(outcome.transfers, 0U);
    }

    ledger::Store store_;
    std::filesystem::path cards_;
};

TEST_F(YunkectlLedgerTest, TakesACardFileAndRefusesOneThatChangesWhatWasPaid) {
    EXPECT_THAT(out({"ledger", "cards", cards_.string(), "--json"}), HasSubstr("\"version\":1"));
    const auto longer = dir_.write("more.toml", R"(
[[card]]
key = "standard"
version = 1
from = 2020-01-01
until = 2030-01-01
online = "12.00"
handled = "18.00"
floor = "22.00"
)");
    EXPECT_THAT(out({"ledger", "cards", longer.string(), "--json"}), HasSubstr("\"version\":2"));
    const auto changed = dir_.write("changed.toml", R"(
[[card]]
key = "standard"
version = 1
from = 2020-01-01
online = "9.00"
handled = "18.00"
floor = "22.00"
)");
    const auto refused = run({"ledger", "cards", changed.string()});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("card version 1 (standard)"));
    const auto wrong = dir_.write("wrong.toml", "[[card]]\nkey = 5\n");
    EXPECT_EQ(run({"ledger", "cards", wrong.string()}).exit_code, 1);
}

TEST_F(YunkectlLedgerTest, TellsHowFarItIsAndThatTheBooksAreWhole) {
    out({"ledger", "cards", cards_.string()});
    post();
    const auto status = out({"ledger", "status", "--json"});
    EXPECT_THAT(status, HasSubstr("\"pool\":\"main\""));
    EXPECT_THAT(status, HasSubstr("\"log_epoch\":5"));
    EXPECT_THAT(out({"ledger", "verify", "--json"}), HasSubstr("\"whole\":true"));
    EXPECT_THAT(out({"ledger", "rebuild", "--json"}), HasSubstr("\"differences\":0"));
}

TEST_F(YunkectlLedgerTest, EndsWithARefusalWhenTheBooksAreNotWhole) {
    out({"ledger", "cards", cards_.string()});
    post();
    {
        soci::session session(soci::sqlite3, "db=\"" + (dir_ / "yunke.db").string() + "\"");
        session << "UPDATE ledger_line SET posted = posted + 1 WHERE posted > 0";
    }
    const auto verified = run({"ledger", "verify"});
    const auto rebuilt = run({"ledger", "rebuild"});
    EXPECT_EQ(verified.exit_code, 1);
    EXPECT_THAT(verified.out, HasSubstr("Line pay/"));
    EXPECT_EQ(rebuilt.exit_code, 1);
    EXPECT_THAT(rebuilt.out, HasSubstr("ledger_line pay/"));
}

}  // namespace
}  // namespace yunke::testing
