// How a conversation leaves an agent's hands: ended, written up, given back to its queue, and at last forgotten.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

void set_forget(World& world, Conversation& c) {
    c.forget_ms = std::max(world.now_ms(), c.closed_ms + world.shopper_grace_ms());
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

}  // namespace

void stop_handling(World& world, Conversation& c) {
    if (c.handling_since_ms == 0) return;
    if (world.find(c.owner) != nullptr) end_share(world, world.touch(c.owner), c);
    if (world.now_ms() > c.handling_since_ms)
        world.fact(HandlingInterval{c.owner, c.id, c.shop, c.queue, c.handling_since_ms, world.now_ms()});
    c.handling_since_ms = 0;
}

void turn_idle(World& world, AgentId id) {
    if (world.find(id) == nullptr) return;
    AgentEdit edit(world, id);
    edit->idle_since_ms = world.now_ms();
}

void tell_owner_gone(World& world, const Conversation& c, AgentId owner) {
    const Agent* agent = world.find(owner);
    if (agent == nullptr) return;
    if (const Session* session = world.find(agent->session)) world.tell(*session, ConversationGone{c.id});
}

void end_conversation(World& world, ConversationId id, EndReason reason) {
    withdraw_offers(world, id, OfferEnd::withdrawn);
    add_event(world, id, EntryKind::ended, reason);
    AgentId owner = no_agent;
    {
        ConversationEdit edit(world, id);
        Conversation& c = *edit;
        const bool was_active = c.state == ConversationState::active;
        stop_handling(world, c);
        c.on_hold = false;
        c.idle_due_ms = 0;
        c.shopper_gone_ms = 0;
        c.closed_ms = world.now_ms();
        c.end_reason = reason;
        world.fact(ConversationEnded{c.id, c.shop, c.queue, was_active ? c.owner : no_agent, reason, c.arrival_ms,
                                     c.accepted_ms, c.closed_ms, c.entries});
        if (was_active) {
            owner = c.owner;
            remember_agent(world, c);
            begin_wrap_up(world, c);
        } else {
            c.state = ConversationState::closed;
            set_forget(world, c);
        }
    }
    if (owner == no_agent) return;
    if (world.find(id)->state == ConversationState::closed) tell_owner_gone(world, *world.find(id), owner);
    turn_idle(world, owner);
    rest_if_finished(world, owner);
}

void end_wrap_up(World& world, ConversationId id) {
    const Conversation* found = world.find(id);
    if (found == nullptr || found->state != ConversationState::wrap_up) return;
    const AgentId owner = found->owner;
    {
        ConversationEdit edit(world, id);
        if (world.now_ms() > edit->closed_ms)
            world.fact(WrapUpInterval{owner, id, edit->shop, edit->closed_ms, world.now_ms()});
        edit->state = ConversationState::closed;
        edit->wrap_up_until_ms = 0;
        set_forget(world, *edit);
    }
    tell_owner_gone(world, *world.find(id), owner);
    turn_idle(world, owner);
    rest_if_finished(world, owner);
}

void requeue(World& world, ConversationId id) {
    const AgentId owner = world.find(id)->owner;
    {
        ConversationEdit edit(world, id);
        stop_handling(world, *edit);
        edit->state = ConversationState::waiting;
        edit->waiting_since_ms = world.now_ms();
        edit->step = 0;
        edit->owner = no_agent;
        edit->on_hold = false;
        edit->idle_warned = false;
        edit->idle_due_ms = 0;
    }
    schedule_waiting(world, *world.find(id));
    add_event(world, id, EntryKind::requeued);
    tell_owner_gone(world, *world.find(id), owner);
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
    world.effects().archived.push_back(Archived{id, c->closed_ms});
    const SessionId session_id = c->session;
    world.erase(id);
    const Session* session = world.find(session_id);
    if (session == nullptr || session->ended || session->conversation != id) return;
    // The session's work is done: it ends as any other that ran out.
    Session& ending = world.touch(session_id);
    ending.conversation = no_conversation;
    ending.expires_ms = world.now_ms();
    session_expired(world, session_id);
}

}  // namespace yunke::core::rules
