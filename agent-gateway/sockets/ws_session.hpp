// One WebSocket over either transport: reads messages for a Peer, writes what Peer pushes, keeps the time-outs. Beast
// does the handshake; frames are read by FrameReader and written by BatchWriter, so that a burst is handled as one and
// an idle socket keeps little: no coroutine, no buffer (the thread's is borrowed for each read), one deadline.
//
// Made by start_websocket(), which HttpSession calls; lives until its transport is closed. One thread only.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <span>

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
    std::span<char> read_buffer;  // for one read of one socket at a time
};

using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

// Answers the upgrade and serves the socket from then on.
void start_websocket(PlainStream stream, UpgradeRequest request, Upgrade upgrade, SocketContext& context);
void start_websocket(TlsStream stream, UpgradeRequest request, Upgrade upgrade, SocketContext& context);

}  // namespace yunke::gateway
