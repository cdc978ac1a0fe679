// One WebSocket to a gateway, plain or TLS, from connecting to its end. Client's shell makes one per connection and
// holds it; Beast stays behind this header. Not thread-safe: use it from its io_context's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "agent-gateway/swarm/client/address.hpp"
#include "runtime/asio.hpp"

namespace yunke::swarm {

enum class Encoding : std::uint8_t { protobuf, json };

struct SocketEvents {
    std::function<void()> opened;
    std::function<void(std::string_view message)> message;
    // The end: the peer's close code, or 1006 and what went wrong. Called at most once, never after cut().
    std::function<void(std::uint16_t code, const std::string& why)> closed;
};

class Socket {
public:
    virtual ~Socket() = default;

    // Queues one message. Beyond limits::outgoing_bytes_max the socket ends as lost.
    virtual void send(std::string message) = 0;
    // Closing handshake behind what is queued; closed() still comes.
    virtual void close(std::uint16_t code) = 0;
    // Ends it at once, as a broken line does. No event comes any more.
    virtual void cut() = 0;
};

// Connects, shakes hands (5 s each at most) and reads until the end. `origin` is sent if it is not empty.
std::shared_ptr<Socket> open_socket(net::io_context& io, const Address& address, Encoding encoding,
                                    const std::string& origin, SocketEvents events);

}  // namespace yunke::swarm
