// One connection to Redis: connect, AUTH, learn who the server is, then bytes out and replies in. Client and
// StreamReader make a new one each time; it is never reused after close(). Internal to runtime/redis.
//
// One reader and one writer at a time. After an error the connection is of no use: close() it.
#pragma once

#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/asio.hpp"
#include "runtime/redis/endpoint.hpp"
#include "runtime/redis/errors.hpp"
#include "runtime/redis/limits.hpp"
#include "runtime/redis/parser.hpp"
#include "runtime/redis/reply.hpp"

namespace yunke::redis {

class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Socket = net::generic::stream_protocol::socket;

    explicit Connection(net::io_context& io);

    // Everything until the connection may be used, within the timeout. A server that is still loading its data is an
    // error, too: it refuses everything.
    net::awaitable<std::expected<ServerInfo, Error>> open(const Endpoint& endpoint, std::chrono::milliseconds timeout);

    // The next reply, from what was received already or from the socket.
    net::awaitable<std::expected<Reply, Error>> read();

    // The next reply from what was received already; nullopt if it is not whole yet, then fill() gets more.
    std::expected<std::optional<Reply>, Error> parsed() { return parser_.next(); }
    net::awaitable<std::expected<void, Error>> fill();

    net::awaitable<std::expected<void, Error>> write(std::string_view bytes);
    Socket& socket() { return socket_; }

    // Closes by itself when the time is up before disarm(); what was waiting then fails with the given words.
    void arm(std::chrono::milliseconds timeout, std::string_view why);
    void disarm();

    void close(std::string_view why = "closed");  // what is waiting fails

private:
    net::awaitable<std::expected<void, Error>> connect(const Endpoint& endpoint);
    net::awaitable<std::expected<void, Error>> connect_tcp(const Endpoint& endpoint);
    net::awaitable<std::expected<ServerInfo, Error>> greet(const Endpoint& endpoint);
    Error failure(const boost::system::error_code& error) const;

    Socket socket_;
    net::ip::tcp::resolver resolver_;
    net::steady_timer watch_;
    Parser parser_;
    std::array<char, limits::read_bytes> received_;
    bool closed_ = false;
    std::string why_closed_;
};

}  // namespace yunke::redis
