// A conversation from its opening to its end: what its two sides can do with it, and what time does.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/sides.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

// The conversation, if this session takes part in it; else nullptr, as if there were none.
const Conversation* own(const World& world, const Session& session, ConversationId id) {
    const Conversation* c = world.find(id);
    return c != nullptr && side_of(*c, session) != Side::none ? c : nullptr;
}

// The same for what only whoever answers may do.
const Conversation* in_hands(const World& world, const Session& session, ConversationId id) {
    const Conversation* c = world.find(id);
    return c != nullptr && answers(side_of(*c, session)) ? c : nullptr;
}

void set_idle(World& world, Conversation& c, Ms in_ms) {
    c.idle_due_ms = in_ms > 0 ? world.now_ms() + in_ms : 0;
    world.timers().add_moving(c.idle_due_ms, TimerKind::idle, raw(c.id));
}

void shopper_alive(World& world, Conversation& c) {
    c.shopper_at_ms = world.now_ms();
    c.idle_warned = false;
    c.idle_due_ms = 0;
}

const Queue* queue_for(const World& world, ShopId shop, std::string_view topic) {
    for (const QueueId id : world.index().queues_of(shop))
        if (const Queue* queue = world.find(id); topic.empty() || queue->config.topic == topic) return queue;
    return nullptr;
}

Answer may_open(const World& world, const Session& session, const Queue* queue, bool leaves_message) {
    const Conversation* current = world.find(session.conversation);
    if (current != nullptr && is_open(*current)) {
        Answer answer = refuse(ErrorCode::has_conversation, "one open conversation at a time");
        answer.conversation = current->id;
        return answer;
    }
    if (queue == nullptr) return refuse(ErrorCode::not_found, "topic");
    if (world.state().pool.memory_pressure) return refuse(ErrorCode::pool_full, "no new conversations for now");
    if (leaves_message) return {};
    if (!takes_new_ones(world, *queue))
        return refuse(ErrorCode::queue_closed, "takes no new conversations now; a message can be left");
    const std::size_t waiting = world.index().queue(queue->config.id).line.size();
    if (queue->config.waiting_max > 0 && waiting >= queue->config.waiting_max)
        return refuse(ErrorCode::queue_full, "too many are waiting; a message can be left");
    return {};
}

// Where a chat that was meant for `asked` waits: a queue that is full may name another; one that is closed sends nobody
// on.
const Queue* queue_with_room(const World& world, const Queue* asked) {
    if (asked == nullptr || !takes_new_ones(world, *asked)) return asked;
    const Queue* queue = asked;
    for (std::size_t hops = 0; queue != nullptr && hops <= limits::overflows; ++hops) {
        const QueueConfig& config = queue->config;
        const bool full = config.waiting_max > 0 && world.index().queue(config.id).line.size() >= config.waiting_max;
        if (!full || config.routing.beyond != Beyond::overflow) return queue;
        queue = overflow_of(world, config);
    }
    return asked;
}

ConversationId create_conversation(World& world, SessionId session_id, const Queue& queue, Ms deadline_ms,
                                   const Open& command) {
    const ConversationId id{world.pool().next_conversation++};
    world.create(id);
    {
        ConversationEdit edit(world, id);
        edit->shop = queue.config.shop;
        edit->queue = queue.config.id;
        edit->session = session_id;
        edit->shopper_name = command.name;
        edit->language = command.language.empty() ? "zh-CN" : command.language;
        edit->opening = first_code_points(command.text, limits::opening_code_points);
        edit->state = ConversationState::waiting;
        edit->arrival_ms = world.now_ms();
        edit->deadline_ms = deadline_ms;
        edit->waiting_since_ms = world.now_ms();
        edit->visit = 1;
        edit->shopper_at_ms = world.now_ms();
    }
    schedule_waiting(world, *world.find(id));
    Session& session = world.touch(session_id);
    // An ended conversation that was still shown leaves the session to the new one.
    session.conversation = id;
    session.expires_ms = 0;
    return id;
}

Answer open_in(World& world, const Session& session, const Queue& queue, Ms deadline_ms, const Open& command) {
    const ConversationId id = create_conversation(world, session.id, queue, deadline_ms, command);
    add_event(world, id, EntryKind::opened);
    Answer answer;
    answer.conversation = id;
    Conversation& c = world.touch(id);
    answer.entry = add_entry(world, c, message_of(c, Role::shopper, command.name, command.text), &session);
    answer.at_ms = world.now_ms();
    c.shopper_read = answer.entry;
    return answer;
}

}  // namespace

bool takes_new_ones(const World& world, const Queue& queue) {
    const Shop* shop = world.find(queue.config.shop);
    return shop != nullptr && shop->config.open && !shop->unpaid && queue.config.open && !queue.closed &&
           !queue.after_hours;
}

Ms deadline_of(const World& world, const QueueConfig& queue) {
    return std::max<Ms>(world.now_ms() + queue.answer_target_ms - queue.routing.priority_credit_ms, 1);
}

Answer open(World& world, const Session& session, const Open& command) {
    const Queue* asked = queue_for(world, ShopId{session.subject}, command.topic);
    const Queue* queue = queue_with_room(world, asked);
    if (Answer answer = may_open(world, session, queue, false); answer.error != ErrorCode::ok) return answer;
    return open_in(world, session, *queue, deadline_of(world, asked->config), command);
}

Answer leave_message(World& world, const Session& session, const LeaveMessage& command) {
    Answer answer;
    ConversationId id = command.conversation;
    if (id == no_conversation) {
        const Queue* queue = queue_for(world, ShopId{session.subject}, command.open.topic);
        answer = may_open(world, session, queue, true);
        if (answer.error != ErrorCode::ok) return answer;
        answer = open_in(world, session, *queue, deadline_of(world, queue->config), command.open);
        id = answer.conversation;
    } else {
        const Conversation* c = own(world, session, id);
        if (c == nullptr) return not_found();
        if (c->state != ConversationState::waiting || c->message_left)
            return refuse(ErrorCode::wrong_state, "only a waiting conversation can become a message");
    }
    Conversation& c = world.touch(id);
    c.message_left = true;
    c.contact = command.contact;
    c.shopper_gone_ms = 0;
    answer.conversation = id;
    add_event(world, id, EntryKind::message_left);
    world.view_changed(id);
    return answer;
}

Answer send(World& world, const Session& session, const Send& command) {
    const Conversation* found = own(world, session, command.conversation);
    if (found == nullptr) return not_found();
    const Side side = side_of(*found, session);
    const bool by_shopper = side == Side::shopper;
    if (side == Side::watcher) return refuse(ErrorCode::wrong_state, "join first, or whisper to the agent");
    if (!(found->state == ConversationState::active ||
          (found->state == ConversationState::waiting && (by_shopper || side == Side::speaker))))
        return refuse(ErrorCode::wrong_state, "this conversation has ended");
    Conversation& c = world.touch(*found);
    Answer answer;
    answer.conversation = c.id;
    answer.entry = add_entry(world, c, message_of(c, session.role, name_of(c, session), command.text), &session);
    answer.at_ms = world.now_ms();
    if (by_shopper) {
        shopper_alive(world, c);
        c.shopper_read = answer.entry;
        if (c.state == ConversationState::active) await_reply(world, c);
        return answer;
    }
    if (answers(side)) c.agent_read = answer.entry;
    if (c.state == ConversationState::active && !c.on_hold && !c.message_left && !c.idle_warned)
        set_idle(world, c, world.find(c.queue)->config.idle_warn_ms);
    replied(world, c);
    return answer;
}

Answer whisper(World& world, const Session& session, const Whisper& command) {
    const Conversation* found = own(world, session, command.conversation);
    if (found == nullptr) return not_found();
    if (!is_open(*found)) return refuse(ErrorCode::wrong_state, "this conversation has ended");
    Conversation& c = world.touch(*found);
    Entry entry = message_of(c, session.role, name_of(c, session), command.text);
    entry.kind = EntryKind::whispered;
    Answer answer;
    answer.conversation = c.id;
    answer.entry = add_entry(world, c, std::move(entry), &session);
    answer.at_ms = world.now_ms();
    if (session.role != Role::agent) note_act(world, session, SupervisorAct::Kind::whisper, {.conversation = c.id});
    return answer;
}

void typing(World& world, const Session& session, const Typing& command) {
    const Conversation* c = own(world, session, command.conversation);
    if (c == nullptr || c->state != ConversationState::active || side_of(*c, session) == Side::watcher) return;
    const Session* peer = session.role == Role::shopper ? answering_session(world, *c) : shopper_session(world, *c);
    if (peer != nullptr) world.tell(*peer, TypingNotice{c->id, session.role});
}

Answer read(World& world, const Session& session, const Read& command) {
    const Conversation* found = own(world, session, command.conversation);
    if (found == nullptr) return not_found();
    if (command.entry > found->entries) return refuse(ErrorCode::invalid, "entry");
    const Side side = side_of(*found, session);
    const bool by_shopper = side == Side::shopper;
    // What those beside her have read is nobody's concern.
    if (!by_shopper && !answers(side)) return {};
    const std::uint32_t before = by_shopper ? found->shopper_read : found->agent_read;
    if (command.entry <= before) return {};
    Conversation& c = world.touch(*found);
    (by_shopper ? c.shopper_read : c.agent_read) = command.entry;
    world.view_changed(c.id);
    return {};
}

Answer close(World& world, const Session& session, const Close& command) {
    const Conversation* c = own(world, session, command.conversation);
    if (c == nullptr) return not_found();
    if (!is_open(*c)) return refuse(ErrorCode::wrong_state, "this conversation has ended");
    end_conversation(world, c->id,
                     c->state == ConversationState::waiting ? EndReason::abandoned : EndReason::shopper_closed);
    return {};
}

Answer rate(World& world, const Session& session, const Rate& command) {
    const Conversation* found = own(world, session, command.conversation);
    if (found == nullptr) return not_found();
    if (is_open(*found)) return refuse(ErrorCode::wrong_state, "a conversation is rated after its end");
    if (found->stars != 0) return refuse(ErrorCode::wrong_state, "rated already");
    if (command.stars < 1 || command.stars > 5) return refuse(ErrorCode::invalid, "stars");
    Conversation& c = world.touch(*found);
    c.stars = command.stars;
    world.fact(ConversationRated{c.id, c.shop, c.owner, c.stars, world.now_ms()});
    Entry entry = message_of(c, Role::shopper, c.shopper_name, command.comment);
    entry.kind = EntryKind::rated;
    Answer answer;
    answer.entry = add_entry(world, c, std::move(entry), &session);
    answer.conversation = c.id;
    answer.at_ms = world.now_ms();
    world.view_changed(c.id);
    return answer;
}

Answer hold(World& world, const Session& session, const Hold& command) {
    const Conversation* found = in_hands(world, session, command.conversation);
    if (found == nullptr) return not_found();
    if (found->state != ConversationState::active) return refuse(ErrorCode::wrong_state, "this conversation has ended");
    if (found->on_hold == command.on) return {};
    Conversation& c = world.touch(*found);
    c.on_hold = command.on;
    if (c.owner != no_agent) world.meter_changed(c.owner);
    c.idle_warned = false;
    set_idle(world, c, command.on ? 0 : world.find(c.queue)->config.idle_warn_ms);
    add_event(world, c.id, command.on ? EntryKind::held : EntryKind::unheld);
    if (command.on)
        replied(world, c);
    else
        await_reply(world, c);
    world.view_changed(c.id);
    return {};
}

Answer resolve(World& world, const Session& session, const Resolve& command) {
    const Conversation* c = in_hands(world, session, command.conversation);
    if (c == nullptr) return not_found();
    if (c->state != ConversationState::active) return refuse(ErrorCode::wrong_state, "this conversation has ended");
    if (session.role != Role::agent) note_act(world, session, SupervisorAct::Kind::resolve, {.conversation = c->id});
    end_conversation(world, c->id, EndReason::resolved);
    return {};
}

Answer wrap_up_done(World& world, const Session& session, const WrapUpDone& command) {
    const Conversation* c = in_hands(world, session, command.conversation);
    if (c == nullptr) return not_found();
    if (c->state != ConversationState::wrap_up) return refuse(ErrorCode::wrong_state, "not in wrap-up");
    end_wrap_up(world, c->id);
    return {};
}

Answer history(World& world, const Session& session, const History& command) {
    const Conversation* c = own(world, session, command.conversation);
    if (c == nullptr) return not_found();
    const std::uint32_t before = command.before == 0 ? c->entries + 1 : std::min(command.before, c->entries + 1);
    if (before > 1 && command.count > 0) {
        const std::uint32_t first = before > command.count ? before - command.count : 1;
        world.tell(session, ReadEntries{c->id, first, before - 1, session.role});
    }
    return {};
}

void idle_due(World& world, ConversationId id) {
    const Conversation* found = world.find(id);
    if (found == nullptr || found->idle_due_ms == 0 || found->state != ConversationState::active) return;
    if (found->idle_due_ms > world.now_ms()) {
        world.timers().add_moving(found->idle_due_ms, TimerKind::idle, raw(id));
        return;
    }
    if (found->idle_warned) {
        end_conversation(world, id, EndReason::shopper_idle);
        return;
    }
    Conversation& c = world.touch(*found);
    c.idle_warned = true;
    set_idle(world, c, world.find(c.queue)->config.idle_close_ms);
    add_event(world, id, EntryKind::idle_warned);
}

}  // namespace yunke::core::rules
