// The catalogue's HTTP part, and everything up to Hello.
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

std::vector<HelloCase> hello_cases(Cluster& cluster) {
    constexpr const char* unauthorised = "problem UNAUTHORISED; close 4003";
    constexpr const char* malformed = "problem MALFORMED; close 4004";
    constexpr const char* expected_hello = "problem HELLO_EXPECTED; close 4004";
    const auto good = [&] { return cluster.shopper_ticket(); };
    const auto of_pool = [&](const std::string& pool) {
        return hello_frame(cluster.ticket(v1::SHOPPER, cluster.shop(), pool));
    };
    const auto positions = [](int count) {
        std::string list;
        for (int i = 1; i <= count; ++i)
            list += fmt::format(R"({}{{"conversation":"{}","entry":1}})", i == 1 ? "" : ",", i);
        return R"(,"positions":[)" + list + "]";
    };
    std::string changed = good();
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    v1::ResumeToken resume;
    resume.set_pool("main");
    resume.set_session(77);
    resume.set_role(v1::SHOPPER);
    resume.set_subject(cluster.shop());
    resume.set_expires_ms(std::numeric_limits<std::int64_t>::max());
    v1::ResumeToken abroad = resume;
    abroad.set_pool("other");
    const auto resume_frame = [](const std::string& token) {
        return RawSocket::text(R"({"hello":{"resumeToken":")" + token + R"(","instance":"7"}})");
    };
    const std::string both = RawSocket::text(R"({"hello":{"ticket":"a","resumeToken":"b","instance":"7"}})");
    const std::string far = R"(,"logEpoch":"18446744073709551615","lastAnswer":4294967295,)"
                            R"("positions":[{"conversation":"1","entry":4294967295},{"conversation":"99","entry":7}])";
    const std::string agent = cluster.ticket(v1::AGENT, cluster.agent_id(0) + 500);
    const std::string own = fmt::format("http://127.0.0.1");
    std::vector<HelloCase> all = {
        {{"properly", "", {hello_frame(good())}, "attached"}},
        {{"a shopper without an origin", "", {hello_frame(good())}, unauthorised}, ""},
        {{"a shopper on another shop's page", "", {hello_frame(good())}, unauthorised}, "https://rival.example"},
        {{"a shopper on the gateway's own page", "", {hello_frame(good())}, "attached"}, own},
        {{"an expired ticket",
          "",
          {hello_frame(cluster.ticket(v1::SHOPPER, cluster.shop(), "main", -1))},
          unauthorised}},
        {{"a changed ticket", "", {hello_frame(changed)}, unauthorised}},
        {{"a ticket of another version", "", {hello_frame("Ag" + good().substr(2))}, unauthorised}},
        {{"no ticket at all", "", {hello_frame("nonsense")}, unauthorised}},
        {{"a ticket of 60,000 bytes", "", {hello_frame(std::string(60'000, 'A'))}, unauthorised}},
        {{"another pool's ticket", "", {of_pool("other")}, unauthorised}},
        {{"a ticket of the pool }{", "", {of_pool("}{")}, unauthorised}},
        {{"a ticket of the pool main}{x", "", {of_pool("main}{x")}, unauthorised}},
        {{"a ticket of no pool", "", {of_pool("")}, unauthorised}},
        {{"a ticket without a role", "", {hello_frame(cluster.ticket(v1::ROLE_UNSPECIFIED, 1))}, unauthorised}},
        {{"a shop key as a ticket", "", {hello_frame(cluster.shop_key())}, unauthorised}},
        {{"a resume token as a ticket", "", {hello_frame(cluster.tokens().sign(resume))}, unauthorised}},
        {{"a ticket as a resume token", "", {resume_frame(good())}, unauthorised}},
        {{"another pool's resume token", "", {resume_frame(cluster.tokens().sign(abroad))}, unauthorised}},
        {{"a resume token of no session",
          "",
          {resume_frame(cluster.tokens().sign(resume))},
          "fresh UNKNOWN; close 4007"}},
        {{"ticket and resume token", "", {both}, malformed}},
        {{"neither ticket nor resume token", "", {RawSocket::text(R"({"hello":{"instance":"7"}})")}, malformed}},
        {{"no instance", "", {RawSocket::text(R"({"hello":{"ticket":")" + good() + R"("}})")}, malformed}},
        {{"a Hello with a number",
          "",
          {RawSocket::text(R"({"number":1,"hello":{"ticket":")" + good() + R"(","instance":"7"}})")},
          malformed}},
        {{"200 positions", "", {hello_frame(good(), positions(200))}, "attached"}},
        {{"201 positions", "", {hello_frame(good(), positions(201))}, malformed}},
        {{"a position in no conversation", "", {hello_frame(good(), R"(,"positions":[{"entry":1}])")}, malformed}},
        {{"future positions and a foreign epoch", "", {hello_frame(good(), far)}, "attached"}},
        {{"a client's name too long",
          "",
          {hello_frame(good(), R"(,"client":")" + std::string(65, 'c') + "\"")},
          malformed}},
        {{"a client's name that turns the line", "", {hello_frame(good(), R"(,"client":"\u202E")")}, malformed}},
        {{"a heartbeat first", "", {RawSocket::text(heartbeat(1))}, expected_hello}},
        {{"a command first", "", {RawSocket::text(R"({"number":1,"close":{"conversation":"1"}})")}, expected_hello}},
        {{"Hello twice at once", "", {hello_frame(good()) + hello_frame(good())}, expected_hello}},
        {{"binary first", "", {RawSocket::frame(0x82, "\x22")}, "problem MALFORMED; close 1003"}},
        {{"an agent on a shop's page", "", {hello_frame(ticket_of(cluster, v1::AGENT))}, unauthorised}},
        {{"an agent who is none", "", {hello_frame(agent)}, "fresh UNKNOWN; close 4007"}, ""},
        {{"another pool's agent, signed in here",
          "",
          {hello_frame(cluster.ticket(v1::AGENT, cluster.agent_id(14)))},
          "fresh UNKNOWN; close 4007"},
         ""},
        {{"a merchant, who has no session",
          "",
          {hello_frame(cluster.ticket(v1::MERCHANT, 1))},
          "fresh UNKNOWN; close 4007"},
         ""},
        {{"a supervisor on a shop's page", "", {hello_frame(ticket_of(cluster, v1::SUPERVISOR))}, unauthorised}},
        {{"a supervisor, properly", "", {hello_frame(ticket_of(cluster, v1::SUPERVISOR))}, "attached"}, ""},
    };
    return all;
}

}  // namespace yunke::testing
