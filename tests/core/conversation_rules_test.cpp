#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

struct Chat {
    TestPool pool;
    Person mei, lin;
    ConversationId id{};

    explicit Chat(AgentConfig config = agent_config(1)) {
        mei = pool.agent(config);
        lin = pool.shopper();
        id = pool.open(lin);
        pool.say(mei, Accept{id});
    }
};

TEST(ConversationRules, MessagesStandOnceInTheirOrderAndAreToldToTheOtherSide) {
    Chat chat;
    const Answer sent = chat.pool.say(chat.lin, Send{chat.id, "size 40?"});
    EXPECT_EQ(sent.entry, 4u);  // opened, message, joined, message
    ASSERT_EQ(chat.pool.heard(chat.mei).size(), 1u);
    EXPECT_EQ(chat.pool.heard(chat.mei)[0].text, "size 40?");
    EXPECT_TRUE(chat.pool.heard(chat.lin).empty());
    chat.pool.say(chat.mei, Send{chat.id, "41 fits better"});
    EXPECT_EQ(chat.pool.heard(chat.lin).at(0).author, Role::agent);
    const auto transcript = chat.pool.transcript(chat.id);
    for (std::size_t i = 0; i < transcript.size(); ++i)
        EXPECT_EQ(transcript[i].n, i + 1);
}

TEST(ConversationRules, NobodyElseCanReadOrWriteAChat) {
    Chat chat;
    Person other = chat.pool.shopper();
    Person jun = chat.pool.agent(2);
    EXPECT_EQ(chat.pool.say(other, Send{chat.id, "hi"}).error, ErrorCode::not_found);
    EXPECT_EQ(chat.pool.say(other, Close{chat.id}).error, ErrorCode::not_found);
    EXPECT_EQ(chat.pool.say(jun, Send{chat.id, "hi"}).error, ErrorCode::not_found);
    EXPECT_EQ(chat.pool.say(jun, History{chat.id, 0, 50}).error, ErrorCode::not_found);
    EXPECT_EQ(chat.pool.say(jun, Resolve{chat.id}).error, ErrorCode::not_found);
    EXPECT_EQ(chat.pool.say(other, Read{chat.id, 1}).error, ErrorCode::not_found);
}

TEST(ConversationRules, AShopperHasOneOpenConversationAtATime) {
    Chat chat;
    const Answer answer = chat.pool.say(chat.lin, Open{"sizes", "", "zh", "another"});
    EXPECT_EQ(answer.error, ErrorCode::has_conversation);
    EXPECT_EQ(answer.conversation, chat.id);
    chat.pool.say(chat.mei, Resolve{chat.id});
    EXPECT_EQ(chat.pool.say(chat.lin, Open{"sizes", "", "zh", "another"}).error, ErrorCode::ok);
}

TEST(ConversationRules, ResolvingEndsItForBothAndTellsTheFacts) {
    Chat chat;
    const Ms accepted = chat.pool.now();
    chat.pool.wait(30'000);
    chat.pool.say(chat.mei, Resolve{chat.id});
    EXPECT_EQ(chat.pool.conversation(chat.id).state, ConversationState::closed);
    EXPECT_EQ(chat.pool.told<ConversationGone>(chat.mei).size(), 1u);
    EXPECT_EQ(chat.pool.told<ConversationView>(chat.lin).at(0).state, ConversationState::closed);
    const WorkInterval handling = chat.pool.facts<WorkInterval>().back();
    ASSERT_EQ(handling.units.size(), 1u);
    EXPECT_EQ(handling.units[0].kind, UnitKind::handling);
    EXPECT_EQ(handling.from_ms, accepted);
    EXPECT_EQ(handling.to_ms, chat.pool.now());
    EXPECT_EQ(chat.pool.facts<ConversationEnded>().at(0).reason, EndReason::resolved);
    EXPECT_EQ(chat.pool.say(chat.lin, Send{chat.id, "thanks"}).error, ErrorCode::wrong_state);
}

TEST(ConversationRules, WrapUpHoldsItsPlaceUntilItsTimeOrUntilSaidDone) {
    AgentConfig config = agent_config(1, 1);
    config.wrap_up = WrapUpMode::fixed;
    config.wrap_up_ms = 20'000;
    Chat fixed(config);
    fixed.pool.say(fixed.mei, Resolve{fixed.id});
    EXPECT_EQ(fixed.pool.told<ConversationView>(fixed.lin).at(0).state, ConversationState::closed);
    Person bo = fixed.pool.shopper();
    const ConversationId next = fixed.pool.open(bo);
    EXPECT_TRUE(fixed.pool.conversation(next).offers.empty());
    fixed.pool.wait(20'000);
    EXPECT_EQ(fixed.pool.conversation(next).offers.size(), 1u);
    EXPECT_EQ(fixed.pool.metered(AgentId{1}, fixed.id, UnitKind::wrap_up), 20'000);

    config.wrap_up = WrapUpMode::until_done;
    Chat until_done(config);
    until_done.pool.say(until_done.mei, Resolve{until_done.id});
    until_done.pool.wait(3'600'000);
    EXPECT_EQ(until_done.pool.conversation(until_done.id).state, ConversationState::wrap_up);
    EXPECT_EQ(until_done.pool.say(until_done.mei, WrapUpDone{until_done.id}).error, ErrorCode::ok);
    EXPECT_EQ(until_done.pool.say(until_done.mei, WrapUpDone{until_done.id}).error, ErrorCode::not_found);
}

TEST(ConversationRules, AnIdleShopperIsAskedAndThenLetGo) {
    Chat chat;
    chat.pool.say(chat.mei, Send{chat.id, "may I help with more?"});
    chat.pool.wait(300'000);
    EXPECT_EQ(chat.pool.transcript(chat.id).back().kind, EntryKind::idle_warned);
    chat.pool.say(chat.lin, Send{chat.id, "yes"});
    chat.pool.wait(600'000);
    EXPECT_EQ(chat.pool.conversation(chat.id).state, ConversationState::active) << "it is the agent's turn";
    chat.pool.say(chat.mei, Send{chat.id, "which one?"});
    chat.pool.wait(300'000);
    chat.pool.wait(120'000);
    EXPECT_EQ(chat.pool.conversation(chat.id).end_reason, EndReason::shopper_idle);
}

TEST(ConversationRules, HoldStopsTheIdleClock) {
    Chat chat;
    chat.pool.say(chat.mei, Send{chat.id, "let me look"});
    EXPECT_EQ(chat.pool.say(chat.mei, Hold{chat.id, true}).error, ErrorCode::ok);
    EXPECT_TRUE(chat.pool.told<ConversationView>(chat.lin).at(0).on_hold);
    chat.pool.wait(900'000);
    EXPECT_EQ(chat.pool.conversation(chat.id).state, ConversationState::active);
    chat.pool.say(chat.mei, Hold{chat.id, false});
    chat.pool.wait(300'000);
    EXPECT_TRUE(chat.pool.conversation(chat.id).idle_warned);
}

TEST(ConversationRules, ATransferIsANewVisitElsewhereAndItsNoteStaysAmongAgents) {
    Chat chat;
    Person jun = chat.pool.agent(2);
    chat.pool.wait(5'000);
    EXPECT_EQ(chat.pool.say(chat.mei, Transfer{chat.id, returns_a, "wants her money back"}).error, ErrorCode::ok);
    const Conversation& c = chat.pool.conversation(chat.id);
    EXPECT_EQ(c.visit, 2u);
    EXPECT_EQ(c.arrival_ms, chat.pool.now());
    ASSERT_EQ(c.offers.size(), 1u);
    EXPECT_EQ(c.offers[0].agent, AgentId{2});
    EXPECT_EQ(chat.pool.heard(chat.lin).at(0).text, "");
    EXPECT_EQ(chat.pool.transcript(chat.id).back().text, "wants her money back");
    EXPECT_EQ(chat.pool.metered(AgentId{1}, chat.id, UnitKind::handling), 5'000);
    EXPECT_EQ(chat.pool.facts<ConversationHandedOn>().size(), 1u);
    EXPECT_EQ(chat.pool.say(jun, Accept{chat.id}).error, ErrorCode::ok);
}

TEST(ConversationRules, NoChatCrossesToAnotherShop) {
    Chat chat;
    EXPECT_EQ(chat.pool.say(chat.mei, Transfer{chat.id, sizes_b, ""}).error, ErrorCode::not_found);
    EXPECT_EQ(chat.pool.conversation(chat.id).owner, AgentId{1});
}

TEST(ConversationRules, AMessageLeftWaitsForItsAnswerAlthoughTheShopperIsGone) {
    TestPool pool;
    Person lin = pool.shopper();
    const Answer left =
        pool.say(lin, LeaveMessage{no_conversation, Open{"sizes", "Lin", "zh-CN", "please write back"}, "mail"});
    EXPECT_EQ(left.error, ErrorCode::ok);
    pool.drop(lin);
    pool.wait(3'600'000);
    EXPECT_EQ(pool.conversation(left.conversation).state, ConversationState::waiting);
    Person mei = pool.agent(1);
    ASSERT_EQ(pool.conversation(left.conversation).offers.size(), 1u);
    pool.say(mei, Accept{left.conversation});
    EXPECT_EQ(pool.told<ConversationView>(mei).at(0).contact, "mail");
    pool.say(mei, Send{left.conversation, "here is your answer"});
    pool.say(mei, Resolve{left.conversation});
    pool.resume(lin);
    EXPECT_EQ(pool.told<ReadEntries>(lin).at(0).last, pool.conversation(left.conversation).entries);
}

TEST(ConversationRules, AClosedQueueTakesMessagesButNoChats) {
    TestPool pool;
    QueueConfig closed = pool.state().queues.at(sizes_a).config;
    closed.open = false;
    pool.configure(closed);
    Person lin = pool.shopper();
    EXPECT_EQ(pool.say(lin, Open{"sizes", "", "zh", "hi"}).error, ErrorCode::queue_closed);
    EXPECT_EQ(pool.say(lin, LeaveMessage{no_conversation, Open{"sizes", "", "zh", "hi"}, ""}).error, ErrorCode::ok);
}

TEST(ConversationRules, AFullQueueAndAFullPoolRefuseNewChatsOnly) {
    Chat chat;
    QueueConfig small = chat.pool.state().queues.at(returns_a).config;
    small.waiting_max = 1;
    chat.pool.configure(small);
    chat.pool.say(chat.mei, SetPresence{Presence::resting});
    Person bo = chat.pool.shopper();
    chat.pool.open(bo, "returns");
    Person ya = chat.pool.shopper();
    EXPECT_EQ(chat.pool.say(ya, Open{"returns", "", "zh", "hi"}).error, ErrorCode::queue_full);
    chat.pool.apply(MemoryPressure{true});
    EXPECT_EQ(chat.pool.say(ya, Open{"sizes", "", "zh", "hi"}).error, ErrorCode::pool_full);
    EXPECT_EQ(chat.pool.say(chat.lin, Send{chat.id, "still works"}).error, ErrorCode::ok);
    chat.pool.apply(MemoryPressure{false});
    EXPECT_EQ(chat.pool.say(ya, Open{"sizes", "", "zh", "hi"}).error, ErrorCode::ok);
}

TEST(ConversationRules, ShoppersAreToldTheirPlaceAsItChanges) {
    TestPool pool;
    Person lin = pool.shopper();
    pool.open(lin);
    Person bo = pool.shopper();
    const ConversationId second = pool.open(bo);
    EXPECT_EQ(pool.told<ConversationView>(bo).at(0).ahead, 1u);
    EXPECT_EQ(pool.told<ConversationView>(bo).at(0).serving, 0u);
    pool.say(lin, Close{pool.state().sessions.at(lin.session).conversation});
    pool.wait(2'000);
    const auto views = pool.told<ConversationView>(bo);
    ASSERT_EQ(views.size(), 1u);
    EXPECT_EQ(views[0].id, second);
    EXPECT_EQ(views[0].ahead, 0u);
}

TEST(ConversationRules, RatedOnceAfterTheEnd) {
    Chat chat;
    EXPECT_EQ(chat.pool.say(chat.lin, Rate{chat.id, 5, "kind"}).error, ErrorCode::wrong_state);
    chat.pool.say(chat.mei, Resolve{chat.id});
    EXPECT_EQ(chat.pool.say(chat.lin, Rate{chat.id, 6, ""}).error, ErrorCode::invalid);
    EXPECT_EQ(chat.pool.say(chat.lin, Rate{chat.id, 5, "kind"}).error, ErrorCode::ok);
    EXPECT_EQ(chat.pool.say(chat.lin, Rate{chat.id, 4, ""}).error, ErrorCode::wrong_state);
    EXPECT_EQ(chat.pool.facts<ConversationRated>().at(0).stars, 5u);
}

TEST(ConversationRules, AnEndedChatLeavesTheStateAfterTenMinutesAndIsArchived) {
    Chat chat;
    const Ms accepted_ms = chat.pool.state().conversations.at(chat.id).accepted_ms;
    chat.pool.wait(60'000);
    chat.pool.say(chat.mei, Resolve{chat.id});
    chat.pool.say(chat.lin, Rate{chat.id, 4, ""});
    const Conversation ended = chat.pool.state().conversations.at(chat.id);
    chat.pool.wait(600'000);
    EXPECT_FALSE(chat.pool.state().conversations.contains(chat.id));
    ASSERT_EQ(chat.pool.last().archived.size(), 1u);
    const Archived& archived = chat.pool.last().archived[0];
    EXPECT_EQ(archived.conversation, chat.id);
    EXPECT_EQ(archived.shop, ended.shop);
    EXPECT_EQ(archived.merchant, chat.pool.state().shops.at(ended.shop).config.merchant);
    EXPECT_EQ(archived.queue, ended.queue);
    EXPECT_EQ(archived.session, chat.lin.session);
    EXPECT_EQ(archived.owner, ended.owner);
    EXPECT_NE(archived.owner, AgentId{});
    EXPECT_EQ(archived.end_reason, EndReason::resolved);
    EXPECT_EQ(archived.accepted_ms, accepted_ms);
    EXPECT_EQ(archived.closed_ms, accepted_ms + 60'000);
    EXPECT_EQ(archived.stars, 4u);
    EXPECT_EQ(chat.pool.told<CloseSocket>(chat.lin).at(0).code, 4007u);
}

TEST(ConversationRules, HistoryIsReadBackwardsFromWhereAsked) {
    Chat chat;
    for (int i = 0; i < 10; ++i)
        chat.pool.say(chat.lin, Send{chat.id, "line"});
    chat.pool.say(chat.mei, History{chat.id, 8, 5});
    ASSERT_EQ(chat.pool.told<ReadEntries>(chat.mei).size(), 1u);
    EXPECT_EQ(chat.pool.told<ReadEntries>(chat.mei)[0].first, 3u);
    EXPECT_EQ(chat.pool.told<ReadEntries>(chat.mei)[0].last, 7u);
    chat.pool.say(chat.mei, History{chat.id, 1, 5});
    EXPECT_TRUE(chat.pool.told<ReadEntries>(chat.mei).empty());
}

TEST(ConversationRules, TypingIsToldAndLeavesNoTrace) {
    Chat chat;
    FromClient typing;
    typing.session = chat.lin.session;
    typing.attach = chat.lin.attach;
    typing.body = Typing{chat.id};
    chat.pool.apply(typing);
    EXPECT_EQ(chat.pool.told<TypingNotice>(chat.mei).size(), 1u);
    EXPECT_TRUE(chat.pool.last().changed.conversations.empty());
    EXPECT_TRUE(chat.pool.last().changed.sessions.empty());
}

TEST(ConversationRules, SupervisorsSeeTheQueuesAtMostOnceASecond) {
    TestPool pool;
    Person boss = pool.connect(Role::supervisor, 9);
    pool.say(boss, WatchQueues{true});
    ASSERT_EQ(pool.told<QueueBoard>(boss).size(), 1u);
    EXPECT_EQ(pool.told<QueueBoard>(boss)[0].rows.size(), 3u);
    Person lin = pool.shopper();
    pool.open(lin);
    pool.wait(999);
    EXPECT_TRUE(pool.told<QueueBoard>(boss).empty());
    pool.wait(1);
    ASSERT_EQ(pool.told<QueueBoard>(boss).size(), 1u);
    EXPECT_EQ(pool.told<QueueBoard>(boss)[0].rows[0].waiting, 1u);
}

}  // namespace
}  // namespace yunke::core::testing
