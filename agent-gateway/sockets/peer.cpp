#include "agent-gateway/sockets/peer.hpp"

#include <algorithm>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/pool/command_log.hpp"
#include "agent-gateway/pool/gateway_identity.hpp"
#include "agent-gateway/sockets/catchup.hpp"
#include "agent-gateway/sockets/close_codes.hpp"
#include "agent-gateway/sockets/lag_watch.hpp"
#include "agent-gateway/sockets/session_table.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace yunke::gateway {

// The part that hears the client; what it hears from the pool stands in peer_deliver.cpp, Hello in peer_hello.cpp.

Peer::Peer(PeerContext& context, Line& line, Encoding encoding, Admission admission)
    : context_(context),
      line_(line),
      arrival_(std::make_unique<Arrival>(Arrival{std::move(admission), 0, {}})),
      bucket_(context.staff_rate, context.clock.boot_ms()),
      encoding_(encoding) {}

Peer::~Peer() = default;

void Peer::receive(std::string_view message, bool text) {
    if (state_ == State::closing) return;
    context_.metrics.frames_in.add();
    if (text != (encoding_ == Encoding::json)) {
        return refuse(v1::MALFORMED, text ? "this subprotocol takes binary messages" : "this subprotocol takes text",
                      close_code::wrong_type);
    }
    receive_control();
    if (state_ == State::closing) return;
    auto frame = decode_frame(encoding_, message);
    if (!frame) return refuse(v1::MALFORMED, frame.error(), close_code::malformed);
    const bool is_hello = frame->body_case() == v1::ClientFrame::kHello;
    if (is_hello != (state_ == State::hello)) {
        return refuse(v1::HELLO_EXPECTED, "Hello must be the first frame, and only the first", close_code::malformed);
    }
    if (is_hello) return hello(*frame);
    client_frame(std::move(*frame));
}

void Peer::receive_control() {
    const RateLimit& rate = role_ == v1::SHOPPER ? context_.shopper_rate : context_.staff_rate;
    if (bucket_.take(rate, context_.clock.boot_ms())) return;
    refuse(v1::RATE_LIMITED, "too many frames", close_code::too_many);
}

void Peer::too_large() {
    refuse(v1::TOO_LARGE, "a message may have 65,536 bytes", close_code::too_large);
}

void Peer::client_frame(v1::ClientFrame frame) {
    const auto role = static_cast<v1::Role>(role_);
    if (const auto refusal = check_frame(frame, role)) {
        problem(refusal->code, refusal->detail, frame.number());
        if (refusal->close != 0) close(refusal->close, refusal->detail);
        return;
    }
    if (frame.body_case() == v1::ClientFrame::kHeartbeat) {
        v1::ServerFrame answer;
        *answer.mutable_heartbeat() = frame.heartbeat();
        return send(answer);
    }
    const std::uint32_t number = frame.number();
    if (number == 0 && context_.lag.busy(context_.clock.boot_ms())) return;  // typing notices are not worth keeping
    if (number != 0 && answered_busy(number)) return;
    if (number != 0 && unanswered_.size() >= limits::unanswered_max) {
        return refuse(v1::TOO_MANY_UNANSWERED, "more than 32 unanswered commands", close_code::too_many);
    }
    std::uint64_t lag_id = 0;
    if (number != 0) {
        lag_id = context_.lag.appended(context_.clock.boot_ms());
        unanswered_.push_back({number, lag_id});
    }
    append(client_command(session_, attach_, std::move(frame)), lag_id);
}

bool Peer::answered_busy(std::uint32_t number) {
    const bool behind_busy_one = busy_from_ != 0 && number > busy_from_;
    if (!behind_busy_one && !context_.lag.busy(context_.clock.boot_ms())) {
        if (number == busy_from_) busy_from_ = 0;
        return false;
    }
    if (busy_from_ == 0 || number < busy_from_) busy_from_ = number;
    v1::ServerFrame frame;
    frame.mutable_busy()->set_number(number);
    frame.mutable_busy()->set_retry_after_ms(static_cast<std::uint32_t>(context_.timings.busy_retry_ms));
    send(frame);
    context_.metrics.busy.add();
    return true;
}

void Peer::append(const std::string& command, std::uint64_t lag_id) {
    context_.commands.append(command, [weak = line_.peer(), lag_id](bool ok) {
        const auto self = weak.lock();
        if (self && !ok) self->append_failed(lag_id);
    });
}

void Peer::append_failed(std::uint64_t lag_id) {
    context_.lag.forget(lag_id);
    refuse(v1::UNAVAILABLE, "storage cannot take writes now", close_code::try_later);
}

void Peer::send(const v1::ServerFrame& frame, Counted counted) {
    push(encode_frame(encoding_, frame), counted);
}

void Peer::push(std::string_view message, Counted counted) {
    if (state_ == State::closing) return;
    context_.metrics.frames_out.add();
    const bool full = counted == Counted::yes && catchup_ &&
                      catchup_->held_frames() + line_.waiting_frames() >= limits::outbox_frames_max;
    if (full || !line_.push(message, counted)) slow_reader();
}

void Peer::problem(v1::ErrorCode code, std::string_view detail, std::uint32_t number) {
    v1::ServerFrame frame;
    v1::Problem& problem = *frame.mutable_problem();
    problem.set_code(code);
    problem.set_detail(std::string(detail));
    problem.set_number(number);
    context_.metrics.refused.add();
    send(frame);
}

void Peer::refuse(v1::ErrorCode code, std::string_view detail, std::uint16_t close_code) {
    if (state_ == State::closing) return;
    problem(code, detail);
    close(close_code, detail);
}

void Peer::slow_reader() {
    if (state_ == State::closing) return;
    line_.drop_waiting();
    close(close_code::try_later, "you read too slowly");
}

void Peer::close(std::uint16_t code, std::string_view reason) {
    if (state_ == State::closing) return;
    state_ = State::closing;
    context_.metrics.closed(code);
    context_.log.debug("socket_closing", {{"session", session_}, {"attach", attach_}, {"code", code}});
    line_.close(code, reason);
}

void Peer::gone() {
    state_ = State::closing;
    forget_unanswered();
    if (attach_ == 0) return;
    context_.table.remove(attach_);
    context_.commands.detach(session_, attach_);
    attach_ = 0;
}

void Peer::forget_unanswered() {
    for (const Unanswered& one : unanswered_)
        context_.lag.forget(one.lag_id);
    unanswered_.clear();
}

}  // namespace yunke::gateway
