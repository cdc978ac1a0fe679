#include "dispatcher/wire/client_body.hpp"

#include <utility>

#include "dispatcher/wire/convert.hpp"

namespace yunke::wire {
namespace {

using core::ConversationId;
using core::QueueId;

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

ConversationId conversation(std::uint64_t id) {
    return static_cast<ConversationId>(id);
}

core::AgentId agent(std::uint32_t id) {
    return static_cast<core::AgentId>(id);
}

core::Open take_open(v1::Open& from) {
    return {std::move(*from.mutable_topic()), std::move(*from.mutable_name()), std::move(*from.mutable_language()),
            std::move(*from.mutable_text())};
}

void put_open(const core::Open& from, v1::Open& to) {
    to.set_topic(from.topic);
    to.set_name(from.name);
    to.set_language(from.language);
    to.set_text(from.text);
}

// The bodies that supervisors alone send. False for those that never go to the dispatcher, and for an unknown
// enumeration number.
bool take_supervisor_body(v1::ClientFrame& frame, core::ClientBody& to) {
    switch (frame.body_case()) {
        case v1::ClientFrame::kWatchQueues:
            to = core::WatchQueues{frame.watch_queues().on()};
            return true;
        case v1::ClientFrame::kListChats:
            to = core::ListChats{static_cast<QueueId>(frame.list_chats().queue())};
            return true;
        case v1::ClientFrame::kListAgents:
            to = core::ListAgents{agent(frame.list_agents().after()), frame.list_agents().count(),
                                  frame.list_agents().at_work()};
            return true;
        case v1::ClientFrame::kSupervise: {
            auto& supervise = to.emplace<core::Supervise>();
            supervise.conversation = conversation(frame.supervise().conversation());
            return take_enum(frame.supervise().part(), core::Part::take, supervise.part);
        }
        case v1::ClientFrame::kRaise:
            to = core::Raise{conversation(frame.raise().conversation()), frame.raise().seconds()};
            return true;
        case v1::ClientFrame::kSetAgentPresence: {
            auto& set = to.emplace<core::SetAgentPresence>();
            set.agent = agent(frame.set_agent_presence().agent());
            return take_enum(frame.set_agent_presence().presence(), core::Presence::training, set.presence);
        }
        case v1::ClientFrame::kCloseQueue:
            to = core::CloseQueue{static_cast<QueueId>(frame.close_queue().queue()), frame.close_queue().closed()};
            return true;
        case v1::ClientFrame::kBroadcast:
            to = core::Broadcast{std::move(*frame.mutable_broadcast()->mutable_text()), frame.broadcast().minutes()};
            return true;
        default:
            return false;  // hello, heartbeat, none
    }
}

// The bodies of agents, of which supervisors send some, too.
bool take_agent_body(v1::ClientFrame& frame, core::ClientBody& to) {
    switch (frame.body_case()) {
        case v1::ClientFrame::kSetPresence:
            return take_enum(frame.set_presence().presence(), core::Presence::training,
                             to.emplace<core::SetPresence>().presence);
        case v1::ClientFrame::kDecline: {
            auto& decline = to.emplace<core::Decline>();
            decline.conversation = conversation(frame.decline().conversation());
            return take_enum(frame.decline().reason(), core::DeclineReason::technical, decline.reason);
        }
        case v1::ClientFrame::kResumeArrivals:
            to = core::ResumeArrivals{};
            return true;
        case v1::ClientFrame::kAccept:
            to = core::Accept{conversation(frame.accept().conversation())};
            return true;
        case v1::ClientFrame::kProlong:
            to = core::Prolong{conversation(frame.prolong().conversation())};
            return true;
        case v1::ClientFrame::kHold:
            to = core::Hold{conversation(frame.hold().conversation()), frame.hold().on()};
            return true;
        case v1::ClientFrame::kTransfer:
            to = core::Transfer{conversation(frame.transfer().conversation()),
                                static_cast<QueueId>(frame.transfer().queue()),
                                std::move(*frame.mutable_transfer()->mutable_note()), agent(frame.transfer().agent()),
                                frame.transfer().back()};
            return true;
        case v1::ClientFrame::kFindAgents:
            to = core::FindAgents{conversation(frame.find_agents().conversation())};
            return true;
        case v1::ClientFrame::kAskHelp:
            to = core::AskHelp{conversation(frame.ask_help().conversation()), agent(frame.ask_help().agent())};
            return true;
        case v1::ClientFrame::kEndHelp:
            to = core::EndHelp{conversation(frame.end_help().conversation())};
            return true;
        case v1::ClientFrame::kWhisper:
            to = core::Whisper{conversation(frame.whisper().conversation()),
                               std::move(*frame.mutable_whisper()->mutable_text())};
            return true;
        case v1::ClientFrame::kResolve:
            to = core::Resolve{conversation(frame.resolve().conversation())};
            return true;
        case v1::ClientFrame::kWrapUpDone:
            to = core::WrapUpDone{conversation(frame.wrap_up_done().conversation())};
            return true;
        default:
            return take_supervisor_body(frame, to);
    }
}

void put_supervisor_body(const core::WatchQueues& from, v1::ClientFrame& to) {
    to.mutable_watch_queues()->set_on(from.on);
}
void put_supervisor_body(const core::ListChats& from, v1::ClientFrame& to) {
    to.mutable_list_chats()->set_queue(core::raw(from.queue));
}
void put_supervisor_body(const core::ListAgents& from, v1::ClientFrame& to) {
    to.mutable_list_agents()->set_after(core::raw(from.after));
    to.mutable_list_agents()->set_count(from.count);
    to.mutable_list_agents()->set_at_work(from.at_work);
}
void put_supervisor_body(const core::Supervise& from, v1::ClientFrame& to) {
    to.mutable_supervise()->set_conversation(core::raw(from.conversation));
    to.mutable_supervise()->set_part(number<v1::Part>(from.part));
}
void put_supervisor_body(const core::Raise& from, v1::ClientFrame& to) {
    to.mutable_raise()->set_conversation(core::raw(from.conversation));
    to.mutable_raise()->set_seconds(from.seconds);
}
void put_supervisor_body(const core::SetAgentPresence& from, v1::ClientFrame& to) {
    to.mutable_set_agent_presence()->set_agent(core::raw(from.agent));
    to.mutable_set_agent_presence()->set_presence(number<v1::Presence>(from.presence));
}
void put_supervisor_body(const core::CloseQueue& from, v1::ClientFrame& to) {
    to.mutable_close_queue()->set_queue(core::raw(from.queue));
    to.mutable_close_queue()->set_closed(from.closed);
}
void put_supervisor_body(const core::Broadcast& from, v1::ClientFrame& to) {
    to.mutable_broadcast()->set_text(from.text);
    to.mutable_broadcast()->set_minutes(from.minutes);
}

}  // namespace

bool take_body(v1::ClientFrame& frame, core::ClientBody& to) {
    switch (frame.body_case()) {
        case v1::ClientFrame::kSend:
            to =
                core::Send{conversation(frame.send().conversation()), std::move(*frame.mutable_send()->mutable_text())};
            return true;
        case v1::ClientFrame::kTyping:
            to = core::Typing{conversation(frame.typing().conversation())};
            return true;
        case v1::ClientFrame::kRead:
            to = core::Read{conversation(frame.read().conversation()), frame.read().entry()};
            return true;
        case v1::ClientFrame::kOpen:
            to = take_open(*frame.mutable_open());
            return true;
        case v1::ClientFrame::kClose:
            to = core::Close{conversation(frame.close().conversation())};
            return true;
        case v1::ClientFrame::kRate:
            to = core::Rate{conversation(frame.rate().conversation()), frame.rate().stars(),
                            std::move(*frame.mutable_rate()->mutable_comment())};
            return true;
        case v1::ClientFrame::kLeaveMessage: {
            v1::LeaveMessage& message = *frame.mutable_leave_message();
            to = core::LeaveMessage{conversation(message.conversation()), take_open(*message.mutable_open()),
                                    std::move(*message.mutable_contact())};
            return true;
        }
        case v1::ClientFrame::kHistory:
            to = core::History{conversation(frame.history().conversation()), frame.history().before(),
                               frame.history().count()};
            return true;
        case v1::ClientFrame::kReopen:
            to = core::Reopen{conversation(frame.reopen().conversation()),
                              std::move(*frame.mutable_reopen()->mutable_text())};
            return true;
        case v1::ClientFrame::kLogout:
            to = core::Logout{};
            return true;
        default:
            return take_agent_body(frame, to);
    }
}

void put_body(const core::ClientBody& body, v1::ClientFrame& to) {
    const auto cases = Overloaded{
        [&](const core::Send& b) {
            to.mutable_send()->set_conversation(core::raw(b.conversation));
            to.mutable_send()->set_text(b.text);
        },
        [&](const core::Typing& b) { to.mutable_typing()->set_conversation(core::raw(b.conversation)); },
        [&](const core::Read& b) {
            to.mutable_read()->set_conversation(core::raw(b.conversation));
            to.mutable_read()->set_entry(b.entry);
        },
        [&](const core::Open& b) { put_open(b, *to.mutable_open()); },
        [&](const core::Close& b) { to.mutable_close()->set_conversation(core::raw(b.conversation)); },
        [&](const core::Rate& b) {
            to.mutable_rate()->set_conversation(core::raw(b.conversation));
            to.mutable_rate()->set_stars(b.stars);
            to.mutable_rate()->set_comment(b.comment);
        },
        [&](const core::LeaveMessage& b) {
            to.mutable_leave_message()->set_conversation(core::raw(b.conversation));
            put_open(b.open, *to.mutable_leave_message()->mutable_open());
            to.mutable_leave_message()->set_contact(b.contact);
        },
        [&](const core::SetPresence& b) { to.mutable_set_presence()->set_presence(number<v1::Presence>(b.presence)); },
        [&](const core::ResumeArrivals&) { to.mutable_resume_arrivals(); },
        [&](const core::Accept& b) { to.mutable_accept()->set_conversation(core::raw(b.conversation)); },
        [&](const core::Decline& b) {
            to.mutable_decline()->set_conversation(core::raw(b.conversation));
            to.mutable_decline()->set_reason(number<v1::DeclineReason>(b.reason));
        },
        [&](const core::Prolong& b) { to.mutable_prolong()->set_conversation(core::raw(b.conversation)); },
        [&](const core::Hold& b) {
            to.mutable_hold()->set_conversation(core::raw(b.conversation));
            to.mutable_hold()->set_on(b.on);
        },
        [&](const core::Transfer& b) {
            to.mutable_transfer()->set_conversation(core::raw(b.conversation));
            to.mutable_transfer()->set_queue(core::raw(b.queue));
            to.mutable_transfer()->set_note(b.note);
            to.mutable_transfer()->set_agent(core::raw(b.agent));
            to.mutable_transfer()->set_back(b.back);
        },
        [&](const core::Resolve& b) { to.mutable_resolve()->set_conversation(core::raw(b.conversation)); },
        [&](const core::WrapUpDone& b) { to.mutable_wrap_up_done()->set_conversation(core::raw(b.conversation)); },
        [&](const core::History& b) {
            to.mutable_history()->set_conversation(core::raw(b.conversation));
            to.mutable_history()->set_before(b.before);
            to.mutable_history()->set_count(b.count);
        },
        [&](const core::Logout&) { to.mutable_logout(); },
        [&](const core::FindAgents& b) { to.mutable_find_agents()->set_conversation(core::raw(b.conversation)); },
        [&](const core::AskHelp& b) {
            to.mutable_ask_help()->set_conversation(core::raw(b.conversation));
            to.mutable_ask_help()->set_agent(core::raw(b.agent));
        },
        [&](const core::EndHelp& b) { to.mutable_end_help()->set_conversation(core::raw(b.conversation)); },
        [&](const core::Whisper& b) {
            to.mutable_whisper()->set_conversation(core::raw(b.conversation));
            to.mutable_whisper()->set_text(b.text);
        },
        [&](const core::Reopen& b) {
            to.mutable_reopen()->set_conversation(core::raw(b.conversation));
            to.mutable_reopen()->set_text(b.text);
        },
        [&](const auto& b) { put_supervisor_body(b, to); },
    };
    std::visit(cases, body);
}

}  // namespace yunke::wire
