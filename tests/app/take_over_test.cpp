// Two dispatchers of one pool, as processes: whatever happens to the leader, the other goes on, and the first one
// commits nothing more.
#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <csignal>
#include <thread>

#include "tests/app/people.hpp"
#include "tests/support/process.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using testing::People;
using testing::Person;
using testing::Process;
using namespace std::chrono_literals;

class TakeOver : public ::testing::Test {
protected:
    std::unique_ptr<Process> start(const std::string& name, bool create = false) {
        testing::ProcessOptions options;
        options.command = {YUNKE_DISPATCHER};
        if (create) options.command.emplace_back("--create-pool");
        options.environment = {{"YUNKE_REDIS_URL", server.url()},
                               {"YUNKE_SQL_URL", ""},
                               {"YUNKE_DISPATCHER_NAME", name},
                               {"YUNKE_DISPATCHER_LISTEN", "127.0.0.1:" + std::to_string(testing::free_port())},
                               {"YUNKE_DISPATCHER_LEASE_MS", "1500"},
                               {"YUNKE_DISPATCHER_GATEWAY_LOST_MS", "60000"}};
        options.output = server.folder() / (name + ".log");
        return std::make_unique<Process>(options);
    }

    void start_both() {
        first = start("first", true);
        ASSERT_TRUE(first->wait_for_line("leading "));
        second = start("second");
        ASSERT_TRUE(second->wait_for_line("standing_by"));
        people.open_shop({7});
        agent = people.agent(7);
        ASSERT_TRUE(people.wait_committed());
    }

    // Sequences without gaps, from 1, and each term's commits together.
    void expect_whole_log() {
        std::uint64_t sequence = 0;
        core::Ms now_ms = 0;
        for (const auto& record : redis.log()) {
            EXPECT_EQ(record.header.sequence, ++sequence);
            EXPECT_GE(record.header.now_ms, now_ms);
            now_ms = record.header.now_ms;
        }
        EXPECT_EQ(redis.log().back().hash, redis.cursor().hash);
    }

    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    People people{redis};
    std::unique_ptr<Process> first, second;
    Person agent;
};

TEST_F(TakeOver, AKilledLeaderIsReplacedWithinItsLease) {
    start_both();
    const std::uint64_t epoch = redis.cursor().log_epoch;
    first->kill9();
    const auto start = std::chrono::steady_clock::now();
    Person shopper = people.shopper();
    people.open(shopper);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
    EXPECT_EQ(redis.cursor().log_epoch, epoch) << "the same Redis: no new epoch";
    expect_whole_log();
}

TEST_F(TakeOver, AStoppedLeaderHandsOverAtOnce) {
    start_both();
    EXPECT_EQ(first->stop(), 0);
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(second->wait_for_line("leading "));
    EXPECT_LT(std::chrono::steady_clock::now() - start, 1s) << "before the lease would have run out";
    Person shopper = people.shopper();
    people.open(shopper);
    expect_whole_log();
}

TEST_F(TakeOver, ALeaderThatWasFrozenIsFencedWhenItWakes) {
    start_both();
    first->signal(SIGSTOP);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    const std::string term = redis.cursor().term;
    first->signal(SIGCONT);
    ASSERT_TRUE(first->wait_for_line("why=fenced"));
    EXPECT_EQ(people.ask(agent, core::Accept{chat}).error, core::ErrorCode::ok);
    EXPECT_EQ(redis.cursor().term, term) << "the one that was frozen is a standby now";
    expect_whole_log();
    second->kill9();
    EXPECT_EQ(people.ask(agent, core::Send{chat, "Hello"}).error, core::ErrorCode::ok);
    expect_whole_log();
}

TEST_F(TakeOver, ALeaderFrozenInTheMiddleOfWorkCommitsNothingMore) {
    start_both();
    for (int i = 0; i < 20; ++i)
        people.configure(People::agent_config(100));
    first->signal(SIGSTOP);
    for (int i = 0; i < 20; ++i)
        people.configure(People::agent_config(101));
    ASSERT_TRUE(people.wait_committed());
    const std::string term = redis.cursor().term;
    first->signal(SIGCONT);
    for (int i = 0; i < 20; ++i)
        people.configure(People::agent_config(102));
    ASSERT_TRUE(people.wait_committed());
    EXPECT_EQ(redis.cursor().term, term);
    EXPECT_EQ(redis.state().agents.count(core::AgentId{102}), 1U);
    expect_whole_log();
}

TEST_F(TakeOver, ADatabaseThatDoesNotAnswerHoldsUpNoEnd) {
    net::io_context io;
    const net::ip::tcp::acceptor silent(io, {net::ip::address_v4::loopback(), 0});
    testing::ProcessOptions options;
    options.command = {YUNKE_DISPATCHER, "--create-pool"};
    options.environment = {
        {"YUNKE_REDIS_URL", server.url()},
        {"YUNKE_SQL_URL", "postgresql://nobody@127.0.0.1:" + std::to_string(silent.local_endpoint().port()) +
                              "/nothing?connect_timeout=60"},
        {"YUNKE_DISPATCHER_LISTEN", "127.0.0.1:" + std::to_string(testing::free_port())}};
    options.output = server.folder() / "stuck.log";
    Process stuck(options);
    ASSERT_TRUE(stuck.wait_for_line("leading "));
    std::this_thread::sleep_for(std::chrono::seconds(1));  // it asks for the outbox meanwhile
    stuck.signal(SIGTERM);
    EXPECT_EQ(stuck.wait(std::chrono::seconds(10)), 0);
    EXPECT_NE(stuck.output().find("stop_forced"), std::string::npos);
    EXPECT_EQ(redis("EXISTS", redis.keys().leader).to_i64(), 0) << "the lease was given up first";
}

TEST_F(TakeOver, BadOptionsEndWithASentence) {
    testing::ProcessOptions options;
    options.command = {YUNKE_DISPATCHER, "--check-config"};
    options.environment = {{"YUNKE_DISPATCHER_LEASE_MS", "soon"}};
    options.output = server.folder() / "bad.log";
    Process bad(options);
    EXPECT_EQ(bad.wait(), 2);
    EXPECT_NE(bad.output().find("YUNKE_DISPATCHER_LEASE_MS"), std::string::npos);
}

}  // namespace
}  // namespace yunke::dispatcher
