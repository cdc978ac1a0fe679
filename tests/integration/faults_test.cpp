// Processes killed, stopped and started again while chats go on: nothing that was acknowledged is lost, doubled or out
// of order, and everybody has everything in the end.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "tests/integration/traffic.hpp"

namespace yunke::testing {
namespace {

namespace frames = swarm::frames;

std::vector<Chat> some_chats(Cluster& cluster, int count) {
    std::vector<Chat> chats;
    std::vector<Person*> agents;
    for (int i = 0; i < 2; ++i) {
        agents.push_back(&cluster.agent(i));
        cluster.available(*agents.back());
    }
    for (int i = 0; i < count; ++i) {
        Person& shopper = cluster.shopper("shopper " + std::to_string(i));
        const auto conversation = cluster.open(shopper, "opening " + std::to_string(i));
        // Her client may hear of it before or after his.
        const auto holds = [&](Person* agent) { return agent->view(conversation) != nullptr; };
        cluster.until([&] { return shopper.in_state(conversation, v1::ACTIVE) && std::ranges::any_of(agents, holds); },
                      "served");
        chats.push_back({&shopper, *std::ranges::find_if(agents, holds), conversation});
    }
    return chats;
}

ClusterOptions with(int dispatchers, int gateways) {
    ClusterOptions options;
    options.dispatchers = dispatchers;
    options.gateways = gateways;
    options.agent_capacity = 10;
    options.auto_accept = true;
    return options;
}

TEST(LeaderKilled, AStandbyTakesOverAndNothingIsLost) {
    Cluster cluster(with(2, 1));
    Traffic traffic(cluster, some_chats(cluster, 6));
    traffic.flow(100);
    const int leader = cluster.leader();
    ASSERT_GE(leader, 0);
    cluster.dispatcher(leader).kill9();
    const auto killed = std::chrono::steady_clock::now();
    traffic.flow(1);
    // Texts answered just before the kill may still have been on their way; the next ones need the new leader.
    cluster.until([&] { return cluster.leader() == 1 - leader; }, "the standby leads");
    Person& late = cluster.shopper("late");
    const auto chat = cluster.open(late, "opened after the kill");
    cluster.until([&] { return late.in_state(chat, v1::ACTIVE); }, "served after the kill");
    const auto took = std::chrono::steady_clock::now() - killed;
    EXPECT_LT(took, 5s);
    traffic.flow(100);
    cluster.start_dispatcher(leader);
    traffic.settle();
    cluster.verify();
}

TEST(LeaderStopped, IsFencedWhenItComesBackAndStepsDown) {
    Cluster cluster(with(2, 1));
    Traffic traffic(cluster, some_chats(cluster, 4));
    traffic.flow(50);
    const int leader = cluster.leader();
    ASSERT_GE(leader, 0);
    cluster.dispatcher(leader).signal(SIGSTOP);
    cluster.until([&] { return cluster.leader() == 1 - leader; }, "the standby leads");
    traffic.flow(50);
    cluster.dispatcher(leader).signal(SIGCONT);
    cluster.until([&] { return cluster.dispatcher(leader).output().find("leading_ended") != std::string::npos; },
                  "the old leader steps down");
    traffic.flow(50);
    EXPECT_EQ(cluster.leader(), 1 - leader);
    EXPECT_TRUE(cluster.dispatcher(leader).running());
    traffic.settle();
    cluster.verify();
}

TEST(GatewayKilled, ItsClientsResumeOnTheOther) {
    Cluster cluster(with(1, 2));
    auto chats = some_chats(cluster, 4);
    Traffic traffic(cluster, chats);
    traffic.flow(50);
    cluster.gateway(0).kill9();
    for (const Chat& chat : chats)
        cluster.until([&] { return chat.shopper->machine().counts().resumed > 0 && chat.agent->client().online(); },
                      "back on the other gateway");
    traffic.flow(50);
    // The dispatcher finds out by the missing beats, and nobody who resumed elsewhere is disturbed by it.
    cluster.until([&] { return cluster.dispatcher(0).output().find("gateway_lost") != std::string::npos; },
                  "the gateway is missed");
    traffic.flow(50);
    for (const Chat& chat : chats) {
        EXPECT_TRUE(chat.shopper->in_state(chat.conversation, v1::ACTIVE));
        EXPECT_EQ(chat.shopper->machine().counts().fresh, 0U);
    }
    traffic.settle();
    cluster.verify();
}

TEST(GatewayStopped, DrainsAndSendsItsClientsToTheOther) {
    Cluster cluster(with(1, 2));
    auto chats = some_chats(cluster, 3);
    Traffic traffic(cluster, chats);
    traffic.flow(30);
    cluster.gateway(0).signal(SIGTERM);
    cluster.until([&] { return !cluster.gateway(0).running(); }, "the gateway has drained", 12s);
    EXPECT_EQ(cluster.gateway(0).wait(), 0);
    for (const Chat& chat : chats)
        cluster.until([&] { return chat.shopper->machine().counts().resumed > 0; }, "back on the other gateway");
    EXPECT_EQ(chats[0].shopper->downs.front(), 1012);
    traffic.flow(30);
    traffic.settle();
    cluster.verify();
}

TEST(RedisKilled, NothingAcknowledgedIsMissingAfterItsRestart) {
    Cluster cluster(with(2, 1));
    Traffic traffic(cluster, some_chats(cluster, 6));
    for (int round = 0; round < 2; ++round) {
        traffic.flow(100);
        cluster.redis().kill9();
        cluster.pass(700ms);
        cluster.redis().start();
        traffic.flow(100, 40s);
    }
    traffic.settle(60s);
    cluster.verify();
}

TEST(RedisStopped, ShoppersAreToldToWaitAndAllGoesOnAfterwards) {
    Cluster cluster(with(2, 1));
    auto chats = some_chats(cluster, 4);
    Traffic traffic(cluster, chats);
    traffic.flow(50);
    cluster.redis().pause();
    cluster.pass(7s);
    std::uint64_t told = 0;
    for (const Chat& chat : chats) {
        told += chat.shopper->machine().counts().busy;
        for (const std::uint16_t code : chat.shopper->downs)
            told += code == 1013 || code == 1012 ? 1 : 0;
    }
    EXPECT_GT(told, 0U);
    cluster.redis().resume();
    traffic.flow(100, 40s);
    traffic.settle(60s);
    cluster.verify();
}

TEST(AgentDropped, KeepsHerChatsWithinTheGrace) {
    Cluster cluster({.agent_grace_ms = 3'000});
    Person& agent = cluster.agent(1);
    cluster.available(agent);
    const Chat chat = open_chat(cluster, agent, "shopper");
    agent.client().drop(1'000);
    cluster.until([&] { return !chat.shopper->view(chat.conversation)->peer_online(); }, "the shopper sees her away");
    cluster.say(*chat.shopper, chat.conversation, "are you there?");
    cluster.online(agent);
    cluster.until([&] { return agent.has(chat.conversation, "are you there?"); }, "she finds what was said");
    EXPECT_TRUE(chat.shopper->in_state(chat.conversation, v1::ACTIVE));
    cluster.pass(3'500ms);  // the grace of before is over, and means nothing any more
    EXPECT_TRUE(agent.in_state(chat.conversation, v1::ACTIVE));
    cluster.say(agent, chat.conversation, "here I am");
    cluster.verify();
}

TEST(AgentDropped, LosesHerChatsToTheirQueueAfterIt) {
    Cluster cluster({.agent_grace_ms = 1'000});
    Person& first = cluster.agent(0);
    cluster.available(first);
    const Chat chat = open_chat(cluster, first, "shopper");
    cluster.say(first, chat.conversation, "before the line broke");
    first.client().drop(60'000);
    cluster.until([&] { return chat.shopper->in_state(chat.conversation, v1::WAITING); }, "the chat waits again");
    EXPECT_TRUE(chat.shopper->has(chat.conversation, v1::REQUEUED));
    cluster.say(*chat.shopper, chat.conversation, "said while waiting");
    Person& second = cluster.agent(1);
    cluster.available(second);
    cluster.accept(second, chat.conversation);
    cluster.until(
        [&] {
            return second.has(chat.conversation, "before the line broke") &&
                   second.has(chat.conversation, "said while waiting");
        },
        "the second agent has the whole transcript");
    cluster.say(second, chat.conversation, "I go on from here");
    first.client().start();
    cluster.online(first);
    EXPECT_EQ(first.view(chat.conversation), nullptr);
    EXPECT_EQ(first.machine().view().self.presence(), v1::OFFLINE);
    cluster.verify();
}

TEST(ShopperDropped, ComesBackToTheSameChat) {
    Cluster cluster;
    Person& agent = cluster.agent(1);
    cluster.available(agent);
    const Chat chat = open_chat(cluster, agent, "shopper");
    chat.shopper->client().drop(1'000);
    cluster.until([&] { return !agent.view(chat.conversation)->peer_online(); }, "the agent sees her away");
    for (int i = 0; i < 5; ++i)
        cluster.say(agent, chat.conversation, "while you were away " + std::to_string(i));
    cluster.online(*chat.shopper);
    cluster.until([&] { return chat.shopper->has(chat.conversation, "while you were away 4"); }, "all of it is there");
    EXPECT_EQ(chat.shopper->machine().counts().fresh, 0U);
    cluster.say(*chat.shopper, chat.conversation, "back again");
    cluster.verify();
}

TEST(SecondTab, TakesTheSessionOverAndTheFirstStaysAway) {
    Cluster cluster;
    Person& agent = cluster.agent(1);
    cluster.available(agent);
    const Chat chat = open_chat(cluster, agent, "shopper");
    cluster.say(*chat.shopper, chat.conversation, "from the first tab");
    auto options =
        cluster.options_for([]() -> net::awaitable<swarm::TicketReply> { co_return swarm::TicketLater{}; }, 0);
    options.origin = Cluster::origin;
    Person& tab = cluster.connect(std::move(options), "second tab", v1::SHOPPER);
    tab.client().stop();
    tab.machine().set_resume_token(chat.shopper->machine().resume_token());
    tab.client().start();
    cluster.online(tab);
    cluster.until([&] { return chat.shopper->machine().phase() == swarm::Phase::replaced; }, "the first tab rests");
    cluster.until([&] { return tab.has(chat.conversation, "from the first tab"); }, "the second has everything");
    cluster.say(tab, chat.conversation, "from the second tab");
    cluster.pass(1s);
    EXPECT_TRUE(tab.client().online());
    EXPECT_EQ(tab.downs.size(), 0U);
    cluster.verify();
}

TEST(LongChat, IsResumedWholeInPages) {
    Cluster cluster({.agent_capacity = 5});
    Person& agent = cluster.agent(1);
    cluster.available(agent);
    const Chat chat = open_chat(cluster, agent, "shopper");
    chat.shopper->client().drop(60'000);
    for (int i = 0; i < 520; ++i) {
        const std::string text = "line " + std::to_string(i);
        cluster.until([&] { return agent.machine().queued() < 32; }, "room");
        agent.client().command(frames::send(chat.conversation, text));
    }
    cluster.until([&] { return agent.at_rest(); }, "all are acknowledged", 30s);
    chat.shopper->client().start();
    cluster.until([&] { return chat.shopper->has(chat.conversation, "line 0") && chat.shopper->at_rest(); },
                  "every page has come");
    cluster.verify();
}

}  // namespace
}  // namespace yunke::testing
