// One WebSocket over either transport: reads messages for a Peer, writes what Peer pushes, keeps the time-outs. Memory
// per idle socket is kept small: only the upgrade is a coroutine, whose frame is freed; a message's buffer is borrowed
// only while it comes in (its first bytes arrive in a small array); all deadlines of the socket share one place on the
// wheel.
//
// Made by start_websocket(), which HttpSession calls; lives until its transport is closed. One thread only.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "agent-gateway/http/http_routes.hpp"
#include "agent-gateway/sockets/streams.hpp"

namespace yunke::gateway {

class BufferPool;
class ConnectionList;
class TimerWheel;
struct PeerContext;

// What a thread lends to its sockets. Outlives them.
struct SocketContext {
    PeerContext& peers;
    TimerWheel& wheel;
    ConnectionList& connections;
    BufferPool& buffers;
};

using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

// Answers the upgrade and serves the socket from then on.
void start_websocket(PlainStream stream, UpgradeRequest request, Upgrade upgrade, SocketContext& context);
void start_websocket(TlsStream stream, UpgradeRequest request, Upgrade upgrade, SocketContext& context);

}  // namespace yunke::gateway
