// The administrators' API: who reaches it, what it changes, and what a change ends.
#include "tests/gateway/http_fixture.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::HasSubstr;
using What = v1::Command;

class RegistryApiTest : public HttpTest {};

TEST_F(RegistryApiTest, OnlyAdministratorsReachTheRegistry) {
    start();
    add_account("agent1", registry::Role::agent);
    add_account("boss", registry::Role::supervisor);
    for (const char* login : {"agent1", "boss"}) {
        const Headers cookie{{"Cookie", log_in(login)}};
        for (const char* rows : {"shops", "queues", "skills", "groups", "agents", "accounts"}) {
            EXPECT_EQ(get(std::string("/api/admin/") + rows, cookie).status, 403U) << login << rows;
        }
        EXPECT_EQ(http(port(), "PUT", "/api/admin/agents/1", "{}", cookie).status, 403U);
    }
    EXPECT_EQ(get("/api/admin/shops").status, 401U);
}

TEST_F(RegistryApiTest, AdministratorsReadAndChangeTheRegistry) {
    start();
    add_account("root", registry::Role::administrator);
    const registry::Account agent = add_account("agent1", registry::Role::agent);
    const Headers cookie{{"Cookie", log_in("root")}};
    EXPECT_THAT(get("/api/admin/shops", cookie).body, HasSubstr("青禾家居"));
    EXPECT_THAT(get("/api/admin/shops/1", cookie).body, HasSubstr(shop_origin));
    EXPECT_EQ(get("/api/admin/shops/99", cookie).status, 404U);
    EXPECT_EQ(get("/api/admin/cards", cookie).status, 404U);

    const auto skill = post("/api/admin/skills", R"({"key":"returns","name_zh":"退货","name_en":"Returns"})", cookie);
    EXPECT_EQ(skill.status, 201U) << skill.body;
    const auto queue =
        post("/api/admin/queues", R"({"config":{"shop":1,"topic":"sizes","titleZh":"尺码","titleEn":"Sizes",
        "answerTargetMs":60000,"open":true}})",
             cookie);
    EXPECT_EQ(queue.status, 201U) << queue.body;
    const auto wrong = post("/api/admin/queues", R"({"config":{"shop":1,"topic":"SIZES !","open":true}})", cookie);
    EXPECT_EQ(wrong.status, 422U) << wrong.body;
    EXPECT_EQ(wrong.json("error"), "invalid");
    const auto unknown_field = post("/api/admin/queues", R"({"config":{"shp":1}})", cookie);
    EXPECT_EQ(unknown_field.status, 422U);

    const std::string target = "/api/admin/agents/" + std::to_string(agent.agent);
    const auto changed = http(port(), "PUT", target, R"({"config":{"name":"小禾","languages":["zh-CN"],"capacity":2,
        "offerTimeoutMs":60000,"missesToHold":3,"enabled":false}})",
                              cookie);
    EXPECT_EQ(changed.status, 200U) << changed.body;
    EXPECT_EQ(pool_.next(What::kEndSessions).end_sessions().subject(), agent.agent);
    EXPECT_EQ(http(port(), "DELETE", target, "", cookie).status, 405U);
}

TEST_F(RegistryApiTest, AdministratorsSayWhatQueuesAskForAndWorkRespects) {
    start();
    add_account("root", registry::Role::administrator);
    const registry::Account agent = add_account("agent1", registry::Role::agent);
    const Headers cookie{{"Cookie", log_in("root")}};
    EXPECT_EQ(post("/api/admin/groups", R"({"key":"day","name_zh":"白天","name_en":"Day"})", cookie).status, 201U);
    EXPECT_THAT(get("/api/admin/groups", cookie).body, HasSubstr(R"("key":"day")"));
    const std::string renamed = R"({"key":"early","name_zh":"早","name_en":"Early"})";
    EXPECT_EQ(http(port(), "PUT", "/api/admin/groups/1", renamed, cookie).status, 200U);
    const std::string start_of_queue = R"({"config":{"shop":1,"topic":"sizes","titleZh":"尺码","titleEn":"Sizes",
        "answerTargetMs":60000,"open":true,"routing":)";
    const auto queue =
        post("/api/admin/queues", start_of_queue + R"({"needs":1,"groups":[1],"groupsOnly":true,"waitMaxMs":600000,
        "relaxations":[{"afterMs":30000,"anyGroup":true}],
        "hours":{"utcOffsetMinutes":480,"spans":[{"weekday":1,"fromMinute":540,"toMinute":1080}]}}}})",
             cookie);
    EXPECT_EQ(queue.status, 201U) << queue.body;
    EXPECT_THAT(queue.body, HasSubstr(R"("waitMaxMs":600000)"));
    const auto wrong = post("/api/admin/queues", start_of_queue + R"({"beyond":"BEYOND_OVERFLOW"}}})", cookie);
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_EQ(wrong.json("field"), "routing.beyond");
    EXPECT_EQ(post("/api/admin/queues", start_of_queue + R"({"mood":"kind"}}})", cookie).status, 422U);
    const std::string target = "/api/admin/agents/" + std::to_string(agent.agent);
    const std::string her = R"({"config":{"name":"小禾","languages":["zh-CN"],"capacity":2,"enabled":true)";
    const auto put = [&](const std::string& rest) { return http(port(), "PUT", target, her + rest + "}}", cookie); };
    EXPECT_EQ(put(R"(,"routing":{"cannot":1,"gapMs":60000,"groups":[1]})").status, 200U);
    EXPECT_EQ(registry_.agent(agent.agent)->config.routing().gap_ms(), 60'000U);
    EXPECT_THAT(get(target, cookie).body, HasSubstr(R"("gapMs":60000)"));
    EXPECT_EQ(put(R"(,"routing":{"gapMs":1})").status, 422U);
    EXPECT_EQ(put("").status, 200U);
    EXPECT_EQ(registry_.agent(agent.agent)->config.routing().gap_ms(), 60'000U) << "not mentioned, so kept";
    EXPECT_EQ(put(R"(,"routing":{})").status, 200U);
    EXPECT_FALSE(registry_.agent(agent.agent)->config.has_routing());
}

TEST_F(RegistryApiTest, DisablingAnAccountEndsItsSessions) {
    start();
    add_account("root", registry::Role::administrator);
    const registry::Account boss = add_account("boss", registry::Role::supervisor);
    const std::string boss_cookie = log_in("boss");
    const auto done =
        post("/api/admin/accounts/" + std::to_string(boss.id) + "/disable", "", {{"Cookie", log_in("root")}});
    EXPECT_EQ(done.status, 200U) << done.body;
    const v1::EndSessions end = pool_.next(What::kEndSessions).end_sessions();
    EXPECT_EQ(end.role(), v1::SUPERVISOR);
    EXPECT_EQ(end.subject(), boss.id);
    EXPECT_EQ(get("/api/me", {{"Cookie", boss_cookie}}).status, 401U);
    EXPECT_EQ(login("boss", right_password).status, 401U);
}

}  // namespace
}  // namespace yunke::gateway::testing
