#include "dispatcher/wire/entity.hpp"

#include <gtest/gtest.h>

#include "dispatcher/wire/state.hpp"
#include "tests/wire/random_message.hpp"
#include "yunke/v1/entity.pb.h"

namespace yunke::wire {
namespace {

// ErrorCode, in kept answers, knows 0 to 12 in the core; every other enumeration is shorter.
constexpr int core_enum_max = 12;

template <class Message>
Message random_entity(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Message message;
    testing::fill_random(message, random, 0, core_enum_max);
    return message;
}

template <class Message, class Entity>
void expect_round_trip() {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto message = random_entity<Message>(seed);
        const auto entity = decode_entity<Entity>(message.SerializeAsString());
        ASSERT_TRUE(entity) << entity.error().what;
        EXPECT_EQ(encode_entity(*entity), message.SerializeAsString()) << message.DebugString();
        EXPECT_EQ(*decode_entity<Entity>(encode_entity(*entity)), *entity);
    }
}

TEST(Entity, EveryKindComesBackByteForByte) {
    expect_round_trip<v1::PoolEntity, core::Pool>();
    expect_round_trip<v1::ShopEntity, core::Shop>();
    expect_round_trip<v1::QueueEntity, core::Queue>();
    expect_round_trip<v1::AgentEntity, core::Agent>();
    expect_round_trip<v1::SessionEntity, core::Session>();
    expect_round_trip<v1::ConversationEntity, core::Conversation>();
    expect_round_trip<v1::GatewayEntity, core::Gateway>();
}

TEST(Entity, FieldsAreNamedByKindAndId) {
    EXPECT_EQ(state_field(core::ShopId{1}), "h:1");
    EXPECT_EQ(state_field(core::QueueId{2}), "q:2");
    EXPECT_EQ(state_field(core::AgentId{4'294'967'295}), "a:4294967295");
    EXPECT_EQ(state_field(core::SessionId{18'446'744'073'709'551'615U}), "s:18446744073709551615");
    EXPECT_EQ(state_field(core::ConversationId{5}), "c:5");
    EXPECT_EQ(gateway_field("g1-0.00ff"), "g:g1-0.00ff");
}

TEST(Entity, UnknownEnumerationNumbersAreRefused) {
    v1::ConversationEntity conversation;
    conversation.set_state(static_cast<v1::ConversationState>(5));
    EXPECT_FALSE(decode_entity<core::Conversation>(conversation.SerializeAsString()));
    v1::AgentEntity agent;
    agent.mutable_config()->set_wrap_up(static_cast<v1::WrapUpMode>(3));
    EXPECT_FALSE(decode_entity<core::Agent>(agent.SerializeAsString()));
}

core::State random_state(std::uint64_t seed) {
    core::State state;
    const auto take = [](auto decoded) { return std::move(decoded.value()); };
    state.pool = take(decode_entity<core::Pool>(random_entity<v1::PoolEntity>(seed).SerializeAsString()));
    for (std::uint64_t i = 0; i < 40; ++i) {
        const std::uint64_t s = seed * 1000 + i;
        const auto shop = take(decode_entity<core::Shop>(random_entity<v1::ShopEntity>(s).SerializeAsString()));
        const auto queue = take(decode_entity<core::Queue>(random_entity<v1::QueueEntity>(s).SerializeAsString()));
        const auto agent = take(decode_entity<core::Agent>(random_entity<v1::AgentEntity>(s).SerializeAsString()));
        const auto session =
            take(decode_entity<core::Session>(random_entity<v1::SessionEntity>(s).SerializeAsString()));
        const auto chat =
            take(decode_entity<core::Conversation>(random_entity<v1::ConversationEntity>(s).SerializeAsString()));
        auto gateway = take(decode_entity<core::Gateway>(random_entity<v1::GatewayEntity>(s).SerializeAsString()));
        gateway.name += std::to_string(i);
        state.shops[shop.config.id] = shop;
        state.queues[queue.config.id] = queue;
        state.agents[agent.config.id] = agent;
        state.sessions[session.id] = session;
        state.conversations[chat.id] = chat;
        state.gateways[gateway.name] = gateway;
    }
    return state;
}

TEST(StateBytes, AWholeStateComesBack) {
    const core::State state = random_state(7);
    const auto again = decode_state(encode_state(state));
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(state_bytes(*again), state_bytes(state));
    EXPECT_EQ(again->sessions, state.sessions);
    EXPECT_EQ(again->conversations, state.conversations);
    EXPECT_EQ(again->gateways, state.gateways);
}

TEST(StateBytes, DoNotDependOnTheOrderOfInsertion) {
    const core::State state = random_state(8);
    core::State backwards;
    backwards.pool = state.pool;
    const auto reversed = [](const auto& from, auto& to) {
        to.reserve(1024);  // another number of buckets, so another order
        std::vector<std::pair<typename std::decay_t<decltype(from)>::key_type,
                              typename std::decay_t<decltype(from)>::value_type::second_type>>
            all(from.begin(), from.end());
        for (auto it = all.rbegin(); it != all.rend(); ++it)
            to[it->first] = it->second;
    };
    reversed(state.shops, backwards.shops);
    reversed(state.queues, backwards.queues);
    reversed(state.agents, backwards.agents);
    reversed(state.sessions, backwards.sessions);
    reversed(state.conversations, backwards.conversations);
    reversed(state.gateways, backwards.gateways);
    EXPECT_EQ(state_bytes(backwards), state_bytes(state));
    backwards.pool.now_ms += 1;
    EXPECT_NE(state_bytes(backwards), state_bytes(state));
}

TEST(StateBytes, AFieldThatHoldsAnotherEntityIsRefused) {
    core::Shop shop;
    shop.config.id = core::ShopId{3};
    StateLoader loader;
    EXPECT_TRUE(loader.add("h:3", encode_entity(shop)));
    EXPECT_FALSE(loader.add("h:4", encode_entity(shop)));
    EXPECT_FALSE(loader.add("x:3", encode_entity(shop)));
    EXPECT_FALSE(loader.add("", ""));
    EXPECT_FALSE(loader.add("h:3", "\xff"));
}

}  // namespace
}  // namespace yunke::wire
