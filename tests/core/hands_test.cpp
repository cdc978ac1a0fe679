// Conversations from hand to hand: to an agent in person, back, to a helper; help; re-opening; waiting for an answer.
#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

constexpr AgentId mei_id{1}, yun_id{2}, tao_id{3};

class Hands : public ::testing::Test {
protected:
    // Lin's chat in Mei's hands; Yun is free.
    void SetUp() override {
        mei = pool.agent(1);
        lin = pool.shopper();
        chat = pool.open(lin);
        accept(mei);
        yun = pool.agent(2);
    }
    void accept(Person& agent) { ASSERT_EQ(pool.say(agent, Accept{chat}).error, ErrorCode::ok); }
    const Conversation& c() const { return pool.conversation(chat); }
    Answer hand_to(AgentId agent) { return pool.say(mei, Transfer{chat, {}, "for you", agent, false}); }

    TestPool pool;
    Person mei, yun, lin;
    ConversationId chat{};
};

TEST_F(Hands, AChatHandedToAnAgentIsOfferedToHerAlone) {
    const Person tao = pool.agent(3);
    pool.wait(5'000);
    EXPECT_EQ(hand_to(yun_id).error, ErrorCode::ok);
    EXPECT_EQ(c().state, ConversationState::waiting);
    EXPECT_EQ(pool.offered_to(chat), Agents{yun_id});
    EXPECT_EQ(c().arrival_ms, pool.now());
    EXPECT_EQ(c().visit, 2U);
    ASSERT_EQ(pool.told<OfferView>(yun).size(), 1U);
    EXPECT_EQ(pool.told<OfferView>(yun).front().from_name, "agent 1");
    EXPECT_FALSE(pool.told<OfferView>(yun).front().help);
    EXPECT_TRUE(c().decisions.back().direct);
    EXPECT_TRUE(pool.told<OfferView>(tao).empty());
    EXPECT_EQ(pool.told<ConversationGone>(mei).size(), 1U);
    accept(yun);
    EXPECT_EQ(c().owner, yun_id);
}

TEST_F(Hands, DeclinedByHerItGoesOnToTheOthers) {
    const Person tao = pool.agent(3);
    hand_to(yun_id);
    pool.say(yun, Decline{chat, DeclineReason::not_now});
    EXPECT_EQ(pool.offered_to(chat), Agents{tao_id});
}

TEST_F(Hands, NobodyIsHandedWhatShePerhapsCannotTakeNow) {
    EXPECT_EQ(hand_to(AgentId{9}).error, ErrorCode::not_found);
    EXPECT_EQ(hand_to(mei_id).error, ErrorCode::invalid);
    pool.say(yun, SetPresence{Presence::resting});
    EXPECT_EQ(hand_to(yun_id).error, ErrorCode::wrong_state);
    EXPECT_EQ(pool.say(mei, Transfer{chat, returns_a, "", yun_id, false}).error, ErrorCode::invalid);
    EXPECT_EQ(pool.say(mei, Transfer{chat, {}, "", {}, true}).error, ErrorCode::not_found);
    EXPECT_EQ(c().owner, mei_id);
    EXPECT_EQ(pool.transcript(chat).back().kind, EntryKind::joined);
}

TEST_F(Hands, BackToWhoeverHadIt) {
    hand_to(yun_id);
    accept(yun);
    ASSERT_FALSE(pool.told<ConversationView>(yun).empty());
    EXPECT_EQ(pool.told<ConversationView>(yun).back().former_name, "agent 1");
    // She has just had it herself, which keeps it from being offered back by chance, not by wish.
    pool.wait(300'000);
    EXPECT_EQ(pool.say(yun, Transfer{chat, {}, "", {}, true}).error, ErrorCode::ok);
    EXPECT_EQ(pool.offered_to(chat), Agents{mei_id});
}

TEST_F(Hands, WhoCouldTakeItIsToldBestFirst) {
    const Person tao = pool.agent(3);
    Person bao = pool.agent(4);
    pool.say(bao, SetPresence{Presence::resting});
    EXPECT_EQ(pool.say(mei, FindAgents{chat}).error, ErrorCode::ok);
    const auto found = pool.told<AgentChoices>(mei);
    ASSERT_EQ(found.size(), 1U);
    const std::vector<AgentChoices::Choice> wanted{{yun_id, "agent 2"}, {tao_id, "agent 3"}};
    EXPECT_EQ(found.front().choices, wanted);
    EXPECT_EQ(pool.say(yun, FindAgents{chat}).error, ErrorCode::not_found);
}

TEST_F(Hands, AHelperReadsWritesAndWhispersAndOneOwnerStays) {
    EXPECT_EQ(pool.say(mei, AskHelp{chat, yun_id}).error, ErrorCode::ok);
    ASSERT_EQ(pool.told<OfferView>(yun).size(), 1U);
    EXPECT_TRUE(pool.told<OfferView>(yun).front().help);
    EXPECT_EQ(c().state, ConversationState::active);
    accept(yun);
    EXPECT_EQ(c().owner, mei_id);
    EXPECT_EQ(c().helper, yun_id);
    EXPECT_TRUE(pool.told<ConversationView>(yun).front().helping);
    EXPECT_EQ(pool.heard(lin).back().kind, EntryKind::helper_joined);
    EXPECT_EQ(pool.say(yun, Send{chat, "hello from me"}).error, ErrorCode::ok);
    EXPECT_EQ(pool.heard(lin).back().name, "agent 2");
    EXPECT_EQ(pool.heard(mei).back().text, "hello from me");
    EXPECT_EQ(pool.say(yun, Resolve{chat}).error, ErrorCode::not_found);
    EXPECT_EQ(pool.say(yun, Transfer{chat, returns_a, "", {}, false}).error, ErrorCode::not_found);
    EXPECT_EQ(pool.say(yun, Hold{chat, true}).error, ErrorCode::not_found);
}

TEST_F(Hands, WhispersReachNoShopper) {
    pool.say(mei, AskHelp{chat, yun_id});
    accept(yun);
    EXPECT_EQ(pool.say(yun, Whisper{chat, "say that it is on its way"}).error, ErrorCode::ok);
    EXPECT_EQ(pool.heard(mei).back().text, "say that it is on its way");
    const Entry blank = pool.heard(lin).back();
    EXPECT_EQ(blank.kind, EntryKind::unspecified);
    EXPECT_EQ(blank.text + blank.name, "");
    EXPECT_EQ(blank.n, c().entries);
    EXPECT_EQ(pool.say(lin, Whisper{chat, "x"}).error, ErrorCode::forbidden);
}

TEST_F(Hands, HelpTakesUpRoomAndCountsAsWork) {
    AgentConfig one = agent_config(2, 1);
    pool.configure(one);
    pool.say(mei, AskHelp{chat, yun_id});
    accept(yun);
    Person ann = pool.shopper();
    pool.say(mei, SetPresence{Presence::finishing});
    const ConversationId other = pool.open(ann);
    EXPECT_TRUE(pool.offered_to(other).empty());
    pool.wait(60'000);
    EXPECT_EQ(pool.say(yun, EndHelp{chat}).error, ErrorCode::ok);
    EXPECT_EQ(c().helper, no_agent);
    EXPECT_EQ(pool.offered_to(other), Agents{yun_id});
    EXPECT_EQ(pool.metered(yun_id, chat, UnitKind::help), 60'000);
}

TEST_F(Hands, AnUnheardQuestionForHelpIsNoMiss) {
    pool.say(mei, AskHelp{chat, yun_id});
    EXPECT_EQ(pool.say(mei, AskHelp{chat, yun_id}).error, ErrorCode::wrong_state);
    pool.wait(agent_config(2).offer_timeout_ms);
    EXPECT_TRUE(c().offers.empty());
    EXPECT_EQ(pool.agent_state(2).misses, 0U);
    EXPECT_EQ(pool.say(mei, AskHelp{chat, yun_id}).error, ErrorCode::ok);
    EXPECT_EQ(pool.say(mei, EndHelp{chat}).error, ErrorCode::ok);
    EXPECT_EQ(pool.told<OfferGone>(yun).front().why, OfferEnd::withdrawn);
    EXPECT_EQ(pool.say(mei, EndHelp{chat}).error, ErrorCode::wrong_state);
}

TEST_F(Hands, AHelperTakesOverAtOnce) {
    pool.say(mei, AskHelp{chat, yun_id});
    accept(yun);
    const Ms arrival_ms = c().arrival_ms;
    EXPECT_EQ(hand_to(yun_id).error, ErrorCode::ok);
    EXPECT_EQ(c().state, ConversationState::active);
    EXPECT_EQ(c().owner, yun_id);
    EXPECT_EQ(c().helper, no_agent);
    EXPECT_EQ(c().arrival_ms, arrival_ms);
    EXPECT_EQ(pool.told<ConversationGone>(mei).size(), 1U);
    EXPECT_EQ(pool.say(yun, Resolve{chat}).error, ErrorCode::ok);
}

TEST_F(Hands, HelpEndsWhenTheHelperOrTheOwnerGoes) {
    pool.say(mei, AskHelp{chat, yun_id});
    accept(yun);
    pool.say(yun, SetPresence{Presence::offline});
    EXPECT_EQ(c().helper, no_agent);
    EXPECT_EQ(c().owner, mei_id);
    EXPECT_EQ(pool.heard(lin).back().kind, EntryKind::helper_left);
    pool.say(yun, SetPresence{Presence::available});
    pool.say(mei, AskHelp{chat, yun_id});
    accept(yun);
    pool.say(mei, Logout{});
    EXPECT_EQ(c().state, ConversationState::waiting);
    EXPECT_EQ(c().helper, no_agent);
    EXPECT_EQ(pool.offered_to(chat), Agents{yun_id});
}

TEST_F(Hands, AHelpersTakeOverSurvivesARestart) {
    pool.say(mei, AskHelp{chat, yun_id});
    pool.crash();
    accept(yun);
    pool.crash();
    EXPECT_EQ(hand_to(yun_id).error, ErrorCode::ok);
    EXPECT_EQ(c().owner, yun_id);
}

class Reopening : public Hands {
protected:
    void SetUp() override {
        Hands::SetUp();
        pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.reopen_ms = 300'000; }));
    }
    Answer reopen() { return pool.say(lin, Reopen{chat, "one more thing"}); }
};

TEST_F(Reopening, AShopperGoesOnWithWhoeverKnowsHer) {
    pool.say(mei, Resolve{chat});
    EXPECT_EQ(pool.told<ConversationView>(lin).back().reopen_until_ms, pool.now() + 300'000);
    pool.wait(299'999);
    const Answer answer = reopen();
    EXPECT_EQ(answer.error, ErrorCode::ok);
    EXPECT_EQ(answer.entry, c().entries);
    EXPECT_EQ(c().state, ConversationState::waiting);
    EXPECT_EQ(c().visit, 2U);
    EXPECT_EQ(pool.offered_to(chat), Agents{mei_id});
    EXPECT_TRUE(c().decisions.back().known);
    EXPECT_EQ(pool.transcript(chat).back().text, "one more thing");
    ASSERT_EQ(pool.facts<ConversationReopened>().size(), 1U);
    EXPECT_EQ(pool.facts<ConversationReopened>().front().agent, mei_id);
    accept(mei);
    pool.say(mei, Resolve{chat});
    EXPECT_EQ(pool.facts<ConversationEnded>().size(), 2U);
}

TEST_F(Reopening, WhatIsStillWrittenUpIsHersAgainAtOnce) {
    AgentConfig writes = agent_config(1);
    writes.wrap_up = WrapUpMode::until_done;
    pool.configure(writes);
    pool.say(mei, Resolve{chat});
    EXPECT_EQ(c().state, ConversationState::wrap_up);
    pool.wait(20'000);
    EXPECT_EQ(reopen().error, ErrorCode::ok);
    EXPECT_EQ(c().state, ConversationState::active);
    EXPECT_EQ(c().owner, mei_id);
    EXPECT_EQ(pool.heard(mei).back().text, "one more thing");
    EXPECT_EQ(pool.metered(mei_id, chat, UnitKind::wrap_up), 20'000);
}

TEST_F(Reopening, TooLateOrTooEarlyIsRefused) {
    EXPECT_EQ(reopen().error, ErrorCode::wrong_state);
    pool.say(mei, Resolve{chat});
    pool.wait(300'000);
    EXPECT_EQ(reopen().error, ErrorCode::wrong_state);
    EXPECT_EQ(c().state, ConversationState::closed);
}

TEST_F(Reopening, NotWhereNewChatsAreNotTaken) {
    pool.say(mei, Resolve{chat});
    pool.apply(ShopBalance{shop_a, true});
    EXPECT_EQ(reopen().error, ErrorCode::queue_closed);
    pool.apply(ShopBalance{shop_a, false});
    EXPECT_EQ(reopen().error, ErrorCode::ok);
}

TEST_F(Reopening, AnAbandonedChatIsNotReopened) {
    pool.say(mei, SetPresence{Presence::offline});
    pool.say(yun, SetPresence{Presence::offline});
    EXPECT_EQ(pool.say(lin, Close{chat}).error, ErrorCode::ok);
    EXPECT_EQ(pool.told<ConversationView>(lin).back().reopen_until_ms, 0);
    EXPECT_EQ(reopen().error, ErrorCode::wrong_state);
}

TEST_F(Hands, AnAnswerThatIsLateShowsOnTheBoardAndTakesNothingAway) {
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.reply_ms = 60'000; }));
    AgentConfig slow = agent_config(1);
    slow.routing.idle_allowance_ms = 30'000;
    pool.configure(slow);
    pool.say(mei, Send{chat, "hello"});
    pool.say(lin, Send{chat, "where is it?"});
    Person boss = pool.connect(Role::supervisor, 1);
    pool.say(boss, WatchQueues{true});
    pool.wait(89'999);
    EXPECT_FALSE(c().reply_overdue);
    pool.wait(1);
    EXPECT_TRUE(c().reply_overdue);
    pool.crash();
    pool.wait(1'000);
    const auto boards = pool.told<QueueBoard>(boss);
    ASSERT_FALSE(boards.empty());
    EXPECT_EQ(boards.back().rows.front().unanswered, 1U);
    EXPECT_EQ(c().owner, mei_id);
    pool.say(mei, Send{chat, "on its way"});
    EXPECT_FALSE(c().reply_overdue);
    pool.say(lin, Send{chat, "thanks"});
    pool.say(mei, Hold{chat, true});
    pool.wait(600'000);
    EXPECT_FALSE(c().reply_overdue);
}

TEST(WishedChats, EachCountsAlikeHoweverLongItTakes) {
    TestPool pool;
    AgentConfig config = agent_config(1);
    config.routing.wished_chats = 16;
    Person mei = pool.agent(config);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    EXPECT_EQ(pool.agent_state(1).share_ms, 1'800'000);
    pool.wait(7'200'000);
    pool.say(mei, Resolve{chat});
    EXPECT_EQ(pool.agent_state(1).share_ms, 1'800'000);
}

TEST(Balance, AUsedUpBalanceHoldsWhatWaitsAndEndsNothing) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper(), ann = pool.shopper(), eve = pool.shopper();
    const ConversationId live = pool.open(lin);
    pool.say(mei, Accept{live});
    pool.say(mei, SetPresence{Presence::resting});
    const ConversationId waiting = pool.open(ann);
    pool.apply(ShopBalance{shop_a, true});
    pool.say(mei, SetPresence{Presence::available});
    EXPECT_TRUE(pool.offered_to(waiting).empty());
    EXPECT_EQ(pool.say(eve, Open{"sizes", "Eve", "zh-CN", "hi"}).error, ErrorCode::queue_closed);
    EXPECT_EQ(pool.say(eve, LeaveMessage{{}, Open{"sizes", "Eve", "zh-CN", "hi"}, "mail"}).error, ErrorCode::ok);
    EXPECT_EQ(pool.say(mei, Send{live, "still here"}).error, ErrorCode::ok);
    pool.crash();
    EXPECT_TRUE(pool.offered_to(waiting).empty());
    pool.apply(ShopBalance{shop_a, false});
    EXPECT_EQ(pool.offered_to(waiting), Agents{mei_id});
}

}  // namespace
}  // namespace yunke::core::testing
