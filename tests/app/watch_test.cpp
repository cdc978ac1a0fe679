// What the leader notices beside its batches: silent gateways and scarce memory.
#include <gtest/gtest.h>

#include "tests/app/people.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;
using testing::People;
using testing::Person;

class Watch : public ::testing::Test {
protected:
    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
    People people{redis};
};

TEST_F(Watch, ASilentGatewayIsLostWithAllThatIsItsOwn) {
    DispatcherThread::Options options = DispatcherThread::options();
    options.gateway_lost_ms = 1'500;
    DispatcherThread dispatcher(server.url(), options, clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    const auto beat = [&](const char* name) { redis("FCALL", "yunke_beat", 1, redis.keys().gateways, name); };
    beat(People::gateway);
    beat("nobody-0.00000000000000bb");  // never had a socket
    people.open_shop({7});
    const Person agent = people.agent(7);
    ASSERT_TRUE(testing::eventually([&] {
        beat("alive-0.00000000000000cc");
        return redis("HLEN", redis.keys().gateways).to_i64() == 1;
    }));
    EXPECT_FALSE(redis("HGET", redis.keys().gateways, "alive-0.00000000000000cc").is_nil());
    EXPECT_EQ(redis("EXISTS", redis.keys().out(People::gateway)).to_i64(), 0);
    const core::State state = redis.state();
    EXPECT_TRUE(state.gateways.empty());
    EXPECT_EQ(state.sessions.at(agent.session).attach, core::no_attach) << "detached, within its grace";
    EXPECT_NE(state.agents.at(core::AgentId{7}).line_lost_ms, 0);
}

TEST_F(Watch, NobodyIsLostForAnOutageOfRedis) {
    DispatcherThread::Options options = DispatcherThread::options();
    options.gateway_lost_ms = 2'000;
    DispatcherThread dispatcher(server.url(), options, clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    people.open_shop({7});
    people.agent(7);
    server.kill9();
    std::this_thread::sleep_for(std::chrono::milliseconds(2'500));
    server.start();
    for (int i = 0; i < 15; ++i) {
        redis("FCALL", "yunke_beat", 1, redis.keys().gateways, People::gateway);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    EXPECT_EQ(redis.state().gateways.size(), 1U);
}

TEST_F(Watch, ScarceMemoryIsToldToThePoolAndTakenBack) {
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
    ASSERT_TRUE(dispatcher.wait_leading());
    const auto used = redis.run(redis.store().memory())->used;
    redis("CONFIG", "SET", "maxmemory", std::to_string(used * 5 / 4));
    EXPECT_TRUE(testing::eventually([&] { return redis.state().pool.memory_pressure; }));
    redis("CONFIG", "SET", "maxmemory", std::to_string(used * 10));
    EXPECT_TRUE(testing::eventually([&] { return !redis.state().pool.memory_pressure; }));
}

}  // namespace
}  // namespace yunke::dispatcher
