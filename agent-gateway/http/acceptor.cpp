#include "agent-gateway/http/acceptor.hpp"

#include <sys/socket.h>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/connection.hpp"

namespace yunke::gateway {

namespace {

using ReusePort = net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

}  // namespace

Acceptor::Acceptor(net::io_context& io, Options options, Starts starts, const ConnectionList& connections,
                   const GatewayMetrics& metrics, const Timings& timings, runtime::Log log)
    : io_(io),
      options_(options),
      starts_(std::move(starts)),
      connections_(connections),
      metrics_(metrics),
      timings_(timings),
      log_(std::move(log)),
      acceptor_(io),
      pause_(io) {}

std::expected<void, std::string> Acceptor::listen(const net::ip::tcp::endpoint& endpoint) {
    boost::system::error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor_.set_option(ReusePort(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(limits::accept_backlog, error);
    if (!error) return {};
    return std::unexpected("cannot listen on " + endpoint.address().to_string() + ":" +
                           std::to_string(endpoint.port()) + ": " + error.message());
}

std::uint16_t Acceptor::port() const {
    boost::system::error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
}

net::awaitable<void> Acceptor::run() {
    while (!stopping_) {
        PlainStream stream(io_);
        const auto [error] = co_await acceptor_.async_accept(stream, net::as_tuple(net::use_awaitable));
        if (stopping_) co_return;
        if (!error) {
            start(std::move(stream));
            continue;
        }
        if (error == net::error::connection_aborted) continue;
        metrics_.accept_failed.add();
        log_.warn("accept_failed", {{"why", error.message()}});
        pause_.expires_after(std::chrono::milliseconds(timings_.accept_pause_ms));
        co_await pause_.async_wait(net::as_tuple(net::use_awaitable));
    }
}

void Acceptor::start(PlainStream stream) {
    metrics_.accepted.add();
    const Room room = connections_.size() < options_.connections_max ? Room::free : Room::full;
    if (room == Room::full) metrics_.turned_away.add();
    if (connections_.size() >= options_.connections_max + limits::turned_away_at_once) return;  // closes it
    boost::system::error_code ignored;
    stream.set_option(net::ip::tcp::no_delay(true), ignored);
    if (options_.tls) return starts_.tls(TlsStream(std::move(stream), *options_.tls), room);
    starts_.plain(std::move(stream), room);
}

void Acceptor::stop() {
    stopping_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

}  // namespace yunke::gateway
