// The HTTP side: handshakes, login, tickets, logout, the administrators' API, pages, health, bad requests, TLS.
#include <thread>

#include "tests/gateway/gateway_fixture.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using What = v1::Command;

class HttpTest : public GatewayTest {
protected:
    HttpResult get(const std::string& target, const Headers& headers = {}) {
        return http(port(), "GET", target, "", headers);
    }
    HttpResult post(const std::string& target, const std::string& body = "{}", const Headers& headers = {}) {
        return http(port(), "POST", target, body, headers);
    }
    HttpResult login(const std::string& name, const std::string& password) {
        return post("/api/login", R"({"login":")" + name + R"(","password":")" + password + R"("})");
    }
    std::string shop_key(std::uint32_t version = 1) {
        v1::ShopKey key;
        key.set_pool(pool_name_);
        key.set_shop(shop_.config.id());
        key.set_version(version);
        return tokens_.sign(key);
    }
    int run(std::vector<std::string> command) {
        yunke::testing::ProcessOptions options;
        options.command = std::move(command);
        return yunke::testing::Process(options).wait(20s).value_or(-1);
    }
    std::string own_origin() const { return "http://127.0.0.1:" + std::to_string(port()); }
};

TEST_F(HttpTest, UpgradesNeedASubprotocolAndAProperRequest) {
    timings_.hello_ms = 100;
    start();
    EXPECT_EQ(upgrade_status(port(), {{"Sec-WebSocket-Protocol", ""}}), 400U);
    EXPECT_EQ(upgrade_status(port(), {{"Sec-WebSocket-Protocol", "yunke.v2.json"}}), 400U);
    EXPECT_THAT(upgrade_status(port(), {{"Sec-WebSocket-Key", ""}}), AnyOf(400U, 426U));
    EXPECT_THAT(upgrade_status(port(), {{"Sec-WebSocket-Version", "8"}}), AnyOf(400U, 426U));
    EXPECT_EQ(get("/ws").status, 426U);
    EXPECT_EQ(upgrade_status(port(), {}), 101U);
}

TEST_F(HttpTest, ForeignAndLookAlikeOriginsAreRefused) {
    timings_.hello_ms = 100;
    start();
    for (const char* origin : {"https://evil.example", "https://shop.example.evil.example", "https://notshop.example",
                               "http://shop.example", "null", "https://shop.example:8443"}) {
        EXPECT_EQ(upgrade_status(port(), {{"Origin", origin}}), 403U) << origin;
    }
    EXPECT_EQ(upgrade_status(port(), {{"Origin", shop_origin}}), 101U);
    EXPECT_EQ(upgrade_status(port(), {{"Origin", own_origin()}}), 101U);
}

TEST_F(HttpTest, AShopAddedJustNowIsKnownAtOnce) {
    timings_.shops_refresh_ms = 60'000;
    timings_.hello_ms = 100;
    start();
    EXPECT_EQ(upgrade_status(port(), {{"Origin", "https://new.example"}}), 403U);
    registry::Shop shop = shop_;
    shop.config.set_name("新店");
    shop.allowed_origins = {"https://new.example"};
    ASSERT_TRUE(registry_.add_shop(shop));
    std::this_thread::sleep_for(600ms);
    EXPECT_EQ(upgrade_status(port(), {{"Origin", "https://new.example"}}), 101U);
}

TEST_F(HttpTest, LogsInGivesATicketAndLogsOut) {
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

TEST_F(HttpTest, StaffTicketsBearTheAccount) {
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

TEST_F(HttpTest, UnknownLoginAndWrongPasswordLookTheSame) {
    start();
    add_account("agent1", registry::Role::agent);
    HttpResult unknown = login("nobody", "wrong password");
    HttpResult wrong = login("agent1", "wrong password");
    EXPECT_EQ(unknown.status, 401U);
    EXPECT_EQ(wrong.status, 401U);
    EXPECT_EQ(unknown.body, wrong.body);
    EXPECT_EQ(unknown.headers, wrong.headers);
}

TEST_F(HttpTest, WrongPasswordsMakeFurtherTriesWait) {
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

TEST_F(HttpTest, BadLoginRequestsAreAnsweredKindly) {
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

TEST_F(HttpTest, ShoppersGetTicketsOnTheirShopsPages) {
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

TEST_F(HttpTest, RevokedAndForgedShopKeysAreRefused) {
    start();
    const Headers origin{{"Origin", shop_origin}};
    EXPECT_EQ(post("/api/shopper/ticket", R"({"shop_key":")" + shop_key(2) + R"("})", origin).status, 403U);
    EXPECT_EQ(post("/api/shopper/ticket", R"({"shop_key":"AQoEbWFpbg"})", origin).status, 403U);
    EXPECT_EQ(post("/api/shopper/ticket", "{}", origin).status, 400U);
    const std::string bidi = R"({"shop_key":")" + shop_key() + R"(","name":"a\u202eb"})";
    EXPECT_EQ(post("/api/shopper/ticket", bidi, origin).status, 400U);
}

TEST_F(HttpTest, PreflightsAreAnsweredForKnownOriginsOnly) {
    start();
    const HttpResult known = http(port(), "OPTIONS", "/api/shopper/ticket", "", {{"Origin", shop_origin}});
    EXPECT_EQ(known.status, 204U);
    EXPECT_EQ(known.header("access-control-allow-origin"), shop_origin);
    EXPECT_THAT(known.header("access-control-allow-headers"), HasSubstr("Content-Type"));
    const HttpResult foreign = http(port(), "OPTIONS", "/api/shopper/ticket", "", {{"Origin", "https://evil.example"}});
    EXPECT_EQ(foreign.status, 403U);
    EXPECT_EQ(foreign.header("access-control-allow-origin"), "");
}

TEST_F(HttpTest, OnlyAdministratorsReachTheRegistry) {
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

TEST_F(HttpTest, AdministratorsReadAndChangeTheRegistry) {
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

TEST_F(HttpTest, AdministratorsSayWhatQueuesAskForAndWorkRespects) {
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

TEST_F(HttpTest, DisablingAnAccountEndsItsSessions) {
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

TEST_F(HttpTest, PagesBearStrictHeaders) {
    start();
    const HttpResult page = get("/");
    EXPECT_EQ(page.body, "<title>Yunke</title>");
    EXPECT_THAT(page.header("content-security-policy"), HasSubstr("default-src 'none'"));
    EXPECT_EQ(page.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(page.header("x-frame-options"), "DENY");
    EXPECT_EQ(get("/", {{"If-None-Match", page.header("etag")}}).status, 304U);
    EXPECT_EQ(get("/../token.key").status, 404U);
    EXPECT_EQ(get("/%2e%2e/token.key").status, 404U);
    const std::string head = exchange_raw(port(), "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(head, HasSubstr("Content-Length: 20"));
    EXPECT_THAT(head, Not(HasSubstr("<title>")));
}

TEST_F(HttpTest, ReadyzTellsWhatIsMissing) {
    start(false);
    const auto reasons_with = [&](const char* text) {
        HttpResult result;
        for (int i = 0; i < 300; ++i) {
            result = get("/readyz");
            if (result.body.find(text) != std::string::npos) return result;
            std::this_thread::sleep_for(10ms);
        }
        return result;
    };
    EXPECT_THAT(reasons_with("Function").body, HasSubstr("no dispatcher has ever started"));
    EXPECT_EQ(get("/readyz").status, 503U);
    EXPECT_EQ(get("/healthz").status, 200U);
    pool_.load_functions();
    EXPECT_THAT(reasons_with("created").body, HasSubstr("has not been created"));
    pool_.create();
    wait_ready();
    redis_.kill9();
    EXPECT_THAT(reasons_with("redis:").body, HasSubstr("redis:"));
    redis_.restart();
    wait_ready();
}

TEST_F(HttpTest, ReadyzTellsOfAMissingDatabase) {
    settings_.sql.url = "sqlite3:///nonexistent/yunke.db";
    start(false);
    pool_.create();
    for (int i = 0; i < 100 && get("/readyz").body.find("redis") != std::string::npos; ++i) {
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_THAT(get("/readyz").body, HasSubstr("sql:"));
    EXPECT_EQ(login("a", "b").status, 503U);
    EXPECT_EQ(get("/").status, 200U);
}

TEST_F(HttpTest, MetricsAreForThisMachineOnly) {
    start();
    EXPECT_THAT(get("/metrics").body, HasSubstr("yunke_gateway_sockets"));
    EXPECT_EQ(get("/metrics", {{"X-Forwarded-For", "203.0.113.7"}}).status, 404U);
}

TEST_F(HttpTest, MalformedRequestsAreRefused) {
    timings_.header_ms = 300;
    timings_.body_ms = 300;
    start();
    const auto status = [&](const std::string& request) {
        const std::string answer = exchange_raw(port(), request);
        return answer.empty() ? "closed" : answer.substr(9, 3);
    };
    EXPECT_EQ(status("GET / HTTP/1.1\r\n\r\n"), "400");
    EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), "400");
    EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), "400");
    EXPECT_EQ(status("GET http://x/ HTTP/1.1\r\nHost: a\r\n\r\n"), "400");
    EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: a\r\nCookie: a=1\r\nCookie: a=2\r\n\r\n"), "400");
    EXPECT_EQ(
        status("POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"),
        "400");
    EXPECT_EQ(status("NONSENSE\r\n\r\n"), "400");
    EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9'000, 'x') + "\r\n\r\n"), "431");
    EXPECT_EQ(
        status(
            "POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 70000\r\n\r\n" +
            std::string(70'000, 'x')),
        "413");
    EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: a\r\n"), "closed");                                       // never ends
    EXPECT_EQ(status("POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{"), "closed");  // likewise
    EXPECT_EQ(get("/").status, 200U);
}

TEST_F(HttpTest, ServesSeveralRequestsOnOneConnection) {
    start();
    const std::string answer = exchange_raw(port(),
                                            "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
                                            "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("\"ok\":true"));
    EXPECT_THAT(answer, HasSubstr("<title>Yunke</title>"));
    EXPECT_THAT(answer, HasSubstr("404"));
}

TEST_F(HttpTest, ConnectionsBeyondTheLimitAreTurnedAway) {
    settings_.gateway.max_connections = 3;
    start();
    std::vector<WsClient> held;
    for (int i = 0; i < 3; ++i)
        held.push_back(connect());
    EXPECT_THROW(connect(), std::exception);
    held.clear();
    // Until the gateway has seen them go it turns everybody away, without an answer.
    const auto room = [this] {
        try {
            return http(port(), "GET", "/readyz").status == 200;
        } catch (const std::exception&) {
            return false;
        }
    };
    for (int i = 0; i < 500 && !room(); ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_TRUE(room());
}

TEST_F(HttpTest, TlsWorksForPagesAndSockets) {
    const std::string key = (dir_ / "tls.key").string();
    const std::string certificate = (dir_ / "tls.crt").string();
    EXPECT_EQ(run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                   "-days", "1", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate}),
              0);
    settings_.gateway.tls_certificate = certificate;
    settings_.gateway.tls_key = key;
    timings_.header_ms = 500;
    start(false);
    pool_.create();
    const std::string url = "https://127.0.0.1:" + std::to_string(port());
    EXPECT_EQ(run({"curl", "-sk", "--retry", "50", "--retry-delay", "0", "--retry-all-errors", "-f", "-D",
                   (dir_ / "headers.txt").string(), "-o", (dir_ / "body.txt").string(), url + "/readyz"}),
              0);
    EXPECT_THAT(yunke::testing::read_file(dir_ / "headers.txt"), HasSubstr("Strict-Transport-Security"));
    WsOptions options;
    options.port = port();
    options.tls = true;
    options.origin = url;
    Attached agent = attach_with(WsClient(options), hello(ticket(v1::AGENT, 801)));
    agent.client.send(send_text(1, std::string(4'000, 'x')));
    EXPECT_EQ(pool_.next(What::kClient).client().frame().send().text().size(), 4'000U);
    pool_.put(agent.gateway, {answer_for(agent, 1)});
    EXPECT_EQ(agent.client.next().answer().number(), 1U);
    EXPECT_EQ(exchange_raw(port(), "GET / HTTP/1.1\r\n\r\n"), "");  // no TLS: cut off
    EXPECT_EQ(exchange_raw(port(), ""), "");                        // silent: cut off
    pool_.put(agent.gateway, {close_for(agent, 4010)});
    EXPECT_EQ(agent.client.wait_closed(), 4010);
}

}  // namespace
}  // namespace yunke::gateway::testing
