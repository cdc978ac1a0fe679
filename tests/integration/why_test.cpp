// "Why did this chat go to her?" over HTTP, of a whole installation: who may ask, in which words it is told, and what
// is told when the log no longer reaches so far or others are asking.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <future>

#include "agent-gateway/swarm/client/frames.hpp"
#include "dispatcher/app/snapshot_maker.hpp"
#include "tests/app/harness.hpp"
#include "tests/integration/cluster.hpp"
#include "tests/integration/raw_socket.hpp"

namespace yunke::testing {
namespace {

namespace frames = swarm::frames;
using dispatcher::PoolAccess;
namespace json = boost::json;

struct Reply {
    int status = 0;
    std::string head, body;

    json::object json() const { return json::parse(body).as_object(); }
    json::array decisions() const { return json().at("decisions").as_array(); }
};

std::string text(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

// Agent 0 was offered the chat and declined it, agent 1 has it, agent 2 came only then.
class WhyHttp : public ::testing::Test {
protected:
    void SetUp() override {
        cluster_.available(first_);
        chat_ = cluster_.open(shopper_, "is it made of oak?");
        cluster_.until([&] { return first_.offered(chat_); }, "offered to the first");
        cluster_.available(second_);
        EXPECT_EQ(cluster_.ask(first_, frames::decline(chat_, v1::NOT_NOW)).error(), v1::OK);
        cluster_.accept(second_, chat_);
    }

    Reply call(const std::string& method, const std::string& path, const std::string& body, const std::string& cookie) {
        RawSocket socket(cluster_.gateway_port(0));
        socket.send(
            fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{}{}Content-Length: {}\r\n\r\n{}",
                        method, path, cookie.empty() ? "" : "Cookie: " + cookie + "\r\n",
                        body.empty() ? "" : "Content-Type: application/json\r\n", body.size(), body));
        std::string all;
        std::array<char, 16'384> piece{};
        for (ssize_t got = 0; (got = ::recv(socket.handle(), piece.data(), piece.size(), 0)) > 0;)
            all.append(piece.data(), static_cast<std::size_t>(got));
        const auto end = all.find("\r\n\r\n");
        if (!all.starts_with("HTTP/1.1 ") || end == std::string::npos) return {};
        return {std::stoi(all.substr(9, 3)), all.substr(0, end), all.substr(end + 4)};
    }

    std::string log_in(const std::string& login) {
        const Reply reply = call("POST", "/api/login",
                                 fmt::format(R"({{"login":"{}","password":"{}"}})", login, Cluster::password), "");
        const auto at = reply.head.find("yunke_login=");
        if (reply.status != 200 || at == std::string::npos) throw std::runtime_error("no login for " + login);
        return reply.head.substr(at, reply.head.find(';', at) - at);
    }

    std::string path(const std::string& language = "en") const {
        return fmt::format("/api/conversations/{}/why?language={}", chat_, language);
    }
    Reply why(const std::string& login, const std::string& language = "en") {
        return call("GET", path(language), "", log_in(login));
    }

    Cluster cluster_{{.agents = 3, .second_pool = true}};
    Person& first_ = cluster_.agent(0);
    Person& second_ = cluster_.agent(1);
    Person& shopper_ = cluster_.shopper("Lin");
    std::uint64_t chat_ = 0;
};

TEST_F(WhyHttp, ASupervisorReadsAllOfItByNameInBothLanguages) {
    const Reply reply = why("boss");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_TRUE(reply.json().at("complete").as_bool());
    EXPECT_EQ(text(reply.json(), "conversation"), std::to_string(chat_));
    const json::array decisions = reply.decisions();
    ASSERT_EQ(decisions.size(), 2U) << reply.body;
    const json::object& last = decisions[1].as_object();
    const std::uint32_t chosen = cluster_.agent_id(1);
    EXPECT_NE(text(last, "headline").find(fmt::format("was offered to agent {} (Agent 1)", chosen)), std::string::npos)
        << reply.body;
    EXPECT_NE(text(last, "counts").find("1 had declined or missed it"), std::string::npos) << reply.body;
    const json::array& people = last.at("people").as_array();
    ASSERT_EQ(people.size(), 3U);
    EXPECT_EQ(last.at("left_out").to_number<int>(), 0);
    EXPECT_TRUE(people[0].as_object().at("chosen").as_bool());
    EXPECT_EQ(text(people[0].as_object(), "name"), "Agent 1");
    EXPECT_TRUE(text(people[0].as_object(), "why").starts_with("chosen: fits, has room")) << reply.body;
    EXPECT_EQ(text(people[1].as_object(), "name"), "Agent 0");
    EXPECT_TRUE(text(people[1].as_object(), "why").starts_with("declined or missed this chat")) << reply.body;
    EXPECT_EQ(text(people[2].as_object(), "why"), "offline");

    const json::object chinese = why("boss", "zh").decisions().at(1).as_object();
    EXPECT_NE(text(chinese, "headline").find(fmt::format("派给客服 {}（Agent 1）", chosen)), std::string::npos);
    EXPECT_EQ(text(chinese.at("people").as_array().at(2).as_object(), "why"), "离线");
}

TEST_F(WhyHttp, AnAgentWhomItConcernsReadsHerOwnReasonsOnly) {
    const Reply reply = why("agent0");
    ASSERT_EQ(reply.status, 200) << reply.body;
    const json::array decisions = reply.decisions();
    ASSERT_EQ(decisions.size(), 2U) << reply.body;
    EXPECT_NE(text(decisions[0].as_object(), "headline").find("was offered to you"), std::string::npos) << reply.body;
    EXPECT_NE(text(decisions[1].as_object(), "headline").find("was offered to somebody"), std::string::npos);
    EXPECT_TRUE(text(decisions[1].as_object(), "own").starts_with("declined or missed this chat")) << reply.body;
    for (const std::string_view others : {"Agent ", "people", "counts", "offline", "match"})
        EXPECT_EQ(reply.body.find(others), std::string::npos) << others << ": " << reply.body;
    const json::object chinese = why("agent0", "zh").decisions().at(1).as_object();
    EXPECT_TRUE(text(chinese, "headline").ends_with("派给一位同事"));
    EXPECT_TRUE(text(chinese, "own").starts_with("不久前谢绝或错过此会话"));
}

TEST_F(WhyHttp, NobodyElseIsToldThatThereIsSuchAChat) {
    EXPECT_EQ(why("agent2").status, 404) << "it was never offered to her";
    EXPECT_EQ(why("stranger").status, 403) << "of another pool";
    EXPECT_EQ(why("owner").status, 403) << "a merchant";
    EXPECT_EQ(call("GET", path(), "", "").status, 401);
    EXPECT_EQ(call("GET", path(), "", "yunke_login=" + cluster_.shopper_ticket()).status, 401);
    const std::string boss = log_in("boss");
    EXPECT_EQ(call("GET", fmt::format("/api/conversations/{}/why", chat_ + 1'000), "", boss).status, 404);
    EXPECT_EQ(call("GET", "/api/conversations/18446744073709551616/why", "", boss).status, 404);
    EXPECT_EQ(call("GET", "/api/conversations/why", "", boss).status, 404);
    EXPECT_EQ(call("GET", path("fr"), "", boss).status, 400);
}

TEST_F(WhyHttp, WhatWasNotedIsToldWhenTheLogNoLongerReachesSoFar) {
    SyncRedis redis(cluster_.redis().url());
    redis("XTRIM", redis.keys().log, "MINID", "2");
    const Reply reply = why("boss");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_FALSE(reply.json().at("complete").as_bool());
    EXPECT_NE(text(reply.json(), "why_not_complete").find("can no longer be worked out"), std::string::npos);
    ASSERT_EQ(reply.decisions().size(), 2U) << reply.body;
    const json::object last = reply.decisions().at(1).as_object();
    EXPECT_NE(text(last, "headline").find("(Agent 1)"), std::string::npos) << reply.body;
    EXPECT_TRUE(text(last, "counts").starts_with("3 match: ")) << reply.body;
    EXPECT_NE(text(last, "counts").find("1 had declined or missed it"), std::string::npos) << reply.body;
    EXPECT_TRUE(last.at("people").as_array().empty());

    const Reply hers = why("agent1", "zh");
    EXPECT_TRUE(text(hers.decisions().at(1).as_object(), "headline").ends_with("派给您")) << hers.body;
    EXPECT_TRUE(hers.decisions().at(1).as_object().at("own").is_null());
    EXPECT_EQ(hers.body.find("Agent"), std::string::npos);
}

TEST_F(WhyHttp, AfterACutTheReasonsAreToldFromTheSnapshotOn) {
    SyncRedis redis(cluster_.redis().url());
    PoolAccess pool(endpoint_of(cluster_.redis().url()), "main");
    const auto kept = dispatcher::keep_next_snapshot(pool, {1, 0}, {});
    ASSERT_TRUE(kept && *kept);
    redis("XTRIM", redis.keys().log, "MINID", std::to_string((*kept)->sequence + 1));
    const Reply before = why("boss");
    EXPECT_FALSE(before.json().at("complete").as_bool());
    EXPECT_NE(text(before.json(), "why_not_complete").find("began earlier than the log"), std::string::npos);
    EXPECT_EQ(before.decisions().size(), 2U) << before.body;
    EXPECT_TRUE(before.decisions().at(1).as_object().at("people").as_array().empty());
    EXPECT_EQ(why("agent1").decisions().size(), 2U);

    chat_ = cluster_.open(cluster_.shopper("Wu"), "and the legs?");
    cluster_.until([&] { return first_.offered(chat_) || second_.offered(chat_); }, "offered");
    const Reply after = why("boss");
    EXPECT_TRUE(after.json().at("complete").as_bool()) << after.body;
    ASSERT_EQ(after.decisions().size(), 1U) << after.body;
    EXPECT_EQ(after.decisions().at(0).as_object().at("people").as_array().size(), 3U);
}

TEST_F(WhyHttp, OneQuestionEachAndFewAtOnce) {
    const std::string boss = log_in("boss");
    const std::array others{log_in("root"), log_in("agent0")};
    const std::string last = log_in("agent1");
    cluster_.redis().pause();  // nothing is answered now
    const auto ask = [this](const std::string& cookie) {
        return std::async(std::launch::async, [this, cookie] { return call("GET", path(), "", cookie); });
    };
    auto under_way = ask(boss);
    std::this_thread::sleep_for(300ms);
    const Reply again = call("GET", path(), "", boss);
    EXPECT_EQ(again.status, 429) << again.body;
    EXPECT_NE(again.head.find("Retry-After: 5"), std::string::npos) << again.head;
    EXPECT_NE(text(again.json(), "message_zh").find("请过几秒再问"), std::string::npos);
    std::vector<std::future<Reply>> waiting;
    for (const std::string& cookie : others)
        waiting.push_back(ask(cookie));
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(call("GET", path(), "", last).status, 429) << "all places are taken";
    cluster_.redis().resume();
    EXPECT_EQ(under_way.get().status, 200);
    for (auto& one : waiting)
        EXPECT_EQ(one.get().status, 200);
    EXPECT_EQ(call("GET", path(), "", last).status, 200);
}

}  // namespace
}  // namespace yunke::testing
