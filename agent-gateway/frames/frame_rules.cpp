#include "agent-gateway/frames/frame_rules.hpp"

#include <algorithm>

#include "agent-gateway/frames/text_rules.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/sockets/close_codes.hpp"

namespace yunke::gateway {

namespace {

using Body = v1::ClientFrame::BodyCase;
using Fault = std::optional<std::string>;

Fault conversation_fault(std::uint64_t conversation) {
    if (conversation == 0) return "conversation is missing";
    return std::nullopt;
}

Fault field_fault(const char* field, std::string_view text, std::size_t points_max, TextKind kind) {
    if (const auto fault = text_fault(text, points_max, kind)) return std::string(field) + ' ' + *fault;
    return std::nullopt;
}

Fault message_fault(const char* field, std::string_view text) {
    if (text.empty()) return std::string(field) + " is empty";
    return field_fault(field, text, limits::text_points_max, TextKind::message);
}

// The shape of a BCP 47 tag; whether such a language exists is the queue's business. Empty = not told.
Fault language_fault(std::string_view language) {
    const bool tag = std::ranges::all_of(language, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (!tag || language.size() > limits::language_bytes_max) return "language is not a BCP 47 tag such as zh-CN";
    return std::nullopt;
}

Fault open_fault(const v1::Open& open) {
    if (auto fault = field_fault("topic", open.topic(), limits::topic_bytes_max, TextKind::label)) return fault;
    if (auto fault = field_fault("name", open.name(), limits::name_points_max, TextKind::label)) return fault;
    if (auto fault = language_fault(open.language())) return fault;
    return message_fault("text", open.text());
}

Fault rate_fault(const v1::Rate& rate) {
    if (auto fault = conversation_fault(rate.conversation())) return fault;
    if (rate.stars() < 1 || rate.stars() > limits::stars_max) return "stars must be 1 to 5";
    return field_fault("comment", rate.comment(), limits::comment_points_max, TextKind::message);
}

Fault leave_fault(const v1::LeaveMessage& leave) {
    if (auto fault = field_fault("contact", leave.contact(), limits::contact_points_max, TextKind::label)) return fault;
    if (leave.conversation() != 0) {
        if (leave.has_open()) return "open must be absent when conversation is given";
        return std::nullopt;
    }
    if (!leave.has_open()) return "conversation or open is needed";
    return open_fault(leave.open());
}

Fault transfer_fault(const v1::Transfer& transfer) {
    if (auto fault = conversation_fault(transfer.conversation())) return fault;
    const int named = (transfer.queue() != 0 ? 1 : 0) + (transfer.agent() != 0 ? 1 : 0) + (transfer.back() ? 1 : 0);
    if (named != 1) return "exactly one of queue, agent and back is needed";
    return field_fault("note", transfer.note(), limits::note_points_max, TextKind::message);
}

Fault history_fault(const v1::History& history) {
    if (auto fault = conversation_fault(history.conversation())) return fault;
    if (history.count() < 1 || history.count() > limits::history_count_max) return "count must be 1 to 200";
    return std::nullopt;
}

Fault decline_fault(const v1::Decline& decline) {
    if (auto fault = conversation_fault(decline.conversation())) return fault;
    if (!v1::DeclineReason_IsValid(decline.reason())) return "reason is not one of DeclineReason";
    return std::nullopt;
}

Fault read_fault(const v1::Read& read) {
    if (auto fault = conversation_fault(read.conversation())) return fault;
    if (read.entry() == 0) return "entry is missing";
    return std::nullopt;
}

Fault send_fault(const v1::Send& send) {
    if (auto fault = conversation_fault(send.conversation())) return fault;
    return message_fault("text", send.text());
}

Fault help_fault(const v1::AskHelp& help) {
    if (auto fault = conversation_fault(help.conversation())) return fault;
    if (help.agent() == 0) return "agent is missing";
    return std::nullopt;
}

Fault reopen_fault(const v1::Reopen& reopen) {
    if (auto fault = conversation_fault(reopen.conversation())) return fault;
    return message_fault("text", reopen.text());
}

Fault whisper_fault(const v1::Whisper& whisper) {
    if (auto fault = conversation_fault(whisper.conversation())) return fault;
    return message_fault("text", whisper.text());
}

Fault supervise_fault(const v1::Supervise& supervise) {
    if (auto fault = conversation_fault(supervise.conversation())) return fault;
    if (!v1::Part_IsValid(supervise.part())) return "part is not one of Part";
    return std::nullopt;
}

Fault raise_fault(const v1::Raise& raise) {
    if (auto fault = conversation_fault(raise.conversation())) return fault;
    const std::int32_t seconds = raise.seconds();
    if (seconds == 0 || seconds > limits::raise_seconds_max || seconds < -limits::raise_seconds_max)
        return "seconds must be -86400 to 86400 and not 0";
    return std::nullopt;
}

Fault agent_presence_fault(const v1::SetAgentPresence& set) {
    if (set.agent() == 0) return "agent is missing";
    const v1::Presence presence = set.presence();
    if (presence == v1::OFFLINE || presence == v1::FINISHING || presence == v1::RESTING || presence == v1::TRAINING)
        return std::nullopt;
    return "presence must be OFFLINE, FINISHING, RESTING or TRAINING";
}

Fault broadcast_fault(const v1::Broadcast& broadcast) {
    if (broadcast.minutes() < 1 || broadcast.minutes() > limits::broadcast_minutes_max)
        return "minutes must be 1 to 1440";
    if (broadcast.text().empty()) return "text is empty";
    return field_fault("text", broadcast.text(), limits::broadcast_points_max, TextKind::message);
}

Fault supervisors_body_fault(const v1::ClientFrame& frame) {
    switch (frame.body_case()) {
        case Body::kListChats:
            if (frame.list_chats().queue() == 0) return "queue is missing";
            return std::nullopt;
        case Body::kListAgents:
            if (frame.list_agents().count() < 1 || frame.list_agents().count() > limits::agents_count_max)
                return "count must be 1 to 200";
            return std::nullopt;
        case Body::kSupervise:
            return supervise_fault(frame.supervise());
        case Body::kRaise:
            return raise_fault(frame.raise());
        case Body::kSetAgentPresence:
            return agent_presence_fault(frame.set_agent_presence());
        case Body::kCloseQueue:
            if (frame.close_queue().queue() == 0) return "queue is missing";
            return std::nullopt;
        case Body::kBroadcast:
            return broadcast_fault(frame.broadcast());
        default:
            return std::nullopt;  // the others have nothing to check
    }
}

Fault body_fault(const v1::ClientFrame& frame) {
    switch (frame.body_case()) {
        case Body::kSend:
            return send_fault(frame.send());
        case Body::kTyping:
            return conversation_fault(frame.typing().conversation());
        case Body::kRead:
            return read_fault(frame.read());
        case Body::kOpen:
            return open_fault(frame.open());
        case Body::kClose:
            return conversation_fault(frame.close().conversation());
        case Body::kRate:
            return rate_fault(frame.rate());
        case Body::kLeaveMessage:
            return leave_fault(frame.leave_message());
        case Body::kSetPresence:
            if (!v1::Presence_IsValid(frame.set_presence().presence())) return "presence is not one of Presence";
            return std::nullopt;
        case Body::kAccept:
            return conversation_fault(frame.accept().conversation());
        case Body::kDecline:
            return decline_fault(frame.decline());
        case Body::kProlong:
            return conversation_fault(frame.prolong().conversation());
        case Body::kHold:
            return conversation_fault(frame.hold().conversation());
        case Body::kTransfer:
            return transfer_fault(frame.transfer());
        case Body::kResolve:
            return conversation_fault(frame.resolve().conversation());
        case Body::kWrapUpDone:
            return conversation_fault(frame.wrap_up_done().conversation());
        case Body::kHistory:
            return history_fault(frame.history());
        case Body::kReopen:
            return reopen_fault(frame.reopen());
        case Body::kAskHelp:
            return help_fault(frame.ask_help());
        case Body::kEndHelp:
            return conversation_fault(frame.end_help().conversation());
        case Body::kWhisper:
            return whisper_fault(frame.whisper());
        case Body::kFindAgents:
            return conversation_fault(frame.find_agents().conversation());
        default:
            return supervisors_body_fault(frame);
    }
}

Refusal malformed(std::string detail) {
    return {v1::MALFORMED, std::move(detail), close_code::malformed};
}

}  // namespace

bool is_numbered(Body body) {
    return body != Body::kHello && body != Body::kHeartbeat && body != Body::kTyping && body != Body::BODY_NOT_SET;
}

bool role_may_send(v1::Role role, Body body) {
    const bool agent = role == v1::AGENT;
    const bool shopper = role == v1::SHOPPER;
    const bool supervisor = role == v1::SUPERVISOR || role == v1::ADMINISTRATOR;
    switch (body) {
        case Body::kHeartbeat:
        case Body::kLogout:
            return true;
        case Body::kSend:
        case Body::kTyping:
        case Body::kRead:
        case Body::kHistory:
            return shopper || agent || supervisor;
        case Body::kOpen:
        case Body::kClose:
        case Body::kRate:
        case Body::kLeaveMessage:
        case Body::kReopen:
            return shopper;
        case Body::kSetPresence:
        case Body::kResumeArrivals:
        case Body::kAccept:
        case Body::kDecline:
        case Body::kProlong:
        case Body::kWrapUpDone:
        case Body::kAskHelp:
        case Body::kEndHelp:
            return agent;
        case Body::kHold:
        case Body::kTransfer:
        case Body::kResolve:
        case Body::kWhisper:
        case Body::kFindAgents:
            return agent || supervisor;
        case Body::kWatchQueues:
        case Body::kListChats:
        case Body::kListAgents:
        case Body::kSupervise:
        case Body::kRaise:
        case Body::kSetAgentPresence:
        case Body::kCloseQueue:
        case Body::kBroadcast:
            return supervisor;
        case Body::kHello:
        case Body::BODY_NOT_SET:
            return false;
    }
    return false;
}

std::optional<Refusal> check_frame(const v1::ClientFrame& frame, v1::Role role) {
    const Body body = frame.body_case();
    if (body == Body::BODY_NOT_SET) return malformed("the frame has no body that this gateway knows");
    if (!role_may_send(role, body)) {
        return Refusal{v1::FORBIDDEN, v1::Role_Name(role) + " may not send this frame", close_code::forbidden};
    }
    if (is_numbered(body) && frame.number() == 0) return malformed("number is missing");
    if (!is_numbered(body) && frame.number() != 0) return malformed("number must be absent in this frame");
    if (auto fault = body_fault(frame)) return Refusal{v1::INVALID, std::move(*fault), 0};
    return std::nullopt;
}

std::optional<Refusal> check_hello(const v1::ClientFrame& frame) {
    if (frame.number() != 0) return malformed("number must be absent in this frame");
    const v1::Hello& hello = frame.hello();
    if (hello.ticket().empty() == hello.resume_token().empty()) {
        return malformed("exactly one of ticket and resume_token is needed");
    }
    if (hello.instance() == 0) return malformed("instance must not be 0");
    if (hello.positions_size() > limits::positions_max) return malformed("more than 200 positions");
    if (hello.client().size() > limits::client_bytes_max) return malformed("client is longer than 64 bytes");
    if (auto fault = field_fault("client", hello.client(), limits::client_bytes_max, TextKind::label)) {
        return malformed(std::move(*fault));
    }
    for (const auto& position : hello.positions()) {
        if (position.conversation() == 0) return malformed("a position names no conversation");
    }
    return std::nullopt;
}

}  // namespace yunke::gateway
