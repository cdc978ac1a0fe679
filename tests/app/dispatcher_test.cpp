// One dispatcher: it starts, leads, answers, stops.
#include "dispatcher/app/dispatcher.hpp"

#include <gtest/gtest.h>

#include "dispatcher/wire/state.hpp"
#include "tests/app/people.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;
using testing::People;
using testing::Person;

class DispatcherTest : public ::testing::Test {
protected:
    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
    People people{redis};
};

TEST_F(DispatcherTest, APoolThatDoesNotExistIsNotLed) {
    DispatcherThread::Options options = DispatcherThread::options();
    options.create_pool = false;
    DispatcherThread dispatcher(server.url(), options, clock);
    EXPECT_EQ(dispatcher.wait_ended(), 3);
    EXPECT_NE(dispatcher.logged().find("deploy/restore"), std::string::npos);
    EXPECT_EQ(redis("EXISTS", redis.keys().cursor, redis.keys().cmd).to_i64(), 0);
}

TEST_F(DispatcherTest, APoolOfWhichSomethingIsLeftIsNotCreatedAgain) {
    redis("SET", redis.keys().state, "what is left");
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    EXPECT_EQ(dispatcher.wait_ended(), 3);
    EXPECT_EQ(redis("EXISTS", redis.keys().cursor, redis.keys().cmd).to_i64(), 0);
}

TEST_F(DispatcherTest, ANewPoolBeginsItsLogEpochWithItsFirstCommit) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    ASSERT_TRUE(testing::eventually([&] { return redis.cursor().sequence == 1; }));
    const auto log = redis.log();
    EXPECT_EQ(log.at(0).header.new_log_epoch, redis.cursor().log_epoch);
    EXPECT_EQ(redis.state().pool.log_epoch, redis.cursor().log_epoch);
    std::this_thread::sleep_for(testing::milliseconds(600));
    EXPECT_EQ(redis.cursor().sequence, 1U) << "an idle pool commits nothing";
}

TEST_F(DispatcherTest, AShoppersQuestionReachesAnAgentAndIsAnswered) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    Person agent = people.agent(7);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    EXPECT_EQ(people.ask(agent, core::Accept{chat}).error, core::ErrorCode::ok);
    EXPECT_EQ(people.ask(agent, core::Send{chat, "It runs true to size."}).error, core::ErrorCode::ok);
    EXPECT_EQ(people.transcript(chat), (std::vector<std::string>{"Does this run small?", "It runs true to size."}));

    const auto ids = people.out_ids();
    const std::uint64_t epoch = redis.cursor().log_epoch;
    for (std::size_t i = 0; i < ids.size(); ++i)
        EXPECT_EQ(ids[i], (redis::StreamId{epoch, i + 1}));

    const std::string metrics = dispatcher.metrics();
    EXPECT_NE(metrics.find("yunke_dispatcher_conversations{pool=\"main\",state=\"active\"} 1"), std::string::npos);
    EXPECT_NE(metrics.find("yunke_dispatcher_agents{pool=\"main\",presence=\"available\"} 1"), std::string::npos);
    EXPECT_NE(metrics.find("yunke_dispatcher_leader{pool=\"main\"} 1"), std::string::npos);
}

TEST_F(DispatcherTest, WhatStandsInRedisIsWhatTheLeaderHolds) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7, 8});
    people.agent(7);
    for (int i = 0; i < 5; ++i) {
        Person shopper = people.shopper();
        people.open(shopper);
    }
    ASSERT_TRUE(people.wait_committed());
    const auto held = dispatcher.inside([](Dispatcher& d) { return wire::state_bytes(*d.state()); });
    EXPECT_EQ(wire::state_bytes(redis.state()), held);
}

TEST_F(DispatcherTest, UndecodableBytesAreLeftOutAndTheRestGoesOn) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    const std::string bad = people.append_bytes("\xff\xff no command");
    people.agent(7);
    ASSERT_TRUE(people.wait_committed());
    std::vector<std::string> skipped;
    for (const auto& record : redis.log())
        skipped.insert(skipped.end(), record.header.skipped.begin(), record.header.skipped.end());
    EXPECT_EQ(skipped, std::vector<std::string>{bad});
    EXPECT_NE(dispatcher.metrics().find("commands_undecodable_total{pool=\"main\"} 1"), std::string::npos);
    EXPECT_NE(dispatcher.logged().find("command_undecodable"), std::string::npos);
}

TEST_F(DispatcherTest, StopsAtOnceAndGivesTheLeaseUp) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    const auto start = std::chrono::steady_clock::now();
    dispatcher.stop();
    EXPECT_EQ(dispatcher.wait_ended(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
    EXPECT_TRUE(redis("GET", redis.keys().leader).is_nil());
}

TEST_F(DispatcherTest, StopsWithinTenSecondsWhileRedisIsAway) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    server.kill9();
    const auto start = std::chrono::steady_clock::now();
    dispatcher.stop();
    EXPECT_EQ(dispatcher.wait_ended(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(9));
}

TEST_F(DispatcherTest, TimeWithoutALeaderIsToldToTheCoreOnce) {
    {
        DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
        ASSERT_TRUE(dispatcher.wait_leading());
        people.open_shop({7});
        ASSERT_TRUE(people.wait_committed());
    }
    clock.pass(60'000);
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.agent(7);
    ASSERT_TRUE(people.wait_committed());
    core::Ms told = 0;
    int times = 0;
    for (const auto& record : redis.log())
        if (record.header.gap_ms > 0) {
            told = record.header.gap_ms;
            ++times;
        }
    EXPECT_EQ(times, 1);
    EXPECT_GE(told, 60'000);
    EXPECT_LT(told, 65'000);
}

TEST_F(DispatcherTest, SettingTheClockMovesNoTime) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    ASSERT_TRUE(people.wait_committed());
    const core::Ms before = redis.log().back().header.now_ms;
    for (const core::Ms hour : {3'600'000, -7'200'000}) {
        clock.wall_shift_ms += hour;
        people.configure(People::agent_config(8));
        ASSERT_TRUE(people.wait_committed());
    }
    const auto last = redis.log().back().header;
    EXPECT_GE(last.now_ms, before);
    EXPECT_LT(last.now_ms, before + 10'000);
    EXPECT_EQ(last.gap_ms, 0);
}

}  // namespace
}  // namespace yunke::dispatcher
