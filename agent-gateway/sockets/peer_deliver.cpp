// Peer's other ear: what the dispatcher has for this socket.
#include <algorithm>

#include "agent-gateway/limits.hpp"
#include "agent-gateway/pool/transcript_reader.hpp"
#include "agent-gateway/sockets/catchup.hpp"
#include "agent-gateway/sockets/close_codes.hpp"
#include "agent-gateway/sockets/lag_watch.hpp"
#include "agent-gateway/sockets/peer.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/clock.hpp"
#include "runtime/tokens.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::gateway {

void Peer::deliver(const v1::Out& out) {
    if (state_ == State::closing || out.session() != session_) return;
    switch (out.what_case()) {
        case v1::Out::kFrame:
            return deliver_frame(out.frame());
        case v1::Out::kAttached:
            return deliver_attached(out.attached());
        case v1::Out::kRead:
            return deliver_read(out.read());
        case v1::Out::kClose:
            if (!out.close().frame().empty()) send_serialized(out.close().frame());
            return close(static_cast<std::uint16_t>(out.close().code()), out.close().reason());
        case v1::Out::WHAT_NOT_SET:
            return;
    }
}

void Peer::deliver_to_role(v1::Role role, const std::string& serialized) {
    if (state_ == State::attached && static_cast<v1::Role>(role_) == role) deliver_frame(serialized);
}

void Peer::deliver_frame(const std::string& serialized) {
    note_answers(serialized);
    const auto hold = catchup_ ? catchup_->add_frame(serialized) : Catchup::Hold::sent_by_caller;
    if (hold == Catchup::Hold::sent_by_caller) return send_serialized(serialized);
    if (hold == Catchup::Hold::full) slow_reader();
}

void Peer::deliver_attached(const std::string& serialized) {
    v1::ServerFrame frame;
    if (!frame.ParseFromString(serialized) || !frame.has_attached() || !arrival_) return;
    v1::ResumeToken token;
    token.set_pool(context_.pool);
    token.set_session(session_);
    token.set_role(static_cast<v1::Role>(role_));
    token.set_subject(arrival_->subject);
    token.set_name(arrival_->name);
    token.set_expires_ms(context_.clock.wall_ms() + context_.timings.resume_ms);
    frame.mutable_attached()->set_resume_token(context_.tokens.sign(token));
    state_ = State::attached;
    arrival_.reset();
    answered(0);
    send(frame);
}

void Peer::deliver_read(const v1::ReadEntries& read) {
    if (!catchup_) {
        Catchup::Actions actions;
        // Pages and held frames come back through this object, which owns the Catchup: no cycle, no dangling.
        actions.read = [this](const PageRange& range) {
            context_.transcripts.read(range, [weak = line_.peer()](std::optional<v1::ServerFrame> page) {
                const auto self = weak.lock();
                if (!self || self->closing() || !self->catchup_) return;
                if (!page) return self->close(close_code::reconnect, "a transcript could not be read");
                self->catchup_->page(std::move(*page));
                self->step_catchup();
            });
        };
        actions.send_page = [this](const v1::ServerFrame& frame) { send(frame, Counted::no); };
        actions.send_frame = [this](const std::string& frame) { send_serialized(frame); };
        catchup_ = std::make_unique<Catchup>(std::move(actions));
    }
    if (!catchup_->add_read({read.conversation(), read.first(), read.last(), read.role()})) return slow_reader();
    step_catchup();
}

void Peer::step_catchup() {
    if (!catchup_ || state_ == State::closing) return;
    catchup_->step(writer_drained());
    if (catchup_->done()) catchup_.reset();
}

bool Peer::writer_drained() const {
    return line_.waiting_bytes() < limits::page_when_below_bytes;
}

void Peer::drained() {
    if (catchup_ && writer_drained()) step_catchup();
}

// Answers tell that a command is done, and Resend that some will never be answered.
void Peer::note_answers(const std::string& serialized) {
    const auto body = body_of(serialized);
    if (body == v1::ServerFrame::kAnswer) return answered(number_in(serialized));
    if (body != v1::ServerFrame::kResend) return;
    std::erase_if(unanswered_, [&, from = number_in(serialized)](const Unanswered& one) {
        if (one.number < from) return false;
        context_.lag.forget(one.lag_id);
        return true;
    });
}

void Peer::answered(std::uint32_t number) {
    const auto at = std::ranges::find(unanswered_, number, &Unanswered::number);
    if (at == unanswered_.end()) return;
    context_.lag.answered(at->lag_id);
    unanswered_.erase(at);
    if (unanswered_.empty()) std::vector<Unanswered>().swap(unanswered_);
}

void Peer::send_serialized(const std::string& frame) {
    if (state_ == State::closing) return;
    if (encoding_ == Encoding::protobuf) return push(frame, Counted::yes);
    if (const auto message = encode_serialized(encoding_, frame)) push(*message, Counted::yes);
}

}  // namespace yunke::gateway
