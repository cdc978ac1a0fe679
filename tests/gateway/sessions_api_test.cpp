// Signing in and out, and the tickets that open a socket: staff by their session, shoppers by their shop's key.
#include "tests/gateway/http_fixture.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using What = v1::Command;

class SessionsApiTest : public HttpTest {};

TEST_F(SessionsApiTest, LogsInGivesATicketAndLogsOut) {
    start();
    const registry::Account account = add_account("agent1", registry::Role::agent);
    const HttpResult in = login("Agent1", right_password);
    EXPECT_EQ(in.status, 200U) << in.body;
    EXPECT_EQ(in.json("login"), "agent1");
    EXPECT_EQ(in.json("role"), "agent");
    const std::string set_cookie = in.header("set-cookie");
    EXPECT_THAT(set_cookie, HasSubstr("HttpOnly"));
    EXPECT_THAT(set_cookie, HasSubstr("SameSite=Strict"));
    EXPECT_THAT(set_cookie, Not(HasSubstr("Secure")));
    const Headers cookie{{"Cookie", set_cookie.substr(0, set_cookie.find(';'))}};

    EXPECT_EQ(get("/api/me", cookie).json("name"), "agent1 本人");
    const HttpResult ticket_answer = post("/api/ticket", "{}", cookie);
    EXPECT_EQ(ticket_answer.json("role"), "AGENT");
    EXPECT_EQ(ticket_answer.json("name"), "小禾");
    EXPECT_EQ(ticket_answer.json("ws"), "/ws");
    Attached agent = attach_with(connect(), hello(ticket_answer.json("ticket")));
    EXPECT_EQ(tokens_.resume(agent.view.resume_token(), 1)->subject(), account.agent);

    EXPECT_EQ(post("/api/logout", "", cookie).status, 204U);
    const v1::EndSessions end = pool_.next(What::kEndSessions).end_sessions();
    EXPECT_EQ(end.role(), v1::AGENT);
    EXPECT_EQ(end.subject(), account.agent);
    EXPECT_EQ(get("/api/me", cookie).status, 401U);
    EXPECT_EQ(post("/api/ticket", "{}", cookie).status, 401U);
    EXPECT_EQ(post("/api/logout", "", cookie).status, 204U);
}

TEST_F(SessionsApiTest, StaffTicketsBearTheAccount) {
    start();
    const registry::Account account = add_account("boss", registry::Role::supervisor);
    const HttpResult answer = post("/api/ticket", "{}", {{"Cookie", log_in("boss")}});
    WsClient client = connect();
    client.send(hello(answer.json("ticket")));
    const v1::Attach attach = pool_.next(What::kAttach).attach();
    EXPECT_EQ(attach.role(), v1::SUPERVISOR);
    EXPECT_EQ(attach.subject(), account.id);
    EXPECT_EQ(attach.name(), "boss 本人");
}

TEST_F(SessionsApiTest, UnknownLoginAndWrongPasswordLookTheSame) {
    start();
    add_account("agent1", registry::Role::agent);
    HttpResult unknown = login("nobody", "wrong password");
    HttpResult wrong = login("agent1", "wrong password");
    EXPECT_EQ(unknown.status, 401U);
    EXPECT_EQ(wrong.status, 401U);
    EXPECT_EQ(unknown.body, wrong.body);
    EXPECT_EQ(unknown.headers, wrong.headers);
}

TEST_F(SessionsApiTest, WrongPasswordsMakeFurtherTriesWait) {
    start();
    add_account("agent1", registry::Role::agent);
    HttpResult last;
    for (int i = 0; i < 6 && last.status != 429; ++i)
        last = login("agent1", "wrong password");
    ASSERT_EQ(last.status, 429U);
    EXPECT_GE(std::stoi(last.header("retry-after")), 1);
    EXPECT_EQ(login("agent1", right_password).status, 429U);     // the right one has to wait, too
    EXPECT_EQ(login("another", "wrong password").status, 429U);  // and so has this device
}

TEST_F(SessionsApiTest, BadLoginRequestsAreAnsweredKindly) {
    start();
    EXPECT_EQ(post("/api/login", "{").status, 400U);
    EXPECT_EQ(post("/api/login", R"({"login":5})").status, 400U);
    EXPECT_EQ(post("/api/login", R"({"login":"a","login":"b","password":"c"})").status, 400U);
    EXPECT_EQ(post("/api/login", "{}", {{"Content-Type", "text/plain"}}).status, 415U);
    EXPECT_EQ(post("/api/login", "{}", {{"Origin", "https://evil.example"}}).status, 403U);
    EXPECT_EQ(get("/api/login").status, 405U);
    EXPECT_EQ(get("/api/nothing").status, 404U);
    EXPECT_EQ(get("/api/me").status, 401U);
    EXPECT_THAT(get("/api/me").body, HasSubstr("message_zh"));
}

TEST_F(SessionsApiTest, ShoppersGetTicketsOnTheirShopsPages) {
    start();
    const std::string body = R"({"shop_key":")" + shop_key() + R"(","name":"小林"})";
    const HttpResult answer = post("/api/shopper/ticket", body, {{"Origin", shop_origin}});
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.header("access-control-allow-origin"), shop_origin);
    EXPECT_THAT(answer.body, HasSubstr("青禾家居"));
    WsClient client = connect("yunke.v1.json", shop_origin);
    client.send(hello(answer.json("ticket")));
    const v1::Attach attach = pool_.next(What::kAttach).attach();
    EXPECT_EQ(attach.role(), v1::SHOPPER);
    EXPECT_EQ(attach.subject(), shop_.config.id());
    EXPECT_EQ(attach.name(), "小林");

    for (const char* origin : {"https://evil.example", "https://shop.example.evil.example", "null"}) {
        const HttpResult refused = post("/api/shopper/ticket", body, {{"Origin", origin}});
        EXPECT_EQ(refused.status, 403U) << origin;
        EXPECT_EQ(refused.header("access-control-allow-origin"), "");
    }
    EXPECT_EQ(post("/api/shopper/ticket", body).status, 403U);  // no page at all
}

TEST_F(SessionsApiTest, RevokedAndForgedShopKeysAreRefused) {
    start();
    const Headers origin{{"Origin", shop_origin}};
    EXPECT_EQ(post("/api/shopper/ticket", R"({"shop_key":")" + shop_key(2) + R"("})", origin).status, 403U);
    EXPECT_EQ(post("/api/shopper/ticket", R"({"shop_key":"AQoEbWFpbg"})", origin).status, 403U);
    EXPECT_EQ(post("/api/shopper/ticket", "{}", origin).status, 400U);
    const std::string bidi = R"({"shop_key":")" + shop_key() + R"(","name":"a\u202eb"})";
    EXPECT_EQ(post("/api/shopper/ticket", bidi, origin).status, 400U);
}

TEST_F(SessionsApiTest, PreflightsAreAnsweredForKnownOriginsOnly) {
    start();
    const HttpResult known = http(port(), "OPTIONS", "/api/shopper/ticket", "", {{"Origin", shop_origin}});
    EXPECT_EQ(known.status, 204U);
    EXPECT_EQ(known.header("access-control-allow-origin"), shop_origin);
    EXPECT_THAT(known.header("access-control-allow-headers"), HasSubstr("Content-Type"));
    const HttpResult foreign = http(port(), "OPTIONS", "/api/shopper/ticket", "", {{"Origin", "https://evil.example"}});
    EXPECT_EQ(foreign.status, 403U);
    EXPECT_EQ(foreign.header("access-control-allow-origin"), "");
}

}  // namespace
}  // namespace yunke::gateway::testing
