// The other Redis Functions: beat, lease, fence, create, let go.
#include <gtest/gtest.h>

#include "dispatcher/app/functions.hpp"
#include "tests/app/harness.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

const std::string first_term = "0123456789abcdef";
const std::string second_term = "fedcba9876543210";

class Functions : public ::testing::Test {
protected:
    Functions() { EXPECT_TRUE(redis.run(store.load_functions(true))); }

    LeaseAnswer lease(const std::string& term, core::Ms ttl_ms, core::Ms alive_ms = 0) {
        return redis.run(store.lease(term, "d1", ttl_ms, alive_ms)).value();
    }
    FenceAnswer fence(const std::string& term) { return redis.run(store.fence(term)).value(); }

    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    Store& store = redis.store();
    const Keys keys{"main"};
};

TEST_F(Functions, AreLoadedOnceAndReplacedWhenTheyDiffer) {
    EXPECT_TRUE(redis.run(store.load_functions(false)));
    redis("FUNCTION", "LOAD", "REPLACE",
          "#!lua name=yunke\nredis.register_function('yunke_beat', function() return 0 end)");
    EXPECT_TRUE(redis.run(store.load_functions(false))) << "somebody's library is there";
    EXPECT_EQ(redis("FCALL", "yunke_beat", 1, keys.gateways, "g1").to_i64(), 0);
    EXPECT_TRUE(redis.run(store.load_functions(true)));
    EXPECT_EQ(redis("FCALL", "yunke_beat", 1, keys.gateways, "g1").to_i64(), 1);
}

TEST_F(Functions, AMissingLibraryIsToldApart) {
    redis("FUNCTION", "FLUSH");
    EXPECT_EQ(redis.run(store.fence(first_term)).error().code, Errc::no_function);
}

TEST_F(Functions, BeatsCountUp) {
    EXPECT_EQ(redis("FCALL", "yunke_beat", 1, keys.gateways, "g1-0.aa").to_i64(), 1);
    EXPECT_EQ(redis("FCALL", "yunke_beat", 1, keys.gateways, "g1-0.aa").to_i64(), 2);
    const auto beats = redis.run(store.beats());
    ASSERT_TRUE(beats);
    EXPECT_EQ(beats->at(0), (std::pair<std::string, std::string>("g1-0.aa", "2")));
    for (const char* bad : {"", "UPPER", "a b", "}{"})
        EXPECT_FALSE(redis.try_call(redis::Request("FCALL", "yunke_beat", 1, keys.gateways, bad))) << bad;
    EXPECT_FALSE(redis.try_call(redis::Request("FCALL", "yunke_beat", 1, keys.gateways, std::string(65, 'a'))));
    EXPECT_FALSE(redis.try_call(redis::Request("FCALL", "yunke_beat", 1, "{main}:state", "g1")));
    EXPECT_FALSE(redis.try_call(redis::Request("FCALL", "yunke_beat", 1, "{m}{n}:gateways", "g1")));
}

TEST_F(Functions, ALeaseIsHeldByOneUntilItRunsOut) {
    EXPECT_TRUE(lease(first_term, 300).held);
    EXPECT_TRUE(lease(first_term, 300).held) << "renewed";
    const LeaseAnswer other = lease(second_term, 300);
    EXPECT_FALSE(other.held);
    EXPECT_EQ(other.holder, first_term + " d1");
    EXPECT_GT(other.ttl_left_ms, 0);
    EXPECT_TRUE(testing::eventually([&] { return lease(second_term, 300).held; }));
    EXPECT_FALSE(lease(first_term, 300).held);
}

TEST_F(Functions, OnlyTheHolderGivesALeaseUp) {
    EXPECT_TRUE(lease(first_term, 60'000).held);
    EXPECT_FALSE(lease(second_term, 0).held);
    EXPECT_FALSE(lease(second_term, 60'000).held) << "the release by another changed nothing";
    lease(first_term, 0);
    EXPECT_TRUE(lease(second_term, 60'000).held);
}

TEST_F(Functions, AliveIsNotedOnlyForTheFencedInTerm) {
    ASSERT_TRUE(redis.run(store.create_pool(900)).value());
    lease(first_term, 60'000, 111);
    EXPECT_EQ(redis.cursor().alive_ms, 0) << "not fenced yet";
    fence(first_term);
    lease(first_term, 60'000, 0);
    EXPECT_EQ(redis.cursor().alive_ms, 0) << "0 says that it is not known yet";
    lease(first_term, 60'000, 222);
    EXPECT_EQ(redis.cursor().alive_ms, 222);
}

TEST_F(Functions, AFenceNeedsTheLease) {
    ASSERT_TRUE(redis.run(store.create_pool(900)).value());
    EXPECT_EQ(fence(first_term).kind, FenceAnswer::Kind::fenced);
    lease(second_term, 60'000);
    EXPECT_EQ(fence(first_term).kind, FenceAnswer::Kind::fenced);
    EXPECT_EQ(redis.cursor().term, std::string(16, '0'));
    EXPECT_EQ(fence(second_term).kind, FenceAnswer::Kind::ok);
    EXPECT_EQ(redis.cursor().term, second_term);
}

TEST_F(Functions, AFenceCountsTheStartsAtOneCursor) {
    ASSERT_TRUE(redis.run(store.create_pool(900)).value());
    lease(first_term, 60'000);
    EXPECT_EQ(fence(first_term).starts, 1U);
    EXPECT_EQ(fence(first_term).starts, 2U);
    ASSERT_TRUE(redis.run(store.set_trying("7-0 1")));
    const FenceAnswer third = fence(first_term);
    EXPECT_EQ(third.starts, 3U);
    EXPECT_EQ(third.trying, "7-0 1");
    redis("HSET", keys.cursor, "last_command", "7-1");
    EXPECT_EQ(fence(first_term).starts, 1U);
    ASSERT_TRUE(redis.run(store.set_trying("")));
    EXPECT_EQ(fence(first_term).trying, "");
}

TEST_F(Functions, APoolIsCreatedOnlyWhereNothingOfItIs) {
    EXPECT_TRUE(redis.run(store.create_pool(900)).value());
    EXPECT_FALSE(redis.run(store.create_pool(901)).value());
    EXPECT_EQ(redis.cursor().log_epoch, 900U);
    EXPECT_EQ(redis.cursor().sequence, 0U);
    EXPECT_FALSE(redis("XADD", keys.cmd, "NOMKSTREAM", "*", "c", "x").is_nil()) << "gateways can append";
    for (const std::string& left : {keys.cursor, keys.cmd, keys.state}) {
        redis("FLUSHALL");
        redis("SET", left, "what is left of a pool");
        EXPECT_FALSE(redis.run(store.create_pool(902)).value()) << left;
    }
}

TEST_F(Functions, AnArchivedConversationIsLetGoOnce) {
    const std::string transcript = keys.conv(core::ConversationId{7});
    redis("HSET", keys.archive, "7", "bytes", "8", "others");
    redis("XADD", transcript, "1-0", "e", "one");
    redis("XADD", transcript, "2-0", "e", "two");
    const auto let_go = [&] {
        return std::string(redis("FCALL", "yunke_let_go", 2, keys.archive, transcript, "7", "bytes", 2).text());
    };
    EXPECT_EQ(let_go(), "LET_GO");
    EXPECT_EQ(redis("EXISTS", transcript).to_i64(), 0);
    EXPECT_TRUE(redis("HGET", keys.archive, "7").is_nil());
    EXPECT_EQ(redis("HGET", keys.archive, "8").text(), "others");
    EXPECT_EQ(let_go(), "GONE");
    // The conversation lives again in a Redis that went back.
    redis("XADD", transcript, "1-0", "e", "one");
    EXPECT_EQ(let_go(), "GONE");
    EXPECT_EQ(redis("XLEN", transcript).to_i64(), 1);
}

TEST_F(Functions, WhatIsNotAsItWasArchivedIsNotLetGo) {
    const std::string transcript = keys.conv(core::ConversationId{7});
    redis("HSET", keys.archive, "7", "other bytes");
    redis("XADD", transcript, "1-0", "e", "one");
    const auto let_go = [&](const std::string& bytes, int entries) {
        return std::string(redis("FCALL", "yunke_let_go", 2, keys.archive, transcript, "7", bytes, entries).text());
    };
    EXPECT_EQ(let_go("bytes", 1), "OTHER");
    EXPECT_EQ(let_go("other bytes", 2), "OTHER");
    EXPECT_EQ(redis("XLEN", transcript).to_i64(), 1);
    const auto refused = [&](const std::string& key, const std::string& id, const std::string& bytes, const char* n) {
        return !redis.try_call(redis::Request("FCALL", "yunke_let_go", 2, keys.archive, key, id, bytes, n));
    };
    EXPECT_TRUE(refused(transcript, "8", "other bytes", "1")) << "another conversation's transcript";
    EXPECT_TRUE(refused("{other}:conv:7", "7", "other bytes", "1"));
    EXPECT_TRUE(refused(transcript, "x", "other bytes", "1"));
    EXPECT_TRUE(refused(transcript, "7", "", "1"));
    EXPECT_TRUE(refused(transcript, "7", "other bytes", "-1"));
    EXPECT_EQ(let_go("other bytes", 1), "LET_GO");
}

}  // namespace
}  // namespace yunke::dispatcher
