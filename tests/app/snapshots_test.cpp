// Snapshots of the state: the same as the state itself, made beside a leader, begun anew where the log cannot be run,
// and of use after the log was cut.
#include "dispatcher/app/snapshots.hpp"

#include <gtest/gtest.h>

#include "dispatcher/app/explain.hpp"
#include "dispatcher/app/snapshot_maker.hpp"
#include "dispatcher/wire/state.hpp"
#include "tests/app/people.hpp"
#include "tests/support/redis_server.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;
using testing::People;
using testing::Person;

constexpr SnapshotSpacing always{1, 0};

class SnapshotsTest : public ::testing::Test {
protected:
    void start() {
        dispatcher.emplace(server.url(), DispatcherThread::options(), clock);
        ASSERT_TRUE(dispatcher->wait_leading());
    }
    void open() {
        start();
        people.open_shop({7, 8});
        agent = people.agent(7);
    }
    SnapshotAt keep_next() {
        auto kept = keep_next_snapshot(pool, always, {});
        if (!kept) throw std::runtime_error(kept.error().what);
        if (!*kept) throw std::runtime_error("no snapshot was kept");
        return **kept;
    }
    std::vector<SnapshotAt> listed() { return redis.run(Snapshots(redis.store()).list()).value(); }
    Result<core::State> load(const SnapshotAt& at) { return redis.run(Snapshots(redis.store()).load(at)); }

    // As if the log before it had been cut off.
    void forget_before(const SnapshotAt& at) {
        redis("XTRIM", redis.keys().log, "MINID", std::to_string(at.sequence + 1));
        redis("XTRIM", redis.keys().cmd, "MINID", redis::StreamId::parse(at.last_command)->next().to_string());
    }
    Result<Explanation> explain_now(core::ConversationId chat) {
        const auto from = start_before(pool, chat);
        if (!from) return std::unexpected(from.error());
        return explain([&] { return run_from(pool, *from, {}); }, chat);
    }

    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
    PoolAccess pool{testing::endpoint_of(server.url()), "main"};
    People people{redis};
    Person agent;
    std::optional<DispatcherThread> dispatcher;
};

TEST_F(SnapshotsTest, HoldWhatTheStateHeldAtThatCommit) {
    open();
    people.serve(agent, 3);
    people.append_bytes("no command");
    people.serve(agent, 1);
    dispatcher.reset();  // nothing moves from here on
    const SnapshotAt at = keep_next();
    const Cursor cursor = redis.cursor();
    EXPECT_EQ(at.sequence, cursor.sequence);
    EXPECT_EQ(at.last_command, cursor.last_command);
    EXPECT_EQ(at.hash, cursor.hash);
    EXPECT_EQ(at.next_conversation, redis.state().pool.next_conversation);
    EXPECT_EQ(listed(), (std::vector<SnapshotAt>{at}));
    EXPECT_EQ(wire::state_bytes(load(at).value()), wire::state_bytes(redis.state()));
    EXPECT_EQ(redis("TTL", redis.keys().snapshot(at.sequence)).to_i64(), -1) << "it stays";
    EXPECT_EQ(redis("KEYS", "*snapshot:new*").size(), 0U);
    EXPECT_EQ(keep_next_snapshot(pool, always, {}).value(), std::nullopt) << "nothing was done since";
}

TEST_F(SnapshotsTest, GoOnFromTheLastOneWhenTheLogBeforeItIsGone) {
    open();
    people.serve(agent, 2);
    const SnapshotAt first = keep_next();
    people.serve(agent, 2);
    forget_before(first);
    const SnapshotAt second = keep_next();
    EXPECT_GT(second.sequence, first.sequence);
    EXPECT_GT(second.commands, first.commands);
    forget_before(second);
    ASSERT_TRUE(redis.run(Snapshots(redis.store()).drop({first})));
    EXPECT_EQ(redis("XLEN", redis.keys().log).to_i64(), 0);
    EXPECT_EQ(start_before(pool, core::ConversationId{1}).value(), second) << "an empty log is no beginning";
    people.serve(agent, 1);
    dispatcher.reset();
    const SnapshotAt third = keep_next();
    EXPECT_EQ(wire::state_bytes(load(third).value()), wire::state_bytes(redis.state()));
}

TEST_F(SnapshotsTest, AreFurtherApartTheMoreTheStateHolds) {
    open();
    people.serve(agent, 2);
    const auto given = redis.run(Snapshots(redis.store()).commands_given()).value();
    const auto fields = redis("HLEN", redis.keys().state).to_u64().value();
    EXPECT_EQ(keep_next_snapshot(pool, {given + 1, 0}, {}).value(), std::nullopt);
    EXPECT_EQ(keep_next_snapshot(pool, {1, given / fields + 1}, {}).value(), std::nullopt);
    EXPECT_NE(keep_next_snapshot(pool, {given, 0}, {}).value(), std::nullopt);
}

TEST_F(SnapshotsTest, WhatIsAskedIsRunFromTheNearestOneAndAfterACutAsFarAsItGoes) {
    open();
    people.agent(8);
    Person early_shopper = people.shopper();
    const auto early = people.open(early_shopper);  // offered to 7 before the snapshot
    const SnapshotAt at = keep_next();
    forget_before(at);
    EXPECT_EQ(people.ask(agent, core::Decline{early, core::DeclineReason::not_now}).error, core::ErrorCode::ok);
    Person late_shopper = people.shopper();
    const auto late = people.open(late_shopper);

    EXPECT_EQ(start_before(pool, late).value(), at);
    const auto of_late = explain_now(late);
    ASSERT_TRUE(of_late) << of_late.error().what;
    EXPECT_EQ(of_late->since_ms, 0);
    ASSERT_EQ(of_late->decisions.size(), 1U);
    EXPECT_EQ(of_late->decisions[0].candidates.size(), 2U);

    const auto of_early = explain_now(early);
    ASSERT_TRUE(of_early) << of_early.error().what;
    EXPECT_GT(of_early->since_ms, 0) << "its first offer is not in what can be run";
    ASSERT_EQ(of_early->decisions.size(), 1U);
    EXPECT_EQ(of_early->decisions[0].chosen, core::AgentId{8});
}

TEST_F(SnapshotsTest, ThePastBeginsAnewAtTakeOverWhereTheLogCannotBeRun) {
    open();
    people.serve(agent, 2);
    dispatcher.reset();
    redis("XTRIM", redis.keys().log, "MAXLEN", 1);
    EXPECT_EQ(explain_now(core::ConversationId{1}).error().code, Errc::damaged);
    EXPECT_EQ(keep_next_snapshot(pool, always, {}).value(), std::nullopt) << "there is nothing to go on from";
    start();
    ASSERT_EQ(listed().size(), 1U);
    EXPECT_EQ(load(listed()[0]).value().conversations.size(), redis.state().conversations.size());
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    EXPECT_EQ(explain_now(chat).value().decisions.size(), 1U);
    dispatcher.reset();
    start();
    EXPECT_EQ(listed().size(), 1U) << "what is there will do";
}

TEST_F(SnapshotsTest, ThePastBeginsAnewWhenAnotherCoreLedLast) {
    open();
    people.serve(agent, 2);
    dispatcher.reset();
    auto entries = redis::take_entries(redis("XREVRANGE", redis.keys().log, "+", "-", "COUNT", 2)).value();
    v1::LogEntry last;
    ASSERT_TRUE(last.ParseFromString(*entries[0].field("l")));
    last.set_core_version("0");
    redis("XDEL", redis.keys().log, entries[0].id.to_string());
    redis("XSETID", redis.keys().log, entries[1].id.to_string());
    redis("XADD", redis.keys().log, entries[0].id.to_string(), "l", last.SerializeAsString());
    start();
    ASSERT_EQ(listed().size(), 1U);
    EXPECT_EQ(listed()[0].sequence, entries[0].id.ms);
    Person shopper = people.shopper();
    EXPECT_EQ(explain_now(people.open(shopper)).value().decisions.size(), 1U);
    EXPECT_EQ(explain_now(core::ConversationId{1}).error().code, Errc::damaged) << "the core that made it is another";
}

TEST_F(SnapshotsTest, OneThatIsDroppedOrBrokenIsNotTakenForWhole) {
    open();
    people.serve(agent, 1);
    const SnapshotAt first = keep_next();
    people.serve(agent, 1);
    const SnapshotAt second = keep_next();
    ASSERT_TRUE(redis.run(Snapshots(redis.store()).drop({first})));
    EXPECT_EQ(listed(), (std::vector<SnapshotAt>{second}));
    EXPECT_EQ(load(first).error().code, Errc::damaged);
    redis("HDEL", redis.keys().snapshot(second.sequence), "a:7");
    EXPECT_EQ(load(second).error().code, Errc::damaged);
    redis("HSET", redis.keys().snapshots, "5", "nothing of use");
    EXPECT_EQ(redis.run(Snapshots(redis.store()).list()).error().code, Errc::damaged);
}

TEST_F(SnapshotsTest, ACommitThatRunsOtherwiseIsToldAndNothingKept) {
    open();
    people.serve(agent, 1);
    SnapshotAt at = keep_next();
    const auto wrong = at;
    at.hash[0] ^= 1;
    ASSERT_TRUE(redis.run(Snapshots(redis.store()).keep(at, load(wrong).value())));
    people.serve(agent, 1);
    const auto next = keep_next_snapshot(pool, always, {});
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().code, Errc::damaged);
    EXPECT_NE(next.error().what.find("gave another hash"), std::string::npos);
    EXPECT_EQ(listed().size(), 1U);
}

TEST_F(SnapshotsTest, OnlyTheTermThatMayCommitKeepsThePresentAndOnlyAtItsCommit) {
    open();
    people.serve(agent, 1);
    dispatcher.reset();
    const Cursor cursor = redis.cursor();
    Snapshots snapshots(redis.store());
    SnapshotAt at{cursor.sequence, cursor.last_command, cursor.hash, 1, 1, 0};
    EXPECT_FALSE(redis.run(snapshots.keep_present("0123456789abcdef", at)).value());
    at.sequence -= 1;
    EXPECT_FALSE(redis.run(snapshots.keep_present(cursor.term, at)).value());
    EXPECT_EQ(listed().size(), 0U);
    at.sequence += 1;
    EXPECT_TRUE(redis.run(snapshots.keep_present(cursor.term, at)).value());
    EXPECT_EQ(wire::state_bytes(load(listed().at(0)).value()), wire::state_bytes(redis.state()));
    EXPECT_EQ(redis.run(snapshots.keep_present("no term", at)).error().code, Errc::refused);
}

TEST_F(SnapshotsTest, AreKeptByWhoeverLeadsAndNobodyElse) {
    open();
    people.serve(agent, 1);
    runtime::Metrics metrics;
    SnapshotMakerParts parts{testing::endpoint_of(server.url()), "main", "another", metrics, runtime::Log(), always,
                             testing::milliseconds(20)};
    {
        const SnapshotMaker bystander(parts);
        std::this_thread::sleep_for(testing::milliseconds(200));
        EXPECT_EQ(listed().size(), 0U);
    }
    parts.name = DispatcherThread::options().name;
    std::optional<SnapshotMaker> maker(std::in_place, parts);
    EXPECT_TRUE(testing::eventually([&] { return !listed().empty(); }));
    EXPECT_TRUE(testing::eventually([&] {
        return metrics.render().find("yunke_dispatcher_snapshots_total{pool=\"main\"} ") != std::string::npos;
    }));
    server.pause();
    const auto began = std::chrono::steady_clock::now();
    maker.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4)) << "an end does not wait for Redis";
    server.resume();
}

}  // namespace
}  // namespace yunke::dispatcher
