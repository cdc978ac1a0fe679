#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

AgentId offered_to(const TestPool& pool, ConversationId chat) {
    const auto& offers = pool.conversation(chat).offers;
    return offers.empty() ? no_agent : offers.front().agent;
}

TEST(Matching, TheLongestIdleAgentComesFirst) {
    TestPool pool;
    PoolConfig config;
    config.order = {Criterion::longest_idle};
    pool.configure(config);
    pool.agent(5);
    pool.wait(1'000);
    pool.agent(3);
    Person lin = pool.shopper();
    EXPECT_EQ(offered_to(pool, pool.open(lin)), AgentId{5});
    Person bo = pool.shopper();
    EXPECT_EQ(offered_to(pool, pool.open(bo)), AgentId{5}) << "an offer does not change her turn";
}

TEST(Matching, AcceptingSendsHerToTheEndOfTheLine) {
    TestPool pool;
    Person mei = pool.agent(5, 3);
    pool.wait(1'000);
    pool.agent(3, 3);
    Person lin = pool.shopper();
    const ConversationId first = pool.open(lin);
    pool.wait(1'000);
    pool.say(mei, Accept{first});
    Person bo = pool.shopper();
    EXPECT_EQ(offered_to(pool, pool.open(bo)), AgentId{3});
}

TEST(Matching, TheEarliestDeadlineIsServedFirstAcrossTheShopsSheServes) {
    TestPool pool;
    Person first = pool.shopper(shop_b);
    const ConversationId older = pool.open(first);
    pool.wait(500);
    Person second = pool.shopper(shop_a);
    const ConversationId newer = pool.open(second);
    pool.agent(1, 1);
    EXPECT_EQ(offered_to(pool, older), AgentId{1});
    EXPECT_EQ(offered_to(pool, newer), no_agent);
}

TEST(Matching, SkillsAreNeededAtTheirLevelAndAllOfThem) {
    TestPool pool;
    AgentConfig weak = agent_config(1);
    weak.skills = {{SkillId{1}, 1}};
    pool.agent(weak);
    Person lin = pool.shopper();
    const ConversationId sizes = pool.open(lin, "sizes");
    EXPECT_EQ(offered_to(pool, sizes), no_agent) << "level 2 is asked for";
    weak.skills = {{SkillId{1}, 2}};
    pool.configure(weak);
    EXPECT_EQ(offered_to(pool, sizes), AgentId{1}) << "an edit of her skills counts at once";
    Person bo = pool.shopper();
    EXPECT_EQ(offered_to(pool, pool.open(bo, "returns")), no_agent) << "skill 2 is missing";
}

TEST(Matching, TheLanguageIsMatchedByItsPrimarySubtag) {
    TestPool pool;
    AgentConfig config = agent_config(1);
    config.languages = {"en-GB"};
    pool.agent(config);
    Person lin = pool.shopper();
    EXPECT_EQ(offered_to(pool, pool.open(lin, "sizes", "zh-CN")), no_agent);
    Person bo = pool.shopper();
    EXPECT_EQ(offered_to(pool, pool.open(bo, "sizes", "EN-us")), AgentId{1});
}

TEST(Matching, NobodyRestingInTrainingFinishingOrOfflineIsOfferedAnything) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    for (const Presence presence : {Presence::resting, Presence::training, Presence::offline, Presence::finishing}) {
        pool.say(mei, SetPresence{presence});
        EXPECT_EQ(offered_to(pool, chat), no_agent);
        pool.say(mei, SetPresence{Presence::available});
        EXPECT_EQ(offered_to(pool, chat), AgentId{1});
    }
}

TEST(Matching, StopsAtItsBoundAndGoesOnInTheNextBatch) {
    TestPool pool;
    std::vector<Person> shoppers;
    for (int i = 0; i < 300; ++i) {
        shoppers.push_back(pool.shopper(shop_b));
        pool.open(shoppers.back());
    }
    AgentConfig many = agent_config(1, 20);
    for (std::uint32_t id = 1; id <= 20; ++id)
        pool.agent(agent_config(id, 20), Presence::resting);
    std::size_t offered = 0;
    for (const auto& [id, c] : pool.state().conversations)
        offered += c.offers.size();
    EXPECT_EQ(offered, 0u);
    // Everybody becomes available within one batch of commands; each command's matching is bounded.
    for (std::uint32_t id = 1; id <= 20; ++id) {
        FromClient command;
        const Agent& agent = pool.agent_state(id);
        const Session& session = pool.state().sessions.at(agent.session);
        command.session = session.id;
        command.attach = session.attach;
        command.number = session.last_number + 1;
        command.body = SetPresence{Presence::available};
        pool.apply(command);
    }
    offered = 0;
    for (const auto& [id, c] : pool.state().conversations)
        offered += c.offers.size();
    EXPECT_EQ(offered, 300u);
    EXPECT_EQ(many.capacity, 20u);
}

}  // namespace
}  // namespace yunke::core::testing
