// One accepted connection: TLS handshake if there is a certificate, then HTTP requests one after the other, each with
// its time-outs and bounds, until the client goes, asks to close, or upgrades to a WebSocket. Made by Acceptor; lives
// until its transport is closed or handed on. One thread only.
#pragma once

#include <cstdint>

#include "agent-gateway/sockets/streams.hpp"
#include "agent-gateway/sockets/ws_session.hpp"
#include "runtime/log.hpp"

namespace yunke::gateway {

class GatewayMetrics;
class ClientAddresses;
class HttpRoutes;

// What a thread lends to its connections. Outlives them.
struct HttpContext {
    SocketContext& sockets;
    HttpRoutes& routes;
    const Timings& timings;
    const runtime::Clock& clock;
    const GatewayMetrics& metrics;
    const ClientAddresses& addresses;
    const bool& draining;
    runtime::Log log;
};

// Full: whoever comes is told to try again, but for those who ask whether this process works.
enum class Room : std::uint8_t { free, full };

void start_http(PlainStream stream, HttpContext& context, Room room);
void start_http(TlsStream stream, HttpContext& context, Room room);

}  // namespace yunke::gateway
