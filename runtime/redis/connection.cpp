#include "runtime/redis/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "runtime/redis/request.hpp"

namespace yunke::redis {
namespace {

constexpr auto awaited = net::as_tuple(net::use_awaitable);

// The value of `name:` in an INFO answer; empty if absent.
std::string info_field(std::string_view info, std::string_view name) {
    std::size_t begin = 0;
    while (begin < info.size()) {
        const auto end = std::min(info.find("\r\n", begin), info.size());
        const auto line = info.substr(begin, end - begin);
        if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ':')
            return std::string(line.substr(name.size() + 1));
        begin = end + 2;
    }
    return {};
}

Error refused(std::string_view text) {
    const bool who = text.starts_with("WRONGPASS") || text.starts_with("NOAUTH");
    return {who ? errc::authentication : errc::server_error, std::string(text)};
}

}  // namespace

Connection::Connection(net::io_context& io) : socket_(io), resolver_(io), watch_(io) {}

Error Connection::failure(const boost::system::error_code& error) const {
    return {errc::not_connected, closed_ ? why_closed_ : error.message()};
}

void Connection::close(std::string_view why) {
    if (std::exchange(closed_, true)) return;
    why_closed_ = why;
    boost::system::error_code ignored;
    socket_.close(ignored);
    resolver_.cancel();
    watch_.cancel();
}

void Connection::arm(std::chrono::milliseconds timeout, std::string_view why) {
    watch_.expires_after(timeout);
    watch_.async_wait([weak = weak_from_this(), text = std::string(why)](const boost::system::error_code& error) {
        const auto self = weak.lock();
        // An expiry that was on its way when the timer was set anew or disarmed is not ours any more.
        if (error || !self || self->watch_.expiry() > std::chrono::steady_clock::now()) return;
        self->close(text);
    });
}

void Connection::disarm() {
    watch_.expires_at(net::steady_timer::time_point::max());
}

net::awaitable<std::expected<ServerInfo, Error>> Connection::open(const Endpoint& endpoint,
                                                                  std::chrono::milliseconds timeout) {
    const auto self = shared_from_this();
    arm(timeout, "connecting took too long");
    const auto connected = co_await connect(endpoint);
    if (!connected) {
        disarm();
        co_return std::unexpected(connected.error());
    }
    auto info = co_await greet(endpoint);
    disarm();
    co_return info;
}

net::awaitable<std::expected<void, Error>> Connection::connect(const Endpoint& endpoint) {
    if (closed_) co_return std::unexpected(failure({}));
    if (endpoint.socket_path.empty()) co_return co_await connect_tcp(endpoint);
    const net::local::stream_protocol::endpoint local(endpoint.socket_path);
    const auto [error] = co_await socket_.async_connect(local, awaited);
    if (error) co_return std::unexpected(failure(error));
    co_return std::expected<void, Error>();
}

net::awaitable<std::expected<void, Error>> Connection::connect_tcp(const Endpoint& endpoint) {
    using tcp = net::ip::tcp;
    std::vector<tcp::endpoint> candidates;
    boost::system::error_code error;
    // Literal addresses need no resolver, whose worker thread cannot be interrupted.
    if (const auto address = net::ip::make_address(endpoint.host, error); !error) {
        candidates.emplace_back(address, endpoint.port);
    } else {
        const auto [failed, results] =
            co_await resolver_.async_resolve(endpoint.host, std::to_string(endpoint.port), awaited);
        if (failed || closed_) co_return std::unexpected(failure(failed));
        for (const auto& entry : results)
            candidates.push_back(entry.endpoint());
    }
    error = net::error::host_not_found;
    for (const auto& candidate : candidates) {
        boost::system::error_code ignored;
        if (socket_.is_open()) socket_.close(ignored);
        const auto [failed] = co_await socket_.async_connect(candidate, awaited);
        error = failed;
        if (!error || closed_ || error == net::error::operation_aborted) break;
    }
    if (!error) socket_.set_option(tcp::no_delay(true), error);
    if (!error) socket_.set_option(net::socket_base::keep_alive(true), error);
    if (error) co_return std::unexpected(failure(error));
    co_return std::expected<void, Error>();
}

net::awaitable<std::expected<ServerInfo, Error>> Connection::greet(const Endpoint& endpoint) {
    std::string hello;
    std::size_t answers = 2;
    if (!endpoint.password.empty()) {
        Request auth("AUTH");
        if (!endpoint.user.empty()) auth.arg(endpoint.user);
        auth.arg(endpoint.password);
        auth.append_to(hello);
        ++answers;
    }
    Request("PING").append_to(hello);
    Request("INFO", "server").append_to(hello);
    const auto written = co_await write(hello);
    if (!written) co_return std::unexpected(written.error());
    std::string info;
    for (std::size_t i = 0; i < answers; ++i) {
        auto reply = co_await read();
        if (!reply) co_return std::unexpected(reply.error());
        if (reply->is_error()) {
            Error error = refused(reply->text());
            if (answers == 3 && i == 0) error.code = errc::authentication;
            co_return std::unexpected(std::move(error));
        }
        info = std::move(*reply).take_text();
    }
    co_return ServerInfo{info_field(info, "run_id"), info_field(info, "redis_version"), 0};
}

net::awaitable<std::expected<void, Error>> Connection::write(std::string_view bytes) {
    const auto [error, written] = co_await net::async_write(socket_, net::buffer(bytes.data(), bytes.size()), awaited);
    if (error) co_return std::unexpected(failure(error));
    co_return std::expected<void, Error>();
}

net::awaitable<std::expected<void, Error>> Connection::fill() {
    const auto [error, count] = co_await socket_.async_read_some(net::buffer(received_), awaited);
    if (error) co_return std::unexpected(failure(error));
    co_return parser_.feed({received_.data(), count});
}

net::awaitable<std::expected<Reply, Error>> Connection::read() {
    for (;;) {
        auto reply = parser_.next();
        if (!reply) co_return std::unexpected(reply.error());
        if (*reply) co_return std::move(**reply);
        const auto filled = co_await fill();
        if (!filled) co_return std::unexpected(filled.error());
    }
}

}  // namespace yunke::redis
