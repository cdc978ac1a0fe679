// The bytes that wait to be written to one socket: finished WebSocket frames, one after the other, so that all that
// gathers during one turn leaves in one write. Bounded in frames and bytes; whoever goes beyond is a slow reader. What
// is pushed as uncounted (transcript pages, which are only read when little waits, and control frames) does not count
// against the bounds. Called by BatchWriter. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent-gateway/sockets/opcode.hpp"

namespace yunke::gateway {

class BufferPool;

enum class Counted : std::uint8_t { no, yes };

class Outbox {
public:
    explicit Outbox(BufferPool& pool) : pool_(pool) {}
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    // One message as one unmasked frame (RFC 6455, section 5.2). False: it would go beyond the bounds and was not
    // taken.
    bool push(Opcode opcode, std::string_view payload, Counted counted);
    // What is to be written now; stays until end_write(). One write at a time.
    std::string_view begin_write();
    void end_write();

    // Drops what is not being written.
    void drop_waiting();

    bool empty() const { return waiting_.empty() && writing_.empty(); }
    std::size_t bytes() const { return waiting_.size() + writing_.size(); }
    std::size_t frames() const { return std::size_t{waiting_frames_} + writing_frames_; }  // counted ones

private:
    BufferPool& pool_;
    std::string waiting_;
    std::string writing_;
    std::uint32_t waiting_frames_ = 0;
    std::uint32_t writing_frames_ = 0;
    std::uint32_t waiting_bytes_ = 0;  // counted ones
    std::uint32_t writing_bytes_ = 0;
};

}  // namespace yunke::gateway
