#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

Attach attach_of(const Person& person, std::uint64_t attach) {
    Attach command;
    command.session = person.session;
    command.attach = AttachId{attach};
    command.gateway = person.gateway;
    command.role = person.role;
    command.subject = person.subject;
    command.instance = person.instance;
    return command;
}

TEST(SessionRules, ATicketWorksOnce) {
    TestPool pool;
    Person lin = pool.shopper();
    Attach again = attach_of(lin, 999);
    again.by_ticket = true;
    pool.apply(again);
    const auto closes = pool.told<CloseSocket>(lin);
    ASSERT_EQ(closes.size(), 1u);
    EXPECT_EQ(closes[0].code, 4007u);
    EXPECT_EQ(closes[0].fresh, FreshReason::ticket_used);
    EXPECT_EQ(pool.state().sessions.at(lin.session).attach, lin.attach) << "the first one keeps its socket";
}

TEST(SessionRules, ATicketStaysBurnedAfterLogout) {
    TestPool pool;
    Person lin = pool.shopper();
    pool.say(lin, Logout{});
    Attach again = attach_of(lin, 999);
    again.by_ticket = true;
    pool.apply(again);
    EXPECT_EQ(pool.told<CloseSocket>(lin).at(0).fresh, FreshReason::ticket_used);
    pool.wait(60'000);
    EXPECT_FALSE(pool.state().sessions.contains(lin.session));
}

TEST(SessionRules, AResumeClosesTheOlderSocket) {
    TestPool pool;
    Person lin = pool.shopper();
    pool.resume(lin);
    const auto closes = pool.told<CloseSocket>(lin);
    ASSERT_EQ(closes.size(), 1u);
    EXPECT_EQ(closes[0].code, 4001u);
    EXPECT_EQ(pool.told<Attached>(lin).size(), 1u);
}

TEST(SessionRules, AResumeTellsExactlyTheMissingEntries) {
    TestPool pool;
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    for (int i = 0; i < 5; ++i)
        pool.say(lin, Send{chat, "more"});
    pool.drop(lin);
    pool.resume(lin, {{chat, 3}});
    const auto reads = pool.told<ReadEntries>(lin);
    ASSERT_EQ(reads.size(), 1u);
    EXPECT_EQ(reads[0].first, 4u);
    EXPECT_EQ(reads[0].last, 7u);
    pool.resume(lin, {{chat, 7}});
    EXPECT_TRUE(pool.told<ReadEntries>(lin).empty());
    pool.resume(lin, {{chat, 70}});
    ASSERT_EQ(pool.told<ReadEntries>(lin).size(), 1u);
    EXPECT_EQ(pool.told<ReadEntries>(lin)[0].first, 1u) << "a position from the future is void";
}

TEST(SessionRules, PositionsOfAnotherLogEpochAreVoid) {
    TestPool pool;
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    BatchHeader header;
    header.new_log_epoch = 50;
    pool.apply_batch({}, header);
    EXPECT_EQ(pool.last().outs.size(), 1u) << "every gateway hears of it";
    EXPECT_EQ(pool.facts<EpochFact>().back().old, 1u);
    Attach resume = attach_of(lin, 888);
    resume.positions = {{chat, 2}};
    resume.log_epoch = 1;
    pool.apply(resume);
    EXPECT_EQ(pool.told<ReadEntries>(lin).at(0).first, 1u);
    EXPECT_EQ(pool.told<Attached>(lin).at(0).log_epoch, 50u);
}

TEST(SessionRules, AnUnknownSessionIsToldToStartFresh) {
    TestPool pool;
    Person nobody;
    nobody.session = SessionId{4711};
    nobody.role = Role::shopper;
    nobody.subject = 1;
    pool.apply(attach_of(nobody, 5));
    EXPECT_EQ(pool.told<CloseSocket>(nobody).at(0).fresh, FreshReason::unknown);
}

TEST(SessionRules, ANewLoginOfAnAgentTakesHerChatsOver) {
    TestPool pool;
    Person home = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(home, Accept{chat});
    Person phone = pool.connect(Role::agent, 1);
    EXPECT_EQ(pool.told<CloseSocket>(home).at(0).code, 4001u);
    ASSERT_EQ(pool.told<Attached>(phone).at(0).conversations.size(), 1u);
    EXPECT_EQ(pool.conversation(chat).owner, AgentId{1});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::available);
}

TEST(SessionRules, AShopperWhoDropsCanComeBackWithinTenMinutes) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    pool.drop(lin);
    ASSERT_EQ(pool.told<ConversationView>(mei).size(), 1u);
    EXPECT_FALSE(pool.told<ConversationView>(mei)[0].peer_online);
    pool.wait(599'999);
    pool.resume(lin);
    EXPECT_EQ(pool.told<Attached>(lin).at(0).conversations.at(0).id, chat);
    pool.drop(lin);
    pool.wait(600'000);
    EXPECT_EQ(pool.conversation(chat).end_reason, EndReason::shopper_gone);
}

// Served by agent 1 in a queue that remembers it for five hours; by now that chat is no more.
struct Known {
    static constexpr Ms hour = 3'600'000;
    TestPool pool;
    Person mei, lin;
    ConversationId chat{};

    explicit Known(bool connected) {
        pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.sticky_ms = 5 * hour; }));
        mei = pool.agent(1);
        lin = pool.shopper();
        chat = pool.open(lin);
        pool.say(mei, Accept{chat});
        pool.say(mei, Resolve{chat});
        if (!connected) pool.drop(lin);
        pool.wait(600'000);
        EXPECT_FALSE(pool.state().conversations.contains(chat));
    }
};

TEST(SessionRules, AShopperWhomAnAgentKnowsCanComeBackForAsLongAsThatCounts) {
    Known known(false);
    TestPool& pool = known.pool;
    pool.agent(2);
    pool.crash();
    pool.wait(4 * Known::hour);
    pool.resume(known.lin);
    EXPECT_TRUE(pool.told<Attached>(known.lin).at(0).conversations.empty());
    pool.drop(known.lin);
    pool.wait(600'001);
    pool.resume(known.lin);
    const ConversationId again = pool.open(known.lin);
    EXPECT_EQ(pool.offered_to(again), Agents{AgentId{1}}) << "although the other had less to do";
    EXPECT_TRUE(pool.conversation(again).decisions.back().known);
}

TEST(SessionRules, WhatAnAgentKnewOfAShopperEndsInItsTime) {
    Known known(false);
    known.pool.wait(5 * Known::hour - 600'000);
    known.pool.resume(known.lin);
    EXPECT_EQ(known.pool.told<CloseSocket>(known.lin).at(0).code, 4007u);
}

TEST(SessionRules, AKnownShopperWhoStayedOpensTheNextChatInTheSameSession) {
    Known known(true);
    TestPool& pool = known.pool;
    EXPECT_TRUE(pool.told<CloseSocket>(known.lin).empty());
    EXPECT_EQ(pool.told<ConversationGone>(known.lin).at(0).conversation, known.chat);
    EXPECT_EQ(pool.offered_to(pool.open(known.lin)), Agents{AgentId{1}});
}

TEST(SessionRules, ASilentShopperWithoutAChatIsForgotten) {
    TestPool pool;
    Person lin = pool.shopper();
    pool.drop(lin);
    pool.wait(600'000);
    pool.wait(60'000);
    EXPECT_TRUE(pool.state().sessions.empty());
}

TEST(SessionRules, ALostGatewayStartsTheGraceOfAllItsClients) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    pool.apply(GatewayLost{"g1-0.aa"});
    EXPECT_EQ(pool.agent_state(1).line_lost_ms, pool.now());
    EXPECT_EQ(pool.conversation(chat).shopper_gone_ms, pool.now());
    EXPECT_TRUE(pool.state().gateways.empty());
    EXPECT_EQ(pool.last().lost_gateways, std::vector<std::string>{"g1-0.aa"});
    mei.gateway = lin.gateway = "g2-0.bb";
    pool.resume(mei);
    pool.resume(lin);
    EXPECT_EQ(pool.conversation(chat).owner, AgentId{1});
}

TEST(SessionRules, AnExpiredLoginKeepsTheChatsForTheNextOne) {
    TestPool pool;
    PoolConfig config;
    config.agent_session_ms = 3'600'000;
    pool.configure(config);
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    pool.wait(3'600'000 - 1);
    for (int i = 0; i < 3; ++i)
        pool.say(lin, Send{chat, "still there?"});
    pool.wait(1);
    EXPECT_EQ(pool.told<CloseSocket>(mei).at(0).code, 4007u);
    EXPECT_EQ(pool.conversation(chat).owner, AgentId{1});
    Person again = pool.connect(Role::agent, 1);
    EXPECT_EQ(pool.told<Attached>(again).at(0).conversations.size(), 1u);
}

TEST(SessionRules, EndingAllSessionsOfAnAgentGivesHerChatsBack) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    pool.apply(EndSessions{Role::agent, 1});
    EXPECT_EQ(pool.told<CloseSocket>(mei).at(0).code, 4010u);
    EXPECT_EQ(pool.conversation(chat).state, ConversationState::waiting);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::offline);
}

}  // namespace
}  // namespace yunke::core::testing
