// Writes frames to a transport, everything that one turn of the io_context brought in one write. One write is under way
// at any time, so frames leave whole and in order. Used by WsSession. Not thread-safe.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <type_traits>
#include <utility>

#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/outbox.hpp"
#include "agent-gateway/sockets/streams.hpp"
#include "runtime/asio.hpp"

namespace yunke::gateway {

class WriteHost {
public:
    virtual void write_began() = 0;
    virtual void all_written() = 0;   // nothing waits any more
    virtual void write_failed() = 0;  // the transport is broken; no further writes follow

protected:
    ~WriteHost() = default;
};

template <class Next>
class BatchWriter {
    using error_code = boost::system::error_code;
    static constexpr bool has_tls = std::is_same_v<Next, TlsStream>;

public:
    BatchWriter(Next& next, BufferPool& pool) : next_(next), outbox_(pool) {}

    // Call before anything is pushed. `owner` keeps this object alive during a write.
    void set_host(WriteHost& host, std::weak_ptr<void> owner) {
        host_ = &host;
        owner_ = std::move(owner);
    }

    const Outbox& outbox() const { return outbox_; }

    bool push(Opcode opcode, std::string_view payload, Counted counted) {
        if (broken_) return true;  // the socket is going anyway
        // One read may bring more frames than may wait; what the transport takes at once does not wait.
        if (!has_tls && !writing_ && outbox_.frames() >= limits::outbox_frames_max / 2) write_now();
        const bool taken = outbox_.push(opcode, payload, counted);
        start();
        return taken;
    }

    void drop_waiting() { outbox_.drop_waiting(); }

private:
    // Everything pushed until the posted function runs leaves together.
    void start() {
        if (posted_ || writing_ || outbox_.empty()) return;
        posted_ = true;
        net::post(next_.get_executor(), [this, owner = owner_.lock()] {
            posted_ = false;
            if (!writing_ && !outbox_.empty()) write_now();
            if (!writing_) host_->all_written();
        });
    }

    // Without TLS the kernel takes nearly everything in the call itself.
    void write_now() {
        const std::string_view bytes = outbox_.begin_write();
        std::size_t done = 0;
        if constexpr (!has_tls) {
            error_code later;  // an error shows again below
            done = next_.write_some(net::buffer(bytes.data(), bytes.size()), later);
            if (done == bytes.size()) return outbox_.end_write();
        }
        writing_ = true;
        host_->write_began();
        net::async_write(next_, net::buffer(bytes.data() + done, bytes.size() - done),
                         [this, owner = owner_.lock()](error_code error, std::size_t) { written(error); });
    }

    void written(error_code error) {
        writing_ = false;
        outbox_.end_write();
        if (error) {
            broken_ = true;
            outbox_.drop_waiting();
            return host_->write_failed();
        }
        if (!outbox_.empty()) write_now();
        if (!writing_) host_->all_written();
    }

    Next& next_;
    Outbox outbox_;
    WriteHost* host_ = nullptr;
    std::weak_ptr<void> owner_;
    bool posted_ = false;   // a write is about to begin
    bool writing_ = false;  // one is under way
    bool broken_ = false;
};

}  // namespace yunke::gateway
