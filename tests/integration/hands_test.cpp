// Supervisors, helpers and hand-overs over real sockets, a real Redis and two gateways.
#include <gtest/gtest.h>

#include "agent-gateway/swarm/client/frames.hpp"
#include "tests/integration/cluster.hpp"

namespace yunke::testing {
namespace {

namespace frames = swarm::frames;

class Hands : public ::testing::Test {
protected:
    void SetUp() override {
        cluster.available(first);
        chat = cluster.open(shopper, "is it made of oak?");
        cluster.accept(first, chat);
    }
    // A supervisor's words as everybody sees them.
    bool hears(Person& who, const std::string& text) { return who.has(chat, text); }

    Cluster cluster{{.gateways = 2, .agents = 3}};
    Person& first = cluster.agent(0, 0);
    Person& shopper = cluster.shopper("Lin", 1);
    std::uint64_t chat = 0;
};

TEST_F(Hands, AChatGoesToAColleagueInPersonAndBack) {
    Person& second = cluster.agent(1, 1);
    cluster.available(second);
    EXPECT_EQ(cluster.ask(first, frames::find_agents(chat)).error(), v1::OK);
    ASSERT_EQ(first.machine().view().choices.choices_size(), 1);
    EXPECT_EQ(first.machine().view().choices.choices(0).agent(), cluster.agent_id(1));
    EXPECT_EQ(cluster.ask(first, frames::hand_to(chat, cluster.agent_id(1), "knows wood")).error(), v1::OK);
    cluster.until([&] { return second.offered(chat); }, "offered to her");
    EXPECT_EQ(second.machine().view().offers.at(chat).from_name(), "Agent 0");
    cluster.accept(second, chat);
    cluster.until([&] { return hears(second, "knows wood"); }, "she reads the note");
    EXPECT_FALSE(hears(shopper, "knows wood"));
    EXPECT_EQ(second.view(chat)->former_name(), "Agent 0");
    cluster.verify();
}

TEST_F(Hands, AHelperWhispersAndWritesAndTheShopperSeesOneOfIt) {
    Person& second = cluster.agent(1, 1);
    cluster.available(second);
    EXPECT_EQ(cluster.ask(first, frames::ask_help(chat, cluster.agent_id(1))).error(), v1::OK);
    cluster.until([&] { return second.offered(chat); }, "asked");
    EXPECT_TRUE(second.machine().view().offers.at(chat).help());
    EXPECT_EQ(cluster.ask(second, frames::accept(chat)).error(), v1::OK);
    cluster.until([&] { return second.view(chat) != nullptr && second.view(chat)->helping(); }, "helping");
    EXPECT_EQ(cluster.ask(second, frames::whisper(chat, "the frame is, the top is not")).error(), v1::OK);
    cluster.until([&] { return hears(first, "the frame is, the top is not"); }, "whispered");
    cluster.say(second, chat, "The frame is oak.");
    cluster.until([&] { return hears(shopper, "The frame is oak."); }, "written");
    EXPECT_FALSE(hears(shopper, "the frame is, the top is not"));
    // The same when it is read anew from the store.
    shopper.client().stop();
    shopper.client().start();
    cluster.online(shopper);
    EXPECT_FALSE(hears(shopper, "the frame is, the top is not"));
    cluster.verify();
}

TEST_F(Hands, ASupervisorWatchesWhispersJoinsTakesAndResolves) {
    Person& boss = cluster.supervisor();
    cluster.online(boss);
    EXPECT_EQ(cluster.ask(boss, frames::list_chats(cluster.help_queue())).error(), v1::OK);
    ASSERT_EQ(boss.machine().view().chats.chats_size(), 1);
    EXPECT_EQ(boss.machine().view().chats.chats(0).agent_name(), "Agent 0");
    EXPECT_EQ(cluster.ask(boss, frames::supervise(chat, v1::PART_WATCH)).error(), v1::OK);
    cluster.until([&] { return hears(boss, "is it made of oak?"); }, "reads along");
    cluster.until([&] { return first.view(chat)->supervisors_size() == 1; }, "the agent knows");
    EXPECT_EQ(cluster.ask(boss, frames::whisper(chat, "ask which colour")).error(), v1::OK);
    cluster.until([&] { return hears(first, "ask which colour"); }, "whispered");
    EXPECT_EQ(cluster.ask(boss, frames::supervise(chat, v1::PART_JOIN)).error(), v1::OK);
    cluster.say(boss, chat, "May I help?");
    cluster.until([&] { return hears(shopper, "May I help?") && hears(first, "May I help?"); }, "joined");
    EXPECT_EQ(cluster.ask(boss, frames::supervise(chat, v1::PART_TAKE)).error(), v1::OK);
    cluster.until([&] { return !first.gone.empty(); }, "taken");
    cluster.say(shopper, chat, "yes please");
    cluster.until([&] { return hears(boss, "yes please"); }, "in her hands");
    EXPECT_EQ(cluster.ask(boss, frames::resolve(chat)).error(), v1::OK);
    cluster.until([&] { return shopper.in_state(chat, v1::CLOSED); }, "resolved");
    cluster.verify();
}

TEST_F(Hands, WhoeverWatchesComesBackToWhatSheSaw) {
    Person& boss = cluster.supervisor();
    cluster.online(boss);
    EXPECT_EQ(cluster.ask(boss, frames::supervise(chat, v1::PART_WATCH)).error(), v1::OK);
    boss.client().drop();
    cluster.say(shopper, chat, "while you were away");
    cluster.until([&] { return hears(boss, "while you were away"); }, "comes back");
    cluster.verify();
}

TEST_F(Hands, AWordToAllReachesAgentsOnEveryGatewayAndThoseWhoComeLater) {
    Person& second = cluster.agent(1, 1);
    cluster.available(second);
    Person& boss = cluster.supervisor();
    cluster.online(boss);
    EXPECT_EQ(cluster.ask(boss, frames::broadcast("parcels are late", 5)).error(), v1::OK);
    const auto told = [](Person& who) {
        const auto& notices = who.machine().view().notices;
        return !notices.empty() && notices.back().text() == "parcels are late";
    };
    cluster.until([&] { return told(first) && told(second); }, "both are told");
    EXPECT_TRUE(shopper.machine().view().notices.empty());
    Person& third = cluster.agent(2, 0);
    cluster.until([&] { return told(third); }, "she who comes later");
    cluster.verify();
}

TEST_F(Hands, ASupervisorSetsARestAndClosesAQueue) {
    Person& boss = cluster.supervisor();
    cluster.online(boss);
    EXPECT_EQ(cluster.ask(boss, frames::list_agents(10)).error(), v1::OK);
    EXPECT_EQ(boss.machine().view().agents.rows_size(), 3);
    EXPECT_EQ(cluster.ask(boss, frames::set_agent_presence(cluster.agent_id(0), v1::RESTING)).error(), v1::OK);
    cluster.until([&] { return first.machine().view().self.presence() == v1::RESTING; }, "resting");
    EXPECT_EQ(cluster.ask(boss, frames::close_queue(cluster.help_queue(), true)).error(), v1::OK);
    Person& late = cluster.shopper("Ann");
    cluster.online(late);
    EXPECT_EQ(cluster.ask(late, frames::open("help", "Ann", "zh-CN", "hello")).error(), v1::QUEUE_CLOSED);
    EXPECT_EQ(cluster.ask(boss, frames::close_queue(cluster.help_queue(), false)).error(), v1::OK);
    cluster.open(late, "hello");
    cluster.verify();
}

}  // namespace
}  // namespace yunke::testing
