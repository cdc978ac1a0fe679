// yunke-ledger as a program: a real Redis, a real database, killed and cut off while it works.
#include <chrono>
#include <thread>

#include "dispatcher/ledger/setup_rows.hpp"
#include "runtime/encoding.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/ledger/sql/fixture.hpp"
#include "tests/support/process.hpp"
#include "tests/support/redis_server.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::ledger::testing {
namespace {

using namespace std::chrono_literals;
using yunke::testing::Process;

// Cards for everybody; the first merchant's shops take nobody once its time is used up.
constexpr const char* cards = R"(
[[card]]
key = "standard"
version = 1
from = 2020-01-01
online = "12.00"
handled = "18.00"
conversation = "0.50"
floor = "22.00"
rest_allowance = "40m"
vat = "6"

[[terms]]
merchant = 1
version = 1
from = 2020-01-01
mode = "block"
overage_rate = "54.00"
)";

// redis-cli takes no arbitrary bytes: they go as hex through a script.
constexpr const char* from_hex = "(ARGV[%]:gsub('..', function(x) return string.char(tonumber(x, 16)) end))";
std::string unhexed(char argument) {
    std::string text = from_hex;
    text[text.find('%')] = argument;
    return text;
}

class LedgerProgram : public ::testing::Test {
protected:
    LedgerProgram() {
        auto registry = registry::testing::value(registry::Registry::open(database->url()));
        registry::testing::value(registry.create_pool("main"));
        merchant = registry::testing::value(registry.add_merchant("青禾生活")).id;
        registry::Shop made{.pool = "main", .config = {}, .allowed_origins = {}};
        made.config.set_name("青禾家居");
        made.config.set_merchant(merchant);
        made.config.set_open(true);
        shop = registry::testing::value(registry.add_shop(made)).config.id();
        config = dir.write("yunke.toml", "[pool]\nname = \"main\"\n[redis]\nurl = \"" + redis.url() +
                                             "\"\n[sql]\nurl = \"" + database->url() +
                                             "\"\n[ledger]\nlisten = \"127.0.0.1:0\"\nbatch_facts_max = 20\n");
        redis.cli({"XADD", "{main}:cmd", "1-1", "c", ""});
    }

    std::unique_ptr<Process> start() {
        return std::make_unique<Process>(
            yunke::testing::ProcessOptions{.command = {YUNKE_LEDGER, "--config", config.string()},
                                           .environment = {},
                                           .output = dir / "ledger.log",
                                           .folder = {}});
    }

    Store open() { return good(Store::open(database->url())); }
    void give_cards() {
        auto store = open();
        good(add_card_file(store, cards, "cards.toml", {}, 1));
    }

    void append(const std::vector<OrderedFact>& facts) {
        for (const OrderedFact& fact : facts) {
            redis.cli({"EVAL", "return redis.call('XADD', KEYS[1], ARGV[1], 'f', " + unhexed('2') + ")", "1",
                       "{main}:facts", text_of(fact.id), runtime::hex_encode(fact.body)});
        }
    }

    // Waits until the pool is posted up to here.
    bool posted(FactId id, std::chrono::milliseconds within = 30s) {
        auto store = open();
        const auto until = std::chrono::steady_clock::now() + within;
        while (std::chrono::steady_clock::now() < until) {
            const auto cursor = store.cursor("main");
            if (cursor && cursor->fact == id) return true;
            std::this_thread::sleep_for(50ms);
        }
        return false;
    }

    std::unique_ptr<TestDatabase> database = TestDatabase::create();
    yunke::testing::RedisServer redis;
    yunke::testing::TempDir dir;
    std::filesystem::path config;
    std::uint32_t merchant = 0, shop = 0;
};

TEST_F(LedgerProgram, FollowsThePoolThroughKillsAndARestartOfRedis) {
    give_cards();
    const auto facts = script(51, 160);
    auto ledger = start();
    for (std::size_t at = 0; at < facts.size(); at += 20) {
        append({facts.begin() + static_cast<std::ptrdiff_t>(at), facts.begin() + static_cast<std::ptrdiff_t>(at + 20)});
        if (at == 40 || at == 80) {
            ledger->kill9();
            ledger = start();
        }
        if (at == 120) redis.restart();
    }
    ASSERT_TRUE(posted({first_epoch, 160})) << ledger->output();
    EXPECT_EQ(ledger->stop(), 0) << ledger->output();
    auto store = open();
    const auto report = good(verify(store));
    EXPECT_THAT(report.faults, ::testing::IsEmpty());
    EXPECT_EQ(report.facts, 160U);
    const auto stored = good(load_setup(store, {}));
    EXPECT_TRUE(stored.has_cards);
    EXPECT_THAT(good(rebuild(store, stored.setup)).told, ::testing::IsEmpty());
}

TEST_F(LedgerProgram, SaysThatThereAreNoCardsAndStoresTheFactsAllTheSame) {
    append(script(52, 40));
    auto ledger = start();
    EXPECT_TRUE(ledger->wait_for_line("no_rate_cards"));
    EXPECT_TRUE(posted({first_epoch, 40})) << ledger->output();
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_transfer"), 0);
}

TEST_F(LedgerProgram, WaitsBehindAGapAndForNobodysFact) {
    give_cards();
    auto facts = script(53, 30);
    append({facts.begin(), facts.begin() + 10});
    append({facts.begin() + 11, facts.end()});  // the stream lacks number 11
    auto ledger = start();
    EXPECT_TRUE(posted({first_epoch, 10})) << ledger->output();
    const auto line = ledger->wait_for_line("ledger_waits");
    ASSERT_TRUE(line) << ledger->output();
    EXPECT_THAT(*line, ::testing::HasSubstr("-11 is missing"));
}

TEST_F(LedgerProgram, AStreamThatIsNotTheOneThatWasPostedFromIsALoudError) {
    give_cards();
    const auto facts = script(54, 20);
    append(facts);
    auto ledger = start();
    ASSERT_TRUE(posted({first_epoch, 20})) << ledger->output();
    EXPECT_EQ(ledger->stop(), 0);
    redis.cli({"DEL", "{main}:facts"});
    auto others = script(55, 21);
    append({others.begin() + 19, others.end()});
    ledger = start();
    const auto line = ledger->wait_for_line("ledger_waits");
    ASSERT_TRUE(line) << ledger->output();
    EXPECT_THAT(*line, ::testing::HasSubstr("another body"));
    EXPECT_EQ(good(open().cursor("main")).fact.number, 20U);
}

TEST_F(LedgerProgram, TellsThePoolThatAMerchantsTimeIsUsedUpAndTellsItAgainAfterAStart) {
    give_cards();
    const auto conversation = [&](FactId id, Ms at_ms) {
        v1::Fact fact;
        fact.mutable_accepted()->set_conversation(id.number);
        fact.mutable_accepted()->set_shop(shop);
        fact.mutable_accepted()->set_queue(1);
        fact.mutable_accepted()->set_agent(1);
        fact.mutable_accepted()->set_at_ms(at_ms);
        return as_fact(id, fact);
    };
    append({as_fact({first_epoch, 1}, epoch_fact(0, 0)), conversation({first_epoch, 2}, clock_ms(9))});
    auto ledger = start();
    ASSERT_TRUE(posted({first_epoch, 2})) << ledger->output();
    EXPECT_EQ(database->number("SELECT used_up FROM ledger_merchant"), 1);
    v1::Command command;
    command.mutable_balance()->set_shop(shop);
    command.mutable_balance()->set_used_up(true);
    const auto told = [&] {
        const std::string count =
            "local n = 0 for _, e in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do if "
            "e[2][2] == " +
            unhexed('1') + " then n = n + 1 end end return n";
        return redis.cli({"EVAL", count, "1", "{main}:cmd", runtime::hex_encode(command.SerializeAsString())});
    };
    for (int tries = 0; tries < 100 && told() == "0"; ++tries)
        std::this_thread::sleep_for(50ms);
    EXPECT_EQ(told(), "1");
    EXPECT_EQ(ledger->kill9(), 137);
    ledger = start();
    for (int tries = 0; tries < 100 && told() == "1"; ++tries)
        std::this_thread::sleep_for(50ms);
    EXPECT_EQ(told(), "2");
}

}  // namespace
}  // namespace yunke::ledger::testing
