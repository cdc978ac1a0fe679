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

}  // namespace
}  // namespace yunke::dispatcher
