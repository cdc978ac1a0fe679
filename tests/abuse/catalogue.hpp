// The catalogue of bad input and abuse: what is sent, and the answer that it must get. Three kinds of rows: whole HTTP
// exchanges, sockets from their Hello on, and messages of somebody who is in; and attacks, which need steps of their
// own. catalogue_test.cpp plays all of it while bystanders chat.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/abuse/script.hpp"
#include "tests/integration/cluster.hpp"

namespace yunke::testing {

// The gateways of the catalogue's cluster.
enum Gateway : int {
    main_gateway = 0,
    tls_gateway = 1,
    poor_gateway = 2,   // has few descriptors
    small_gateway = 3,  // takes few connections, frames and tickets, and trusts a proxy on this machine
};

// Bytes on a new connection, and the statuses of all answers until it ends, such as "400" or "200 200"; "" is none.
struct HttpCase {
    std::string name;
    std::string bytes;
    std::string expected;
};
std::vector<HttpCase> handshake_cases(Cluster& cluster);

// The first frames of a socket that was upgraded.
struct HelloCase : Case {
    std::string origin = Cluster::origin;
};
std::vector<HelloCase> hello_cases(Cluster& cluster);

// Frames of somebody who is attached.
struct MessageCase : Case {
    v1::Role role = v1::SHOPPER;
    bool binary = false;
};
std::vector<MessageCase> message_cases();

struct Attack {
    std::string name;
    std::function<void(Cluster&)> run;  // adds test failures
};
std::vector<Attack> attacks();
// Those that wait for a time-out of the gateway; they run side by side. Gives what went wrong, or "".
struct SlowAttack {
    std::string name;
    std::function<std::string(std::uint16_t port, std::uint16_t tls_port)> run;
};
std::vector<SlowAttack> slow_attacks();

// ---- for all of them ----

std::string hello_frame(const std::string& ticket, const std::string& more = "");
// Upgraded and attached with this ticket, over JSON or protobuf; the bystanders' origin for shoppers, none for staff.
std::unique_ptr<RawSocket> attached(Cluster& cluster, const std::string& ticket, v1::Role role, bool binary = false,
                                    int gateway = main_gateway, int receive_buffer = 0);
// A ticket of that role, of the first of its kind.
std::string ticket_of(Cluster& cluster, v1::Role role);
// Reads until the connection ends: the statuses of all answers.
std::string statuses(RawSocket& socket, milliseconds within = 8s);

}  // namespace yunke::testing
