// A layer between Beast's WebSocket stream and the transport that gathers everything written in one turn into one
// write. Our own messages are pushed as finished frames; what Beast writes (handshake answer, pong, close) goes the
// same way, in order, so that no frame ever cuts into another. One write to the transport is under way at any time.
//
// It also counts what comes in, since Beast swallows empty fragments by itself and would do so for ever: a message that
// takes too much of the line is told to the host, and from then on reading goes slowly until the host has closed.
//
// Beast has at most one write of its own outstanding; it completes when its bytes have been written, so Beast never
// tears the transport down before its close frame is out (a peer would not learn the close code then). Used by
// WsSession. Not thread-safe.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/assert.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/outbox.hpp"
#include "runtime/asio.hpp"

namespace yunke::gateway {

class WriteHost {
public:
    virtual void write_began() = 0;
    virtual void all_written() = 0;    // nothing waits any more
    virtual void write_failed() = 0;   // the transport is broken; no further writes follow
    virtual void read_too_much() = 0;  // more than limits::message_line_bytes_max since the last whole message; once

protected:
    ~WriteHost() = default;
};

// Completes a read of the transport: counts it, then goes on with what the layer above wants.
template <class Stream, class Handler>
struct CountedRead {
    Stream& stream;
    Handler handler;

    void operator()(boost::system::error_code error, std::size_t size) {
        stream.count(size);
        std::move(handler)(error, size);
    }
};

template <class Next>
class BatchStream {
public:
    using next_layer_type = Next;
    using executor_type = typename Next::executor_type;
    using error_code = boost::system::error_code;

    BatchStream(Next&& next, BufferPool& pool) : next_(std::move(next)), outbox_(pool) {}

    // Call before anything is written. `owner` keeps this object alive during a write.
    void set_host(WriteHost& host, std::weak_ptr<void> owner) {
        host_ = &host;
        owner_ = std::move(owner);
    }

    executor_type get_executor() { return next_.get_executor(); }
    Next& next_layer() { return next_; }
    const Next& next_layer() const { return next_; }
    const Outbox& outbox() const { return outbox_; }

    bool push(Opcode opcode, std::string_view payload, Counted counted) {
        if (broken_) return true;  // the socket is going anyway
        const bool taken = outbox_.push(opcode, payload, counted);
        start();
        return taken;
    }

    void drop_waiting() {
        outbox_.drop_waiting();
        if (waiting_) std::exchange(waiting_, nullptr)->complete({});
    }

    // By CountedRead.
    void count(std::size_t size) {
        unfinished_bytes_ += size;
        if (unfinished_bytes_ <= limits::message_line_bytes_max || std::exchange(too_much_, true)) return;
        host_->read_too_much();
    }

    // The layer above has a whole message.
    void message_done() { unfinished_bytes_ = 0; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return net::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, const Buffers& into) { this->read(std::move(handler), into); }, token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return net::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, const Buffers& bytes) { this->take(std::move(handler), bytes); }, token, buffers);
    }

private:
    template <class Handler, class Buffers>
    void read(Handler handler, const Buffers& into) {
        if (!too_much_)
            return next_.async_read_some(into, CountedRead<BatchStream, Handler>{*this, std::move(handler)});
        auto pause = std::make_unique<net::steady_timer>(get_executor(), slow_read);
        net::steady_timer& timer = *pause;
        timer.async_wait([this, into, kept = std::move(pause), h = std::move(handler)](error_code) mutable {
            next_.async_read_some(into, std::move(h));
        });
    }
    static constexpr std::chrono::milliseconds slow_read{50};

    struct Waiter {
        virtual ~Waiter() = default;
        virtual void complete(error_code error) = 0;
    };

    template <class Handler>
    struct WaiterOf final : Waiter {
        WaiterOf(Handler h, std::size_t n, executor_type ex) : handler(std::move(h)), bytes(n), executor(ex) {}
        void complete(error_code error) override {
            const auto to = net::get_associated_executor(handler, executor);
            const std::size_t written = error ? 0 : bytes;
            net::post(to, [h = std::move(handler), error, written]() mutable { std::move(h)(error, written); });
        }
        Handler handler;
        std::size_t bytes;
        executor_type executor;
    };

    template <class Handler, class Buffers>
    void take(Handler handler, const Buffers& buffers) {
        std::size_t bytes = 0;
        for (auto at = net::buffer_sequence_begin(buffers); at != net::buffer_sequence_end(buffers); ++at) {
            const net::const_buffer one(*at);
            if (!broken_) outbox_.push_raw(one.data(), one.size());
            bytes += one.size();
        }
        auto waiter = std::make_unique<WaiterOf<Handler>>(std::move(handler), bytes, get_executor());
        if (broken_ || bytes == 0) return waiter->complete(broken_ ? make_error() : error_code());
        BOOST_ASSERT(!waiting_);  // Beast takes turns with its own writes
        waiting_ = std::move(waiter);
        start();
    }

    static error_code make_error() { return net::error::make_error_code(net::error::broken_pipe); }

    // Everything pushed until the posted function runs leaves together.
    void start() {
        if (writing_ || outbox_.empty()) return;
        writing_ = true;
        net::post(get_executor(), [this, owner = owner_.lock()] { write(); });
    }

    void write() {
        const std::string_view bytes = outbox_.begin_write();
        in_write_ = std::move(waiting_);
        host_->write_began();
        net::async_write(next_, net::buffer(bytes.data(), bytes.size()),
                         [this, owner = owner_.lock()](error_code error, std::size_t) { written(error); });
    }

    void written(error_code error) {
        outbox_.end_write();
        if (error) {
            broken_ = true;
            outbox_.drop_waiting();
        }
        if (auto waiter = std::move(in_write_)) waiter->complete(error);
        if (broken_ && waiting_) std::exchange(waiting_, nullptr)->complete(error);
        if (!outbox_.empty()) return write();
        writing_ = false;
        if (broken_) return host_->write_failed();
        host_->all_written();
    }

    Next next_;
    Outbox outbox_;
    WriteHost* host_ = nullptr;
    std::weak_ptr<void> owner_;
    std::unique_ptr<Waiter> waiting_;   // of Beast's bytes in the outbox
    std::unique_ptr<Waiter> in_write_;  // of Beast's bytes being written
    bool writing_ = false;
    bool broken_ = false;
    bool too_much_ = false;
    std::size_t unfinished_bytes_ = 0;  // that came in since the last whole message
};

// Beast finds these by argument-dependent lookup when it ends the transport.
template <class Next, class Handler>
void async_teardown(boost::beast::role_type role, BatchStream<Next>& stream, Handler&& handler) {
    using boost::beast::websocket::async_teardown;
    async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

}  // namespace yunke::gateway

// A counted read runs where, and with the memory that, its handler wants.
template <template <class, class> class Associator, class Stream, class Handler, class Default>
struct boost::asio::associator<Associator, yunke::gateway::CountedRead<Stream, Handler>, Default>
    : Associator<Handler, Default> {
    static auto get(const yunke::gateway::CountedRead<Stream, Handler>& read,
                    const Default& other = Default()) noexcept {
        return Associator<Handler, Default>::get(read.handler, other);
    }
};
