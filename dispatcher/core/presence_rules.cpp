// An agent's readiness, as she sets it, and her line, as it comes and goes.
#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

// Before her presence or her line changes: what she did up to now counts for her limits.
void begin_presence(World& world, Agent& agent) {
    book_work(world, agent);
    agent.presence_since_ms = world.now_ms();
}

SortedVector<ConversationId> owned_by(const World& world, AgentId id) {
    return world.index().agent(id).owned;
}

// Her chats wait again in their old places; what she was writing up is done, and so is her help.
void give_back_chats(World& world, AgentId id) {
    const auto helping = world.index().agent(id).helping;
    for (const ConversationId chat : helping)
        helper_leaves(world, chat);
    for (const ConversationId chat : owned_by(world, id)) {
        if (world.find(chat)->state == ConversationState::wrap_up)
            end_wrap_up(world, chat);
        else
            requeue(world, chat);
    }
}

}  // namespace

Answer set_presence(World& world, const Session& session, const SetPresence& command) {
    if (command.presence > Presence::training) return refuse(ErrorCode::invalid, "presence");
    const AgentId id{session.subject};
    review_limits(world, id);
    if (is_ready(command.presence)) {
        switch (world.find(id)->limit) {
            case Limit::rest:
                return refuse(ErrorCode::wrong_state, "your settings ask for a rest first");
            case Limit::day:
                return refuse(ErrorCode::wrong_state, "your settings ask for no more work today");
            case Limit::quiet:
                return refuse(ErrorCode::wrong_state, "your settings ask for quiet at this hour");
            default:
                break;
        }
    }
    change_presence(world, id, command.presence);
    return {};
}

void change_presence(World& world, AgentId id, Presence presence) {
    {
        const Agent& agent = *world.find(id);
        if (agent.presence == presence && !(is_ready(presence) && agent.arrivals_held)) return;
        AgentEdit edit(world, id);
        if (edit->presence != presence) {
            begin_presence(world, *edit);
            if (is_ready(presence) && !is_ready(edit->presence)) {
                level_share(world, *edit);
                edit->idle_since_ms = world.now_ms();
            }
            edit->presence = presence;
        }
        edit->arrivals_held = false;
        edit->misses = 0;
    }
    if (!is_ready(presence)) withdraw_offers_of(world, id);
    if (presence == Presence::on_demand) withdraw_excess(world, id);
    if (presence == Presence::offline) give_back_chats(world, id);
    rest_if_finished(world, id);
    review_limits(world, id);
}

void rest_if_finished(World& world, AgentId id) {
    const Agent* agent = world.find(id);
    if (agent == nullptr || agent->presence != Presence::finishing || world.index().agent(id).load() > 0) return;
    {
        AgentEdit edit(world, id);
        begin_presence(world, *edit);
        edit->presence = Presence::resting;
    }
    review_limits(world, id);
}

Answer resume_arrivals(World& world, const Session& session) {
    AgentEdit edit(world, AgentId{session.subject});
    edit->arrivals_held = false;
    edit->misses = 0;
    return {};
}

void line_lost(World& world, AgentId id) {
    const Agent* agent = world.find(id);
    if (agent == nullptr || agent->line_lost_ms > 0) return;
    // Nothing to keep for somebody who is not at work.
    if (agent->presence == Presence::offline && world.index().agent(id).load() == 0) return;
    {
        AgentEdit edit(world, id);
        begin_presence(world, *edit);
        edit->line_lost_ms = world.now_ms();
    }
    world.timers().add(world.now_ms() + world.agent_grace_ms(), TimerKind::agent_grace, raw(id));
    for (const ConversationId chat : owned_by(world, id))
        world.view_changed(chat);
    withdraw_offers_of(world, id);
}

void line_back(World& world, AgentId id, SessionId session) {
    {
        AgentEdit edit(world, id);
        if (edit->line_lost_ms > 0) begin_presence(world, *edit);
        edit->line_lost_ms = 0;
        edit->session = session;
    }
    for (const ConversationId chat : owned_by(world, id))
        world.view_changed(chat);
}

void grace_over(World& world, AgentId id) {
    const Agent* agent = world.find(id);
    if (agent == nullptr || agent->line_lost_ms == 0 || agent->line_lost_ms + world.agent_grace_ms() > world.now_ms())
        return;
    {
        AgentEdit edit(world, id);
        begin_presence(world, *edit);
        edit->presence = Presence::offline;
        edit->line_lost_ms = 0;
    }
    give_back_chats(world, id);
    review_limits(world, id);
}

}  // namespace yunke::core::rules
