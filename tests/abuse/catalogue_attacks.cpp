// The catalogue's attacks: what needs steps of its own, and time.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <fstream>
#include <thread>

#include "agent-gateway/limits.hpp"
#include "tests/abuse/catalogue.hpp"
#include "tests/support/sanitizer.hpp"

namespace yunke::testing {
namespace {

using Body = v1::ServerFrame::BodyCase;

std::string close_command(int number, int chat = 1) {
    return RawSocket::text(fmt::format(R"({{"number":{},"close":{{"conversation":"{}"}}}})", number, chat));
}

int health(std::uint16_t port) {
    RawSocket socket(port);
    socket.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return socket.read_status();
}

// The cluster's own until() belongs to the bystanders' thread now.
void wait_for(const std::function<bool()>& done, const std::string& what) {
    const auto deadline = std::chrono::steady_clock::now() + 15s;
    while (!done()) {
        if (std::chrono::steady_clock::now() >= deadline) throw std::runtime_error("did not come about: " + what);
        std::this_thread::sleep_for(20ms);
    }
}

std::size_t resident_bytes(pid_t pid) {
    std::ifstream in(fmt::format("/proc/{}/statm", pid));
    std::size_t total = 0, resident = 0;
    in >> total >> resident;
    return resident * 4096;
}

int closed_with_1013(std::uint16_t port) {
    RawSocket socket(port);
    socket.send("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    std::string page = socket.read_head();
    for (std::string more; !socket.ended(); page += more)
        more = socket.read_head();
    const std::string line = "yunke_gateway_closes_total{code=\"1013\"} ";
    const auto at = page.find(line);
    return at == std::string::npos ? 0 : std::stoi(page.substr(at + line.size()));
}

// ---- getting in ----

void replayed_ticket(Cluster& cluster) {
    const std::string ticket = cluster.shopper_ticket();
    const auto first = attached(cluster, ticket, v1::SHOPPER);
    for (const int gateway : {main_gateway, small_gateway}) {
        RawSocket second(cluster.gateway_port(gateway));
        ASSERT_EQ(second.upgrade({}), 101);
        EXPECT_EQ(play(second, {"", "", {hello_frame(ticket)}, "fresh TICKET_USED; close 4007"}),
                  "fresh TICKET_USED; close 4007");
    }
    EXPECT_EQ(play(*first, {"", "", {RawSocket::text(heartbeat(1))}, "heartbeat 1"}), "heartbeat 1");
}

// Compression is never agreed on, so no message of a few bytes becomes gigabytes.
void deflate_bomb(Cluster& cluster) {
    RawSocket socket(cluster.gateway_port(main_gateway));
    socket.send(RawSocket::upgrade_request(
        {.more_headers = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"}));
    const std::string head = socket.read_head();
    EXPECT_TRUE(head.starts_with("HTTP/1.1 101"));
    EXPECT_EQ(head.find("Extensions"), std::string::npos);
    socket.send(hello_frame(cluster.shopper_ticket()));
    ASSERT_TRUE(socket.read_until(Body::kAttached));
    const std::string bomb("\xEC\xC1\x01\x01\0\0\0\x80\x90\xFE\xAF\xEE\x08\0", 14);
    EXPECT_EQ(play(socket, {"", "", {RawSocket::frame(0xC1, bomb)}, "close 1002"}), "close 1002");
}

// A supervisor who was disabled by yunkectl, which knows only the registry.
void disabled_supervisor(Cluster& cluster) {
    const auto account = cluster.registry().account_by_login("boss");
    ASSERT_TRUE(account);
    const auto socket = attached(cluster, cluster.ticket(v1::SUPERVISOR, account->id), v1::SUPERVISOR);
    ASSERT_TRUE(cluster.registry().set_account_enabled(account->id, false));
    EXPECT_EQ(socket->read_close(), 4010);
    ASSERT_TRUE(cluster.registry().set_account_enabled(account->id, true));
}

// ---- floods ----

void frame_flood(Cluster& cluster) {
    const auto socket = attached(cluster, cluster.shopper_ticket(), v1::SHOPPER);
    std::string flood;
    for (int i = 0; i < 3'000; ++i)
        flood += RawSocket::text(heartbeat(1));
    socket->send(flood);
    EXPECT_EQ(socket->read_close(), 4005);
    EXPECT_EQ(socket->last_problem(), v1::RATE_LIMITED);
}

// With the default rate: 256 at once, then 100 a minute.
void empty_bucket(Cluster& cluster) {
    const auto socket = attached(cluster, cluster.shopper_ticket(), v1::SHOPPER, false, small_gateway);
    for (int i = 0; i < 240; ++i) {
        socket->send(RawSocket::text(heartbeat(i)));
        ASSERT_TRUE(socket->read_until(Body::kHeartbeat)) << i;
    }
    for (int i = 0; i < 200; ++i)
        socket->send(RawSocket::text(heartbeat(i)));
    EXPECT_EQ(socket->read_close(), 4005);
    EXPECT_EQ(socket->last_problem(), v1::RATE_LIMITED);
}

void ping_flood(Cluster& cluster) {
    for (const std::uint8_t first : {std::uint8_t{0x89}, std::uint8_t{0x8A}}) {
        const auto socket = attached(cluster, cluster.shopper_ticket(), v1::SHOPPER);
        std::string flood;
        for (int i = 0; i < 3'000; ++i)
            flood += RawSocket::frame(first, std::string(125, 'p'));
        socket->flood(flood);
        EXPECT_EQ(socket->read_close(), 4005);
    }
}

void too_many_unanswered(Cluster& cluster) {
    const auto socket = attached(cluster, cluster.shopper_ticket(), v1::SHOPPER);
    std::string burst;
    for (int number = 1; number <= 400; ++number)
        burst += close_command(number);
    socket->send(burst);
    EXPECT_EQ(socket->read_close(), 4005);
    EXPECT_EQ(socket->last_problem(), v1::TOO_MANY_UNANSWERED);
}

// Fragments that never make a message: empty ones, and ones of a byte.
void endless_fragments(Cluster& cluster) {
    for (const char* payload : {"", "x"}) {
        const auto socket = attached(cluster, cluster.shopper_ticket(), v1::SHOPPER);
        std::string flood = RawSocket::frame(0x01, payload);
        const std::string one = RawSocket::frame(0x00, payload);
        for (int i = 0; i < 200'000; ++i)
            flood += one;
        socket->flood(flood);
        EXPECT_EQ(socket->read_close(), 1009) << "payload '" << payload << "'";
        EXPECT_EQ(socket->last_problem(), v1::TOO_LARGE);
    }
}

// Ten shoppers ask for a megabyte of history again and again and read none of it.
void peers_that_never_read(Cluster& cluster) {
    constexpr int peers = 10;
    constexpr int rounds = 20;
    constexpr std::size_t growth_max = std::size_t{peers} * 8 * 1024 * 1024;
    struct Peer {
        std::unique_ptr<RawSocket> socket;
        std::string chat;
        int number = 1;
    };
    std::vector<Peer> all(peers);
    std::string text;
    for (int i = 0; i < 4'000; ++i)
        text += "\xF0\x9F\x98\x80";
    for (Peer& peer : all) {
        peer.socket = attached(cluster, cluster.shopper_ticket(), v1::SHOPPER, false, main_gateway, 4096);
        peer.socket->send(RawSocket::text(R"({"number":1,"open":{"topic":"help","language":"en","text":"mine"}})"));
        const auto opened = peer.socket->read_until(Body::kAnswer);
        ASSERT_TRUE(opened);
        peer.chat = std::to_string(opened->answer().conversation());
        for (int i = 0; i < 64; ++i) {
            peer.socket->send(RawSocket::text(fmt::format(
                R"({{"number":{},"send":{{"conversation":"{}","text":"{}"}}}})", ++peer.number, peer.chat, text)));
            ASSERT_TRUE(peer.socket->read_until(Body::kAnswer));
        }
    }
    const pid_t pid = cluster.gateway(main_gateway).pid();
    const std::size_t before = resident_bytes(pid);
    const int closed_before = closed_with_1013(cluster.gateway_port(main_gateway));
    std::size_t most = before;
    const auto all_closed = [&] {
        return closed_with_1013(cluster.gateway_port(main_gateway)) >= closed_before + peers;
    };
    // No faster than they are answered: with more than 32 unanswered they would be closed for that.
    for (int round = 0; round < rounds; ++round) {
        for (Peer& peer : all) {
            std::string burst;
            for (int i = 0; i < 16; ++i)
                burst += RawSocket::text(fmt::format(R"({{"number":{},"history":{{"conversation":"{}","count":200}}}})",
                                                     ++peer.number, peer.chat));
            peer.socket->send(burst);
        }
        std::this_thread::sleep_for(60ms * sanitizer_slowness);
        most = std::max(most, resident_bytes(pid));
    }
    fmt::print("ten peers that never read: gateway {} MB before, {} MB at most\n", before >> 20, most >> 20);
    EXPECT_LT(most, before + growth_max + sanitizer_memory);
    wait_for(all_closed, "all of them are closed with 1013");
    // Whoever reads in time learns why; afterwards the line is cut.
    for (Peer& peer : all) {
        const std::uint16_t code = peer.socket->read_close();
        EXPECT_TRUE(code == 1013 || code == 1006) << code;
    }
}

// ---- connections ----

void too_many_connections(Cluster& cluster) {
    const std::uint16_t port = cluster.gateway_port(small_gateway);
    std::vector<std::unique_ptr<RawSocket>> flood;
    for (int i = 0; i < 200; ++i)
        flood.push_back(std::make_unique<RawSocket>(port));
    int cut_off = 0, told = 0;
    for (const auto& socket : flood) {
        if (socket->read_head(20ms).empty() && socket->ended()) {
            ++cut_off;
            continue;
        }
        socket->send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
        if (socket->read_head().find(" 503 ") != std::string::npos) ++told;
    }
    EXPECT_GE(told, 50) << "some are told to try again";
    EXPECT_GE(cut_off, 50) << "and no more than some";
    EXPECT_GE(cut_off + told, 150);
    flood.clear();
    wait_for([&] { return health(port) == 200; }, "the small gateway takes connections again");
}

void no_descriptors_left(Cluster& cluster) {
    const std::uint16_t port = cluster.gateway_port(poor_gateway);
    ASSERT_EQ(health(port), 200);
    std::vector<std::unique_ptr<RawSocket>> flood;
    for (int i = 0; i < 200; ++i)
        flood.push_back(std::make_unique<RawSocket>(port));
    wait_for([&] { return cluster.gateway(poor_gateway).output().find("accept_failed") != std::string::npos; },
             "the poor gateway runs out of descriptors");
    std::this_thread::sleep_for(500ms);
    // It pauses between tries: some ten lines a second, not thousands.
    const std::string output = cluster.gateway(poor_gateway).output();
    std::size_t lines = 0;
    for (auto at = output.find("accept_failed"); at != std::string::npos; at = output.find("accept_failed", at + 1))
        ++lines;
    EXPECT_LT(lines, 100U);
    flood.clear();
    wait_for([&] { return health(port) == 200; }, "the poor gateway takes connections again");
}

// One address, however many connections; another address behind the proxy does not suffer, and nobody can pretend.
void ticket_flood(Cluster& cluster) {
    const std::string body = R"({"shop_key":")" + cluster.shop_key() + R"("})";
    const auto ask = [&](int gateway, const std::string& forwarded) {
        RawSocket socket(cluster.gateway_port(gateway));
        socket.send(
            fmt::format("POST /api/shopper/ticket HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: "
                        "{}\r\nContent-Type: application/json\r\n"
                        "X-Forwarded-For: {}\r\nContent-Length: {}\r\n\r\n{}",
                        Cluster::origin, forwarded, body.size(), body));
        return socket.read_head();
    };
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(ask(small_gateway, "203.0.113.1").starts_with("HTTP/1.1 200"));
    const std::string refused = ask(small_gateway, "198.51.100.7, 203.0.113.1");
    EXPECT_TRUE(refused.starts_with("HTTP/1.1 429")) << refused;
    EXPECT_NE(refused.find("Retry-After: "), std::string::npos);
    EXPECT_NE(refused.find("Access-Control-Allow-Origin: https://shop.example"), std::string::npos);
    EXPECT_NE(refused.find("Access-Control-Expose-Headers: Retry-After"), std::string::npos);
    EXPECT_TRUE(ask(small_gateway, "203.0.113.2").starts_with("HTTP/1.1 200"));
}

// ---- configuration, TLS ----

void odd_pool_name(Cluster& cluster) {
    for (const char* name : {"}{", "main}", "{main}", "main}{x", "", "A", "a b"}) {
        EXPECT_FALSE(cluster.registry().create_pool(name)) << name;
        ProcessOptions options;
        options.command = {YUNKE_GATEWAY, "--check-config", "--config", (cluster.folder() / "yunke.toml").string()};
        options.environment = {{"YUNKE_POOL_NAME", name}};
        if (*name != '\0') EXPECT_EQ(Process(options).wait(), 2) << name;
    }
}

struct Tls {
    explicit Tls(const RawSocket& socket) {
        SSL_set_fd(ssl.get(), socket.handle());
        timeval patience{.tv_sec = 9, .tv_usec = 0};
        ::setsockopt(socket.handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    std::unique_ptr<SSL, void (*)(SSL*)> ssl{SSL_new(context.get()), SSL_free};

    bool shake() { return SSL_connect(ssl.get()) == 1; }
    std::string ask(const std::string& bytes) {
        SSL_write(ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
        std::string answer(4096, '\0');
        answer.resize(static_cast<std::size_t>(std::max(0, SSL_read(ssl.get(), answer.data(), 4096))));
        return answer;
    }
    // Nothing came any more, and the line is over (not merely silent).
    bool over() {
        char byte = 0;
        const int read = SSL_read(ssl.get(), &byte, 1);
        const int error = SSL_get_error(ssl.get(), read);
        return read <= 0 && error != SSL_ERROR_WANT_READ;
    }
};

void over_tls(Cluster& cluster) {
    const auto upgrade = [&](const RawSocket::Upgrade& options) {
        const RawSocket socket(cluster.gateway_port(tls_gateway));
        Tls tls(socket);
        return tls.shake() ? tls.ask(RawSocket::upgrade_request(options)).substr(0, 12) : "no handshake";
    };
    EXPECT_EQ(upgrade({}), "HTTP/1.1 101");
    EXPECT_EQ(upgrade({.origin = "https://evil.example"}), "HTTP/1.1 403");
    EXPECT_EQ(upgrade({.origin = "http://127.0.0.1"}), "HTTP/1.1 403") << "its own pages are https";
    EXPECT_EQ(upgrade({.more_headers = "Host: other\r\n"}), "HTTP/1.1 400");
    RawSocket plain(cluster.gateway_port(tls_gateway));
    plain.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(plain.read_status(), 0) << "plain HTTP where TLS is spoken";
}

std::string ends_silently(RawSocket& socket, milliseconds within) {
    const std::string head = socket.read_head(within);
    if (!socket.ended()) return "still open";
    return head.empty() ? "" : "answered " + head;
}

}  // namespace

std::vector<Attack> attacks() {
    return {
        {"a ticket works once", replayed_ticket},         {"deflate bomb", deflate_bomb},
        {"disabled supervisor", disabled_supervisor},     {"frame flood", frame_flood},
        {"rate bucket exhausted", empty_bucket},          {"ping flood, pong flood", ping_flood},
        {"more than 32 unanswered", too_many_unanswered}, {"endless fragments", endless_fragments},
        {"peers that never read", peers_that_never_read}, {"too many connections", too_many_connections},
        {"no descriptors left", no_descriptors_left},     {"a flood of tickets", ticket_flood},
        {"}{ in a pool's name", odd_pool_name},           {"over TLS", over_tls},
    };
}

std::vector<SlowAttack> slow_attacks() {
    return {
        {"nothing at all",
         [](std::uint16_t port, std::uint16_t) {
             RawSocket socket(port);
             return ends_silently(socket, 9s);
         }},
        {"half a request line",
         [](std::uint16_t port, std::uint16_t) {
             RawSocket socket(port);
             socket.send("GET /ws HTT");
             return ends_silently(socket, 9s);
         }},
        {"headers, a byte at a time",
         [](std::uint16_t port, std::uint16_t) -> std::string {
             RawSocket socket(port);
             socket.send("GET /ws HTTP/1.1\r\nHost: a\r\n");
             for (int i = 0; i < 45 && !socket.ended(); ++i) {
                 socket.send("X");
                 socket.read_head(200ms);
             }
             return socket.ended() ? "" : "still open";
         }},
        {"a body that never comes",
         [](std::uint16_t port, std::uint16_t) {
             RawSocket socket(port);
             socket.send(
                 "POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                 "10\r\n\r\n{");
             return ends_silently(socket, 15s);
         }},
        {"an upgrade and no Hello",
         [](std::uint16_t port, std::uint16_t) -> std::string {
             RawSocket socket(port);
             if (socket.upgrade({}) != 101) return "not upgraded";
             const auto code = socket.read_close(9s);
             return code == 4002 ? "" : "closed with " + std::to_string(code);
         }},
        {"pings instead of Hello",
         [](std::uint16_t port, std::uint16_t) -> std::string {
             RawSocket socket(port);
             if (socket.upgrade({}) != 101) return "not upgraded";
             for (int i = 0; i < 20; ++i) {
                 socket.send(RawSocket::frame(0x89, "p"));
                 std::this_thread::sleep_for(300ms);
             }
             const auto code = socket.read_close(4s);
             return code == 4002 ? "" : "closed with " + std::to_string(code);
         }},
        {"no TLS handshake",
         [](std::uint16_t, std::uint16_t port) {
             RawSocket socket(port);
             return ends_silently(socket, 9s);
         }},
        {"half a TLS handshake",
         [](std::uint16_t, std::uint16_t port) {
             RawSocket socket(port);
             socket.send(std::string_view("\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03", 11));
             return ends_silently(socket, 9s);
         }},
        {"nothing after TLS",
         [](std::uint16_t, std::uint16_t port) -> std::string {
             const RawSocket socket(port);
             Tls tls(socket);
             if (!tls.shake()) return "no handshake";
             return tls.over() ? "" : "still open";
         }},
    };
}

}  // namespace yunke::testing
