// Redis killed, restarted, or back with older data: when a new log epoch begins, and when it must not.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/app/people.hpp"
#include "tests/support/process.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;
using testing::People;
using testing::Person;

class Fallback : public ::testing::Test {
protected:
    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
    People people{redis};
};

TEST_F(Fallback, ALeaderGoesOnWithoutANewEpochWhenRedisWasKilled) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    Person agent = people.agent(7);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    const Cursor before = redis.cursor();
    server.kill9();
    server.start();
    EXPECT_EQ(people.ask(agent, core::Accept{chat}).error, core::ErrorCode::ok);
    const Cursor after = redis.cursor();
    EXPECT_EQ(after.log_epoch, before.log_epoch);
    EXPECT_EQ(after.term, before.term);
    EXPECT_NE(after.run_id, before.run_id) << "the commit notes the new process";
}

TEST_F(Fallback, NothingAnsweredIsMissingAfterManyKills) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    Person agent = people.agent(7);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    people.ask(agent, core::Accept{chat});
    std::vector<std::string> said = {"Does this run small?"};
    for (int i = 0; i < 4; ++i) {
        said.push_back("message " + std::to_string(i));
        ASSERT_EQ(people.ask(agent, core::Send{chat, said.back()}).error, core::ErrorCode::ok);
        server.kill9();
        server.start();
    }
    said.emplace_back("the last");
    ASSERT_EQ(people.ask(agent, core::Send{chat, said.back()}).error, core::ErrorCode::ok);
    EXPECT_EQ(people.transcript(chat), said);
}

TEST_F(Fallback, AFreshLeaderOfARestartedRedisMintsAnEpoch) {
    std::uint64_t epoch = 0;
    {
        DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
        ASSERT_TRUE(dispatcher.wait_leading());
        people.open_shop({7});
        ASSERT_TRUE(people.wait_committed());
        epoch = redis.cursor().log_epoch;
    }
    {
        DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
        ASSERT_TRUE(dispatcher.wait_leading());
        people.configure(People::agent_config(8));
        ASSERT_TRUE(people.wait_committed());
        EXPECT_EQ(redis.cursor().log_epoch, epoch) << "the same Redis as before";
    }
    server.restart();
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    ASSERT_TRUE(testing::eventually([&] { return redis.cursor().log_epoch > epoch; }));
    const auto facts = redis::take_entries(redis("XREVRANGE", redis.keys().facts, "+", "-", "COUNT", 1)).value();
    EXPECT_EQ(facts.at(0).id.ms, redis.cursor().log_epoch) << "the new epoch begins with a fact";
    EXPECT_NE(dispatcher.logged().find("log_epoch_minted"), std::string::npos);
}

// A copy of the data from before is put back while the leader goes on in memory, as a failover to a lagging replica
// does.
TEST_F(Fallback, ALeaderThatFindsOlderDataReloadsAndMintsAnEpoch) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    people.agent(7);
    ASSERT_TRUE(people.wait_committed());
    const Cursor kept = redis.cursor();
    const auto copy = server.folder() / "copy";
    std::filesystem::copy(server.folder() / "appendonlydir", copy, std::filesystem::copy_options::recursive);
    for (std::uint32_t id = 20; id < 30; ++id)
        people.configure(People::agent_config(id));
    ASSERT_TRUE(people.wait_committed());
    const Cursor lost = redis.cursor();
    ASSERT_GT(lost.sequence, kept.sequence);

    server.kill9();
    std::filesystem::remove_all(server.folder() / "appendonlydir");
    std::filesystem::rename(copy, server.folder() / "appendonlydir");
    server.start();
    ASSERT_TRUE(testing::eventually([&] { return redis.cursor().log_epoch > kept.log_epoch; }));
    EXPECT_EQ(redis.state().agents.count(core::AgentId{20}), 0U);
    Person shopper = people.shopper();
    people.open(shopper);
    const auto log = redis.log();
    EXPECT_EQ(log.back().header.sequence, log.size()) << "one chain, from the data that was put back";
    EXPECT_EQ(log.at(kept.sequence - 1).hash, kept.hash);
    const std::string count = std::to_string(lost.sequence - kept.sequence);
    EXPECT_NE(dispatcher.metrics().find("commits_lost_total{pool=\"main\"} " + count), std::string::npos);
    EXPECT_NE(dispatcher.logged().find("commits_lost=" + count), std::string::npos);
    // The same count for a leader of before that another one has followed.
    EXPECT_EQ(redis.run(redis.store().kept_of(lost)).value_or(0), kept.sequence);
    EXPECT_EQ(redis.run(redis.store().kept_of(kept)).value_or(0), kept.sequence);
}

TEST_F(Fallback, TheFormerLeaderGoesFirstWhenRedisComesBack) {
    DispatcherThread::Options options = DispatcherThread::options();
    options.lease_ms = 3'000;  // its head start, which must outlast what else this machine does
    DispatcherThread leader(server.url(), options, clock);
    ASSERT_TRUE(leader.wait_leading());
    options.name = "d2";
    DispatcherThread standby(server.url(), options, clock);
    people.open_shop({7});
    ASSERT_TRUE(people.wait_committed());
    const Cursor before = redis.cursor();
    for (std::uint32_t round = 0; round < 3; ++round) {
        server.kill9();
        std::this_thread::sleep_for(std::chrono::milliseconds(options.lease_ms + 100));  // the lease has run out
        server.start();
        people.configure(People::agent_config(8 + round));
        ASSERT_TRUE(people.wait_committed());
    }
    EXPECT_EQ(redis.cursor().term, before.term);
    EXPECT_EQ(redis.cursor().log_epoch, before.log_epoch) << "it remembers everything, so nothing begins anew";
    EXPECT_FALSE(standby.leading());
}

TEST_F(Fallback, ALongAbsenceOfRedisIsAGapAndNobodysMiss) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    ASSERT_TRUE(people.wait_committed());
    server.kill9();
    clock.pass(60'000);
    server.start();
    people.configure(People::agent_config(8));
    ASSERT_TRUE(people.wait_committed());
    core::Ms told = 0;
    for (const auto& record : redis.log())
        told += record.header.gap_ms;
    EXPECT_GE(told, 60'000);
    EXPECT_LT(told, 65'000);
}

TEST_F(Fallback, AFrozenRedisIsWaitedFor) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    Person agent = people.agent(7);
    const Cursor before = redis.cursor();
    server.pause();
    std::this_thread::sleep_for(std::chrono::milliseconds(1'500));  // longer than the lease
    server.resume();
    EXPECT_EQ(people.ask(agent, core::SetPresence{core::Presence::resting}).error, core::ErrorCode::ok);
    EXPECT_EQ(redis.cursor().term, before.term);
    EXPECT_EQ(redis.cursor().log_epoch, before.log_epoch);
}

TEST_F(Fallback, ABusyScriptIsWaitedFor) {
    redis("CONFIG", "SET", "busy-reply-threshold", "100");
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    Person agent = people.agent(7);
    testing::ProcessOptions options;
    options.command = {"redis-cli", "-s", server.socket().string(), "EVAL", "while true do end", "0"};
    const testing::Process script(options);
    std::this_thread::sleep_for(std::chrono::milliseconds(1'000));
    server.cli({"SCRIPT", "KILL"});
    EXPECT_EQ(people.ask(agent, core::SetPresence{core::Presence::resting}).error, core::ErrorCode::ok);
    EXPECT_TRUE(dispatcher.leading());
}

TEST_F(Fallback, AnEmptiedRedisEndsTheDispatcherWithASentence) {
    DispatcherThread::Options options = DispatcherThread::options();
    DispatcherThread dispatcher(server.url(), options, clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    server.kill9();
    std::filesystem::remove_all(server.folder() / "appendonlydir");
    server.start();
    EXPECT_EQ(dispatcher.wait_ended(), 3);
    EXPECT_NE(dispatcher.logged().find("deploy/restore"), std::string::npos);
    EXPECT_EQ(redis("EXISTS", redis.keys().cursor).to_i64(), 0) << "a leader never makes a pool by itself";
}

}  // namespace
}  // namespace yunke::dispatcher
