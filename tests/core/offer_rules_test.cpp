#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

TEST(OfferRules, AWaitingChatIsOfferedToTheFreeAgentAndBecomesHersWhenAccepted) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    const auto offers = pool.told<OfferView>(mei);
    ASSERT_EQ(offers.size(), 1u);
    EXPECT_EQ(offers[0].opening, "does this run small?");
    EXPECT_EQ(offers[0].expires_ms, pool.now() + 30'000);
    EXPECT_EQ(pool.say(mei, Accept{chat}).error, ErrorCode::ok);
    EXPECT_EQ(pool.conversation(chat).owner, AgentId{1});
    ASSERT_EQ(pool.told<ReadEntries>(mei).size(), 1u);
    EXPECT_EQ(pool.told<ReadEntries>(mei)[0].last, 2u);
    ASSERT_EQ(pool.heard(lin).size(), 1u);
    EXPECT_EQ(pool.heard(lin)[0].kind, EntryKind::joined);
}

TEST(OfferRules, AMissedOfferGoesToSomebodyElseAndOnlyHoldsArrivalsAfterSeveral) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.wait(30'000);
    ASSERT_EQ(pool.told<OfferGone>(mei).size(), 1u);
    EXPECT_EQ(pool.told<OfferGone>(mei)[0].why, OfferEnd::missed);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::available);
    EXPECT_TRUE(pool.conversation(chat).offers.empty());
    for (int misses = 1; misses < 3; ++misses) {
        pool.wait(30'000);  // nobody else is there, so it comes to her again
        EXPECT_EQ(pool.conversation(chat).offers.size(), 1u);
        pool.wait(30'000);
    }
    EXPECT_TRUE(pool.agent_state(1).arrivals_held);
    const Ms idle_since = pool.agent_state(1).idle_since_ms;
    pool.wait(60'000);
    EXPECT_TRUE(pool.conversation(chat).offers.empty());
    pool.say(mei, ResumeArrivals{});
    EXPECT_EQ(pool.agent_state(1).idle_since_ms, idle_since);
    EXPECT_EQ(pool.conversation(chat).offers.size(), 1u);
}

TEST(OfferRules, AnOfferCanBeProlongedTenTimesAndThenRunsOutWithoutAMarkOnPresence) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    for (std::uint32_t turn = 1; turn <= 10; ++turn) {
        pool.wait(29'000);
        EXPECT_EQ(pool.say(mei, Prolong{chat}).error, ErrorCode::ok);
        ASSERT_EQ(pool.told<OfferView>(mei).size(), 1u);
        EXPECT_EQ(pool.told<OfferView>(mei)[0].prolongs_left, 10 - turn);
    }
    EXPECT_EQ(pool.say(mei, Prolong{chat}).error, ErrorCode::wrong_state);
    pool.wait(29'999);
    EXPECT_EQ(pool.conversation(chat).offers.size(), 1u);
    pool.wait(1);
    EXPECT_TRUE(pool.conversation(chat).offers.empty());
    EXPECT_EQ(pool.agent_state(1).presence, Presence::available);
}

TEST(OfferRules, ADeclinedChatDoesNotComeBackToHerForAWhileAndCountsNothingAgainstHer) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person jun = pool.agent(2);
    Person lin = pool.shopper();
    const Ms idle_since = pool.agent_state(1).idle_since_ms;
    const ConversationId chat = pool.open(lin);
    EXPECT_EQ(pool.say(mei, Decline{chat, DeclineReason::not_my_topic}).error, ErrorCode::ok);
    EXPECT_EQ(pool.told<OfferView>(jun).size(), 1u);
    EXPECT_EQ(pool.agent_state(1).misses, 0u);
    EXPECT_EQ(pool.agent_state(1).idle_since_ms, idle_since);
    pool.say(jun, Decline{chat, DeclineReason::not_now});
    EXPECT_TRUE(pool.conversation(chat).offers.empty());
    pool.wait(299'999);
    EXPECT_TRUE(pool.conversation(chat).offers.empty());
    pool.wait(1);
    const auto offers = pool.conversation(chat).offers;
    ASSERT_EQ(offers.size(), 2u) << "its deadline has passed, so a second agent is asked too";
    EXPECT_EQ(offers[0].agent, AgentId{1});
}

TEST(OfferRules, AcceptingAnOfferThatRanOutIsRefusedKindly) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.wait(30'000);
    EXPECT_EQ(pool.say(mei, Accept{chat}).error, ErrorCode::offer_gone);
}

TEST(OfferRules, OffersTakeUpCapacity) {
    TestPool pool;
    Person mei = pool.agent(1, 2);
    std::vector<Person> shoppers;
    for (int i = 0; i < 3; ++i) {
        shoppers.push_back(pool.shopper());
        pool.open(shoppers.back());
    }
    const Person again = mei;
    std::size_t offered = 0;
    for (const auto& [id, c] : pool.state().conversations)
        offered += c.offers.size();
    EXPECT_EQ(offered, 2u);
    pool.drop(shoppers[0]);
    EXPECT_EQ(pool.say(shoppers[1], Close{pool.state().sessions.at(shoppers[1].session).conversation}).error,
              ErrorCode::ok);
    offered = 0;
    for (const auto& [id, c] : pool.state().conversations)
        offered += c.offers.size();
    EXPECT_EQ(offered, 2u) << "the freed place goes to the one who waited";
    EXPECT_EQ(again.session, mei.session);
}

TEST(OfferRules, AutoAcceptTakesTheChatAtOnce) {
    TestPool pool;
    AgentConfig config = agent_config(1);
    config.auto_accept = true;
    pool.agent(config);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    EXPECT_EQ(pool.conversation(chat).state, ConversationState::active);
}

TEST(OfferRules, AnOfferWithoutTimeoutWaitsAsLongAsItTakes) {
    TestPool pool;
    AgentConfig config = agent_config(1);
    config.offer_timeout_ms = 0;
    pool.agent(config);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.wait(3'600'000);
    EXPECT_EQ(pool.conversation(chat).offers.size(), 1u);
}

TEST(OfferRules, TimeWithoutALeaderIsNobodysMiss) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.crash();
    pool.wait(0);
    BatchHeader header;
    header.gap_ms = 60'000;
    // The pool's time has moved by the gap when the next leader takes over.
    TestPool& moved = pool;
    moved.wait(0);
    pool.apply_batch({}, header);
    EXPECT_EQ(pool.conversation(chat).offers.at(0).expires_ms, pool.now() + 90'000);
    EXPECT_EQ(pool.agent_state(1).misses, 0u);
    EXPECT_EQ(mei.number, 1u);
}

}  // namespace
}  // namespace yunke::core::testing
