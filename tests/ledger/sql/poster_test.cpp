// The poster in this process: what it cuts off the stream, and a database that is away for a while.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "dispatcher/ledger/poster.hpp"
#include "runtime/encoding.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/ledger/sql/fixture.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::ledger::testing {
namespace {

using namespace std::chrono_literals;

struct BooksTestAccess : BooksTest {
    using BooksTest::sell_packages;
};

class PosterTest : public ::testing::Test {
protected:
    PosterTest() {
        auto registry = registry::testing::value(registry::Registry::open(database->url()));
        registry::testing::value(registry.create_pool("main"));
    }

    // The shops 1 to `count`, of merchant 1.
    void add_shops(int count) {
        auto registry = registry::testing::value(registry::Registry::open(database->url()));
        registry::Shop shop{.pool = "main", .config = {}, .allowed_origins = {}};
        shop.config.set_name("青禾");
        shop.config.set_merchant(registry::testing::value(registry.add_merchant("青禾生活")).id);
        shop.config.set_open(true);
        for (int i = 0; i < count; ++i)
            registry::testing::value(registry.add_shop(shop));
    }

    void append(std::span<const OrderedFact> facts) {
        const std::string script =
            "return redis.call('XADD', KEYS[1], ARGV[1], 'f', (ARGV[2]:gsub('..', function(x) return "
            "string.char(tonumber(x, 16)) end)))";
        for (const OrderedFact& fact : facts)
            redis.cli({"EVAL", script, "1", "{main}:facts", text_of(fact.id), runtime::hex_encode(fact.body)});
    }

    // Runs the poster until `done` says so, and stops it; false if it did not in time.
    bool run(TrimOptions trim, const std::function<bool(const Poster&)>& done, std::chrono::milliseconds within = 40s) {
        net::io_context io(1);
        Poster poster({.io = io,
                       .endpoint = *redis::parse_endpoint(redis.url()),
                       .clock = clock,
                       .metrics = metrics,
                       .log = log,
                       .trim = trim},
                      {.ledger_url = database->url(), .registry_url = database->url(), .batch_facts_max = 20});
        net::co_spawn(io, poster.run(), [&](const std::exception_ptr& failure) {
            if (failure) std::rethrow_exception(failure);
            io.stop();
        });
        const auto until = std::chrono::steady_clock::now() + within;
        bool good_end = false;
        while (!good_end && std::chrono::steady_clock::now() < until) {
            io.run_for(50ms);
            good_end = done(poster);
        }
        poster.stop();
        io.restart();
        io.run_for(10s);
        EXPECT_TRUE(io.stopped());
        return good_end;
    }

    FactId posted() {
        auto store = good(Store::open(database->url()));
        return good(store.cursor("main")).fact;
    }

    std::unique_ptr<TestDatabase> database = TestDatabase::create();
    yunke::testing::RedisServer redis;
    runtime::SystemClock clock;
    runtime::Metrics metrics;
    std::string lines;
    runtime::Log log{{runtime::LogLevel::info, runtime::LogFormat::text, "ledger",
                      [this](std::string_view line) { lines.append(line).append("\n"); }}};
};

TEST_F(PosterTest, CutsTheStreamOnlyBehindWhatIsPosted) {
    const auto facts = script(61, 400);
    append(std::span(facts).first(350));
    const TrimOptions trim{.facts_kept = 40, .every = 1ms};
    const auto length = [&] { return std::stoi(redis.cli({"XLEN", "{main}:facts"})); };
    ASSERT_TRUE(run(trim, [&](const Poster&) { return posted().number == 350; })) << lines;
    append(std::span(facts).subspan(350));
    ASSERT_TRUE(run(trim, [&](const Poster&) { return posted().number == 400; })) << lines;
    // Redis cuts whole nodes of its tree only, so that some more may stay.
    EXPECT_LT(length(), 350) << lines;
    EXPECT_GE(length(), 40);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM ledger_fact"), 400);
    const auto first = redis.cli({"XRANGE", "{main}:facts", "-", "+", "COUNT", "1"});
    EXPECT_EQ(first.find(text_of(FactId{first_epoch, 1}) + "\n"), std::string::npos);
}

TEST_F(PosterTest, ADatabaseThatIsAwayIsWaitedForAndTheReasonIsTold) {
    const auto facts = script(62, 60);
    append(std::span(facts).first(30));
    const auto path = database->url().substr(std::string("sqlite3://").size());
    soci::session other(soci::sqlite3, "db=\"" + path + "\"");
    bool held = false, told = false;
    ASSERT_TRUE(run({}, [&](const Poster& poster) {
        if (!held && posted().number == 30) {
            other << "BEGIN IMMEDIATE";
            held = true;
            append(std::span(facts).subspan(30));
        }
        if (held && !told && lines.find("ledger_waits") != std::string::npos) {
            EXPECT_FALSE(poster.ready().ok);
            other << "ROLLBACK";
            told = true;
        }
        return told && poster.ready().ok && posted().number == 60;
    })) << lines;
    EXPECT_NE(lines.find("ledger_goes_on"), std::string::npos) << lines;
    EXPECT_NE(metrics.render().find("yunke_ledger_facts_posted_total{pool=\"main\"} 60"), std::string::npos)
        << metrics.render();
}

TEST_F(PosterTest, WhoRunsTheSystemIsToldOfMerchantsWithLittleLeft) {
    add_shops(static_cast<int>(shop_of(merchant_a)));
    {
        Store store = good(Store::open(database->url()));
        BooksTestAccess::sell_packages(store, random_setup(7), 1'800'000);
    }
    append(script(64, 300));
    ASSERT_TRUE(run({}, [&](const Poster&) { return posted().number == 300; })) << lines;
    const auto marks = database->number("SELECT COUNT(*) FROM ledger_alert");
    EXPECT_GT(marks, 0);
    const std::string counted = "yunke_ledger_balance_alerts_total{pool=\"main\"} " + std::to_string(marks) + "\n";
    EXPECT_NE(metrics.render().find(counted), std::string::npos) << metrics.render();
    EXPECT_NE(lines.find("merchant_has_little_left"), std::string::npos) << lines;
}

TEST_F(PosterTest, ASaleOfAnotherProcessReachesThePoolWithoutAnyFact) {
    add_shops(1);
    redis.cli({"XADD", "{main}:cmd", "*", "c", ""});  // the stream is there
    append(script(63, 10));
    const auto told = [&] { return std::stoi(redis.cli({"XLEN", "{main}:cmd"})) - 1; };
    int before = -1;
    ASSERT_TRUE(run({}, [&](const Poster& poster) {
        // What was told at the start comes before the level in each round.
        const auto level = "SELECT COUNT(*) FROM ledger_level WHERE pool = 'main' AND level_ms > 0";
        if (before < 0 && poster.ready().ok && posted().number == 10 && database->number(level) == 1) {
            before = told();
            Store store = good(Store::open(database->url()));
            BooksTestAccess::sell_packages(store, random_setup(7));
        }
        return before >= 0 && told() > before;
    })) << lines;
}

}  // namespace
}  // namespace yunke::ledger::testing
