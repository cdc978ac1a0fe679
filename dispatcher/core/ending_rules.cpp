// How a conversation leaves an agent's hands: ended, written up, given back to its queue, and at last forgotten.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/sides.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

void set_forget(World& world, Conversation& c) {
    const Ms kept_ms = std::max(world.shopper_grace_ms(), reopen_window_ms(world, c));
    c.forget_ms = std::max(world.now_ms(), c.closed_ms + kept_ms);
    world.timers().add(c.forget_ms, TimerKind::forget, raw(c.id));
}

// If the shopper comes back soon, she is offered to whoever knows her.
void remember_agent(World& world, const Conversation& c) {
    const Queue* queue = world.find(c.queue);
    if (queue == nullptr || queue->config.routing.sticky_ms == 0 || world.find(c.session) == nullptr) return;
    Session& session = world.touch(c.session);
    session.known_agent = c.owner;
    session.known_until_ms = world.now_ms() + queue->config.routing.sticky_ms;
}

// After the end for the shopper: the agent's notes, or nothing more.
void begin_wrap_up(World& world, Conversation& c) {
    const Agent* agent = world.find(c.owner);
    if (agent == nullptr || agent->config.wrap_up == WrapUpMode::none || agent->presence == Presence::offline) {
        c.state = ConversationState::closed;
        set_forget(world, c);
        return;
    }
    c.state = ConversationState::wrap_up;
    if (agent->config.wrap_up == WrapUpMode::fixed) {
        c.wrap_up_until_ms = world.now_ms() + agent->config.wrap_up_ms;
        world.timers().add(c.wrap_up_until_ms, TimerKind::wrap_up, raw(c.id));
    }
}

Archived archived_of(const World& world, const Conversation& c) {
    const Shop* shop = world.find(c.shop);
    Archived archived;
    archived.conversation = c.id;
    archived.closed_ms = c.closed_ms;
    archived.shop = c.shop;
    archived.merchant = shop != nullptr ? shop->config.merchant : 0;
    archived.queue = c.queue;
    archived.session = c.session;
    archived.owner = c.owner;
    archived.former = c.former;
    archived.end_reason = c.end_reason;
    archived.arrival_ms = c.arrival_ms;
    archived.accepted_ms = c.accepted_ms;
    archived.stars = c.stars;
    archived.message_left = c.message_left;
    return archived;
}

}  // namespace

Ms reopen_window_ms(const World& world, const Conversation& c) {
    const bool by_hand = c.end_reason == EndReason::resolved || c.end_reason == EndReason::shopper_closed ||
                         c.end_reason == EndReason::shopper_idle;
    const Queue* queue = world.find(c.queue);
    return by_hand && queue != nullptr ? queue->config.routing.reopen_ms : 0;
}

void begin_handling(World& world, Conversation& c, AgentId owner) {
    c.state = ConversationState::active;
    c.owner = owner;
    c.owner_name = world.find(owner)->config.name;
    c.accepted_ms = world.now_ms();
    world.fact(ConversationAccepted{c.id, c.shop, c.queue, owner, world.now_ms()});
    begin_share(world, world.touch(owner), c);
    await_reply(world, c);
}

Hands take_from_hands(World& world, Conversation& c) {
    const Hands hands{c.owner, c.helper};
    if (c.state == ConversationState::active && world.find(c.owner) != nullptr)
        end_share(world, world.touch(c.owner), c);
    end_helping(c);
    c.on_hold = false;
    c.idle_warned = false;
    c.idle_due_ms = 0;
    c.unanswered_ms = 0;
    c.reply_due_ms = 0;
    c.reply_overdue = false;
    return hands;
}

void end_helping(Conversation& c) {
    c.helper = no_agent;
    c.helper_name.clear();
}

void note_handed_on(World& world, const Conversation& c, AgentId from, AgentId to) {
    if (from != no_agent) world.fact(ConversationHandedOn{c.id, c.shop, c.queue, from, to, world.now_ms()});
}

void note_kept(World& world, const Conversation& c, const Attendance& one) {
    const Session* keeper = world.find(one.session);
    if (one.part == Part::take && keeper != nullptr && world.now_ms() > c.accepted_ms)
        world.fact(SupervisedInterval{keeper->subject, c.id, c.shop, c.accepted_ms, world.now_ms()});
}

void let_go(World& world, ConversationId id, AgentId agent) {
    if (agent == no_agent) return;
    tell_gone(world, *world.find(id), agent);
    turn_idle(world, agent);
    rest_if_finished(world, agent);
    review_limits(world, agent);
}

void turn_idle(World& world, AgentId id) {
    if (world.find(id) == nullptr) return;
    AgentEdit edit(world, id);
    edit->idle_since_ms = world.now_ms();
}

void tell_gone(World& world, const Conversation& c, AgentId id) {
    const Agent* agent = world.find(id);
    if (agent == nullptr) return;
    if (const Session* session = world.find(agent->session)) world.tell(*session, ConversationGone{c.id});
}

void end_conversation(World& world, ConversationId id, EndReason reason) {
    withdraw_offers(world, id, OfferEnd::withdrawn);
    add_event(world, id, EntryKind::ended, reason);
    Hands hands;
    std::vector<Attendance> attendance;
    {
        ConversationEdit edit(world, id);
        Conversation& c = *edit;
        const bool had_owner = c.state == ConversationState::active && c.owner != no_agent;
        hands = take_from_hands(world, c);
        attendance.swap(c.attendance);
        c.shopper_gone_ms = 0;
        c.closed_ms = world.now_ms();
        c.end_reason = reason;
        world.fact(ConversationEnded{c.id, c.shop, c.queue, had_owner ? c.owner : no_agent, reason, c.arrival_ms,
                                     c.accepted_ms, c.closed_ms, c.entries});
        if (had_owner) {
            remember_agent(world, c);
            begin_wrap_up(world, c);
        } else {
            c.state = ConversationState::closed;
            set_forget(world, c);
        }
    }
    for (const Attendance& one : attendance) {
        note_kept(world, *world.find(id), one);
        if (const Session* session = world.find(one.session)) world.tell(*session, ConversationGone{id});
    }
    let_go(world, id, hands.helper);
    if (hands.owner == no_agent) return;
    if (world.find(id)->state == ConversationState::closed) tell_gone(world, *world.find(id), hands.owner);
    turn_idle(world, hands.owner);
    rest_if_finished(world, hands.owner);
}

void end_wrap_up(World& world, ConversationId id) {
    const Conversation* found = world.find(id);
    if (found == nullptr || found->state != ConversationState::wrap_up) return;
    const AgentId owner = found->owner;
    {
        ConversationEdit edit(world, id);
        edit->wrap_up_until_ms = 0;
        edit->state = ConversationState::closed;
        set_forget(world, *edit);
    }
    let_go(world, id, owner);
}

Hands wait_again(World& world, ConversationId id) {
    Hands hands;
    {
        ConversationEdit edit(world, id);
        hands = take_from_hands(world, *edit);
        note_handed_on(world, *edit, hands.owner, no_agent);
        edit->state = ConversationState::waiting;
        edit->waiting_since_ms = world.now_ms();
        edit->step = 0;
        edit->owner = no_agent;
    }
    schedule_waiting(world, *world.find(id));
    return hands;
}

void requeue(World& world, ConversationId id) {
    withdraw_offers(world, id, OfferEnd::withdrawn);
    const Hands hands = wait_again(world, id);
    add_event(world, id, EntryKind::requeued);
    tell_gone(world, *world.find(id), hands.owner);
    let_go(world, id, hands.helper);
}

void shopper_gone(World& world, ConversationId id) {
    const Conversation* c = world.find(id);
    if (c == nullptr || c->closed_ms > 0 || c->shopper_gone_ms == 0 ||
        c->shopper_gone_ms + world.shopper_grace_ms() > world.now_ms())
        return;
    end_conversation(world, id,
                     c->state == ConversationState::waiting ? EndReason::abandoned : EndReason::shopper_gone);
}

void forget(World& world, ConversationId id) {
    const Conversation* c = world.find(id);
    if (c == nullptr || c->forget_ms == 0 || c->forget_ms > world.now_ms()) return;
    world.effects().archived.push_back(archived_of(world, *c));
    const SessionId session_id = c->session;
    world.erase(id);
    const Session* session = world.find(session_id);
    if (session == nullptr || session->ended || session->conversation != id) return;
    Session& ending = world.touch(session_id);
    ending.conversation = no_conversation;
    const bool known = ending.known_until_ms > world.now_ms();
    // Only by her session is it known who served her: it stays for as long as that counts.
    if (known && ending.attach != no_attach) return world.tell(ending, ConversationGone{id});
    ending.expires_ms = known ? ending.known_until_ms : world.now_ms();
    if (known) return world.timers().add(ending.expires_ms, TimerKind::session_expiry, raw(session_id));
    session_expired(world, session_id);
}

}  // namespace yunke::core::rules
