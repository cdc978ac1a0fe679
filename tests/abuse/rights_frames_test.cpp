// Every kind of frame tried by every role, with the ids of somebody else's chat and with ids that nobody has: both get
// the same answer, so that nobody can learn by asking what exists. One table, and a check that no kind is missing.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/abuse/catalogue.hpp"

namespace yunke::testing {
namespace {

constexpr std::array roles{v1::SHOPPER, v1::AGENT, v1::SUPERVISOR, v1::ADMINISTRATOR};
constexpr const char* no = "problem FORBIDDEN; close 4008";
constexpr const char* unknown = "answer 1 NOT_FOUND";
constexpr const char* done = "answer 1 OK";
constexpr const char* late = "answer 1 WRONG_STATE";

// The words that come back, for each of `roles`; merchants have no sessions at all. %C is a conversation, %Q a queue.
struct Row {
    std::string body;
    std::array<std::string, roles.size()> expected;
    // What a supervisor gets about any conversation of her pool; empty = the same as about one that does not exist.
    std::string reached{};  // NOLINT(readability-redundant-member-init): because rows leave it out
};

// By the names of ClientFrame's bodies.
const std::map<std::string, Row>& table() {
    static const std::string again = "problem HELLO_EXPECTED; close 4004";
    static const std::string out = "answer 1 OK; close 4010";
    static const std::map<std::string, Row> rows = {
        {"hello", {R"("hello":{"ticket":"x","instance":"9"})", {again, again, again, again}}},
        {"heartbeat", {R"("heartbeat":{"sentMs":"1"})", {"heartbeat 1", "heartbeat 1", "heartbeat 1", "heartbeat 1"}}},
        {"send", {R"("send":{"conversation":"%C","text":"let me in"})", {unknown, unknown, unknown, unknown}}},
        {"typing", {R"("typing":{"conversation":"%C"})", {"", "", "", ""}}},
        {"read", {R"("read":{"conversation":"%C","entry":1})", {unknown, unknown, unknown, unknown}}},
        {"open", {R"("open":{"topic":"returns","language":"en","text":"mine"})", {done, no, no, no}}},
        {"close", {R"("close":{"conversation":"%C"})", {unknown, no, no, no}}},
        {"rate", {R"("rate":{"conversation":"%C","stars":1})", {unknown, no, no, no}}},
        {"leave_message", {R"("leaveMessage":{"conversation":"%C","contact":"me"})", {unknown, no, no, no}}},
        {"set_presence", {R"("setPresence":{"presence":"TRAINING"})", {no, done, no, no}}},
        {"resume_arrivals", {R"("resumeArrivals":{})", {no, done, no, no}}},
        {"accept", {R"("accept":{"conversation":"%C"})", {no, "answer 1 OFFER_GONE", no, no}}},
        {"decline", {R"("decline":{"conversation":"%C","reason":"NOT_NOW"})", {no, "answer 1 OFFER_GONE", no, no}}},
        {"prolong", {R"("prolong":{"conversation":"%C"})", {no, "answer 1 OFFER_GONE", no, no}}},
        {"hold", {R"("hold":{"conversation":"%C","on":true})", {no, unknown, unknown, unknown}}},
        {"transfer", {R"("transfer":{"conversation":"%C","back":true})", {no, unknown, unknown, unknown}}},
        {"resolve", {R"("resolve":{"conversation":"%C"})", {no, unknown, unknown, unknown}}},
        {"wrap_up_done", {R"("wrapUpDone":{"conversation":"%C"})", {no, unknown, no, no}}},
        {"history", {R"("history":{"conversation":"%C","count":10})", {unknown, unknown, unknown, unknown}}},
        {"watch_queues", {R"("watchQueues":{"on":true})", {no, no, "board; answer 1 OK", "board; answer 1 OK"}}},
        {"logout", {R"("logout":{})", {out, out, out, out}}},
        {"reopen", {R"("reopen":{"conversation":"%C","text":"let me in"})", {unknown, no, no, no}}},
        {"ask_help", {R"("askHelp":{"conversation":"%C","agent":1})", {no, unknown, no, no}}},
        {"end_help", {R"("endHelp":{"conversation":"%C"})", {no, unknown, no, no}}},
        {"whisper", {R"("whisper":{"conversation":"%C","text":"let me in"})", {no, unknown, unknown, unknown}}},
        {"find_agents",
         {R"("findAgents":{"conversation":"%C"})", {no, unknown, unknown, unknown}, "agent_choices; answer 1 OK"}},
        {"list_chats", {R"("listChats":{"queue":%Q})", {no, no, "chats; answer 1 OK", "chats; answer 1 OK"}}},
        {"list_agents", {R"("listAgents":{"count":5})", {no, no, "agents; answer 1 OK", "agents; answer 1 OK"}}},
        {"supervise", {R"("supervise":{"conversation":"%C","part":"PART_NONE"})", {no, no, unknown, unknown}, done}},
        {"raise", {R"("raise":{"conversation":"%C","seconds":60})", {no, no, unknown, unknown}, late}},
        {"set_agent_presence",
         {R"("setAgentPresence":{"agent":99999,"presence":"TRAINING"})", {no, no, unknown, unknown}}},
        {"close_queue", {R"("closeQueue":{"queue":99999,"closed":true})", {no, no, unknown, unknown}}},
        {"broadcast", {R"("broadcast":{"text":"to all","minutes":1})", {no, no, done, done}}},
    };
    return rows;
}

bool bears_number(const std::string& name) {
    return name != "hello" && name != "heartbeat" && name != "typing";
}

std::string filled(std::string body, std::uint64_t conversation, std::uint32_t queue) {
    for (const auto& [mark, id] : {std::pair<std::string, std::uint64_t>{"%C", conversation}, {"%Q", queue}})
        if (const auto at = body.find(mark); at != std::string::npos) body.replace(at, 2, std::to_string(id));
    return body;
}

class RightsFrames : public ::testing::Test {
protected:
    RightsFrames() : cluster_({.agents = 14, .second_pool = true}) {
        // A chat of the rival's shop between two others.
        Person& agent = cluster_.agent(0);
        cluster_.available(agent);
        auto options =
            cluster_.options_for(swarm::shopper_tickets(cluster_.io(), cluster_.gateways(), cluster_.shop_key(1),
                                                        "https://rival.example", "victim"),
                                 0);
        options.origin = "https://rival.example";
        victim_ = &cluster_.connect(std::move(options), "victim", v1::SHOPPER);
        chat_ = cluster_.open(*victim_, "not for you");
        cluster_.accept(agent, chat_);
    }

    // The frames of the answer, without what differs by nature.
    std::string answer_to(v1::Role role, const std::string& json) {
        const auto socket = attached(cluster_, ticket_of(cluster_, role), role);
        socket->send(RawSocket::text(json));
        socket->send(close_frame(1000));
        std::string all;
        while (const auto raw = socket->read_frame()) {
            v1::ServerFrame frame;
            if (!RawSocket::parse(*raw, frame)) continue;
            if (!frame.has_answer() && !frame.has_problem()) continue;
            if (frame.has_answer()) frame.mutable_answer()->clear_at_ms();
            if (frame.has_answer()) frame.mutable_answer()->clear_conversation();
            all += frame.ShortDebugString() + "\n";
        }
        return all;
    }

    Cluster cluster_;
    Person* victim_ = nullptr;
    std::uint64_t chat_ = 0;
    static constexpr std::uint64_t nobodys_chat = 999'999;
    static constexpr std::uint32_t nobodys_queue = 99'999;
};

TEST_F(RightsFrames, EveryFrameTriedByEveryRoleWithOthersIdsAndWithNobodys) {
    int tried = 0;
    for (const auto& [name, row] : table()) {
        for (std::size_t i = 0; i < roles.size(); ++i) {
            for (const std::uint64_t chat : {chat_, nobodys_chat}) {
                if (chat == nobodys_chat && row.body.find("%C") == std::string::npos) continue;
                SCOPED_TRACE(fmt::format("{} by {} about {}", name, v1::Role_Name(roles[i]),
                                         chat == chat_ ? "another's" : "nobody's"));
                const std::string json = fmt::format("{{{}{}}}", bears_number(name) ? R"("number":1,)" : "",
                                                     filled(row.body, chat, cluster_.queue(2)));
                const auto socket = attached(cluster_, ticket_of(cluster_, roles[i]), roles[i]);
                const bool supervisor = roles[i] == v1::SUPERVISOR || roles[i] == v1::ADMINISTRATOR;
                const bool reached = supervisor && chat == chat_ && !row.reached.empty();
                const std::string& expected = reached ? row.reached : row.expected[i];
                EXPECT_EQ(play(*socket, {name, "", {RawSocket::text(json)}, expected}), expected);
                ++tried;
            }
        }
    }
    // The chat in question went on as if nothing had been.
    EXPECT_TRUE(victim_->typing.empty());
    cluster_.say(*victim_, chat_, "still here");
    EXPECT_TRUE(victim_->in_state(chat_, v1::ACTIVE));
    EXPECT_FALSE(victim_->has(chat_, "let me in"));
    cluster_.verify();
    fmt::print("rights: {} frames\n", tried);
}

TEST_F(RightsFrames, NoKindOfFrameIsMissingFromTheTable) {
    const auto* bodies = v1::ClientFrame::descriptor()->FindOneofByName("body");
    ASSERT_NE(bodies, nullptr);
    for (int i = 0; i < bodies->field_count(); ++i)
        EXPECT_TRUE(table().contains(bodies->field(i)->name())) << bodies->field(i)->name() << " needs a row";
    EXPECT_EQ(table().size(), static_cast<std::size_t>(bodies->field_count()));
}

// Not only the code: every byte of the answer is the same for what is another's and for what does not exist.
TEST_F(RightsFrames, AnswersDoNotTellWhatExists) {
    for (const auto& [name, row] : table()) {
        if (row.body.find("%C") == std::string::npos || name == "typing") continue;
        for (const v1::Role role : {v1::SHOPPER, v1::AGENT}) {
            const auto ask = [&](std::uint64_t chat, std::uint32_t queue) {
                return answer_to(role, fmt::format(R"({{"number":1,{}}})", filled(row.body, chat, queue)));
            };
            EXPECT_EQ(ask(chat_, cluster_.queue(2)), ask(nobodys_chat, nobodys_queue))
                << name << ' ' << v1::Role_Name(role);
        }
    }
}

// An agent's own chat cannot be handed to another shop, nor to another pool, and she cannot learn whether they exist.
TEST_F(RightsFrames, AChatStaysWithItsShop) {
    Person& agent = cluster_.agent(1);
    cluster_.available(agent);
    Person& shopper = cluster_.shopper("mine");
    const std::uint64_t chat = cluster_.open(shopper, "hello", "returns");
    cluster_.accept(agent, chat);
    const auto transfer = [&](std::uint32_t queue) {
        v1::Answer answer = cluster_.ask(agent, swarm::frames::transfer(chat, queue, "note"));
        answer.clear_number();
        answer.clear_at_ms();
        return answer.ShortDebugString();
    };
    const std::string none = transfer(nobodys_queue);
    EXPECT_NE(none.find("NOT_FOUND"), std::string::npos) << none;
    EXPECT_EQ(transfer(cluster_.queue(2)), none) << "another shop's";
    EXPECT_EQ(transfer(cluster_.queue(4)), none) << "another pool's";
    EXPECT_TRUE(agent.in_state(chat, v1::ACTIVE));
}

}  // namespace
}  // namespace yunke::testing
