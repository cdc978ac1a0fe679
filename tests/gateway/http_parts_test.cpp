// The pure parts of the HTTP layer: origins, targets, cookies, headers, static files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "agent-gateway/http/client_address.hpp"
#include "agent-gateway/http/http_message.hpp"
#include "agent-gateway/http/origin_policy.hpp"
#include "agent-gateway/http/static_files.hpp"
#include "agent-gateway/http/ticket_limit.hpp"
#include "agent-gateway/limits.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::gateway {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// ---- origins ----

TEST(Origin, HasOneNormalForm) {
    EXPECT_EQ(normal_origin("https://Shop.Example"), "https://shop.example");
    EXPECT_EQ(normal_origin("https://shop.example:443"), "https://shop.example");
    EXPECT_EQ(normal_origin("http://shop.example:80"), "http://shop.example");
    EXPECT_EQ(normal_origin("http://[::1]:8080"), "http://[::1]:8080");
    EXPECT_EQ(normal_origin("http://shop.example:443"), "http://shop.example:443");
}

TEST(Origin, RefusesWhatIsNone) {
    for (const char* text : {"null", "", "shop.example", "ftp://shop.example", "https://", "https://shop.example/",
                             "https://shop.example/x", "https://a@shop.example", "https://shop.example:0",
                             "https://shop.example:99999", "https://shop.example:1x", "https://sh op.example",
                             "https://shop.example\t", "https://shöp.example", "https://[::1", "https://[x]"}) {
        EXPECT_FALSE(normal_origin(text)) << text;
    }
}

TEST(OriginPolicy, KnowsItsOwnPages) {
    const OriginPolicy plain({"https://desk.example"}, false);
    EXPECT_TRUE(plain.judge("http://127.0.0.1:8080", "127.0.0.1:8080")->own);
    EXPECT_TRUE(plain.judge("https://yunke.example", "yunke.example")->own);  // TLS ends in front of us
    EXPECT_TRUE(plain.judge("https://desk.example", "yunke.example")->own);
    EXPECT_FALSE(plain.judge("http://127.0.0.1:8081", "127.0.0.1:8080")->own);
    const OriginPolicy tls({}, true);
    EXPECT_TRUE(tls.judge("https://yunke.example:8443", "yunke.example:8443")->own);
    EXPECT_FALSE(tls.judge("http://yunke.example:8443", "yunke.example:8443")->own);
}

TEST(OriginPolicy, LookAlikesAreForeign) {
    const OriginPolicy policy({"https://desk.example"}, true);
    for (const char* origin : {"https://desk.example.evil.example", "https://evildesk.example", "http://desk.example",
                               "https://desk.example:8443", "https://desk-example", "https://xn--dsk-bma.example"}) {
        const auto judged = policy.judge(origin, "yunke.example");
        ASSERT_TRUE(judged) << origin;
        EXPECT_FALSE(judged->own) << origin;
    }
    EXPECT_FALSE(policy.judge("null", "yunke.example"));
}

TEST(OriginPolicy, ShopsHaveTheirOwnOrigins) {
    ShopOrigins shops;
    shops.add(1, {"https://one.example"});
    shops.add(2, {"https://two.example", "http://127.0.0.1:3000"});
    EXPECT_TRUE(shops.allows(1, "https://one.example"));
    EXPECT_FALSE(shops.allows(1, "https://two.example"));
    EXPECT_FALSE(shops.allows(3, "https://one.example"));
    EXPECT_FALSE(shops.allows(1, ""));
    EXPECT_TRUE(shops.any_allows("http://127.0.0.1:3000"));
    EXPECT_FALSE(shops.any_allows("https://one.example.evil"));
}

// ---- requests ----

TEST(HttpTarget, IsDecodedOnce) {
    HttpRequest request;
    ASSERT_TRUE(decode_target("/demo/%E9%9D%92?x=%41", request));
    EXPECT_EQ(request.path, "/demo/青");
    EXPECT_EQ(request.query, "x=%41");
    ASSERT_TRUE(decode_target("/%2541", request));
    EXPECT_EQ(request.path, "/%41");
    for (const char* target : {"", "x", "*", "http://a/", "/%", "/%4", "/%zz", "/%00"}) {
        EXPECT_FALSE(decode_target(target, request)) << target;
    }
    EXPECT_FALSE(decode_target("/" + std::string(600, 'a'), request));
    EXPECT_FALSE(decode_target(std::string_view("/a\0b", 4), request));
}

TEST(Cookies, AreFoundByWholeName) {
    EXPECT_EQ(cookie_value("a=1; yunke_login=tok; b=2", "yunke_login"), "tok");
    EXPECT_EQ(cookie_value("xyunke_login=tok", "yunke_login"), "");
    EXPECT_EQ(cookie_value("yunke_login=1; yunke_login=2", "yunke_login"), "");
    EXPECT_EQ(cookie_value("", "yunke_login"), "");
}

TEST(SecurityHeaders, AllowNoInlineScript) {
    HttpAnswer answer = empty_answer(204);
    add_security_headers(answer, true);
    const std::string csp = *answer.find("content-security-policy");
    EXPECT_THAT(csp, HasSubstr("default-src 'none'"));
    EXPECT_THAT(csp, HasSubstr("script-src 'self';"));
    EXPECT_EQ(csp.find("unsafe"), std::string::npos);
    EXPECT_TRUE(answer.find("Strict-Transport-Security"));
}

// ---- static files ----

TEST(StaticPath, TakesPlainNamesOnly) {
    EXPECT_EQ(safe_relative_path("/"), "");
    EXPECT_EQ(safe_relative_path("/agent/assets/app-1a.js"), "agent/assets/app-1a.js");
    for (const char* path : {"", "agent", "//", "/../x", "/a/../../x", "/a/./b", "/.git/config", "/a//b", "/a\\..\\b",
                             "/a/..", "/\x01", "/..%2f"}) {
        EXPECT_FALSE(safe_relative_path(path)) << path;
    }
}

class StaticFilesTest : public ::testing::Test {
protected:
    StaticFilesTest() {
        fs::create_directories(dir.path() / "web/agent/assets");
        put("web/index.html", "<title>start</title>");
        put("web/agent/index.html", "<title>agent</title>");
        put("web/agent/assets/app-1.js", "let a = 1;");
        put("web/agent/assets/app-1.js.gz", "zipped");
        put("web/widget.js", "widget");
        put("secret.txt", "secret");
        fs::create_symlink(dir.path() / "secret.txt", dir.path() / "web/leak.txt");
        files = std::make_unique<StaticFiles>(dir.path() / "web");
    }

    void put(const std::string& name, const std::string& content) {
        std::ofstream(dir.path() / name, std::ios::binary) << content;
    }

    HttpAnswer get(const std::string& path, const std::string& encodings = "", const std::string& etag = "") {
        HttpRequest request;
        request.method = "GET";
        request.path = path;
        request.accept_encoding = encodings;
        request.if_none_match = etag;
        return files->answer(request, now_ms);
    }

    yunke::testing::TempDir dir;
    std::unique_ptr<StaticFiles> files;
    std::int64_t now_ms = 0;
};

TEST_F(StaticFilesTest, ServesPagesAndTheirParts) {
    EXPECT_EQ(get("/").content(), "<title>start</title>");
    EXPECT_EQ(*get("/").find("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(get("/agent/").content(), "<title>agent</title>");
    EXPECT_EQ(*get("/agent").find("Location"), "/agent/");
    EXPECT_EQ(get("/agent/assets/app-1.js").content(), "let a = 1;");
    EXPECT_THAT(*get("/agent/assets/app-1.js").find("Cache-Control"), HasSubstr("immutable"));
    EXPECT_EQ(*get("/").find("Cache-Control"), "no-cache");
    EXPECT_EQ(*get("/widget.js").find("Cross-Origin-Resource-Policy"), "cross-origin");
    EXPECT_EQ(get("/nothing.js").status, 404U);
    EXPECT_EQ(get("/agent/assets/").status, 404U);
}

TEST_F(StaticFilesTest, NothingOutsideTheRootIsServed) {
    for (const char* path :
         {"/../secret.txt", "/leak.txt", "/agent/../../secret.txt", "//etc/passwd", "/agent/..", "/./index.html"}) {
        const HttpAnswer answer = get(path);
        EXPECT_EQ(answer.status, 404U) << path;
        EXPECT_EQ(answer.content().find("secret"), std::string_view::npos);
    }
}

TEST_F(StaticFilesTest, SendsTheGzipVariantToWhoeverTakesIt) {
    EXPECT_EQ(get("/agent/assets/app-1.js", "br, gzip").content(), "zipped");
    EXPECT_EQ(*get("/agent/assets/app-1.js", "gzip;q=0.5").find("Content-Encoding"), "gzip");
    EXPECT_EQ(*get("/agent/assets/app-1.js", "gzip").find("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/agent/assets/app-1.js", "gzip;q=0").content(), "let a = 1;");
    EXPECT_EQ(get("/widget.js", "gzip").content(), "widget");
}

TEST_F(StaticFilesTest, AnswersNotModifiedForTheSameETag) {
    const std::string etag = *get("/").find("ETag");
    EXPECT_EQ(get("/", "", etag).status, 304U);
    EXPECT_EQ(get("/", "", "\"other\"").status, 200U);
}

TEST_F(StaticFilesTest, SeesANewBuildAfterASecond) {
    EXPECT_EQ(get("/widget.js").content(), "widget");
    put("web/widget.js", "newer widget");
    EXPECT_EQ(get("/widget.js").content(), "widget");
    now_ms += 1'001;
    EXPECT_EQ(get("/widget.js").content(), "newer widget");
}

TEST(ClientAddresses, OnlyTrustedProxiesSpeakForOthers) {
    const auto at = [](const char* address) { return boost::asio::ip::make_address(address); };
    const ClientAddresses nobody({});
    EXPECT_EQ(nobody.client(at("192.0.2.7"), "203.0.113.1"), "192.0.2.7");
    const ClientAddresses some({"127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"});
    EXPECT_EQ(some.client(at("192.0.2.7"), "203.0.113.1"), "192.0.2.7");
    EXPECT_EQ(some.client(at("127.0.0.1"), "203.0.113.1"), "203.0.113.1");
    EXPECT_EQ(some.client(at("127.0.0.1"), "198.51.100.9, 203.0.113.1, 10.9.8.7"), "203.0.113.1");
    EXPECT_EQ(some.client(at("127.0.0.1"), "nonsense, 10.9.8.7"), "10.9.8.7");
    EXPECT_EQ(some.client(at("127.0.0.1"), ""), "127.0.0.1");
    EXPECT_EQ(some.client(at("::ffff:127.0.0.1"), "203.0.113.1:4711"), "203.0.113.1");
    EXPECT_EQ(some.client(at("11.0.0.1"), "203.0.113.1"), "11.0.0.1");
    EXPECT_EQ(some.client(at("2001:db8:1::5"), "[2001:db8:77:1:2:3:4:5]:80"), "2001:db8:77:1::/64");
    EXPECT_EQ(some.client(at("2001:db8:2::5"), "203.0.113.1"), "2001:db8:2::/64");
}

TEST(TicketLimit, EachAddressHasItsOwnBucketAndTheTableIsBounded) {
    TicketLimit none(0);
    TicketLimit limit(2);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(none.take("a", 1), 0);
    EXPECT_EQ(limit.take("a", 1'000), 0);
    EXPECT_EQ(limit.take("a", 1'000), 0);
    EXPECT_GT(limit.take("a", 1'000), 0);
    EXPECT_EQ(limit.take("b", 1'000), 0);
    EXPECT_EQ(limit.take("a", 32'000), 0);
    for (std::size_t i = 0; i < limits::ticket_clients_max + 50; ++i)
        EXPECT_EQ(limit.take("flood " + std::to_string(i), 33'000), 0);
    EXPECT_EQ(limit.size(), limits::ticket_clients_max);
    EXPECT_EQ(limit.take("later", 100'000), 0);
    EXPECT_EQ(limit.size(), 1U);
}

}  // namespace
}  // namespace yunke::gateway
