#include "agent-gateway/app/worker.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/app/readiness.hpp"
#include "agent-gateway/http/acceptor.hpp"
#include "agent-gateway/http/http_routes.hpp"
#include "agent-gateway/http/http_session.hpp"
#include "agent-gateway/http/shop_directory.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/pool/beat.hpp"
#include "agent-gateway/pool/command_log.hpp"
#include "agent-gateway/pool/gateway_identity.hpp"
#include "agent-gateway/pool/out_reader.hpp"
#include "agent-gateway/pool/transcript_reader.hpp"
#include "agent-gateway/sockets/buffer_pool.hpp"
#include "agent-gateway/sockets/close_codes.hpp"
#include "agent-gateway/sockets/connection.hpp"
#include "agent-gateway/sockets/lag_watch.hpp"
#include "agent-gateway/sockets/peer.hpp"
#include "agent-gateway/sockets/session_table.hpp"
#include "runtime/clock.hpp"
#include "runtime/redis/client.hpp"
#include "runtime/shutdown.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::gateway {

namespace {

redis::ClientConfig client_config(const Shared& shared) {
    redis::ClientConfig config;
    config.endpoint = shared.redis;
    return config;
}

Acceptor::Options acceptor_options(const Shared& shared) {
    return {(shared.settings.gateway.max_connections + shared.threads - 1) / shared.threads, shared.tls};
}

}  // namespace

// Members stand in the order in which they need each other. run() only returns when nothing is left to do, so no
// handler outlives what it refers to.
struct Worker::Impl {
    Impl(Shared& s, unsigned i);

    void begin();
    net::awaitable<void> tick();
    net::awaitable<void> refresh_shops();
    void dispatch(const v1::OutBatch& batch);
    void close_all(std::string_view reason);
    net::awaitable<void> drain();
    void abort_all();
    net::awaitable<bool> gone(std::int64_t within_ms);

    Shared& shared;
    unsigned index;
    runtime::Log log;
    PoolKeys keys;
    net::io_context io{1};
    bool draining = false;
    bool ended = false;  // a flag besides the cancelled timer, whose last tick may be under way already

    redis::Client client;
    GatewayIdentity identity;
    CommandLog commands;
    TranscriptReader transcripts;

    TimerWheel wheel;
    ConnectionList connections;
    BufferPool buffers;
    std::vector<char> read_buffer = std::vector<char>(limits::read_bytes);
    SessionTable table;
    LagWatch lag;
    PeerContext peers;
    SocketContext sockets;

    StaticFiles files;
    ApiContext api;
    HttpRoutes routes;
    HttpContext http;

    Acceptor acceptor;
    Beat beat;
    OutReader out;
    net::steady_timer ticker;
    net::steady_timer refresher;
    std::size_t counted_connections = 0;
};

Worker::Impl::Impl(Shared& s, unsigned i)
    : shared(s),
      index(i),
      log(s.log),
      keys(s.settings.pool.name),
      client(io, client_config(s)),
      identity(s.settings.gateway.name, i),
      commands(client, keys, s.timings, s.all_metrics, log),
      transcripts(client, keys, s.timings, s.all_metrics),
      wheel(s.timings.tick_ms, s.clock.boot_ms()),
      lag(s.timings.busy_after_ms),
      peers{s.timings,
            s.settings.pool.name,
            {s.settings.gateway.shopper_frames_per_minute, limits::rate_burst},
            {s.settings.gateway.agent_frames_per_minute, limits::rate_burst},
            s.clock,
            s.tokens,
            s.shops,
            identity,
            commands,
            transcripts,
            table,
            lag,
            s.metrics,
            log},
      sockets{peers, wheel, connections, buffers, read_buffer},
      files(s.settings.gateway.web_root),
      api{s.timings,     s.settings.pool.name,
          s.clock,       s.tokens,
          s.all_metrics, s.metrics,
          s.origins,     s.readiness,
          s.shops,       s.workers,
          s.ledger,      s.desk,
          s.why,         s.archive,
          s.logins,      s.ticket_limit,
          commands,      log},
      routes(api, files),
      http{sockets, routes, s.timings, s.clock, s.metrics, s.addresses, draining, log},
      acceptor(io, acceptor_options(s),
               {[this](PlainStream stream) { start_http(std::move(stream), http); },
                [this](TlsStream stream) { start_http(std::move(stream), http); }},
               connections, s.metrics, s.timings, log),
      beat(
          io, {client, identity, commands, lag, s.readiness, s.clock, s.metrics}, keys, s.timings, i,
          [this] { close_all("this gateway was given up, connect again"); }, log),
      out(io, s.redis, keys, s.timings, identity, s.metrics,
          {[this](const v1::OutBatch& batch) { dispatch(batch); }, [this] { close_all("frames were lost, resume"); }},
          log),
      ticker(io),
      refresher(io) {}

void Worker::Impl::begin() {
    log.info("thread_serves", {{"thread", index}, {"gateway", identity.name()}, {"port", acceptor.port()}});
    net::co_spawn(io, acceptor.run(), net::detached);
    net::co_spawn(io, beat.run(), net::detached);
    net::co_spawn(io, out.run(), net::detached);
    net::co_spawn(io, tick(), net::detached);
    if (index == 0) net::co_spawn(io, refresh_shops(), net::detached);
}

net::awaitable<void> Worker::Impl::tick() {
    while (!ended) {
        ticker.expires_after(std::chrono::milliseconds(shared.timings.tick_ms));
        co_await ticker.async_wait(net::as_tuple(net::use_awaitable));
        wheel.advance(shared.clock.boot_ms());
        const std::size_t now = connections.size();
        shared.metrics.connections.add(static_cast<double>(now) - static_cast<double>(counted_connections));
        counted_connections = now;
    }
}

net::awaitable<void> Worker::Impl::refresh_shops() {
    while (!draining) {
        co_await shared.shops.refresh();
        if (draining) co_return;
        // Quicker as long as the database does not answer: the gateway is not ready without it.
        const std::int64_t pause_ms =
            shared.shops.database_answers() ? shared.timings.shops_refresh_ms : shared.timings.beat_every_ms;
        refresher.expires_after(std::chrono::milliseconds(pause_ms));
        co_await refresher.async_wait(net::as_tuple(net::use_awaitable));
    }
}

void Worker::Impl::dispatch(const v1::OutBatch& batch) {
    for (const v1::Out& item : batch.out()) {
        if (item.everybody() != v1::ROLE_UNSPECIFIED) {
            for (const std::uint64_t attach : table.attaches())
                if (Peer* peer = table.find(attach)) peer->deliver_to_role(item.everybody(), item.frame());
            continue;
        }
        if (Peer* peer = table.find(item.attach())) peer->deliver(item);
    }
}

void Worker::Impl::close_all(std::string_view reason) {
    for (const std::uint64_t attach : table.attaches()) {
        if (Peer* peer = table.find(attach)) peer->close(close_code::reconnect, reason);
    }
}

net::awaitable<bool> Worker::Impl::gone(std::int64_t within_ms) {
    co_return co_await runtime::drained([this] { return connections.size() == 0 && !commands.detaches_under_way(); },
                                        std::chrono::milliseconds(within_ms));
}

void Worker::Impl::abort_all() {
    for (Connection* connection : connections.all())
        connection->abort();
}

net::awaitable<void> Worker::Impl::drain() {
    if (draining) co_return;
    draining = true;
    shared.readiness.draining();
    log.info("thread_drains", {{"thread", index}, {"connections", connections.size()}});
    acceptor.stop();
    refresher.cancel();
    for (Connection* connection : connections.all())
        connection->drain();
    // The last tenth is for those that must be cut off, and for their detaches.
    const std::int64_t last_ms = shared.timings.drain_ms / 10;
    if (!co_await gone(shared.timings.drain_ms - 2 * last_ms)) {
        log.warn("thread_cuts_off", {{"thread", index}, {"connections", connections.size()}});
        abort_all();
        co_await gone(last_ms);
    }
    beat.stop();
    out.stop();
    client.stop();
    ended = true;
    ticker.cancel();
    log.info("thread_ends", {{"thread", index}, {"connections", connections.size()}});
}

Worker::Worker(Shared& shared, unsigned index) : impl_(std::make_unique<Impl>(shared, index)) {}
Worker::~Worker() = default;

std::expected<std::uint16_t, std::string> Worker::listen(std::uint16_t port) {
    const auto where = runtime::parse_host_port(impl_->shared.settings.gateway.listen);
    if (!where) return std::unexpected("gateway.listen must be address:port");
    boost::system::error_code error;
    const auto address = net::ip::make_address(where->host == "localhost" ? "127.0.0.1" : where->host, error);
    if (error) return std::unexpected("gateway.listen: " + where->host + " is no IP address");
    const auto listening = impl_->acceptor.listen({address, port != 0 ? port : where->port});
    if (!listening) return std::unexpected(listening.error());
    return impl_->acceptor.port();
}

void Worker::run() {
    impl_->begin();
    impl_->io.run();
}

void Worker::drain() {
    net::post(impl_->io, [impl = impl_.get()] { net::co_spawn(impl->io, impl->drain(), net::detached); });
}

}  // namespace yunke::gateway
