// Accepts connections of one thread on an acceptor of its own (SO_REUSEPORT), so that the kernel spreads them and no
// thread waits for another. When the process is out of descriptors, accepting pauses. Above the limit of connections
// some more are let in to be told so and turned away; beyond those, new ones are closed at once. One per thread.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>

#include "agent-gateway/http/http_session.hpp"
#include "agent-gateway/sockets/streams.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"

namespace yunke::gateway {

class ConnectionList;
class GatewayMetrics;

class Acceptor {
public:
    struct Options {
        std::size_t connections_max = 0;   // of this thread
        net::ssl::context* tls = nullptr;  // null = plain
    };
    struct Starts {
        std::function<void(PlainStream, Room)> plain;
        std::function<void(TlsStream, Room)> tls;
    };

    Acceptor(net::io_context& io, Options options, Starts starts, const ConnectionList& connections,
             const GatewayMetrics& metrics, const Timings& timings, runtime::Log log);

    // Binds and listens. The error is a sentence.
    std::expected<void, std::string> listen(const net::ip::tcp::endpoint& endpoint);
    std::uint16_t port() const;

    net::awaitable<void> run();  // until stop()
    void stop();

private:
    using TcpAcceptor = net::basic_socket_acceptor<net::ip::tcp, net::io_context::executor_type>;
    void start(PlainStream stream);

    net::io_context& io_;
    Options options_;
    Starts starts_;
    const ConnectionList& connections_;
    const GatewayMetrics& metrics_;
    const Timings& timings_;
    runtime::Log log_;
    TcpAcceptor acceptor_;
    net::steady_timer pause_;
    bool stopping_ = false;
};

}  // namespace yunke::gateway
