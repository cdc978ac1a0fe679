#include "dispatcher/app/store.hpp"

#include <gtest/gtest.h>

#include "dispatcher/wire/entity.hpp"
#include "dispatcher/wire/state.hpp"
#include "tests/app/harness.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

class StoreTest : public ::testing::Test {
protected:
    testing::RedisServer server{{{"--appendfsync", "no"}, false}};
    testing::SyncRedis redis{server.url()};
    Store& store = redis.store();
    const Keys keys{"main"};
};

TEST_F(StoreTest, LoadsAStatePageByPage) {
    core::State state;
    for (std::uint64_t i = 1; i <= 5'000; ++i) {
        const core::SessionId id{i};
        state.sessions[id].id = id;
    }
    state.pool.now_ms = 7;
    for (const auto& [field, value] : wire::encode_state(state))
        redis("HSET", keys.state, field, value);
    const auto loaded = redis.run(store.load_state());
    ASSERT_TRUE(loaded);
    EXPECT_EQ(wire::state_bytes(*loaded), wire::state_bytes(state));
}

TEST_F(StoreTest, ADamagedEntityIsNamed) {
    redis("HSET", keys.state, "c:5", "\xff");
    const auto loaded = redis.run(store.load_state());
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, Errc::damaged);
    EXPECT_NE(loaded.error().what.find("c:5"), std::string::npos);
}

TEST_F(StoreTest, AppendsNothingToAPoolThatIsGone) {
    std::vector<std::string> commands{"x"};
    EXPECT_EQ(redis.run(store.append(commands)).error().code, Errc::damaged);
    EXPECT_EQ(redis("EXISTS", keys.cmd).to_i64(), 0);
}

TEST_F(StoreTest, TellsMemoryAndDurability) {
    const auto memory = redis.run(store.memory());
    ASSERT_TRUE(memory);
    EXPECT_GT(memory->used, 100'000U);
    const auto settings = redis.run(store.append_only());
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->on, "yes");
    EXPECT_EQ(settings->fsync, "no");
}

// 20,000 commands of 200 bytes, one log entry per hundred of them.
class Trimming : public StoreTest {
protected:
    Trimming() {
        const std::string bytes(200, 'x');
        for (std::uint64_t i = 1; i <= 20'000; ++i) {
            redis("XADD", keys.cmd, std::to_string(i) + "-0", "c", bytes);
            if (i % 100 == 0) {
                const wire::CommitHeader header{i / 100, std::to_string(i) + "-0", 0, 0, 0, {}};
                redis("XADD", keys.log, std::to_string(i / 100) + "-0", "l", wire::encode_log(header, {}));
            }
        }
    }
    redis::StreamId first(const std::string& key) {
        return redis::take_entries(redis("XRANGE", key, "-", "+", "COUNT", 1)).value().at(0).id;
    }
};

TEST_F(Trimming, CutsTheOldestCommandsAndTheirLogEntries) {
    const Store::TrimBounds bounds{2'000'000, 1'500'000};
    int cuts = 0;  // Redis itself cuts no more than 10,000 entries at once
    while (redis.run(store.trim("20000-0", 200, bounds)).value())
        ++cuts;
    EXPECT_GE(cuts, 1);
    EXPECT_LE(cuts, 3);
    EXPECT_LE(redis("MEMORY", "USAGE", keys.cmd).to_i64().value(), bounds.bytes_max);
    const redis::StreamId command = first(keys.cmd);
    EXPECT_GT(command.ms, 5'000U);
    EXPECT_LE(first(keys.log).ms * 100, command.ms + 100) << "no log entry of a command that is kept was cut";
}

TEST_F(Trimming, NeverCutsWhatWasNotReadYet) {
    EXPECT_TRUE(redis.run(store.trim("300-0", 3, {1'000, 500})).value());
    EXPECT_LE(first(keys.cmd).ms, 300U);
    EXPECT_LE(first(keys.log).ms, 3U);
}

TEST_F(Trimming, LeavesAShortStreamAlone) {
    EXPECT_FALSE(redis.run(store.trim("20000-0", 200, {100'000'000, 90'000'000})).value());
    EXPECT_EQ(first(keys.cmd).ms, 1U);
}

}  // namespace
}  // namespace yunke::dispatcher
