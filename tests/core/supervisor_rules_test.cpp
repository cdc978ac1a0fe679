// What supervisors can do, what it does to the people concerned, and that each act leaves a fact.
#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

using Kind = SupervisorAct::Kind;
constexpr AgentId mei_id{1}, yun_id{2};

class Supervisors : public ::testing::Test {
protected:
    // Mei serves Lin, Ann waits.
    void SetUp() override {
        mei = pool.agent(1, 1);
        lin = pool.shopper();
        ann = pool.shopper();
        chat = pool.open(lin);
        pool.say(mei, Accept{chat});
        waiting = pool.open(ann);
        boss = pool.connect(Role::supervisor, 7);
    }
    Answer supervise(ConversationId id, Part part) { return pool.say(boss, Supervise{id, part}); }
    const Conversation& c() const { return pool.conversation(chat); }
    const Conversation& w() const { return pool.conversation(waiting); }
    SupervisorAct last_act() const { return pool.facts<SupervisorAct>().back(); }

    TestPool pool;
    Person mei, lin, ann, boss;
    ConversationId chat{}, waiting{};
};

TEST_F(Supervisors, WatchingShowsAllAndTheAgentKnows) {
    EXPECT_EQ(supervise(chat, Part::watch).error, ErrorCode::ok);
    const auto views = pool.told<ConversationView>(boss);
    ASSERT_FALSE(views.empty());
    EXPECT_EQ(views.back().part, Part::watch);
    ASSERT_EQ(pool.told<ReadEntries>(boss).size(), 1U);
    EXPECT_EQ(pool.told<ReadEntries>(boss).front().last, c().entries);
    ASSERT_FALSE(pool.told<ConversationView>(mei).empty());
    EXPECT_EQ(pool.told<ConversationView>(mei).back().supervisors.size(), 1U);
    EXPECT_TRUE(pool.told<ConversationView>(lin).empty() ||
                pool.told<ConversationView>(lin).back().supervisors.empty());
    pool.say(lin, Send{chat, "and in red?"});
    EXPECT_EQ(pool.heard(boss).back().text, "and in red?");
    EXPECT_EQ(pool.say(boss, Send{chat, "x"}).error, ErrorCode::wrong_state);
    EXPECT_EQ(last_act().kind, Kind::supervise);
    EXPECT_EQ(last_act().supervisor, 7U);
    EXPECT_EQ(last_act().on.amount, 1);
}

TEST_F(Supervisors, OnlyTheAgentHearsAWhisper) {
    EXPECT_EQ(pool.say(boss, Whisper{chat, "x"}).error, ErrorCode::not_found);
    supervise(chat, Part::watch);
    EXPECT_EQ(pool.say(boss, Whisper{chat, "offer her the return"}).error, ErrorCode::ok);
    EXPECT_EQ(pool.heard(mei).back().text, "offer her the return");
    EXPECT_EQ(pool.heard(mei).back().author, Role::supervisor);
    EXPECT_EQ(pool.heard(lin).back().kind, EntryKind::unspecified);
    EXPECT_EQ(last_act().kind, Kind::whisper);
}

TEST_F(Supervisors, JoiningWritesUnderHerOwnName) {
    EXPECT_EQ(supervise(chat, Part::join).error, ErrorCode::ok);
    EXPECT_EQ(pool.heard(lin).back().kind, EntryKind::supervisor_joined);
    EXPECT_EQ(pool.say(boss, Send{chat, "I can help"}).error, ErrorCode::ok);
    EXPECT_EQ(pool.heard(lin).back().author, Role::supervisor);
    EXPECT_EQ(pool.heard(mei).back().text, "I can help");
    EXPECT_EQ(c().owner, mei_id);
    EXPECT_EQ(supervise(chat, Part::none).error, ErrorCode::ok);
    EXPECT_EQ(pool.heard(lin).back().kind, EntryKind::supervisor_left);
    EXPECT_EQ(pool.told<ConversationGone>(boss).size(), 1U);
    EXPECT_EQ(pool.say(boss, Send{chat, "x"}).error, ErrorCode::not_found);
}

TEST_F(Supervisors, TakingItFreesTheAgentAndHoldsTheChat) {
    pool.wait(30'000);
    EXPECT_EQ(supervise(chat, Part::take).error, ErrorCode::ok);
    EXPECT_EQ(c().state, ConversationState::active);
    EXPECT_EQ(c().owner, no_agent);
    EXPECT_EQ(pool.told<ConversationGone>(mei).size(), 1U);
    EXPECT_EQ(pool.offered_to(waiting), Agents{mei_id});
    EXPECT_EQ(pool.metered(mei_id, chat, UnitKind::handling), 30'000);
    ASSERT_EQ(pool.facts<ConversationHandedOn>().size(), 1U);
    EXPECT_EQ(pool.facts<ConversationHandedOn>().front().agent, mei_id);
    pool.wait(7'000);
    EXPECT_EQ(pool.say(boss, Send{chat, "now with me"}).error, ErrorCode::ok);
    EXPECT_EQ(pool.say(boss, Hold{chat, true}).error, ErrorCode::ok);
    EXPECT_EQ(pool.say(boss, Resolve{chat}).error, ErrorCode::ok);
    EXPECT_EQ(c().state, ConversationState::closed);
    EXPECT_EQ(last_act().kind, Kind::resolve);
    EXPECT_EQ(pool.facts<ConversationEnded>().back().agent, no_agent);
    ASSERT_EQ(pool.facts<SupervisedInterval>().size(), 1U);
    EXPECT_EQ(pool.facts<SupervisedInterval>().front().to_ms - pool.facts<SupervisedInterval>().front().from_ms, 7'000);
}

TEST_F(Supervisors, GivenUpItWaitsInItsOldPlace) {
    const Ms arrival_ms = c().arrival_ms, deadline_ms = c().deadline_ms;
    supervise(chat, Part::take);
    pool.wait(1'000);
    EXPECT_EQ(supervise(chat, Part::watch).error, ErrorCode::ok);
    EXPECT_EQ(c().state, ConversationState::waiting);
    EXPECT_EQ(c().arrival_ms, arrival_ms);
    EXPECT_EQ(c().deadline_ms, deadline_ms);
}

TEST_F(Supervisors, OneHasItInHerHandsAndFourCanBeThere) {
    Person other = pool.connect(Role::supervisor, 8);
    supervise(chat, Part::take);
    EXPECT_EQ(pool.say(other, Supervise{chat, Part::take}).error, ErrorCode::wrong_state);
    EXPECT_EQ(pool.say(other, Supervise{chat, Part::join}).error, ErrorCode::ok);
    for (std::uint32_t id = 9; id < 11; ++id) {
        Person next = pool.connect(Role::supervisor, id);
        EXPECT_EQ(pool.say(next, Supervise{chat, Part::watch}).error, ErrorCode::ok);
    }
    Person fifth = pool.connect(Role::supervisor, 11);
    EXPECT_EQ(pool.say(fifth, Supervise{chat, Part::watch}).error, ErrorCode::wrong_state);
    EXPECT_EQ(pool.say(lin, Close{chat}).error, ErrorCode::ok);
    EXPECT_EQ(pool.told<ConversationGone>(other).size(), 1U);
    EXPECT_TRUE(c().attendance.empty());
}

TEST_F(Supervisors, ALostLineKeepsTheChatForAGraceAndThenGivesItBack) {
    supervise(chat, Part::take);
    pool.drop(boss);
    pool.wait(89'999);
    EXPECT_EQ(c().state, ConversationState::active);
    pool.crash();
    pool.resume(boss);
    EXPECT_EQ(pool.told<Attached>(boss).front().conversations.size(), 1U);
    pool.drop(boss);
    pool.wait(90'000);
    EXPECT_EQ(c().state, ConversationState::waiting);
    EXPECT_TRUE(c().attendance.empty());
}

TEST_F(Supervisors, LoggingOutLeavesEverything) {
    supervise(chat, Part::join);
    supervise(waiting, Part::take);
    EXPECT_EQ(w().state, ConversationState::active);
    pool.say(boss, Logout{});
    EXPECT_EQ(w().state, ConversationState::waiting);
    EXPECT_EQ(c().owner, mei_id);
    EXPECT_TRUE(c().attendance.empty());
}

TEST_F(Supervisors, ReassigningOffersItToThatAgentAlone) {
    const Person yun = pool.agent(2, 1);
    pool.say(boss, Transfer{waiting, {}, "", yun_id, false});
    // Offered to her already, when she came.
    EXPECT_EQ(pool.offered_to(waiting), Agents{yun_id});
    EXPECT_EQ(pool.say(boss, Transfer{chat, {}, "", yun_id, false}).error, ErrorCode::wrong_state);
    const Person tao = pool.agent(3, 1);
    EXPECT_EQ(pool.say(boss, Transfer{chat, {}, "she knows it", AgentId{3}, false}).error, ErrorCode::ok);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{3}});
    EXPECT_EQ(pool.told<ConversationGone>(mei).size(), 1U);
    EXPECT_EQ(pool.told<OfferView>(tao).size(), 1U);
    EXPECT_EQ(last_act().kind, Kind::transfer);
    EXPECT_EQ(last_act().on.agent, AgentId{3});
}

TEST_F(Supervisors, MovingAWaitingChatKeepsItsPlaceInTime) {
    const Ms arrival_ms = w().arrival_ms, deadline_ms = w().deadline_ms;
    pool.wait(10'000);
    EXPECT_EQ(pool.say(boss, Transfer{waiting, returns_a, "", {}, false}).error, ErrorCode::ok);
    EXPECT_EQ(w().queue, returns_a);
    EXPECT_EQ(w().arrival_ms, arrival_ms);
    EXPECT_EQ(w().deadline_ms, deadline_ms);
    EXPECT_EQ(w().waiting_since_ms, pool.now());
    EXPECT_EQ(pool.say(boss, Transfer{waiting, sizes_b, "", {}, false}).error, ErrorCode::not_found);
}

TEST_F(Supervisors, RaisingMovesTheDeadline) {
    const Ms deadline_ms = w().deadline_ms;
    EXPECT_EQ(pool.say(boss, Raise{waiting, 300}).error, ErrorCode::ok);
    EXPECT_EQ(w().deadline_ms, deadline_ms - 300'000);
    EXPECT_EQ(pool.say(boss, Raise{waiting, -60}).error, ErrorCode::ok);
    EXPECT_EQ(w().deadline_ms, deadline_ms - 240'000);
    EXPECT_EQ(pool.say(boss, Raise{chat, 60}).error, ErrorCode::wrong_state);
    EXPECT_EQ(last_act().on.amount, -60);
}

TEST_F(Supervisors, ARaisedChatIsServedFirst) {
    Person eve = pool.shopper();
    const ConversationId later = pool.open(eve);
    pool.say(boss, Raise{later, 60});
    pool.say(mei, Resolve{chat});
    pool.say(mei, WrapUpDone{chat});
    EXPECT_EQ(pool.offered_to(later), Agents{mei_id});
}

TEST_F(Supervisors, SomebodySetToRestHearsOfIt) {
    EXPECT_EQ(pool.say(boss, SetAgentPresence{mei_id, Presence::available}).error, ErrorCode::invalid);
    EXPECT_EQ(pool.say(boss, SetAgentPresence{mei_id, Presence::finishing}).error, ErrorCode::ok);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::finishing);
    ASSERT_EQ(pool.told<Notice>(mei).size(), 1U);
    EXPECT_EQ(pool.told<Notice>(mei).front().kind, Notice::Kind::presence_set);
    EXPECT_EQ(pool.say(boss, SetAgentPresence{mei_id, Presence::offline}).error, ErrorCode::ok);
    EXPECT_EQ(c().state, ConversationState::waiting);
    EXPECT_EQ(pool.say(boss, SetAgentPresence{mei_id, Presence::resting}).error, ErrorCode::wrong_state);
    EXPECT_EQ(pool.say(boss, SetAgentPresence{AgentId{9}, Presence::resting}).error, ErrorCode::not_found);
    EXPECT_EQ(last_act().kind, Kind::set_presence);
}

TEST_F(Supervisors, AClosedQueueTakesNothingNewAndAnswersTheRest) {
    Person eve = pool.shopper();
    EXPECT_EQ(pool.say(boss, CloseQueue{sizes_a, true}).error, ErrorCode::ok);
    EXPECT_EQ(pool.say(eve, Open{"sizes", "Eve", "zh-CN", "hi"}).error, ErrorCode::queue_closed);
    pool.crash();
    EXPECT_EQ(pool.say(eve, Open{"sizes", "Eve", "zh-CN", "hi"}).error, ErrorCode::queue_closed);
    pool.say(mei, Resolve{chat});
    pool.say(mei, WrapUpDone{chat});
    EXPECT_EQ(pool.offered_to(waiting), Agents{mei_id});
    EXPECT_EQ(pool.say(boss, CloseQueue{sizes_a, false}).error, ErrorCode::ok);
    EXPECT_EQ(pool.say(eve, Open{"sizes", "Eve", "zh-CN", "hi"}).error, ErrorCode::ok);
    EXPECT_EQ(pool.facts<SupervisorAct>().size(), 2U);
}

TEST_F(Supervisors, ABroadcastGoesToAllAgentsAndThoseWhoComeInTime) {
    EXPECT_EQ(pool.say(boss, Broadcast{"parcels are late", 10}).error, ErrorCode::ok);
    std::size_t everybody = 0;
    for (const auto& [gateway, outs] : pool.last().outs)
        for (const Out& out : outs)
            if (out.everybody == Role::agent && std::holds_alternative<Notice>(out.payload)) ++everybody;
    EXPECT_EQ(everybody, 1U);
    pool.crash();
    const Person yun = pool.agent(2);
    pool.resume(mei);
    ASSERT_EQ(pool.told<Attached>(mei).front().notices.size(), 1U);
    EXPECT_EQ(pool.told<Attached>(mei).front().notices.front().text, "parcels are late");
    pool.wait(600'000);
    pool.resume(mei);
    EXPECT_TRUE(pool.told<Attached>(mei).front().notices.empty());
    EXPECT_EQ(last_act().text, "parcels are late");
}

TEST_F(Supervisors, ListsTellWhatThereIs) {
    pool.say(lin, Send{chat, "hello?"});
    EXPECT_EQ(pool.say(boss, ListChats{sizes_a}).error, ErrorCode::ok);
    const auto lists = pool.told<ChatList>(boss);
    ASSERT_EQ(lists.size(), 1U);
    ASSERT_EQ(lists.front().chats.size(), 2U);
    EXPECT_EQ(lists.front().chats[0].conversation, waiting);
    EXPECT_EQ(lists.front().chats[1].agent_name, "agent 1");
    EXPECT_GT(lists.front().chats[1].unanswered_since_ms, 0);
    pool.agent(2);
    pool.agent(3, 2);
    EXPECT_EQ(pool.say(boss, ListAgents{AgentId{0}, 2, true}).error, ErrorCode::ok);
    const auto first = pool.told<AgentList>(boss).front();
    ASSERT_EQ(first.rows.size(), 2U);
    EXPECT_FALSE(first.rows[0].free);
    EXPECT_EQ(first.next, yun_id);
    pool.say(boss, ListAgents{first.next, 2, true});
    EXPECT_EQ(pool.told<AgentList>(boss).front().rows.size(), 1U);
    EXPECT_EQ(pool.told<AgentList>(boss).front().next, no_agent);
    EXPECT_EQ(pool.say(boss, ListChats{QueueId{99}}).error, ErrorCode::not_found);
}

TEST_F(Supervisors, NobodyElseMayDoAnyOfIt) {
    for (Person* person : {&mei, &lin}) {
        EXPECT_EQ(pool.say(*person, ListChats{sizes_a}).error, ErrorCode::forbidden);
        EXPECT_EQ(pool.say(*person, ListAgents{}).error, ErrorCode::forbidden);
        EXPECT_EQ(pool.say(*person, Supervise{chat, Part::watch}).error, ErrorCode::forbidden);
        EXPECT_EQ(pool.say(*person, Raise{waiting, 60}).error, ErrorCode::forbidden);
        EXPECT_EQ(pool.say(*person, SetAgentPresence{mei_id, Presence::resting}).error, ErrorCode::forbidden);
        EXPECT_EQ(pool.say(*person, CloseQueue{sizes_a, true}).error, ErrorCode::forbidden);
        EXPECT_EQ(pool.say(*person, Broadcast{"x", 1}).error, ErrorCode::forbidden);
    }
    EXPECT_EQ(pool.say(boss, Accept{waiting}).error, ErrorCode::forbidden);
    EXPECT_EQ(pool.say(boss, AskHelp{chat, yun_id}).error, ErrorCode::forbidden);
    EXPECT_TRUE(pool.facts<SupervisorAct>().empty());
}

}  // namespace
}  // namespace yunke::core::testing
