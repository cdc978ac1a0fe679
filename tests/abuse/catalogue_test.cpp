// Everything malformed, oversized, unauthorised, out of order or too much gets its code, while 200 chats go on. The
// sockets here are raw: no client of ours would send such things.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/abuse/bystanders.hpp"
#include "tests/abuse/catalogue.hpp"

namespace yunke::testing {

std::string hello_frame(const std::string& ticket, const std::string& more) {
    return RawSocket::text(R"({"hello":{"ticket":")" + ticket + R"(","instance":"7")" + more + "}}");
}

std::unique_ptr<RawSocket> attached(Cluster& cluster, const std::string& ticket, v1::Role role, bool binary,
                                    int gateway, int receive_buffer) {
    auto socket = std::make_unique<RawSocket>(cluster.gateway_port(gateway), receive_buffer);
    RawSocket::Upgrade upgrade;
    if (role != v1::SHOPPER) upgrade.origin.clear();
    if (binary) upgrade.subprotocol = "yunke.v1.protobuf";
    if (socket->upgrade(upgrade) != 101) throw std::runtime_error("not upgraded");
    v1::ClientFrame hello;
    hello.mutable_hello()->set_ticket(ticket);
    hello.mutable_hello()->set_instance(7);
    socket->send(binary ? RawSocket::frame(0x82, hello.SerializeAsString()) : hello_frame(ticket));
    if (!socket->read_until(v1::ServerFrame::kAttached)) throw std::runtime_error("not attached");
    return socket;
}

std::string ticket_of(Cluster& cluster, v1::Role role) {
    if (role == v1::SHOPPER) return cluster.shopper_ticket();
    if (role == v1::AGENT) return cluster.ticket(role, cluster.agent_id(13));
    return cluster.ticket(role, 500);  // an account's number, which nobody else has
}

std::string statuses(RawSocket& socket, milliseconds within) {
    std::string all;
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!socket.ended() && std::chrono::steady_clock::now() < deadline) {
        const std::string head =
            socket.read_head(std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now()));
        // An answer's body, if it has one, stands before the next head.
        const auto at = head.find("HTTP/1.1 ");
        if (at == std::string::npos) continue;
        if (!all.empty()) all += ' ';
        all += head.substr(at + 9, 3);
        if (all == "101") break;
    }
    if (!socket.ended() && all != "101") all += " and open";
    return all;
}

namespace {

class Catalogue : public ::testing::Test {
protected:
    static ClusterOptions options(const TempDir& dir) {
        // A busy machine must not pass for a dead gateway: that is other tests' business.
        ClusterOptions options{.gateways = 4,
                               .agents = 14,
                               .agent_capacity = 20,
                               .lease_ms = 5'000,
                               .gateway_lost_ms = 30'000,
                               .auto_accept = true,
                               .second_pool = true};
        const auto file = [&](const char* name) { return (dir / name).string(); };
        options.gateway_extras.resize(4);
        options.gateway_extras[tls_gateway] = {.environment = {{"YUNKE_GATEWAY_TLS_CERTIFICATE", file("cert.pem")},
                                                               {"YUNKE_GATEWAY_TLS_KEY", file("key.pem")}},
                                               .tls = true};
        options.gateway_extras[poor_gateway] = {.wrapper = {"/bin/sh", "-c", "ulimit -n 96; exec \"$0\" \"$@\""}};
        options.gateway_extras[small_gateway] = {.environment = {{"YUNKE_GATEWAY_MAX_CONNECTIONS", "40"},
                                                                 {"YUNKE_GATEWAY_SHOPPER_FRAMES_PER_MINUTE", "100"},
                                                                 {"YUNKE_GATEWAY_TICKETS_PER_MINUTE", "5"},
                                                                 {"YUNKE_GATEWAY_TRUSTED_PROXIES", "127.0.0.1"}}};
        return options;
    }

    // A certificate of its own, as somebody would make it for a first try.
    static void make_certificate(const TempDir& dir) {
        ProcessOptions openssl;
        openssl.command = {"openssl",
                           "req",
                           "-x509",
                           "-newkey",
                           "ec",
                           "-pkeyopt",
                           "ec_paramgen_curve:prime256v1",
                           "-nodes",
                           "-days",
                           "2",
                           "-subj",
                           "/CN=localhost",
                           "-keyout",
                           (dir / "key.pem").string(),
                           "-out",
                           (dir / "cert.pem").string()};
        if (Process(openssl).wait(30s) != 0) throw std::runtime_error("no certificate");
    }

    void play_handshakes() {
        const auto rows = handshake_cases(*cluster);
        for (const HttpCase& row : rows) {
            SCOPED_TRACE(row.name);
            RawSocket socket(cluster->gateway_port(main_gateway));
            socket.flood(row.bytes);
            EXPECT_EQ(statuses(socket), row.expected);
        }
        tell("handshakes and HTTP", rows.size());
    }

    void play_hellos() {
        const auto rows = hello_cases(*cluster);
        for (const HelloCase& row : rows) {
            SCOPED_TRACE(row.name);
            RawSocket socket(cluster->gateway_port(main_gateway));
            ASSERT_EQ(socket.upgrade({.origin = row.origin}), 101);
            EXPECT_EQ(play(socket, row), row.expected);
        }
        tell("first frames", rows.size());
    }

    void play_messages() {
        const auto rows = message_cases();
        for (const MessageCase& row : rows) {
            SCOPED_TRACE(row.name);
            EXPECT_EQ(play(*attached(*cluster, ticket_of(*cluster, row.role), row.role, row.binary), row),
                      row.expected);
        }
        tell("messages", rows.size());
    }

    void play_attacks() {
        const auto rows = attacks();
        for (const Attack& row : rows) {
            SCOPED_TRACE(row.name);
            row.run(*cluster);
        }
        tell("attacks", rows.size());
    }

    void play_slow_attacks() {
        const auto rows = slow_attacks();
        std::vector<std::future<std::string>> results;
        for (const SlowAttack& row : rows)
            results.push_back(std::async(std::launch::async, row.run, cluster->gateway_port(main_gateway),
                                         cluster->gateway_port(tls_gateway)));
        for (std::size_t i = 0; i < rows.size(); ++i)
            EXPECT_EQ(results[i].get(), "") << rows[i].name;
        tell("slow attacks", rows.size());
    }

    // After each group everybody still stands, and the chats go on.
    void tell(const std::string& group, std::size_t cases) {
        fmt::print("catalogue: {:>3} cases of {}\n", cases, group);
        for (int i = 0; i < 4; ++i)
            EXPECT_TRUE(cluster->gateway(i).running()) << "gateway " << i << " after " << group;
        EXPECT_TRUE(cluster->dispatcher(0).running()) << group;
        EXPECT_TRUE(bystanders->flow(50)) << group;
    }

    TempDir keys;
    std::unique_ptr<Cluster> cluster;
    std::unique_ptr<Bystanders> bystanders;
};

TEST_F(Catalogue, AbuseGetsItsCodeAndDisturbsNobody) {
    make_certificate(keys);
    cluster = std::make_unique<Cluster>(options(keys));
    bystanders = std::make_unique<Bystanders>(*cluster, 200, 12);
    bystanders->go();
    EXPECT_TRUE(bystanders->flow(500));
    bystanders->part(1);
    play_handshakes();
    play_hellos();
    play_messages();
    play_attacks();
    play_slow_attacks();
    bystanders->part(2);
    EXPECT_TRUE(bystanders->flow(500));
    bystanders->rest();
    bystanders->print();
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(cluster->gateway(i).output().find("ERROR"), std::string::npos) << "gateway " << i;
    cluster->verify();
    bystanders.reset();
}

}  // namespace
}  // namespace yunke::testing
