// The HTTP side at large: handshakes, origins, pages, health, bad requests, the limit of connections, TLS.
#include <boost/asio/ip/tcp.hpp>
#include <thread>

#include "agent-gateway/limits.hpp"
#include "tests/gateway/http_fixture.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using What = v1::Command;

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
    const HttpResult page = get("/");
    EXPECT_EQ(page.status, 503U);
    EXPECT_EQ(page.json("error"), "full");
    EXPECT_EQ(page.header("retry-after"), "5");
    EXPECT_EQ(get("/readyz").status, 503U) << "nobody should be sent here";
    EXPECT_EQ(get("/healthz").status, 200U) << "it works, and must not be started again";
    EXPECT_EQ(get("/metrics").status, 200U);
    EXPECT_EQ(upgrade_status(port(), {}), 503U);
    EXPECT_THROW(connect(), std::exception);
    held.clear();
    for (int i = 0; i < 500 && get("/readyz").status != 200; ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(get("/readyz").status, 200U);
}

TEST_F(HttpTest, ManyMoreAreCutOffUnheard) {
    settings_.gateway.max_connections = 1;
    settings_.gateway.threads = 1;
    start();
    const WsClient held = connect();
    boost::asio::io_context io;
    std::vector<boost::asio::ip::tcp::socket> silent;
    for (std::size_t i = 0; i < limits::turned_away_at_once; ++i)
        silent.emplace_back(io).connect({boost::asio::ip::address_v4::loopback(), port()});
    EXPECT_EQ(exchange_raw(port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "");
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
