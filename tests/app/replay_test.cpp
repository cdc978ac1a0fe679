// record and replay: the past, run again from a folder, gives the same hashes and the same state.
#include "dispatcher/app/replay.hpp"

#include <gtest/gtest.h>

#include "dispatcher/app/record.hpp"
#include "dispatcher/app/recording.hpp"
#include "dispatcher/wire/state.hpp"
#include "tests/app/people.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;
using testing::People;
using testing::Person;

class ReplayTest : public ::testing::Test {
protected:
    void start() {
        dispatcher.emplace(server.url(), DispatcherThread::options(), clock);
        ASSERT_TRUE(dispatcher->wait_leading());
    }

    void some_life(int chats) { people.serve(agent, chats); }

    Result<RecordReport> record_now() {
        return redis.run(record(redis.store(), dir / "past", [] { return true; }));
    }

    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
    testing::TempDir dir;
    People people{redis};
    Person agent;
    std::optional<DispatcherThread> dispatcher;
};

TEST_F(ReplayTest, GivesTheSameHashesAndTheSameState) {
    start();
    const auto first = record_now();
    ASSERT_TRUE(first) << first.error().what;
    EXPECT_FALSE(first->resumed);
    people.open_shop({7});
    agent = people.agent(7);
    some_life(3);
    people.append_bytes("no command");
    some_life(2);
    dispatcher.reset();  // nothing moves from here on
    const auto second = record_now();
    ASSERT_TRUE(second) << second.error().what;
    EXPECT_TRUE(second->resumed);

    std::string state;
    const auto report =
        replay(dir / "past", [&](const core::State& reached, std::uint64_t) { state = wire::state_bytes(reached); });
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_EQ(report->broken, "");
    EXPECT_EQ(report->sequence, redis.cursor().sequence);
    EXPECT_EQ(report->hash, redis.cursor().hash);
    EXPECT_EQ(report->skipped, 1U);
    EXPECT_GT(report->commands, 30U);
    EXPECT_EQ(state, wire::state_bytes(redis.state()));
}

TEST_F(ReplayTest, GoesOnThroughTakeOversGapsAndNewEpochs) {
    start();
    ASSERT_TRUE(record_now());
    people.open_shop({7});
    agent = people.agent(7);
    some_life(2);
    dispatcher.reset();
    clock.pass(20'000);
    start();
    some_life(2);
    dispatcher.reset();
    server.restart();
    start();
    ASSERT_TRUE(testing::eventually([&] { return redis.log().back().header.new_log_epoch > 0; }));
    dispatcher.reset();
    ASSERT_TRUE(record_now());
    const auto report = replay(dir / "past");
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_EQ(report->broken, "");
    EXPECT_EQ(report->sequence, redis.cursor().sequence);
}

TEST_F(ReplayTest, StartsFromASnapshotTakenInTheMiddle) {
    start();
    people.open_shop({7});
    agent = people.agent(7);
    some_life(2);
    ASSERT_TRUE(record_now());
    some_life(2);
    dispatcher.reset();
    ASSERT_TRUE(record_now());
    const auto report = replay(dir / "past");
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_EQ(report->broken, "");
    EXPECT_GT(report->first_sequence, 5U);
    EXPECT_EQ(report->hash, redis.cursor().hash);
}

TEST_F(ReplayTest, NoticesAPastThatWasChanged) {
    start();
    ASSERT_TRUE(record_now());
    people.open_shop({7});
    agent = people.agent(7);
    some_life(1);
    dispatcher.reset();
    ASSERT_TRUE(record_now());
    std::string bytes = testing::read_file(dir / "past" / "cmd");
    const std::size_t at = bytes.find("And the colour?");
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, 3, "BUT");
    const testing::TempDir changed;
    changed.write("cmd", bytes);
    changed.write("log", testing::read_file(dir / "past" / "log"));
    changed.write("snapshot", testing::read_file(dir / "past" / "snapshot"));
    const auto report = replay(changed.path());
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_NE(report->broken, "");
    EXPECT_LT(report->sequence, redis.cursor().sequence);
}

TEST_F(ReplayTest, ARecordingWithAHoleIsRefused) {
    start();
    ASSERT_TRUE(record_now());
    people.open_shop({7});
    ASSERT_TRUE(people.wait_committed());
    redis("XTRIM", redis.keys().log, "MAXLEN", 1);
    const auto report = record_now();
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::damaged);
}

TEST_F(ReplayTest, RecordingBesideALeaderUnderLoadMissesNothing) {
    start();
    people.open_shop({7});
    agent = people.agent(7);
    std::atomic<bool> done = false;
    std::thread recorder([&] {
        testing::SyncRedis own(server.url());
        EXPECT_TRUE(own.run(record(own.store(), dir / "past", [&] { return done.load(); })));
    });
    ASSERT_TRUE(testing::eventually([&] { return has_snapshot(dir / "past"); }));
    some_life(10);
    done = true;
    recorder.join();
    dispatcher.reset();
    ASSERT_TRUE(record_now());
    const auto report = replay(dir / "past");
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_EQ(report->broken, "");
    EXPECT_EQ(report->sequence, redis.cursor().sequence);
}

}  // namespace
}  // namespace yunke::dispatcher
