// WsSession itself, for the two translation units that instantiate it (ws_plain.cpp, ws_tls.cpp).
#pragma once

#include <algorithm>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <limits>
#include <memory>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/batch_stream.hpp"
#include "agent-gateway/sockets/buffer_pool.hpp"
#include "agent-gateway/sockets/close_codes.hpp"
#include "agent-gateway/sockets/connection.hpp"
#include "agent-gateway/sockets/peer.hpp"
#include "agent-gateway/sockets/ws_session.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/clock.hpp"

namespace yunke::gateway {

namespace beast = boost::beast;
namespace websocket = beast::websocket;

template <class Next>
class WsSession final : public Connection,
                        public Line,
                        public WriteHost,
                        public std::enable_shared_from_this<WsSession<Next>> {
    using Executor = net::io_context::executor_type;
    template <class T>
    using Task = net::awaitable<T, Executor>;
    using Self = std::shared_ptr<WsSession>;
    using error_code = boost::system::error_code;

public:
    WsSession(Next stream, Upgrade upgrade, SocketContext& context)
        : Connection(context.connections),
          context_(context),
          ws_(std::move(stream), context.buffers),
          peer_(context.peers, *this, upgrade.encoding, std::move(upgrade.admission)),
          alive_ms_(now_ms()) {
        context_.peers.metrics.sockets.add(1);
    }

    ~WsSession() override { context_.peers.metrics.sockets.add(-1); }

    static void start(Self self, UpgradeRequest request) {
        self->ws_.next_layer().set_host(*self, self);
        self->schedule();
        const Executor executor = self->ws_.get_executor();
        auto kept = std::make_unique<UpgradeRequest>(std::move(request));
        net::co_spawn(executor, run(std::move(self), std::move(kept)), net::detached);
    }

    // ---- Line ----

    bool push(std::string_view message, Counted counted) override {
        if (!ws_.is_open()) return true;
        const Opcode opcode = peer_.encoding() == Encoding::json ? Opcode::text : Opcode::binary;
        return ws_.next_layer().push(opcode, message, counted);
    }

    void close(std::uint16_t code, std::string_view reason) override {
        closing_ms_ = now_ms();
        schedule();
        // By post, since Peer may have been called by Beast (a ping too many).
        websocket::close_reason why(code);
        why.reason.assign(reason.data(), std::min(reason.size(), reason_bytes_max));
        net::post(ws_.get_executor(), [self = this->shared_from_this(), why] {
            self->ws_.async_close(why, [self](error_code) { self->abort(); });
        });
    }

    void drop_waiting() override { ws_.next_layer().drop_waiting(); }
    std::size_t waiting_bytes() const override { return ws_.next_layer().outbox().bytes(); }
    std::size_t waiting_frames() const override { return ws_.next_layer().outbox().frames(); }
    std::weak_ptr<Peer> peer() override { return std::shared_ptr<Peer>(this->shared_from_this(), &peer_); }

    // ---- WriteHost ----

    void write_began() override {
        write_ms_ = now_ms();
        schedule();
    }
    void all_written() override {
        write_ms_ = 0;
        peer_.drained();
    }
    void write_failed() override {
        write_ms_ = 0;
        abort();
    }

    // By post, since Beast is at work.
    void read_too_much() override {
        net::post(ws_.get_executor(), [self = this->shared_from_this()] { self->peer_.too_large(); });
    }

    // ---- Connection ----

    void drain() override {
        if (upgraded_) return peer_.close(close_code::reconnect, "retry 5-30 s");
        abort();
    }

    void abort() override {
        error_code ignored;
        transport(ws_.next_layer().next_layer()).close(ignored);
    }

private:
    static constexpr std::size_t reason_bytes_max = 123;  // RFC 6455, section 5.5: 125 with the code
    static constexpr std::size_t first_bytes = 64;        // a heartbeat and most commands without a text, in protobuf
    static constexpr std::size_t more_bytes = 4096;

    std::int64_t now_ms() const { return context_.peers.clock.boot_ms(); }

    // This and what it calls returns, none throws: an exception here would be a bug of ours. Its frame is freed before
    // the first message is awaited.
    static Task<void> run(Self self, std::unique_ptr<UpgradeRequest> request) {
        const bool accepted = co_await self->accept(std::move(request));
        if (accepted)
            self->read_next();
        else
            self->finish();
    }

    Task<bool> accept(std::unique_ptr<UpgradeRequest> request) {
        // read_some() has its own bound, which can tell the client so; what nobody could mean is refused by its header.
        ws_.read_message_max(limits::message_line_bytes_max);
        ws_.set_option(websocket::stream_base::decorator([this](websocket::response_type& response) {
            response.set(beast::http::field::sec_websocket_protocol, subprotocol(peer_.encoding()));
            response.set(beast::http::field::server, "yunke");
        }));
        auto [error] = co_await ws_.async_accept(*request, net::as_tuple(net::use_awaitable_t<Executor>()));
        ws_.set_option(websocket::stream_base::decorator([](websocket::response_type&) {}));
        if (error) co_return false;
        ws_.control_callback([this](websocket::frame_type kind, beast::string_view) {
            if (kind == websocket::frame_type::close) return;
            if (!peer_.awaits_hello()) alive_ms_ = now_ms();
            peer_.receive_control();
        });
        upgraded_ = true;
        alive_ms_ = now_ms();
        schedule();
        co_return true;
    }

    // Reading is a chain of calls, not a coroutine: between messages a socket keeps no frame. A message that does not
    // fit into first_ gathers in a borrowed buffer.
    void read_next() {
        if (peer_.closing()) return finish();
        if (gathering_) message_.resize(gathered_ + std::max(more_bytes, gathered_));
        const auto place = gathering_ ? net::buffer(message_.data() + gathered_, message_.size() - gathered_)
                                      : net::buffer(first_, first_bytes);
        ws_.async_read_some(place, [self = this->shared_from_this()](error_code error, std::size_t size) {
            self->read_some(error, size);
        });
    }

    void read_some(error_code error, std::size_t size) {
        if (error) return finish();
        if (!gathering_ && ws_.is_message_done()) {
            take({first_, size});
            return read_next();
        }
        if (!gathering_) {
            message_ = context_.buffers.take();
            message_.assign(first_, size);
            gathering_ = true;
            gathered_ = 0;
        }
        gathered_ += size;
        if (gathered_ > limits::message_bytes_max) {
            peer_.too_large();
        } else if (ws_.is_message_done()) {
            message_.resize(gathered_);
            take(message_);
            gathering_ = false;
            context_.buffers.give(std::move(message_));
        }
        read_next();
    }

    void take(std::string_view message) {
        ws_.next_layer().message_done();
        alive_ms_ = now_ms();
        peer_.receive(message, ws_.got_text());
    }

    // Reading is over: because the peer went, or because a closing handshake of ours reads the rest itself.
    void finish() {
        if (gathering_) context_.buffers.give(std::move(message_));
        if (!peer_.closing()) {
            context_.peers.metrics.closed(ws_.reason().code == 0 ? abnormal : ws_.reason().code);
            abort();
        }
        peer_.gone();
    }
    static constexpr std::uint16_t abnormal = 1006;

    // ---- time-outs ----

    std::int64_t next_due_ms() const {
        const Timings& timings = context_.peers.timings;
        if (closing_ms_ != 0) return closing_ms_ + timings.close_wait_ms;
        if (!upgraded_) return alive_ms_ + timings.header_ms;
        std::int64_t due = alive_ms_ + (peer_.awaits_hello() ? timings.hello_ms : timings.silence_ms);
        if (write_ms_ != 0) due = std::min(due, write_ms_ + timings.write_stall_ms);
        return due;
    }

    // Moves the deadline forward only when it must be; otherwise on_time() finds that it is too early.
    void schedule() {
        const std::int64_t due = next_due_ms();
        if (!armed() || due < due_ms()) context_.wheel.arm(*this, due);
    }

    void on_time(std::int64_t now) override {
        if (next_due_ms() > now) return schedule();
        if (closing_ms_ != 0 || !upgraded_) return abort();
        if (write_ms_ != 0 && now >= write_ms_ + context_.peers.timings.write_stall_ms) return peer_.slow_reader();
        if (peer_.awaits_hello()) return peer_.close(close_code::no_hello, "no Hello in time");
        peer_.close(close_code::silent, "silent too long");
    }

    SocketContext& context_;
    websocket::stream<BatchStream<Next>, false> ws_;
    Peer peer_;
    std::int64_t alive_ms_;
    std::int64_t write_ms_ = 0;    // since when a write is under way; 0 = none
    std::int64_t closing_ms_ = 0;  // since when we are closing; 0 = not
    std::string message_;          // while gathering_: the beginning of a message, gathered_ bytes of it
    std::size_t gathered_ = 0;
    bool gathering_ = false;
    bool upgraded_ = false;
    char first_[first_bytes];
};

}  // namespace yunke::gateway
