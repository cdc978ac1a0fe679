// The catalogue's HTTP part: upgrades, heads, smuggling, bodies.
#include <fmt/format.h>

#include "agent-gateway/swarm/client/frames.hpp"
#include "tests/abuse/catalogue.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::testing {
namespace {

std::string get(const std::string& target, const std::string& headers = "", const std::string& version = "HTTP/1.1") {
    return "GET " + target + " " + version + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + "\r\n";
}
std::string post(const std::string& target, const std::string& headers, const std::string& body) {
    return "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + "\r\n" + body;
}
std::string json_post(const std::string& target, const std::string& body, const std::string& headers = "") {
    return post(target, fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n{}", body.size(), headers),
                body);
}
std::string upgrade(const RawSocket::Upgrade& options) {
    return RawSocket::upgrade_request(options);
}
// An upgrade with one line replaced; "" takes it out.
std::string upgrade_with(std::string_view line, std::string_view instead) {
    std::string request = upgrade({});
    const auto at = request.find(line);
    const auto end = request.find("\r\n", at) + 2;
    return request.replace(at, end - at, instead.empty() ? std::string() : std::string(instead) + "\r\n");
}

void add_upgrades(std::vector<HttpCase>& all) {
    all.insert(all.end(),
               {
                   {"no subprotocol", upgrade({.subprotocol = ""}), "400"},
                   {"one of several subprotocols", upgrade({.subprotocol = "chat, yunke.v1.json"}), "101"},
                   {"the shop's origin in capitals", upgrade({.origin = "HTTPS://SHOP.EXAMPLE"}), "101"},
                   {"a subprotocol that nobody speaks", upgrade({.subprotocol = "yunke.v2.json"}), "400"},
                   {"wrong version 8", upgrade_with("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8"), "426"},
                   {"wrong version 0", upgrade_with("Sec-WebSocket-Version", "Sec-WebSocket-Version: 0"), "426"},
                   {"no version", upgrade_with("Sec-WebSocket-Version", ""), "400"},
                   {"two versions", upgrade({.more_headers = "Sec-WebSocket-Version: 13\r\n"}), "400"},
                   {"no key", upgrade_with("Sec-WebSocket-Key", ""), "400"},
                   {"a key too short", upgrade_with("Sec-WebSocket-Key", "Sec-WebSocket-Key: c2hvcnQ="), "400"},
                   {"two keys", upgrade({.more_headers = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"}), "400"},
                   {"no Connection: Upgrade", upgrade_with("Connection", "Connection: keep-alive"), "400"},
                   {"upgrade to another protocol", get("/ws", "Upgrade: h2c\r\n"), "426"},
                   {"upgrade by POST", "POST" + upgrade({}).substr(3), "400"},
                   {"upgrade over HTTP/1.0", upgrade_with("GET", "GET /ws HTTP/1.0"), "400"},
                   {"upgrade elsewhere", upgrade_with("GET", "GET /ws/ HTTP/1.1"), "404"},
                   {"upgrade with a body", upgrade({.more_headers = "Content-Length: 5\r\n"}) + "hello", "400"},
                   {"frames before the answer", upgrade({}) + RawSocket::text("{}"), "400"},
                   {"duplicate Host", upgrade({.more_headers = "Host: other.example\r\n"}), "400"},
                   {"duplicate Origin", upgrade({.more_headers = "Origin: https://evil.example\r\n"}), "400"},
               });
    for (const char* origin :
         {"https://evil.example", "https://shop.example.evil.example", "https://notshop.example",
          "https://evil.example/shop.example", "http://shop.example", "https://shop.example:444",
          "https://shop.example.", "https://shop.example/path", "https://user@shop.example", "https://shop.example#",
          "https://shop.example%00.evil.example", "https://shop.example, https://evil.example", "null", "file://",
          "shop.example", "//shop.example", "https://sh\xD0\xBEp.example", "https://[::1",
          "https://shop.example:99999"})
        all.push_back({fmt::format("foreign or look-alike origin {}", origin), upgrade({.origin = origin}), "403"});
}

void add_heads(std::vector<HttpCase>& all) {
    std::string many;
    for (int i = 0; i < 2'000; ++i)
        many += fmt::format("X-{}: {}\r\n", i, i);
    all.insert(all.end(),
               {
                   {"one huge header", get("/healthz", "X-Huge: " + std::string(20'000, 'x') + "\r\n"), "431"},
                   {"two thousand headers", get("/healthz", many), "431"},
                   {"headers without end", "GET / HTTP/1.1\r\nHost: a\r\n" + many + many + many + many, "431"},
                   {"a request line without end", "GET /" + std::string(30'000, 'a'), "431"},
                   {"a path too long", get("/" + std::string(600, 'a')), "400"},
                   {"no Host", "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", "400"},
                   {"empty Host", "GET /healthz HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", "400"},
                   {"Host with a path", "GET /healthz HTTP/1.1\r\nHost: a/../b\r\nConnection: close\r\n\r\n", "400"},
                   {"a blank before the colon", get("/healthz", "X-A : b\r\n"), "400"},
                   {"a header without colon", get("/healthz", "nonsense\r\n"), "400"},
                   {"NUL in a header", get("/healthz", std::string("X-A: a\0b\r\n", 10)), "400"},
                   {"line feeds alone", "GET /healthz HTTP/1.1\nHost: a\n\n", "505"},
                   {"nothing but a word", "nonsense\r\n\r\n", "400"},
                   {"HTTP/0.9", "GET /healthz\r\n\r\n", "400"},
                   {"HTTP/1.0 without Host, as probes do", "GET /healthz HTTP/1.0\r\n\r\n", "200"},
                   {"HTTP/1.0 that wants to stay",
                    "GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /healthz HTTP/1.0\r\n\r\n", "200"},
                   {"HTTP/1.9", get("/healthz", "", "HTTP/1.9"), "505"},
                   {"HTTP/2.0", get("/healthz", "", "HTTP/2.0"), "505"},
                   {"an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
                   {"TLS where none is spoken",
                    std::string("\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03", 11) + std::string(500, 'x'), "400"},
                   {"a method nobody knows", "BREW /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "405"},
                   {"TRACE", "TRACE /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "405"},
                   {"CONNECT",
                    "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n", "400"},
                   {"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "400"},
                   {"somebody else's address as the target", get("http://evil.example/healthz"), "400"},
                   {"NUL in the path", get("/a%00b"), "400"},
                   {"a broken escape", get("/%zz"), "400"},
                   {"upwards", get("/../../etc/passwd"), "404"},
                   {"upwards, escaped", get("/%2e%2e/%2e%2e/etc/passwd"), "404"},
                   {"upwards, with back-slashes", get("/..%5c..%5cetc/passwd"), "404"},
                   {"numbers from outside this machine", get("/metrics", "X-Forwarded-For: 203.0.113.5\r\n"), "404"},
               });
}

// Two programs in a row must not see two different requests: one answer, then the end.
void add_smuggling(std::vector<HttpCase>& all) {
    const std::string inner = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const std::string chunked = "0\r\n\r\n" + inner;
    const auto keep = [](const std::string& headers, const std::string& body) {
        return "POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body;
    };
    all.insert(
        all.end(),
        {
            {"both lengths", keep("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunked), "400"},
            {"both lengths, the other way round", keep("Transfer-Encoding: chunked\r\nContent-Length: 40\r\n", chunked),
             "400"},
            {"two lengths", keep("Content-Length: 0\r\nContent-Length: 40\r\n", inner), "400"},
            {"the same length twice", keep("Content-Length: 2\r\nContent-Length: 2\r\n", "{}" + inner), "400"},
            {"a list of lengths", keep("Content-Length: 2, 2\r\n", "{}" + inner), "400"},
            {"a length with a sign", keep("Content-Length: +2\r\n", "{}" + inner), "400"},
            {"a negative length", keep("Content-Length: -1\r\n", inner), "400"},
            {"a length of 2^64", keep("Content-Length: 18446744073709551616\r\n", inner), "400"},
            {"a length in hexadecimal", keep("Content-Length: 0x2\r\n", "{}" + inner), "400"},
            {"an encoding that we do not know", keep("Transfer-Encoding: gzip\r\n", inner), "400"},
            {"an encoding that looks like chunked", keep("Transfer-Encoding: xchunked\r\n", chunked), "400"},
            {"chunked and something behind it", keep("Transfer-Encoding: chunked, identity\r\n", chunked), "400"},
            {"something before chunked", keep("Transfer-Encoding: gzip, chunked\r\n", chunked), "400"},
            {"chunked twice", keep("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunked), "400"},
            {"chunked over HTTP/1.0", "POST /api/login HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked,
             "400"},
            {"a chunk's size that is no number", keep("Transfer-Encoding: chunked\r\n", "zz\r\n" + inner), "400"},
            {"a chunk of 2^64", keep("Transfer-Encoding: chunked\r\n", "10000000000000000\r\n" + inner), "400"},
            // A folded line is a blank (RFC 9112, section 5.2), so no length is hidden: the rest is a request of its
            // own.
            {"a header that hides behind a blank", keep(" Content-Length: 40\r\n", inner), "400 200"},
            {"two requests in one packet, properly",
             get("/healthz").replace(get("/healthz").find("close"), 5, "keep-alive") + get("/readyz"), "200 200"},
        });
}

void add_bodies(std::vector<HttpCase>& all, Cluster& cluster) {
    const std::string key = cluster.shop_key();
    const std::string ticket = "/api/shopper/ticket";
    const std::string at_shop = "Origin: https://shop.example\r\n";
    const auto with_key = [](const std::string& shop_key) { return R"({"shop_key":")" + shop_key + R"("})"; };
    v1::ShopKey odd;
    odd.set_pool("}{");
    odd.set_shop(cluster.shop());
    odd.set_version(1);
    std::string deep;
    for (int i = 0; i < 10'000; ++i)
        deep += "[";
    all.insert(
        all.end(),
        {
            {"a body of 70,000 bytes", json_post("/api/login", std::string(70'000, ' ')), "413"},
            {"a body of 100 MB announced",
             post("/api/login", "Content-Type: application/json\r\nContent-Length: 100000000\r\n", "{"), "413"},
            {"a chunked body without bound",
             post("/api/login", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                  "11170\r\n" + std::string(70'000, ' ') + "\r\n0\r\n\r\n"),
             "413"},
            {"no JSON", json_post("/api/login", "{"), "400"},
            {"JSON of depth 10,000", json_post("/api/login", deep), "400"},
            {"a password that is no text", json_post("/api/login", R"({"login":"boss","password":7})"), "400"},
            {"a key twice", json_post("/api/login", R"({"login":"boss","login":"root","password":"x"})"), "400"},
            {"a form, as a foreign page would send",
             post("/api/login", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n", "a=b"),
             "415"},
            {"JSON called text", post("/api/login", "Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}"), "415"},
            {"a login from a foreign page", json_post("/api/login", "{}", "Origin: https://evil.example\r\n"), "403"},
            {"a login from a shop's page", json_post("/api/login", "{}", at_shop), "403"},
            {"a shopper's ticket, properly", json_post(ticket, with_key(key), at_shop), "200"},
            {"a shopper's ticket without Origin", json_post(ticket, with_key(key)), "403"},
            {"a shopper's ticket on a foreign page",
             json_post(ticket, with_key(key), "Origin: https://evil.example\r\n"), "403"},
            {"one shop's key on another shop's page",
             json_post(ticket, with_key(key), "Origin: https://rival.example\r\n"), "403"},
            {"a forged shop key", json_post(ticket, with_key("AQoEbWFpbhAB"), at_shop), "403"},
            {"a ticket instead of a shop key", json_post(ticket, with_key(cluster.shopper_ticket()), at_shop), "403"},
            {"a shop key of the pool }{", json_post(ticket, with_key(cluster.tokens().sign(odd)), at_shop), "403"},
            {"a shopper's name that turns the line",
             json_post(ticket, R"({"shop_key":")" + key + R"(","name":"\u202Eevil"})", at_shop), "400"},
            {"a shopper's name with NUL",
             json_post(ticket, R"({"shop_key":")" + key + R"(","name":"a\u0000"})", at_shop), "400"},
        });
}

}  // namespace

std::vector<HttpCase> handshake_cases(Cluster& cluster) {
    std::vector<HttpCase> all;
    add_upgrades(all);
    add_heads(all);
    add_smuggling(all);
    add_bodies(all, cluster);
    return all;
}

}  // namespace yunke::testing
