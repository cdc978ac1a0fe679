// The gateway's side of one WebSocket, apart from the I/O: what the client may do now, and what it is owed. Judges each
// message (type, rate, form, role, fields, lag), wraps what is good as a Command, and passes on what the dispatcher has
// for it, transcripts included. WsSession feeds it messages, OutReader items of the out stream.
//
// Its life: Hello is awaited (first message) → attaching (Attach is appended) → attached (the dispatcher answered) →
// closing. One thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent-gateway/frames/frame_codec.hpp"
#include "agent-gateway/frames/frame_rules.hpp"
#include "agent-gateway/http/origin_policy.hpp"
#include "agent-gateway/sockets/line.hpp"
#include "agent-gateway/sockets/rate_limit.hpp"
#include "runtime/log.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::runtime {
class Clock;
class Tokens;
}  // namespace yunke::runtime
namespace yunke::v1 {
class Out;
class ReadEntries;
}  // namespace yunke::v1

namespace yunke::gateway {

class Catchup;
class CommandLog;
class GatewayIdentity;
class GatewayMetrics;
class LagWatch;
class SessionTable;
class ShopDirectory;
class TranscriptReader;
struct Timings;

// What all peers of a thread share. Outlives them.
struct PeerContext {
    const Timings& timings;
    const std::string& pool;
    RateLimit shopper_rate;
    RateLimit staff_rate;
    const runtime::Clock& clock;
    const runtime::Tokens& tokens;
    const ShopDirectory& shops;
    GatewayIdentity& identity;
    CommandLog& commands;
    TranscriptReader& transcripts;
    SessionTable& table;
    LagWatch& lag;
    const GatewayMetrics& metrics;
    runtime::Log log;
};

class Peer {
public:
    Peer(PeerContext& context, Line& line, Encoding encoding, Admission admission);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    // A whole message. `text`: its WebSocket type.
    void receive(std::string_view message, bool text);
    // A ping or pong: counted like a frame.
    void receive_control();
    void too_large();  // a message went beyond limits::message_bytes_max

    // An item of the out stream for this socket.
    void deliver(const v1::Out& out);
    // A frame for everybody of a role, if this is one of them and knows the pool's state.
    void deliver_to_role(v1::Role role, const std::string& serialized);

    // Little waits for the socket now.
    void drained();

    // Ends it: what already waits is still written.
    void close(std::uint16_t code, std::string_view reason);
    // The outbox is full: what waits is dropped.
    void slow_reader();
    // The socket is no more. Nothing but destruction follows.
    void gone();

    bool awaits_hello() const { return state_ == State::hello; }
    bool closing() const { return state_ == State::closing; }
    Encoding encoding() const { return encoding_; }
    std::uint64_t session() const { return session_; }

private:
    enum class State : std::uint8_t { hello, attaching, attached, closing };

    struct Unanswered {
        std::uint32_t number;  // 0 = the Attach
        std::uint64_t lag_id;
    };

    // Needed from the upgrade until Attached only.
    struct Arrival {
        Admission admission;
        std::uint32_t subject = 0;
        std::string name;
    };

    void hello(const v1::ClientFrame& frame);
    bool authenticate(const v1::Hello& hello);
    bool origin_fits() const;
    void attach(const v1::Hello& hello);
    void client_frame(v1::ClientFrame frame);
    bool answered_busy(std::uint32_t number);
    void append(const std::string& command, std::uint64_t lag_id);
    void append_failed(std::uint64_t lag_id);

    void deliver_frame(const std::string& serialized);
    void deliver_attached(const std::string& serialized);
    void deliver_read(const v1::ReadEntries& read);
    void note_answers(const std::string& serialized);
    void answered(std::uint32_t number);
    void step_catchup();

    void send(const v1::ServerFrame& frame, Counted counted = Counted::yes);
    void send_serialized(const std::string& frame);
    void push(std::string_view message, Counted counted);
    void problem(v1::ErrorCode code, std::string_view detail, std::uint32_t number = 0);
    void refuse(v1::ErrorCode code, std::string_view detail, std::uint16_t close_code);
    void forget_unanswered();
    bool writer_drained() const;

    PeerContext& context_;
    Line& line_;
    std::uint64_t session_ = 0;
    std::uint64_t attach_ = 0;  // 0 = no Hello was accepted yet
    std::unique_ptr<Arrival> arrival_;
    std::unique_ptr<Catchup> catchup_;
    std::vector<Unanswered> unanswered_;
    TokenBucket bucket_;
    std::uint32_t busy_from_ = 0;  // the lowest number answered Busy and not seen again; 0 = none
    Encoding encoding_;
    State state_ = State::hello;
    std::uint8_t role_ = 0;  // v1::Role
};

}  // namespace yunke::gateway
