#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

TEST(PresenceRules, FinishingBecomesRestingWhenTheLastChatIsDone) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    pool.say(mei, SetPresence{Presence::finishing});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::finishing);
    Person bo = pool.shopper();
    EXPECT_TRUE(pool.conversation(pool.open(bo)).offers.empty());
    pool.say(mei, Resolve{chat});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::resting);
}

TEST(PresenceRules, FinishingWithNothingOpenIsRestingAtOnce) {
    TestPool pool;
    Person mei = pool.agent(1);
    pool.say(mei, SetPresence{Presence::finishing});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::resting);
}

TEST(PresenceRules, RestingKeepsOpenChatsAndHandsOffersOn) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId kept = pool.open(lin);
    pool.say(mei, Accept{kept});
    Person bo = pool.shopper();
    const ConversationId offered = pool.open(bo);
    pool.say(mei, SetPresence{Presence::resting});
    EXPECT_EQ(pool.told<OfferGone>(mei).at(0).why, OfferEnd::withdrawn);
    EXPECT_EQ(pool.conversation(kept).owner, AgentId{1});
    EXPECT_TRUE(pool.conversation(offered).offers.empty());
    EXPECT_EQ(pool.agent_state(1).misses, 0u);
}

TEST(PresenceRules, GoingOfflineGivesChatsBackInTheirOldPlaces) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    const Ms arrival = pool.conversation(chat).arrival_ms;
    pool.say(mei, Accept{chat});
    pool.wait(10'000);
    pool.say(mei, SetPresence{Presence::offline});
    EXPECT_EQ(pool.conversation(chat).state, ConversationState::waiting);
    EXPECT_EQ(pool.conversation(chat).arrival_ms, arrival);
    EXPECT_EQ(pool.conversation(chat).visit, 1u);
    EXPECT_EQ(pool.transcript(chat).back().kind, EntryKind::requeued);
    EXPECT_EQ(pool.told<ConversationGone>(mei).size(), 1u);
}

TEST(PresenceRules, ALostLineKeepsChatsForTheGraceAndThenGivesThemBack) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    Person bo = pool.shopper();
    const ConversationId offered = pool.open(bo);
    pool.drop(mei);
    EXPECT_TRUE(pool.conversation(offered).offers.empty()) << "an offer does not wait for a lost line";
    EXPECT_FALSE(pool.told<ConversationView>(lin).at(0).peer_online);
    pool.wait(89'999);
    EXPECT_EQ(pool.conversation(chat).owner, AgentId{1});
    pool.wait(1);
    EXPECT_EQ(pool.conversation(chat).state, ConversationState::waiting);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::offline);
    pool.resume(mei);
    EXPECT_TRUE(pool.told<Attached>(mei).at(0).conversations.empty());
}

TEST(PresenceRules, ALineThatComesBackInTimeChangesNothing) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    pool.drop(mei);
    pool.wait(80'000);
    pool.resume(mei);
    EXPECT_EQ(pool.told<Attached>(mei).at(0).conversations.at(0).id, chat);
    pool.wait(60'000);
    EXPECT_EQ(pool.conversation(chat).owner, AgentId{1});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::available);
}

TEST(PresenceRules, PresenceFactsCoverTheTimeAtWorkWithoutGapOrOverlap) {
    TestPool pool;
    Person mei = pool.agent(1);
    const Ms start = pool.now();
    pool.wait(10'000);
    pool.say(mei, SetPresence{Presence::resting});
    pool.wait(5'000);
    pool.say(mei, SetPresence{Presence::available});
    pool.wait(1'000);
    pool.drop(mei);
    pool.wait(2'000);
    pool.resume(mei);
    pool.wait(3'000);
    pool.say(mei, SetPresence{Presence::offline});
    const auto facts = pool.facts<WorkInterval>();
    ASSERT_EQ(facts.size(), 5u);
    Ms at = start;
    for (const WorkInterval& fact : facts) {
        EXPECT_EQ(fact.from_ms, at);
        at = fact.to_ms;
    }
    EXPECT_EQ(at, pool.now());
    EXPECT_TRUE(facts[3].line_lost);
    EXPECT_EQ(facts[1].presence, Presence::resting);
}

}  // namespace
}  // namespace yunke::core::testing
