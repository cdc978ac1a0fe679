// WsSession itself, for the two translation units that instantiate it (ws_plain.cpp, ws_tls.cpp).
#pragma once

#include <algorithm>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>
#include <type_traits>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/batch_writer.hpp"
#include "agent-gateway/sockets/buffer_pool.hpp"
#include "agent-gateway/sockets/close_codes.hpp"
#include "agent-gateway/sockets/connection.hpp"
#include "agent-gateway/sockets/frame_reader.hpp"
#include "agent-gateway/sockets/peer.hpp"
#include "agent-gateway/sockets/ws_session.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/clock.hpp"

namespace yunke::gateway {

template <class Next>
class WsSession final : public Connection,
                        public Line,
                        public WriteHost,
                        public FrameReader::Sink,
                        public std::enable_shared_from_this<WsSession<Next>> {
    using Executor = net::io_context::executor_type;
    using Task = net::awaitable<void, Executor>;
    using Self = std::shared_ptr<WsSession>;
    using error_code = boost::system::error_code;
    static constexpr bool has_tls = std::is_same_v<Next, TlsStream>;

public:
    WsSession(Next stream, Upgrade upgrade, SocketContext& context)
        : Connection(context.connections),
          context_(context),
          stream_(std::move(stream)),
          writer_(stream_, context.buffers),
          reader_(context.buffers),
          peer_(context.peers, *this, upgrade.encoding, std::move(upgrade.admission)),
          alive_ms_(now_ms()) {
        context_.peers.metrics.sockets.add(1);
    }

    ~WsSession() override { context_.peers.metrics.sockets.add(-1); }

    static void start(Self self, UpgradeRequest request) {
        self->writer_.set_host(*self, self);
        self->schedule();
        const Executor executor = self->stream_.get_executor();
        auto kept = std::make_unique<UpgradeRequest>(std::move(request));
        net::co_spawn(executor, run(std::move(self), std::move(kept)), net::detached);
    }

    // ---- Line ----

    bool push(std::string_view message, Counted counted) override {
        if (close_sent_) return true;
        return writer_.push(peer_.encoding() == Encoding::json ? Opcode::text : Opcode::binary, message, counted);
    }

    void close(std::uint16_t code, std::string_view reason) override {
        send_close(code, reason);
        // By post, since Peer is at work.
        net::post(stream_.get_executor(), [self = this->shared_from_this()] { self->peer_.gone(); });
    }

    void drop_waiting() override { writer_.drop_waiting(); }
    std::size_t waiting_bytes() const override { return writer_.outbox().bytes(); }
    std::size_t waiting_frames() const override { return writer_.outbox().frames(); }
    std::weak_ptr<Peer> peer() override { return std::shared_ptr<Peer>(this->shared_from_this(), &peer_); }

    // ---- WriteHost ----

    void write_began() override {
        write_ms_ = now_ms();
        schedule();
    }
    void all_written() override {
        write_ms_ = 0;
        if (close_sent_ && reader_.ended()) return end_transport();
        peer_.drained();
    }
    void write_failed() override {
        write_ms_ = 0;
        abort();
    }

    // ---- FrameReader::Sink ----

    void on_message(std::string_view message, bool text) override {
        alive_ms_ = now_ms();
        peer_.receive(message, text);
    }
    void on_ping(std::string_view payload) override {
        on_pong();
        if (!close_sent_) writer_.push(Opcode::pong, payload, Counted::no);
    }
    void on_pong() override {
        if (peer_.closing()) return;
        if (!peer_.awaits_hello()) alive_ms_ = now_ms();
        peer_.receive_control();
    }
    void on_close(std::uint16_t code, std::string_view reason) override {
        if (!close_sent_) {
            context_.peers.metrics.closed(code == 0 ? close_code::normal : code);
            send_close(code == 0 ? close_code::normal : code, reason);
        } else if (writer_.outbox().empty()) {
            end_transport();
        }
        peer_.gone();
    }
    void on_too_large() override { peer_.too_large(); }
    void on_violation(std::uint16_t code, std::string_view why) override { peer_.close(code, why); }

    // ---- Connection ----

    void drain() override {
        // While the handshake's answer is on its way nothing can be said; after it the client hears why.
        drained_ = true;
        if (upgraded_) peer_.close(close_code::reconnect, "retry 5-30 s");
    }

    void abort() override {
        error_code ignored;
        transport(stream_).close(ignored);
    }

private:
    static constexpr std::size_t reason_bytes_max = 123;  // RFC 6455, section 5.5: 125 with the code
    static constexpr std::size_t tls_read_bytes = 1024;   // decrypted at once

    std::int64_t now_ms() const { return context_.peers.clock.boot_ms(); }

    // This and what it calls returns, none throws: an exception here would be a bug of ours. Its frame is freed before
    // the first message is awaited. HttpSession has seen to it that nothing came behind the request.
    static Task run(Self self, std::unique_ptr<UpgradeRequest> request) {
        namespace websocket = boost::beast::websocket;
        websocket::stream<Next&, false> handshake(self->stream_);
        handshake.set_option(websocket::stream_base::decorator([&self](websocket::response_type& response) {
            response.set(boost::beast::http::field::sec_websocket_protocol, subprotocol(self->peer_.encoding()));
            response.set(boost::beast::http::field::server, "yunke");
        }));
        const auto [error] = co_await handshake.async_accept(*request, net::as_tuple(net::use_awaitable_t<Executor>()));
        if (error) co_return self->finish();
        self->upgraded_ = true;
        self->alive_ms_ = self->now_ms();
        self->schedule();
        self->begin_reading();
        if (self->drained_) self->drain();
    }

    // ---- reading: a chain of calls, not a coroutine, so that between messages a socket keeps no frame of one ----

    void begin_reading() {
        if constexpr (has_tls) {
            tls_bytes_ = std::make_unique<char[]>(tls_read_bytes);
        } else {
            error_code ignored;
            stream_.non_blocking(true, ignored);
        }
        await_bytes();
    }

    // Without TLS the socket waits until there is something, and borrows the thread's buffer only to take it out. With
    // TLS readiness says nothing, since what came may lie decrypted already.
    void await_bytes() {
        auto self = this->shared_from_this();
        if constexpr (has_tls) {
            stream_.async_read_some(
                net::buffer(tls_bytes_.get(), tls_read_bytes),
                [self](error_code error, std::size_t size) { self->take({self->tls_bytes_.get(), size}, error); });
        } else {
            stream_.async_wait(net::socket_base::wait_read, [self](error_code error) { self->take_all(error); });
        }
    }

    void take_all(error_code error) {
        const std::span<char> buffer = context_.read_buffer;
        const std::size_t size = error ? 0 : stream_.read_some(net::buffer(buffer.data(), buffer.size()), error);
        if (error == net::error::would_block) error = {};
        take(buffer.first(size), error);
    }

    void take(std::span<char> bytes, error_code error) {
        if (error) return finish();
        reader_.feed(bytes, *this);
        if (has_tls && ending_) return;  // its shutdown reads what is left
        await_bytes();
    }

    // Reading is over: the transport ended, or was ended.
    void finish() {
        if (!peer_.closing()) {
            context_.peers.metrics.closed(abnormal);
        }
        abort();
        peer_.gone();
    }
    static constexpr std::uint16_t abnormal = 1006;

    // ---- closing ----

    void send_close(std::uint16_t code, std::string_view reason) {
        if (close_sent_) return;
        closing_ms_ = now_ms();
        schedule();
        std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
        payload.append(reason.substr(0, reason_bytes_max));
        writer_.push(Opcode::close, payload, Counted::no);
        close_sent_ = true;
    }

    // Both sides have said that they close, or the other one broke the protocol. What is on its way to the peer must
    // still arrive: a close with unread bytes would reset the connection. So the peer's end is awaited, for a while.
    void end_transport() {
        if (std::exchange(ending_, true)) return;
        if constexpr (has_tls) {
            stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->finish(); });
        } else {
            error_code ignored;
            stream_.shutdown(net::socket_base::shutdown_send, ignored);
        }
    }

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

    struct Nothing {};

    SocketContext& context_;
    Next stream_;
    BatchWriter<Next> writer_;
    FrameReader reader_;
    Peer peer_;
    std::int64_t alive_ms_;
    std::int64_t write_ms_ = 0;    // since when a write is under way; 0 = none
    std::int64_t closing_ms_ = 0;  // since when we are closing; 0 = not
    [[no_unique_address]] std::conditional_t<has_tls, std::unique_ptr<char[]>, Nothing> tls_bytes_;
    bool upgraded_ = false;
    bool drained_ = false;
    bool close_sent_ = false;
    bool ending_ = false;  // the transport is being ended
};

}  // namespace yunke::gateway
