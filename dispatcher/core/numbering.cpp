// The numbering of client commands: each is carried out once and answered by its number.
#include <algorithm>
#include <type_traits>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

constexpr std::uint32_t close_number_reused = 4006;

void keep_answer(Session& session, std::uint64_t body_hash, const Answer& answer) {
    if (session.kept.size() == limits::kept_answers) session.kept.erase(session.kept.begin());
    session.kept.push_back(KeptAnswer{body_hash, answer});
}

Answer dispatch(World& world, const Session& session, const ClientBody& body) {
    struct Visitor {
        World& world;
        const Session& session;

        Answer operator()(const Send& c) { return send(world, session, c); }
        Answer operator()(const Typing& c) {
            typing(world, session, c);
            return {};
        }
        Answer operator()(const Read& c) { return read(world, session, c); }
        Answer operator()(const Open& c) { return open(world, session, c); }
        Answer operator()(const Close& c) { return close(world, session, c); }
        Answer operator()(const Rate& c) { return rate(world, session, c); }
        Answer operator()(const LeaveMessage& c) { return leave_message(world, session, c); }
        Answer operator()(const SetPresence& c) { return set_presence(world, session, c); }
        Answer operator()(const ResumeArrivals&) { return resume_arrivals(world, session); }
        Answer operator()(const Accept& c) { return accept(world, session, c); }
        Answer operator()(const Decline& c) { return decline(world, session, c); }
        Answer operator()(const Prolong& c) { return prolong(world, session, c); }
        Answer operator()(const Hold& c) { return hold(world, session, c); }
        Answer operator()(const Transfer& c) { return transfer(world, session, c); }
        Answer operator()(const Resolve& c) { return resolve(world, session, c); }
        Answer operator()(const WrapUpDone& c) { return wrap_up_done(world, session, c); }
        Answer operator()(const History& c) { return history(world, session, c); }
        Answer operator()(const WatchQueues& c) { return watch_queues(world, session, c); }
        Answer operator()(const Logout&) { return {}; }
        Answer operator()(const FindAgents& c) { return find_agents(world, session, c); }
        Answer operator()(const AskHelp& c) { return ask_help(world, session, c); }
        Answer operator()(const EndHelp& c) { return end_help(world, session, c); }
        Answer operator()(const Whisper& c) { return whisper(world, session, c); }
        Answer operator()(const Reopen& c) { return reopen(world, session, c); }
        Answer operator()(const ListChats& c) { return list_chats(world, session, c); }
        Answer operator()(const ListAgents& c) { return list_agents(world, session, c); }
        Answer operator()(const Supervise& c) { return supervise(world, session, c); }
        Answer operator()(const Raise& c) { return raise(world, session, c); }
        Answer operator()(const SetAgentPresence& c) { return set_agent_presence(world, session, c); }
        Answer operator()(const CloseQueue& c) { return close_queue(world, session, c); }
        Answer operator()(const Broadcast& c) { return broadcast(world, session, c); }
    };
    return std::visit(Visitor{world, session}, body);
}

template <class Body, class... Others>
constexpr bool any_of = (std::is_same_v<Body, Others> || ...);

// Which frames a role may send; docs/protocol.md has the same table.
bool allowed(Role role, const ClientBody& body) {
    const bool supervisor = role == Role::supervisor || role == Role::administrator;
    return std::visit(
        [role, supervisor]<class Body>(const Body&) {
            if constexpr (std::is_same_v<Body, Logout>) return true;
            if constexpr (any_of<Body, Send, Typing, Read, History>)
                return role == Role::shopper || role == Role::agent || supervisor;
            if constexpr (any_of<Body, Open, Close, Rate, LeaveMessage, Reopen>) return role == Role::shopper;
            if constexpr (any_of<Body, Transfer, FindAgents, Whisper, Hold, Resolve>)
                return role == Role::agent || supervisor;
            if constexpr (any_of<Body, WatchQueues, ListChats, ListAgents, Supervise, Raise, SetAgentPresence,
                                 CloseQueue, Broadcast>)
                return supervisor;
            return role == Role::agent;
        },
        body);
}

// A number at or below the last one: the same answer again, or a reason why not.
void repeat_answer(World& world, const Session& session, const FromClient& command) {
    for (const KeptAnswer& kept : session.kept) {
        if (kept.answer.number != command.number) continue;
        if (kept.body_hash == command.body_hash)
            world.tell(session, kept.answer);
        else
            world.tell(session, CloseSocket{close_number_reused, "number reused with another body", FreshReason::none});
        return;
    }
    Answer answer = refuse(ErrorCode::already_applied, "this number was carried out before");
    answer.number = command.number;
    world.tell(session, std::move(answer));
}

// The session that a numbered command may be applied for now, or nullptr: dropped, repeated or out of order.
const Session* ready_for(World& world, const FromClient& command) {
    const Session* session = world.find(command.session);
    if (session == nullptr || session->ended || session->attach == no_attach || session->attach != command.attach)
        return nullptr;
    if (!session->kept.empty() && session->kept.front().answer.number <= command.answered)
        prune_answers(world.touch(*session), command.answered);
    if (command.number == 0) {
        if (const auto* notice = std::get_if<Typing>(&command.body)) typing(world, *session, *notice);
        return nullptr;
    }
    if (command.number <= session->last_number) {
        repeat_answer(world, *session, command);
        return nullptr;
    }
    if (command.number != session->last_number + 1) {
        world.tell(*session, Resend{session->last_number + 1});
        return nullptr;
    }
    return session;
}

void answer_command(World& world, const Session& found, const FromClient& command, Answer answer) {
    Session& session = world.touch(found);
    answer.number = command.number;
    session.last_number = command.number;
    keep_answer(session, command.body_hash, answer);
    world.tell(session, std::move(answer));
}

}  // namespace

void prune_answers(Session& session, std::uint32_t answered) {
    const auto seen =
        std::ranges::find_if(session.kept, [&](const KeptAnswer& k) { return k.answer.number > answered; });
    session.kept.erase(session.kept.begin(), seen);
}

void from_client(World& world, const FromClient& command) {
    const Session* session = ready_for(world, command);
    if (session == nullptr) return;
    const bool logout = std::holds_alternative<Logout>(command.body);
    Answer answer = allowed(session->role, command.body) ? dispatch(world, *session, command.body)
                                                         : refuse(ErrorCode::forbidden, "not for this role");
    answer_command(world, *session, command, std::move(answer));
    if (logout) log_out(world, command.session);
}

void skip_client(World& world, const FromClient& command) {
    if (const Session* session = ready_for(world, command))
        answer_command(world, *session, command, refuse(ErrorCode::internal_error, "set aside"));
}

}  // namespace yunke::core::rules
