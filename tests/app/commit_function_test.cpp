// The Redis Function yunke_commit: each of its answers, and that it writes all or nothing.
#include <gtest/gtest.h>

#include "dispatcher/app/commit_request.hpp"
#include "dispatcher/wire/entity.hpp"
#include "dispatcher/wire/frame.hpp"
#include "dispatcher/wire/state.hpp"
#include "tests/app/harness.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using core::ConversationId;
using core::SessionId;

const std::string term = "0123456789abcdef";

class CommitFunction : public ::testing::Test {
protected:
    CommitFunction() {
        EXPECT_TRUE(redis.run(store.load_functions(true)));
        EXPECT_TRUE(redis.run(store.create_pool(900)).value());
        become_leader(term);
    }

    void become_leader(const std::string& who) {
        redis("DEL", keys.leader);
        EXPECT_TRUE(redis.run(store.lease(who, "d1", 60'000, 0))->held);
        const auto fenced = redis.run(store.fence(who));
        ASSERT_TRUE(fenced);
        ASSERT_EQ(fenced->kind, FenceAnswer::Kind::ok);
        cursor = fenced->cursor;
    }

    // A commit with something of everything: one session, one conversation's entry, one out, two facts.
    wire::CommitPlan plan(const std::string& command = "") {
        core::State state;
        state.pool.log_epoch = 900;
        state.pool.facts = 2;
        state.pool.config_revision = 18'446'744'073'709'551'615U;
        state.sessions[SessionId{5}].id = SessionId{5};
        state.gateways["g1"] = {"g1", 1};
        core::Effects effects;
        effects.changed.pool = true;
        effects.changed.sessions = {SessionId{5}, SessionId{6}};
        effects.entries = {{ConversationId{8}, {1, 10, core::EntryKind::message, {}, "", "one", "", {}}},
                           {ConversationId{8}, {2, 10, core::EntryKind::message, {}, "", "two", "", {}}}};
        effects.outs["g1"] = {{SessionId{5}, core::AttachId{1}, {}, core::Resend{3}}};
        effects.facts = {core::EpochFact{1, 2}, core::EpochFact{3, 4}};
        effects.archived = {{ConversationId{2}, 4'000}};
        effects.lost_gateways = {"g9"};
        wire::CommitHeader header;
        header.sequence = cursor.sequence + 1;
        header.last_command = command.empty() ? cursor.last_command : command;
        header.now_ms = 5'000;
        return wire::make_commit(state, effects, header);
    }

    redis::Request request(const wire::CommitPlan& what) {
        return commit_request(keys, cursor, what, wire::commit_hash(cursor.hash, what), 5'000, "a run id");
    }

    CommitAnswer commit(const wire::CommitPlan& what) {
        const auto answer = redis.run(store.commit(request(what)));
        EXPECT_TRUE(answer) << answer.error().what;
        return answer.value_or(CommitAnswer::newlog);
    }

    std::string digest() { return std::string(redis("DEBUG", "DIGEST").text()); }

    testing::RedisServer server{{{"--enable-debug-command", "yes", "--appendonly", "no"}, false}};
    testing::SyncRedis redis{server.url()};
    Store& store = redis.store();
    const Keys keys{"main"};
    Cursor cursor;
};

TEST_F(CommitFunction, WritesAllThatItIsGiven) {
    redis("HSET", keys.state, "s:6", "to be deleted");
    redis("HSET", keys.gateways, "g9", "17");
    redis("XADD", keys.out("g9"), "900-1", "o", "x");
    const std::string id{redis("XADD", keys.cmd, "NOMKSTREAM", "*", "c", "x").text()};
    const auto what = plan(id);
    const auto hash = wire::commit_hash(cursor.hash, what);
    ASSERT_EQ(commit(what), CommitAnswer::committed);

    EXPECT_TRUE(redis("HGET", keys.state, "s:6").is_nil());
    EXPECT_EQ(redis("HGET", keys.state, "s:5").text(), what.view(what.sets[1].value));
    EXPECT_TRUE(redis("HGET", keys.gateways, "g9").is_nil());
    EXPECT_EQ(redis("EXISTS", keys.out("g9")).to_i64(), 0);
    EXPECT_EQ(redis("HGET", keys.archive, "2").text(), what.view(what.archived[0].value));
    const auto transcript = redis::take_entries(redis("XRANGE", keys.conv(ConversationId{8}), "-", "+")).value();
    ASSERT_EQ(transcript.size(), 2U);
    EXPECT_EQ(transcript[1].id, (redis::StreamId{2, 0}));
    EXPECT_EQ(wire::decode_entry(*transcript[1].field("e"))->text, "two");
    const auto out = redis::take_entries(redis("XRANGE", keys.out("g1"), "-", "+")).value();
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].id, (redis::StreamId{900, 1}));
    EXPECT_EQ(*out[0].field("o"), what.view(what.outs[0].value));
    const auto facts = redis::take_entries(redis("XRANGE", keys.facts, "-", "+")).value();
    ASSERT_EQ(facts.size(), 2U);
    EXPECT_EQ(facts[1].id, (redis::StreamId{900, 2}));
    const auto log = redis.log();
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log[0].hash, hash);
    EXPECT_EQ(log[0].header, what.header);

    const Cursor now = redis.cursor();
    EXPECT_EQ(now.sequence, 1U);
    EXPECT_EQ(now.hash, hash);
    EXPECT_EQ(now.last_command, id);
    EXPECT_EQ(now.term, term);
    EXPECT_EQ(now.log_epoch, 900U);
    EXPECT_EQ(now.run_id, "a run id");
    EXPECT_EQ(now.alive_ms, 5'000);
    EXPECT_EQ(now.config_revision, 18'446'744'073'709'551'615U) << "64 bits, never through a Lua number";
}

TEST_F(CommitFunction, AnswersAlreadyToTheSameCommitAgain) {
    const auto what = plan();
    ASSERT_EQ(commit(what), CommitAnswer::committed);
    const std::string before = digest();
    EXPECT_EQ(commit(what), CommitAnswer::already);
    EXPECT_EQ(digest(), before);
}

TEST_F(CommitFunction, AnswersFencedToAnotherTerm) {
    const auto what = plan();
    const auto mine = request(what);
    become_leader("fedcba9876543210");
    const std::string before = digest();
    EXPECT_EQ(redis.run(store.commit(mine)), CommitAnswer::fenced);
    EXPECT_EQ(digest(), before);
    // Even a commit that had come through before: its leader must step down at once.
    cursor.term = "fedcba9876543210";
    ASSERT_EQ(commit(what), CommitAnswer::committed);
    EXPECT_EQ(redis.run(store.commit(mine)), CommitAnswer::fenced);
}

TEST_F(CommitFunction, AnswersNewlogWhereThereIsNoCursor) {
    const auto what = plan();
    redis("FLUSHALL");
    EXPECT_EQ(commit(what), CommitAnswer::newlog);
    EXPECT_EQ(redis("DBSIZE").to_i64(), 0);
    const auto lease = redis.run(store.lease(term, "d1", 60'000, 0));
    EXPECT_TRUE(lease->held);
    EXPECT_EQ(redis.run(store.fence(term))->kind, FenceAnswer::Kind::newlog);
}

TEST_F(CommitFunction, AnswersNoinputForACommandThatIsNotThere) {
    const auto what = plan("1700000000000-0");
    const std::string before = digest();
    EXPECT_EQ(commit(what), CommitAnswer::noinput);
    EXPECT_EQ(digest(), before);
}

TEST_F(CommitFunction, AnswersMismatchToACommitThatFollowsAnother) {
    const std::string before = digest();
    const Cursor real = cursor;
    cursor.sequence = 7;
    EXPECT_EQ(commit(plan()), CommitAnswer::mismatch);
    cursor = real;
    cursor.hash[0] = 1;
    EXPECT_EQ(commit(plan()), CommitAnswer::mismatch);
    EXPECT_EQ(digest(), before);
}

TEST_F(CommitFunction, AnswersMismatchWhereAStreamIsAheadAlready) {
    const std::vector<std::pair<std::string, std::string>> ahead = {
        {keys.conv(ConversationId{8}), "2-0"}, {keys.out("g1"), "900-1"}, {keys.facts, "900-1"}, {keys.log, "1-0"}};
    for (const auto& [key, id] : ahead) {
        redis("XADD", key, id, "x", "y");
        const std::string before = digest();
        EXPECT_EQ(commit(plan()), CommitAnswer::mismatch) << key;
        EXPECT_EQ(digest(), before) << key;
        redis("DEL", key);
    }
    EXPECT_EQ(commit(plan()), CommitAnswer::committed);
}

TEST_F(CommitFunction, AKeyOfAnotherTypeStopsItBeforeTheFirstWrite) {
    for (const std::string& key : {keys.archive, keys.gateways, keys.facts, keys.log, keys.out("g1"), keys.state}) {
        redis("SET", key, "of another type");
        const std::string before = digest();
        EXPECT_FALSE(redis.run(store.commit(request(plan())))) << key;
        EXPECT_EQ(digest(), before) << key;
        redis("DEL", key);
    }
    EXPECT_EQ(commit(plan()), CommitAnswer::committed);
}

TEST_F(CommitFunction, ATranscriptThatCannotTakeItsLineStopsIt) {
    const std::string transcript = keys.conv(ConversationId{8});
    redis("SET", transcript, "of another type");
    const std::string before = digest();
    EXPECT_EQ(commit(plan()), CommitAnswer::mismatch);
    EXPECT_EQ(digest(), before);
    redis("DEL", transcript);
    redis("XADD", transcript, "1-0", "e", "somebody else's line");
    const std::string foreign = digest();
    EXPECT_EQ(commit(plan()), CommitAnswer::mismatch);
    EXPECT_EQ(digest(), foreign);
}

TEST_F(CommitFunction, GoesOnWhereAnEarlierTryHadWrittenLinesOnly) {
    const auto what = plan();
    redis("XADD", keys.conv(ConversationId{8}), "1-0", "e", what.view(what.entries[0].value));
    EXPECT_EQ(commit(what), CommitAnswer::committed);
    EXPECT_EQ(redis("XLEN", keys.conv(ConversationId{8})).to_i64(), 2);
}

// Every argument of the call in turn, replaced by something that it cannot be.
TEST_F(CommitFunction, AnyBadArgumentLeavesEverythingUntouched) {
    std::string wire;
    request(plan()).append_to(wire);
    redis::Request again;
    std::vector<std::string> arguments;
    for (std::size_t at = wire.find("\r\n") + 2; at < wire.size();) {
        const std::size_t line = wire.find("\r\n", at);
        const auto size = static_cast<std::size_t>(std::stoull(wire.substr(at + 1, line - at - 1)));
        arguments.push_back(wire.substr(line + 2, size));
        at = line + 2 + size + 2;
    }
    const auto call = [&](const std::vector<std::string>& list) {
        redis::Request out;
        for (const std::string& one : list)
            out.arg(one);
        return redis.try_call(std::move(out));
    };
    const std::string before = digest();
    const std::size_t keys_count = std::stoull(arguments[2]);
    const std::size_t head = 3 + keys_count;
    for (std::size_t i = 3; i < head; ++i) {
        auto bad = arguments;
        bad[i] = "{other}:" + bad[i].substr(bad[i].find(':') + 1);
        EXPECT_FALSE(call(bad)) << "key " << i;
    }
    constexpr std::size_t run_id = 9, log_entry = 10;
    for (std::size_t i = head; i < head + 19; ++i)
        for (const std::string junk : {"", "-1", "x", "1.5", "1e3", "99999999999999999999999"}) {
            if (!junk.empty() && (i == head + run_id || i == head + log_entry)) continue;
            auto bad = arguments;
            bad[i] = junk;
            const auto answer = call(bad);
            EXPECT_FALSE(answer && answer->text() == "COMMITTED") << "argument " << i - head << " = " << junk;
        }
    for (std::size_t i = head + 19; i < arguments.size(); ++i) {
        auto missing = arguments;
        missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(call(missing)) << "without " << i;
    }
    auto more = arguments;
    more.emplace_back("x");
    EXPECT_FALSE(call(more));
    EXPECT_EQ(digest(), before);
    EXPECT_EQ(call(arguments)->text(), "COMMITTED") << "the untouched call is good";
}

TEST_F(CommitFunction, TakesManyThousandEntitiesAtOnce) {
    constexpr std::uint64_t count = 20'000;
    core::State state;
    core::Effects effects;
    for (std::uint64_t i = 1; i <= count; ++i) {
        state.sessions[SessionId{i}].id = SessionId{i};
        effects.changed.sessions.insert(SessionId{i});
        effects.changed.sessions.insert(SessionId{count + i});  // deletes
        effects.archived.push_back({ConversationId{i}, 1});
        if (i <= 8'000) effects.entries.push_back({ConversationId{i}, {1, 1, {}, {}, "", "x", "", {}}});
    }
    redis("HSET", keys.state, "s:20001", "x", "s:40000", "x");
    const auto what = wire::make_commit(state, effects, {1, cursor.last_command, 5'000, 0, 0, {}});
    ASSERT_EQ(commit(what), CommitAnswer::committed);
    EXPECT_EQ(redis("HLEN", keys.state).to_i64(), static_cast<std::int64_t>(count));
    EXPECT_EQ(redis("HLEN", keys.archive).to_i64(), static_cast<std::int64_t>(count));
    EXPECT_EQ(redis("EXISTS", keys.conv(ConversationId{8'000})).to_i64(), 1);
}

TEST_F(CommitFunction, PassesAtMaxmemoryWhileAppendsAreRefused) {
    redis("CONFIG", "SET", "maxmemory", "1");
    const auto append = redis.try_call(redis::Request("XADD", keys.cmd, "NOMKSTREAM", "*", "c", "x"));
    ASSERT_FALSE(append);
    EXPECT_EQ(append.error().server_code(), "OOM");
    EXPECT_EQ(commit(plan()), CommitAnswer::committed);
    EXPECT_TRUE(redis.run(store.lease(term, "d1", 60'000, 7))->held);
    EXPECT_EQ(redis("FCALL", "yunke_beat", 1, keys.gateways, "g1").to_i64(), 1);
    EXPECT_EQ(redis.run(store.fence(term))->kind, FenceAnswer::Kind::ok);
}

TEST_F(CommitFunction, AGatewayThatComesBackInTheCommitThatLostItBeginsAnew) {
    redis("XADD", keys.out("g1"), "900-41", "o", "old");
    core::State state;
    state.pool.log_epoch = 900;
    state.gateways["g1"] = {"g1", 1};
    core::Effects effects;
    effects.lost_gateways = {"g1"};
    effects.outs["g1"] = {{SessionId{5}, core::AttachId{1}, {}, core::Resend{3}}};
    ASSERT_EQ(commit(wire::make_commit(state, effects, {1, cursor.last_command, 5'000, 0, 0, {}})),
              CommitAnswer::committed);
    const auto out = redis::take_entries(redis("XRANGE", keys.out("g1"), "-", "+")).value();
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].id, (redis::StreamId{900, 1}));
}

TEST_F(CommitFunction, OutStreamsStayShort) {
    core::State state;
    state.pool.log_epoch = 900;
    core::Effects effects;
    effects.outs["g1"] = {{SessionId{5}, core::AttachId{1}, {}, core::Resend{3}}};
    for (std::uint64_t i = 1; i <= 5'000; ++i) {
        state.gateways["g1"] = {"g1", i};
        const auto what = wire::make_commit(state, effects, {i, cursor.last_command, 5'000, 0, 0, {}});
        const auto hash = wire::commit_hash(cursor.hash, what);
        ASSERT_EQ(commit(what), CommitAnswer::committed);
        cursor.sequence = i;
        cursor.hash = hash;
    }
    const auto length = redis("XLEN", keys.out("g1")).to_i64();
    EXPECT_GE(length, 4'096);
    EXPECT_LT(length, 4'300);
}

}  // namespace
}  // namespace yunke::dispatcher
