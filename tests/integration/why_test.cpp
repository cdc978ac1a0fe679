// "Why did this chat go to her?" over HTTP, of a whole installation: who may ask, in which words it is told, and what
// is told when the log no longer reaches so far or others are asking.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <future>

#include "agent-gateway/swarm/client/frames.hpp"
#include "dispatcher/app/snapshot_maker.hpp"
#include "tests/app/harness.hpp"
#include "tests/integration/cluster.hpp"
#include "tests/support/http_client.hpp"

namespace yunke::testing {
namespace {

namespace frames = swarm::frames;
using dispatcher::PoolAccess;
namespace json = boost::json;

json::object json_of(const HttpResult& reply) {
    return json::parse(reply.body).as_object();
}

json::array decisions_of(const HttpResult& reply) {
    return json_of(reply).at("decisions").as_array();
}

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

    HttpResult call(const std::string& path, const std::string& cookie) {
        return http(cluster_.gateway_port(0), "GET", path, "",
                    cookie.empty() ? Headers() : Headers{{"Cookie", cookie}});
    }

    std::string path(const std::string& language = "en") const {
        return fmt::format("/api/conversations/{}/why?language={}", chat_, language);
    }
    HttpResult why(const std::string& login, const std::string& language = "en") {
        return call(path(language), cluster_.log_in(login));
    }

    Cluster cluster_{{.agents = 3, .second_pool = true}};
    Person& first_ = cluster_.agent(0);
    Person& second_ = cluster_.agent(1);
    Person& shopper_ = cluster_.shopper("Lin");
    std::uint64_t chat_ = 0;
};

TEST_F(WhyHttp, ASupervisorReadsAllOfItByNameInBothLanguages) {
    const HttpResult reply = why("boss");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_TRUE(json_of(reply).at("complete").as_bool());
    EXPECT_EQ(text(json_of(reply), "conversation"), std::to_string(chat_));
    const json::array decisions = decisions_of(reply);
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

    const json::object chinese = decisions_of(why("boss", "zh")).at(1).as_object();
    EXPECT_NE(text(chinese, "headline").find(fmt::format("派给客服 {}（Agent 1）", chosen)), std::string::npos);
    EXPECT_EQ(text(chinese.at("people").as_array().at(2).as_object(), "why"), "离线");
}

TEST_F(WhyHttp, AnAgentWhomItConcernsReadsHerOwnReasonsOnly) {
    const HttpResult reply = why("agent0");
    ASSERT_EQ(reply.status, 200) << reply.body;
    const json::array decisions = decisions_of(reply);
    ASSERT_EQ(decisions.size(), 2U) << reply.body;
    EXPECT_NE(text(decisions[0].as_object(), "headline").find("was offered to you"), std::string::npos) << reply.body;
    EXPECT_NE(text(decisions[1].as_object(), "headline").find("was offered to somebody"), std::string::npos);
    EXPECT_TRUE(text(decisions[1].as_object(), "own").starts_with("declined or missed this chat")) << reply.body;
    for (const std::string_view others : {"Agent ", "people", "counts", "offline", "match"})
        EXPECT_EQ(reply.body.find(others), std::string::npos) << others << ": " << reply.body;
    const json::object chinese = decisions_of(why("agent0", "zh")).at(1).as_object();
    EXPECT_TRUE(text(chinese, "headline").ends_with("派给一位同事"));
    EXPECT_TRUE(text(chinese, "own").starts_with("不久前谢绝或错过此会话"));
}

TEST_F(WhyHttp, NobodyElseIsToldThatThereIsSuchAChat) {
    EXPECT_EQ(why("agent2").status, 404) << "it was never offered to her";
    EXPECT_EQ(why("stranger").status, 403) << "of another pool";
    EXPECT_EQ(why("owner").status, 403) << "a merchant";
    EXPECT_EQ(call(path(), "").status, 401);
    EXPECT_EQ(call(path(), "yunke_login=" + cluster_.shopper_ticket()).status, 401);
    const std::string boss = cluster_.log_in("boss");
    EXPECT_EQ(call(fmt::format("/api/conversations/{}/why", chat_ + 1'000), boss).status, 404);
    EXPECT_EQ(call("/api/conversations/18446744073709551616/why", boss).status, 404);
    EXPECT_EQ(call("/api/conversations/why", boss).status, 404);
    EXPECT_EQ(call(path("fr"), boss).status, 400);
}

TEST_F(WhyHttp, WhatWasNotedIsToldWhenTheLogNoLongerReachesSoFar) {
    SyncRedis redis(cluster_.redis().url());
    redis("XTRIM", redis.keys().log, "MINID", "2");
    const HttpResult reply = why("boss");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_FALSE(json_of(reply).at("complete").as_bool());
    EXPECT_NE(text(json_of(reply), "why_not_complete").find("can no longer be worked out"), std::string::npos);
    ASSERT_EQ(decisions_of(reply).size(), 2U) << reply.body;
    const json::object last = decisions_of(reply).at(1).as_object();
    EXPECT_NE(text(last, "headline").find("(Agent 1)"), std::string::npos) << reply.body;
    EXPECT_TRUE(text(last, "counts").starts_with("3 match: ")) << reply.body;
    EXPECT_NE(text(last, "counts").find("1 had declined or missed it"), std::string::npos) << reply.body;
    EXPECT_TRUE(last.at("people").as_array().empty());

    const HttpResult hers = why("agent1", "zh");
    EXPECT_TRUE(text(decisions_of(hers).at(1).as_object(), "headline").ends_with("派给您")) << hers.body;
    EXPECT_TRUE(decisions_of(hers).at(1).as_object().at("own").is_null());
    EXPECT_EQ(hers.body.find("Agent"), std::string::npos);
}

TEST_F(WhyHttp, AfterACutTheReasonsAreToldFromTheSnapshotOn) {
    SyncRedis redis(cluster_.redis().url());
    PoolAccess pool(endpoint_of(cluster_.redis().url()), "main");
    const auto kept = dispatcher::keep_next_snapshot(pool, {1, 0}, {});
    ASSERT_TRUE(kept && *kept);
    redis("XTRIM", redis.keys().log, "MINID", std::to_string((*kept)->sequence + 1));
    const HttpResult before = why("boss");
    EXPECT_FALSE(json_of(before).at("complete").as_bool());
    EXPECT_NE(text(json_of(before), "why_not_complete").find("began earlier than the log"), std::string::npos);
    EXPECT_EQ(decisions_of(before).size(), 2U) << before.body;
    EXPECT_TRUE(decisions_of(before).at(1).as_object().at("people").as_array().empty());
    EXPECT_EQ(decisions_of(why("agent1")).size(), 2U);

    chat_ = cluster_.open(cluster_.shopper("Wu"), "and the legs?");
    cluster_.until([&] { return first_.offered(chat_) || second_.offered(chat_); }, "offered");
    const HttpResult after = why("boss");
    EXPECT_TRUE(json_of(after).at("complete").as_bool()) << after.body;
    ASSERT_EQ(decisions_of(after).size(), 1U) << after.body;
    EXPECT_EQ(decisions_of(after).at(0).as_object().at("people").as_array().size(), 3U);
}

TEST_F(WhyHttp, OneQuestionEachAndFewAtOnce) {
    const std::string boss = cluster_.log_in("boss");
    const std::array others{cluster_.log_in("root"), cluster_.log_in("agent0")};
    const std::string last = cluster_.log_in("agent1");
    cluster_.redis().pause();  // nothing is answered now
    const auto ask = [this](const std::string& cookie) {
        return std::async(std::launch::async, [this, cookie] { return call(path(), cookie); });
    };
    auto under_way = ask(boss);
    std::this_thread::sleep_for(300ms);
    const HttpResult again = call(path(), boss);
    EXPECT_EQ(again.status, 429) << again.body;
    EXPECT_EQ(again.header("retry-after"), "5");
    EXPECT_NE(text(json_of(again), "message_zh").find("请过几秒再问"), std::string::npos);
    std::vector<std::future<HttpResult>> waiting;
    for (const std::string& cookie : others)
        waiting.push_back(ask(cookie));
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(call(path(), last).status, 429) << "all places are taken";
    cluster_.redis().resume();
    EXPECT_EQ(under_way.get().status, 200);
    for (auto& one : waiting)
        EXPECT_EQ(one.get().status, 200);
    EXPECT_EQ(call(path(), last).status, 200);
}

}  // namespace
}  // namespace yunke::testing
