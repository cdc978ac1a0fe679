// `yunkectl ledger` as a program, on books that were posted into its database.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "tests/app/harness.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/ledger/random_month.hpp"
#include "tests/registry/yunkectl_runner.hpp"
#include "tests/support/redis_server.hpp"

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
        std::vector<ledger::OrderedFact> facts;
        v1::Fact first;
        first.mutable_epoch()->set_last(0);
        facts.push_back({{5, 1}, first.SerializeAsString(), first});
        for (const auto& fact : ledger::testing::random_month(3, {.agents = 3, .days = 5, .facts_max = 100}))
            facts.push_back({{5, facts.size() + 1}, fact.SerializeAsString(), fact});
        EXPECT_GT(post(facts), 0U);
    }

    // Returns how many transfers they made.
    std::size_t post(const std::vector<ledger::OrderedFact>& facts) {
        auto registry = open();
        const auto view = ledger::read_registry(registry);
        const auto setup = ledger::load_setup(store_, view->names);
        ledger::SharedMerchants shared;
        ledger::Posting posting(store_, setup->setup, shared, "main");
        ledger::PostingOutcome outcome;
        const auto done = posting.post(facts, outcome);
        EXPECT_TRUE(done) << done.error().what;
        return outcome.transfers;
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

// What was cut off the stream goes on in the books, without a gap and without anything twice.
TEST_F(YunkectlLedgerTest, ActsOfSupervisorsAreReadOnFromTheBooks) {
    const RedisServer redis({{"--appendfsync", "no"}, false});
    dir_.write("acts.toml", "[sql]\nurl = \"" + url() + "\"\n[redis]\nurl = \"" + redis.url() + "\"\n");
    const auto fact_of = [](std::uint64_t n) {
        v1::Fact fact;
        if (n == 1) {
            fact.mutable_epoch()->set_last(0);
        } else {
            fact.mutable_act()->set_kind(v1::SupervisorAct::BROADCAST);
            fact.mutable_act()->set_at_ms(static_cast<std::int64_t>(1'000 * n));
            fact.mutable_act()->set_text("act " + std::to_string(n));
        }
        return fact;
    };
    SyncRedis client(redis.url());
    std::vector<ledger::OrderedFact> facts;
    for (std::uint64_t n = 1; n <= 60; ++n) {
        const v1::Fact fact = fact_of(n);
        if (n <= 40) facts.push_back({{5, n}, fact.SerializeAsString(), fact});
        if (n > 25) client("XADD", client.keys().facts, "5-" + std::to_string(n), "f", fact.SerializeAsString());
    }
    out({"ledger", "cards", cards_.string()});
    post(facts);
    const auto told = [&](const std::string& count) {
        const Finished done =
            run_bare({"--config", (dir_ / "acts.toml").string(), "--json", "acts", "--text", "--count", count});
        EXPECT_EQ(done.exit_code, 0) << done.err;
        std::vector<std::string> texts;
        for (std::size_t at = 0; (at = done.out.find("\"act ", at)) != std::string::npos; ++at)
            texts.push_back(done.out.substr(at + 5, done.out.find('"', at + 1) - at - 5));
        return texts;
    };
    EXPECT_EQ(told("3"), (std::vector<std::string>{"58", "59", "60"}));
    EXPECT_EQ(told("36").front(), "25") << "the first that only the books hold";
    const auto all = told("100");
    ASSERT_EQ(all.size(), 59U);
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(all[i], std::to_string(i + 2));
}

}  // namespace
}  // namespace yunke::testing
