// Peer's first frame: who is it, may she come from that page, and the Attach that tells the dispatcher.
#include "agent-gateway/http/shop_directory.hpp"
#include "agent-gateway/pool/gateway_identity.hpp"
#include "agent-gateway/sockets/close_codes.hpp"
#include "agent-gateway/sockets/lag_watch.hpp"
#include "agent-gateway/sockets/peer.hpp"
#include "agent-gateway/sockets/session_table.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/tokens.hpp"
#include "yunke/v1/command.pb.h"
#include "yunke/v1/effect.pb.h"

namespace yunke::gateway {

void Peer::hello(const v1::ClientFrame& frame) {
    if (const auto refusal = check_hello(frame)) return refuse(refusal->code, refusal->detail, refusal->close);
    if (!authenticate(frame.hello())) return;
    if (!origin_fits()) {
        return refuse(v1::UNAUTHORISED, "this origin may not use that session", close_code::unauthorised);
    }
    bucket_ = TokenBucket(role_ == v1::SHOPPER ? context_.shopper_rate : context_.staff_rate, context_.clock.boot_ms());
    attach(frame.hello());
}

bool Peer::authenticate(const v1::Hello& hello) {
    const std::int64_t now_ms = context_.clock.wall_ms();
    const auto take = [this](const auto& token) {
        if (token.pool() != context_.pool || token.session() == 0 || token.role() == v1::ROLE_UNSPECIFIED) return false;
        session_ = token.session();
        role_ = static_cast<std::uint8_t>(token.role());
        arrival_->subject = token.subject();
        arrival_->name = token.name();
        return true;
    };
    std::string_view why = "made for another pool";
    if (!hello.ticket().empty()) {
        const auto ticket = context_.tokens.ticket(hello.ticket(), now_ms);
        if (ticket && take(*ticket)) return true;
        if (!ticket) why = runtime::describe(ticket.error());
    } else {
        const auto resume = context_.tokens.resume(hello.resume_token(), now_ms);
        if (resume && take(*resume)) return true;
        if (!resume) why = runtime::describe(resume.error());
    }
    refuse(v1::UNAUTHORISED, why, close_code::unauthorised);
    return false;
}

bool Peer::origin_fits() const {
    const Admission& admission = arrival_->admission;
    if (admission.own) return true;
    if (role_ == v1::SHOPPER) return context_.shops.origins()->allows(arrival_->subject, admission.origin);
    return admission.origin.empty();
}

void Peer::attach(const v1::Hello& hello) {
    attach_ = runtime::random_id();
    state_ = State::attaching;
    context_.table.add(attach_, *this);
    context_.identity.attached_something();
    v1::Command command;
    v1::Attach& attach = *command.mutable_attach();
    attach.set_session(session_);
    attach.set_attach(attach_);
    attach.set_gateway(context_.identity.name());
    attach.set_by_ticket(!hello.ticket().empty());
    attach.set_role(static_cast<v1::Role>(role_));
    attach.set_subject(arrival_->subject);
    attach.set_name(arrival_->name);
    attach.set_instance(hello.instance());
    *attach.mutable_positions() = hello.positions();
    attach.set_last_answer(hello.last_answer());
    attach.set_log_epoch(hello.log_epoch());
    const std::uint64_t lag_id = context_.lag.appended(context_.clock.boot_ms());
    unanswered_.push_back({0, lag_id});
    context_.log.debug("attaching", {{"session", session_}, {"attach", attach_}, {"role", static_cast<int>(role_)}});
    append(command.SerializeAsString(), lag_id);
}

}  // namespace yunke::gateway
