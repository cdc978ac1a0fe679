// Reads a client's WebSocket frames (RFC 6455) out of bytes as they come, in any pieces: checks the protocol, unmasks,
// puts fragments together, and hands on whole messages and control frames. All that one read of the socket brought is
// handled in one go, so that what a client sent together stays together down to its commit; a message that came whole
// is handed on where it lies. Keeps some 100 bytes between messages. Called by WsSession. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "agent-gateway/sockets/opcode.hpp"
#include "agent-gateway/sockets/utf8_check.hpp"

namespace yunke::gateway {

class BufferPool;

class FrameReader {
public:
    // What is handed on is valid during the call only.
    class Sink {
    public:
        virtual void on_message(std::string_view message, bool text) = 0;
        virtual void on_ping(std::string_view payload) = 0;
        virtual void on_pong() = 0;
        virtual void on_close(std::uint16_t code, std::string_view reason) = 0;  // 0: the frame names none
        virtual void on_too_large() = 0;                                         // a message, or what never becomes one
        virtual void on_violation(std::uint16_t code, std::string_view why) = 0;

    protected:
        ~Sink() = default;
    };

    explicit FrameReader(BufferPool& pool) : pool_(pool) {}
    ~FrameReader();
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    // Changes the bytes (they are unmasked where they lie). After on_close, on_too_large or on_violation it takes
    // nothing more.
    void feed(std::span<char> bytes, Sink& sink);

    bool ended() const { return ended_; }

private:
    static constexpr std::size_t head_max = 14;

    bool take_head(std::span<char>& bytes, Sink& sink);
    std::size_t head_size() const;
    bool head_begins_well(Sink& sink);
    bool begin_frame(Sink& sink);
    void unmask(std::span<char> bytes);
    void take_payload(std::string_view piece, Sink& sink);
    void take_data(std::string_view piece, Sink& sink);
    void take_control(std::string_view payload, Sink& sink);
    void take_close(std::string_view payload, Sink& sink);
    void deliver(std::string_view message, Sink& sink);
    bool violation(std::uint16_t code, std::string_view why, Sink& sink);
    bool too_large(Sink& sink);
    bool is_control() const { return static_cast<std::uint8_t>(opcode_) >= 8; }

    BufferPool& pool_;
    std::string gathered_;        // of a message that did not come whole; borrowed
    std::string control_;         // the same of a control frame, which may come amid a message's fragments
    std::uint64_t left_ = 0;      // of the frame's payload
    std::size_t line_bytes_ = 0;  // of data frames since the last whole message
    std::array<unsigned char, head_max> head_{};
    std::array<unsigned char, 4> mask_{};
    std::uint8_t head_bytes_ = 0;  // that have come
    Opcode opcode_{};              // of the frame
    Opcode message_{};             // of the message under way; continuation: none is
    Utf8Check text_;               // of the message under way
    bool final_ = false;
    bool in_payload_ = false;
    bool ended_ = false;
};

}  // namespace yunke::gateway
