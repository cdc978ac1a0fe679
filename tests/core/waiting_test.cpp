// Waiting where several rules meet: what was edited meanwhile, what is over, what is not known yet.
#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

constexpr Ms minute = 60'000;

TEST(Waiting, AMessageThatNobodyTookInTimeIsStillAskedForLessOfWithTime) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) {
        q.skills = {{SkillId{1}, 5}};
        q.routing.wait_max_ms = minute;
        q.routing.relaxations = {{2 * minute, Relaxation::Kind::lower, {SkillId{1}, 0}, {}}};
    }));
    pool.agent(agent_config(1));
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.wait(minute);
    ASSERT_TRUE(pool.conversation(chat).message_left);
    pool.wait(minute);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{1}});
}

TEST(Waiting, AnOfferMadeByAStepThatTheEditedTimetableHasLaterIsTakenBack) {
    TestPool pool;
    const auto asking_less_after = [&](Ms after_ms) {
        pool.configure(changed(pool, sizes_a, [&](QueueConfig& q) {
            q.skills = {{SkillId{1}, 5}};
            q.routing.relaxations = {{after_ms, Relaxation::Kind::lower, {SkillId{1}, 0}, {}}};
        }));
    };
    asking_less_after(10'000);
    AgentConfig slow = agent_config(1);
    slow.offer_timeout_ms = 20 * minute;
    pool.agent(slow);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.wait(10'000);
    ASSERT_EQ(pool.offered_to(chat), Agents{AgentId{1}});
    asking_less_after(5 * minute);
    EXPECT_EQ(pool.conversation(chat).step, 0u);
    EXPECT_EQ(pool.offered_to(chat), Agents{});
}

TEST(Waiting, APoolThatAllowsSecondOffersAgainMakesThemAtOnce) {
    TestPool pool;
    PoolConfig config;
    config.single_offer = true;
    pool.configure(config);
    for (const std::uint32_t id : {1u, 2u}) {
        AgentConfig slow = agent_config(id);
        slow.offer_timeout_ms = 20 * minute;
        pool.agent(slow);
    }
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.wait(2 * minute);
    EXPECT_EQ(pool.offered_to(chat).size(), 1u);
    config.single_offer = false;
    pool.configure(config);
    EXPECT_EQ(pool.offered_to(chat).size(), 2u);
}

PoolConfig asking_another_after(std::uint32_t percent) {
    PoolConfig config;
    config.second_offer_percent = percent;
    return config;
}

// Two agents who need long, and a chat that is offered to the first.
ConversationId considered_for_long(TestPool& pool, Person& shopper) {
    for (const std::uint32_t id : {1u, 2u}) {
        AgentConfig slow = agent_config(id);
        slow.offer_timeout_ms = 20 * minute;
        pool.agent(slow);
    }
    const ConversationId chat = pool.open(shopper);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{1}});
    return chat;
}

TEST(Waiting, ASecondAgentIsAskedAfterSoMuchOfTheTargetAsThePoolSays) {
    TestPool pool;
    pool.configure(asking_another_after(40));
    // Credit moves a chat to the front; its target is a minute all the same.
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.priority_credit_ms = 50'000; }));
    Person lin = pool.shopper();
    const ConversationId chat = considered_for_long(pool, lin);
    const Ms expires_ms = pool.conversation(chat).offers[0].expires_ms;
    pool.wait(23'999);
    EXPECT_EQ(pool.offered_to(chat).size(), 1u);
    pool.crash();
    pool.wait(1);
    EXPECT_EQ(pool.offered_to(chat), (Agents{AgentId{1}, AgentId{2}}));
    EXPECT_EQ(pool.conversation(chat).offers[0].expires_ms, expires_ms) << "nobody's time is shortened by it";
}

TEST(Waiting, WhenASecondAgentIsAskedCanBeChangedForThoseWhoWait) {
    TestPool pool;
    Person lin = pool.shopper();
    const ConversationId chat = considered_for_long(pool, lin);
    pool.wait(20'000);
    pool.configure(asking_another_after(50));
    pool.wait(9'999);
    EXPECT_EQ(pool.offered_to(chat).size(), 1u);
    pool.configure(asking_another_after(25));
    pool.wait(0);
    EXPECT_EQ(pool.offered_to(chat).size(), 2u) << "by now it is late";
    pool.configure(asking_another_after(0));
    pool.wait(1);
    EXPECT_EQ(pool.offered_to(chat).size(), 2u) << "who was asked may answer";
}

TEST(Waiting, ATransferCountsFromItsOwnArrival) {
    TestPool pool;
    pool.configure(asking_another_after(50));
    Person lin = pool.shopper();
    const ConversationId chat = considered_for_long(pool, lin);
    pool.wait(30'000);
    ASSERT_EQ(pool.offered_to(chat).size(), 2u);
    Person boss = pool.connect(Role::supervisor, 7);
    ASSERT_EQ(pool.say(boss, Supervise{chat, Part::take}).error, ErrorCode::ok);
    ASSERT_EQ(pool.say(boss, Transfer{chat, sizes_a, "", no_agent, false}).error, ErrorCode::ok);
    EXPECT_EQ(pool.offered_to(chat).size(), 1u);
    pool.wait(30'000);
    EXPECT_EQ(pool.offered_to(chat).size(), 2u);
}

TEST(Waiting, AShopThatClosesTakesNobodyNewAndAnswersThoseWhoWait) {
    TestPool pool;
    Person lin = pool.shopper(), bo = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.configure(ShopConfig{shop_a, "shop", 1, false});
    EXPECT_EQ(pool.say(bo, Open{"sizes", "Bo", "zh", "hello"}).error, ErrorCode::queue_closed);
    Person mei = pool.agent(agent_config(1));
    ASSERT_EQ(pool.offered_to(chat), Agents{AgentId{1}});
    EXPECT_EQ(pool.say(mei, Accept{chat}).error, ErrorCode::ok);
    pool.configure(ShopConfig{shop_a, "shop", 1, true});
    EXPECT_EQ(pool.say(bo, Open{"sizes", "Bo", "zh", "hello"}).error, ErrorCode::ok);
}

TEST(Waiting, AQueueThatIsClosedSendsNobodyOnAlthoughItIsFull) {
    TestPool pool;
    const auto configure = [&](bool open) {
        pool.configure(changed(pool, sizes_a, [&](QueueConfig& q) {
            q.open = open;
            q.waiting_max = 1;
            q.routing.beyond = Beyond::overflow;
            q.routing.overflow_queue = returns_a;
        }));
    };
    configure(true);
    Person lin = pool.shopper(), bo = pool.shopper();
    pool.open(lin, "sizes");
    configure(false);
    EXPECT_EQ(pool.say(bo, Open{"sizes", "Bo", "zh", "hello"}).error, ErrorCode::queue_closed);
}

TEST(Waiting, AnOverflowQueueThatIsNotKnownYetHoldsNothingElseUp) {
    constexpr QueueId later{13};
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) {
        q.routing.overflow_queue = later;
        q.routing.overflow_after_ms = 10'000;
        q.routing.wait_max_ms = minute;
    }));
    Person lin = pool.shopper(), bo = pool.shopper();
    const ConversationId first = pool.open(lin, "sizes");
    pool.wait(minute);
    EXPECT_TRUE(pool.conversation(first).message_left);
    const ConversationId second = pool.open(bo, "sizes");
    pool.wait(20'000);
    QueueConfig config = pool.state().queues.at(returns_a).config;
    config.id = later;
    config.topic = "later";
    pool.configure(config);
    EXPECT_EQ(pool.conversation(second).queue, later) << "it had waited for this";
}

TEST(Waiting, AChatNeverGoesOverToAnotherShop) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) {
        q.waiting_max = 1;
        q.routing.beyond = Beyond::overflow;
        q.routing.overflow_queue = sizes_b;
        q.routing.overflow_after_ms = minute;
        q.routing.wait_max_ms = 2 * minute;
    }));
    Person lin = pool.shopper(), bo = pool.shopper();
    const ConversationId chat = pool.open(lin);
    EXPECT_EQ(pool.say(bo, Open{"sizes", "Bo", "zh", "hello"}).error, ErrorCode::queue_full);
    pool.wait(minute);
    EXPECT_EQ(pool.conversation(chat).queue, sizes_a);
    pool.wait(minute);
    EXPECT_EQ(pool.conversation(chat).queue, sizes_a);
    EXPECT_TRUE(pool.conversation(chat).message_left);
}

}  // namespace
}  // namespace yunke::core::testing
