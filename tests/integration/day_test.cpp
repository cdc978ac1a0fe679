// A day in the life, over real WebSockets and processes: everything that shoppers, agents and supervisors do.
#include <gtest/gtest.h>

#include "tests/integration/cluster.hpp"

namespace yunke::testing {
namespace {

namespace frames = swarm::frames;

class Day : public ::testing::Test {
protected:
    bool board_shows(Person& boss, const std::function<bool(const v1::QueueBoard::Row&)>& row) {
        const auto& board = boss.machine().view().board;
        return board && std::ranges::any_of(board->rows(), row);
    }

    Cluster cluster;
};

TEST_F(Day, AShopperIsAnsweredAndRates) {
    Person& agent = cluster.agent(1);
    cluster.available(agent);
    Person& shopper = cluster.shopper("Lin");
    const auto chat = cluster.open(shopper, "这双鞋偏小吗？");
    cluster.until([&] { return agent.offered(chat); }, "the offer");
    EXPECT_EQ(agent.machine().view().offers.at(chat).opening(), "这双鞋偏小吗？");
    EXPECT_EQ(cluster.ask(agent, frames::prolong(chat)).error(), v1::OK);
    cluster.accept(agent, chat);
    EXPECT_EQ(agent.offers_gone.at(chat), v1::ACCEPTED);
    cluster.until([&] { return shopper.in_state(chat, v1::ACTIVE) && shopper.has(chat, v1::JOINED); }, "served");
    EXPECT_EQ(shopper.view(chat)->agent_name(), "Agent 1");

    agent.client().notify(frames::typing(chat));
    cluster.until([&] { return !shopper.typing.empty(); }, "the shopper sees her typing");
    EXPECT_EQ(shopper.typing.front().who(), v1::AGENT);
    cluster.say(agent, chat, "41 码会更合适 👟");
    cluster.until([&] { return shopper.has(chat, "41 码会更合适 👟"); }, "the answer arrives");
    const auto last = shopper.machine().transcript(chat)->whole();
    EXPECT_EQ(cluster.ask(shopper, frames::read(chat, last)).error(), v1::OK);
    cluster.until([&] { return agent.view(chat)->peer_read() == last; }, "the agent sees it read");
    cluster.say(shopper, chat, "好的，谢谢");
    cluster.until([&] { return agent.has(chat, "好的，谢谢"); }, "the thanks arrive");
    EXPECT_EQ(cluster.ask(agent, frames::hold(chat, true)).error(), v1::OK);
    cluster.until([&] { return shopper.view(chat)->on_hold(); }, "on hold");
    EXPECT_EQ(cluster.ask(agent, frames::hold(chat, false)).error(), v1::OK);
    EXPECT_EQ(cluster.ask(agent, frames::resolve(chat)).error(), v1::OK);
    cluster.until([&] { return shopper.in_state(chat, v1::CLOSED); }, "resolved");
    EXPECT_EQ(shopper.view(chat)->end_reason(), v1::RESOLVED);
    cluster.until([&] { return !agent.gone.empty(); }, "the agent has room again");
    EXPECT_EQ(cluster.ask(shopper, frames::rate(chat, 5, "很快")).error(), v1::OK);
    EXPECT_EQ(cluster.ask(shopper, frames::rate(chat, 5, "again")).error(), v1::WRONG_STATE);
    EXPECT_EQ(cluster.ask(shopper, frames::send(chat, "too late")).error(), v1::WRONG_STATE);
    cluster.verify();
}

TEST_F(Day, AChatIsTransferredAndItsNoteStaysBetweenAgents) {
    Person& first = cluster.agent(0);
    cluster.available(first);
    Person& shopper = cluster.shopper("Wang");
    const auto chat = cluster.open(shopper, "I want my money back");
    cluster.accept(first, chat);
    cluster.say(first, chat, "One moment.");
    Person& second = cluster.agent(1);
    cluster.available(second);
    EXPECT_EQ(cluster.ask(first, frames::transfer(chat, cluster.returns_queue(), "wants her money back")).error(),
              v1::OK);
    cluster.until([&] { return !first.gone.empty(); }, "the first agent gives it away");
    cluster.accept(second, chat);
    cluster.until([&] { return second.has(chat, "wants her money back") && second.has(chat, "One moment."); },
                  "the second agent knows everything");
    cluster.until([&] { return shopper.has(chat, v1::TRANSFERRED) && shopper.in_state(chat, v1::ACTIVE); }, "served");
    EXPECT_FALSE(shopper.has(chat, "wants her money back"));
    EXPECT_EQ(shopper.view(chat)->topic(), "returns");
    cluster.say(second, chat, "It is on its way.");
    EXPECT_EQ(cluster.ask(shopper, frames::close(chat)).error(), v1::OK);
    cluster.until([&] { return second.gone.size() == 1; }, "closed for the agent");
    cluster.verify();
}

TEST_F(Day, WrapUpKeepsThePlaceUntilItIsDone) {
    Person& agent = cluster.agent(0);
    cluster.available(agent);
    Person& shopper = cluster.shopper("Ann");
    const auto chat = cluster.open(shopper, "hello");
    cluster.accept(agent, chat);
    EXPECT_EQ(cluster.ask(agent, frames::resolve(chat)).error(), v1::OK);
    cluster.until([&] { return agent.in_state(chat, v1::WRAP_UP) && shopper.in_state(chat, v1::CLOSED); }, "wrap-up");
    EXPECT_EQ(agent.machine().view().self.load(), 1U);
    EXPECT_EQ(cluster.ask(agent, frames::send(chat, "more")).error(), v1::WRONG_STATE);
    EXPECT_EQ(cluster.ask(agent, frames::wrap_up_done(chat)).error(), v1::OK);
    cluster.until([&] { return agent.machine().view().self.load() == 0; }, "room again");
    cluster.verify();
}

TEST_F(Day, ADeclinedChatGoesToSomebodyElse) {
    Person& first = cluster.agent(0);
    cluster.available(first);
    Person& shopper = cluster.shopper("Ben");
    const auto chat = cluster.open(shopper, "hello");
    cluster.until([&] { return first.offered(chat); }, "offered");
    EXPECT_EQ(cluster.ask(first, frames::decline(chat, v1::NOT_MY_TOPIC)).error(), v1::OK);
    EXPECT_EQ(first.offers_gone.at(chat), v1::DECLINED);
    EXPECT_EQ(cluster.ask(first, frames::accept(chat)).error(), v1::OFFER_GONE);
    Person& second = cluster.agent(1);
    cluster.available(second);
    cluster.accept(second, chat);
    EXPECT_FALSE(first.offered(chat));
    cluster.verify();
}

TEST_F(Day, AMessageIsLeftWhenNobodyServes) {
    Person& shopper = cluster.shopper("Zhao");
    const auto chat = cluster.open(shopper, "anybody there?");
    cluster.until([&] { return shopper.view(chat) != nullptr && shopper.view(chat)->serving() == 0; }, "nobody serves");
    EXPECT_EQ(cluster.ask(shopper, frames::leave_message(chat, "zhao@mail.example")).error(), v1::OK);
    cluster.until([&] { return shopper.has(chat, v1::MESSAGE_LEFT); }, "left");
    shopper.client().stop();
    Person& agent = cluster.agent(1);
    cluster.available(agent);
    cluster.until([&] { return agent.offered(chat); }, "offered");
    EXPECT_TRUE(agent.machine().view().offers.at(chat).message_left());
    cluster.accept(agent, chat);
    EXPECT_EQ(agent.view(chat)->contact(), "zhao@mail.example");
    cluster.say(agent, chat, "we will write to you");
    EXPECT_EQ(cluster.ask(agent, frames::resolve(chat)).error(), v1::OK);
    shopper.client().start();
    cluster.online(shopper);
    cluster.until([&] { return shopper.has(chat, "we will write to you"); }, "she finds the answer");
    cluster.verify();
}

TEST_F(Day, TheSupervisorSeesTheBoardMove) {
    Person& boss = cluster.supervisor();
    cluster.online(boss);
    EXPECT_EQ(cluster.ask(boss, frames::watch_queues(true)).error(), v1::OK);
    Person& agent = cluster.agent(1);
    cluster.available(agent);
    cluster.until([&] { return boss.machine().view().board && boss.machine().view().board->agents_available() == 1; },
                  "an agent on the board");
    Person& shopper = cluster.shopper("Qian");
    const auto chat = cluster.open(shopper, "hello");
    const auto queue = cluster.help_queue();
    cluster.until(
        [&] { return board_shows(boss, [&](const auto& row) { return row.queue() == queue && row.waiting() == 1; }); },
        "one is waiting");
    cluster.accept(agent, chat);
    cluster.until(
        [&] {
            return board_shows(
                boss, [&](const auto& row) { return row.queue() == queue && row.active() == 1 && row.waiting() == 0; });
        },
        "one is served");
    EXPECT_EQ(cluster.ask(agent, frames::resolve(chat)).error(), v1::OK);
    cluster.until(
        [&] { return board_shows(boss, [&](const auto& row) { return row.queue() == queue && row.active() == 0; }); },
        "none is served");
    cluster.verify();
}

TEST_F(Day, JsonAndProtobufClientsTalkToEachOther) {
    Person& agent = cluster.agent(1, 0, swarm::Encoding::json);
    cluster.available(agent);
    Person& plain = cluster.shopper("Proto");
    Person& textual = cluster.shopper("Text", 0, swarm::Encoding::json);
    for (Person* shopper : {&plain, &textual}) {
        const auto chat = cluster.open(*shopper, "\"quoted\" \\ 你好\n" + shopper->record().client());
        cluster.accept(agent, chat);
        cluster.say(agent, chat, "a\tb \u2028 é 🎈");
        cluster.until([&] { return shopper->has(chat, "a\tb \u2028 é 🎈"); }, "arrives as it was written");
        cluster.say(*shopper, chat, "<script>");
        cluster.until([&] { return agent.has(chat, "<script>"); }, "and back");
    }
    // The same numbers in the other encoding mean the same commands.
    textual.client().drop();
    cluster.until([&] { return textual.machine().counts().resumed == 1; }, "resumed");
    cluster.verify();
}

TEST_F(Day, LoggingOutEndsTheSessionAndGivesChatsBack) {
    Person& agent = cluster.agent(0);
    cluster.available(agent);
    Person& shopper = cluster.shopper("Sun");
    const auto chat = cluster.open(shopper, "hello");
    cluster.accept(agent, chat);
    agent.client().command(frames::logout());
    cluster.until([&] { return agent.machine().phase() == swarm::Phase::logged_out; }, "logged out");
    cluster.until([&] { return shopper.in_state(chat, v1::WAITING) && shopper.has(chat, v1::REQUEUED); },
                  "waits again");
    Person& other = cluster.agent(1);
    cluster.available(other);
    cluster.accept(other, chat);
    cluster.verify();
}

}  // namespace
}  // namespace yunke::testing
