// A person's line to a gateway: ClientMachine with a socket, a timer and a source of tickets. Many of them run on one
// thread. The demo's people, the load generator and the integration tests use it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent-gateway/swarm/client/machine.hpp"
#include "agent-gateway/swarm/client/socket.hpp"
#include "agent-gateway/swarm/client/tickets.hpp"
#include "runtime/asio.hpp"

namespace yunke::swarm {

struct ClientOptions {
    std::string name = "yunke-swarm";  // told to the gateway, for support
    Gateways gateways;
    TicketSource tickets;
    // The page that the client stands on, as browsers send it. Shoppers need one; "own" is the gateway's own origin.
    std::string origin;
    Encoding encoding = Encoding::protobuf;
    ClientTimings timings;
    std::uint64_t seed = 1;
    Record* record = nullptr;  // outlives the client
    // Told when no ticket was given; a sentence without secrets.
    std::function<void(const std::string& why)> on_ticket_failed;
};

// Not thread-safe: use it from its io_context's thread. Destroying it cuts the line.
class Client {
public:
    // The listener, if any, outlives the client.
    Client(net::io_context& io, ClientOptions options, ClientListener* listener);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void start();
    // Closes the line in order and keeps the session; start() resumes it.
    void stop();
    // Cuts the line as a power failure does: the gateway finds out by itself. The client comes back after its back-off,
    // or after `away_ms` if that is given.
    void drop(std::int64_t away_ms = 0);

    CommandId command(v1::ClientFrame frame);
    void notify(v1::ClientFrame frame);
    // Sends bytes as one message, whatever they are: for tests of bad input.
    void send_raw(std::string message);

    ClientMachine& machine();
    const ClientMachine& machine() const;
    bool online() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

// Milliseconds of a steady clock; what machines are fed with.
std::int64_t steady_ms();

}  // namespace yunke::swarm
