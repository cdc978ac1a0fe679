// What supervisors do: look closer than the board, take part in a conversation, see to its place in line, to people's
// rest and to queues. Each act that changes something leaves a fact behind for whoever checks it later.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/sides.hpp"
#include "dispatcher/core/views.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

constexpr std::uint64_t no_notice = 0;

void set_part(World& world, ConversationId id, SessionId session, Part part) {
    ConversationEdit edit(world, id);
    const auto at = std::ranges::find(edit->attendance, session, &Attendance::session);
    if (at != edit->attendance.end()) note_kept(world, *edit, *at);
    if (at == edit->attendance.end())
        edit->attendance.push_back({session, part});
    else if (part == Part::none)
        edit->attendance.erase(at);
    else
        at->part = part;
}

// From the queue or from an agent into the supervisor's own hands.
void take(World& world, ConversationId id, const Session& session) {
    withdraw_offers(world, id, OfferEnd::withdrawn);
    Hands hands;
    {
        ConversationEdit edit(world, id);
        Conversation& c = *edit;
        hands = take_from_hands(world, c);
        note_handed_on(world, c, hands.owner, no_agent);
        if (hands.owner != no_agent) c.former = hands.owner;
        c.state = ConversationState::active;
        c.owner = no_agent;
        c.owner_name = session.name;
        c.accepted_ms = world.now_ms();
        await_reply(world, c);
    }
    let_go(world, id, hands.owner);
    let_go(world, id, hands.helper);
}

// Her part as it is from now on, and what follows from it for whoever has the conversation.
void change_part(World& world, ConversationId id, const Session& session, Part before, Part part) {
    const bool heard_before = before >= Part::join, heard = part >= Part::join;
    // Last words reach her own page, too.
    if (heard_before && !heard) add_person(world, id, EntryKind::supervisor_left, Role::supervisor, session.name);
    set_part(world, id, session.id, part);
    if (before == Part::none) {
        const Conversation& c = *world.find(id);
        world.tell(session, view_for(world, c, session));
        if (c.entries > 0) world.tell(session, ReadEntries{id, 1, c.entries, session.role});
    }
    if (part == Part::take) take(world, id, session);
    if (before == Part::take) wait_again(world, id);
    if (heard && !heard_before) add_person(world, id, EntryKind::supervisor_joined, Role::supervisor, session.name);
    if (part == Part::none) world.tell(session, ConversationGone{id});
}

ChatList::Chat chat_row(const World& world, const Conversation& c) {
    ChatList::Chat row;
    row.conversation = c.id;
    row.state = c.state;
    row.shopper_name = c.shopper_name;
    if (c.state == ConversationState::active)
        row.agent_name = c.owner_name;
    else if (!c.offers.empty())
        row.agent_name = world.find(c.offers.front().agent)->config.name;
    row.arrival_ms = c.arrival_ms;
    row.deadline_ms = c.deadline_ms;
    row.entries = c.entries;
    row.message_left = c.message_left;
    row.unanswered_since_ms = c.unanswered_ms;
    row.helper_name = c.helper_name;
    row.supervisors = supervisors_of(world, c);
    return row;
}

AgentList::Row agent_row(const World& world, const Agent& agent) {
    AgentList::Row row;
    row.agent = agent.config.id;
    row.name = agent.config.name;
    row.presence = agent.presence;
    row.presence_since_ms = agent.presence_since_ms;
    row.load = world.index().agent(agent.config.id).load();
    row.free = world.index().standing(agent).status == Standing::Status::free;
    row.arrivals_held = agent.arrivals_held;
    row.line_lost = agent.line_lost_ms > 0;
    return row;
}

}  // namespace

void note_act(World& world, const Session& session, SupervisorAct::Kind kind, const ActedOn& on,
              const std::string& text) {
    world.fact(SupervisorAct{kind, session.subject, session.name, on, text, world.now_ms()});
}

Answer supervise(World& world, const Session& session, const Supervise& command) {
    const ConversationId id = command.conversation;
    const Conversation* c = world.find(id);
    if (c == nullptr) return not_found();
    if (!is_open(*c)) return refuse(ErrorCode::wrong_state, "this conversation has ended");
    const Part before = part_of(*c, session.id);
    if (before == command.part) return {};
    if (before == Part::none && c->attendance.size() == limits::attendance)
        return refuse(ErrorCode::wrong_state, "four supervisors are there already");
    if (command.part == Part::take && keeper_of(*c) != nullptr)
        return refuse(ErrorCode::wrong_state, "another supervisor has it in her hands");
    note_act(world, session, SupervisorAct::Kind::supervise,
             {.conversation = id, .amount = static_cast<int>(command.part)});
    change_part(world, id, session, before, command.part);
    return {};
}

void leave_all(World& world, SessionId id) {
    const std::set<ConversationId> attended = world.index().attended(id);
    for (const ConversationId chat : attended)
        change_part(world, chat, *world.find(id), part_of(*world.find(chat), id), Part::none);
}

void keeper_lost(World& world, SessionId id) {
    const auto keeps = [&](ConversationId chat) { return part_of(*world.find(chat), id) == Part::take; };
    if (std::ranges::none_of(world.index().attended(id), keeps)) return;
    world.touch(id).line_lost_ms = world.now_ms();
    world.timers().add(world.now_ms() + world.agent_grace_ms(), TimerKind::keeper_grace, raw(id));
}

void keeper_grace_over(World& world, SessionId id) {
    const Session* session = world.find(id);
    if (session == nullptr || session->line_lost_ms == 0 ||
        session->line_lost_ms + world.agent_grace_ms() > world.now_ms())
        return;
    world.touch(id).line_lost_ms = 0;
    leave_all(world, id);
}

Answer raise(World& world, const Session& session, const Raise& command) {
    const Conversation* c = world.find(command.conversation);
    if (c == nullptr) return not_found();
    if (c->state != ConversationState::waiting) return refuse(ErrorCode::wrong_state, "it does not wait any more");
    {
        ConversationEdit edit(world, c->id);
        edit->deadline_ms = std::max<Ms>(edit->deadline_ms - Ms{1'000} * command.seconds, 1);
    }
    schedule_waiting(world, *c);
    note_act(world, session, SupervisorAct::Kind::raise, {.conversation = c->id, .amount = command.seconds});
    return {};
}

Answer set_agent_presence(World& world, const Session& session, const SetAgentPresence& command) {
    const Agent* agent = world.find(command.agent);
    if (agent == nullptr) return refuse(ErrorCode::not_found, "agent");
    if (command.presence == Presence::available || command.presence == Presence::on_demand)
        return refuse(ErrorCode::invalid, "what she is ready for is her own to say");
    if (agent->presence == Presence::offline) return refuse(ErrorCode::wrong_state, "she is not at work");
    note_act(world, session, SupervisorAct::Kind::set_presence,
             {.agent = command.agent, .amount = static_cast<int>(command.presence)});
    if (const Session* hers = world.find(agent->session))
        world.tell(*hers,
                   Notice{no_notice, Notice::Kind::presence_set, session.name, "", world.now_ms(), world.now_ms()});
    change_presence(world, command.agent, command.presence);
    return {};
}

Answer close_queue(World& world, const Session& session, const CloseQueue& command) {
    const Queue* queue = world.find(command.queue);
    if (queue == nullptr) return refuse(ErrorCode::not_found, "queue");
    if (queue->closed == command.closed) return {};
    world.touch(command.queue).closed = command.closed;
    world.board_changed();
    note_act(world, session, SupervisorAct::Kind::close_queue,
             {.queue = command.queue, .amount = command.closed ? 1 : 0});
    return {};
}

Answer broadcast(World& world, const Session& session, const Broadcast& command) {
    constexpr Ms minute_ms = 60'000;
    Pool& pool = world.pool();
    std::erase_if(pool.notices, [&](const Notice& n) { return n.until_ms <= world.now_ms(); });
    if (pool.notices.size() == limits::notices) pool.notices.erase(pool.notices.begin());
    const Notice notice{++pool.last_notice, Notice::Kind::text, session.name,
                        command.text,       world.now_ms(),     world.now_ms() + minute_ms * command.minutes};
    pool.notices.push_back(notice);
    world.tell_everybody(Role::agent, notice);
    note_act(world, session, SupervisorAct::Kind::broadcast, {.amount = command.minutes}, command.text);
    return {};
}

Answer list_chats(World& world, const Session& session, const ListChats& command) {
    if (world.find(command.queue) == nullptr) return refuse(ErrorCode::not_found, "queue");
    const QueueIndex& queue = world.index().queue(command.queue);
    ChatList list{command.queue, {}, world.now_ms()};
    for (const Place& place : queue.line) {
        if (list.chats.size() == limits::chats_told) break;
        list.chats.push_back(chat_row(world, *world.find(place.second)));
    }
    std::size_t active = 0;
    for (const ConversationId id : queue.active) {
        if (active++ == limits::chats_told) break;
        list.chats.push_back(chat_row(world, *world.find(id)));
    }
    world.tell(session, std::move(list));
    return {};
}

Answer list_agents(World& world, const Session& session, const ListAgents& command) {
    std::vector<AgentId> ids;
    for (const auto& [id, agent] : world.state().agents)
        if (id > command.after && agent.config.enabled && (!command.at_work || agent.presence != Presence::offline))
            ids.push_back(id);
    const std::size_t count = std::min<std::size_t>(command.count, ids.size());
    std::ranges::partial_sort(ids, ids.begin() + static_cast<std::ptrdiff_t>(count));
    AgentList list;
    for (std::size_t i = 0; i < count; ++i)
        list.rows.push_back(agent_row(world, *world.find(ids[i])));
    if (count > 0 && count < ids.size()) list.next = ids[count - 1];
    world.tell(session, std::move(list));
    return {};
}

}  // namespace yunke::core::rules
