// One WebSocket as Peer sees it: a way to write and to close, with TLS or without. WsSession implements it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "agent-gateway/sockets/outbox.hpp"

namespace yunke::gateway {

class Peer;

class Line {
public:
    // One message in the line's encoding. False: more would wait than the bounds allow, and it was not taken.
    virtual bool push(std::string_view message, Counted counted) = 0;

    // Starts the closing handshake behind what waits. Only the first call counts.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;

    // Forgets what is not being written at this moment.
    virtual void drop_waiting() = 0;

    virtual std::size_t waiting_bytes() const = 0;
    virtual std::size_t waiting_frames() const = 0;

    // For callbacks that may come after the socket is gone.
    virtual std::weak_ptr<Peer> peer() = 0;

protected:
    ~Line() = default;
};

}  // namespace yunke::gateway
