// Conversations from hand to hand: handed on to another queue or to somebody in person, helped with by a second agent,
// taken up again by a shopper after their end.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/sides.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

// Her own active conversation.
const Conversation* owned(const World& world, const Session& session, ConversationId id) {
    const Conversation* c = world.find(id);
    return c != nullptr && side_of(*c, session) == Side::owner ? c : nullptr;
}

// An agent hands on what is hers, a supervisor whatever is open.
Answer may_transfer(const Conversation* c, const Session& session) {
    const bool agent = session.role == Role::agent;
    if (c == nullptr || (agent && side_of(*c, session) != Side::owner)) return not_found();
    if (agent ? c->state == ConversationState::active : is_open(*c)) return {};
    return refuse(ErrorCode::wrong_state, "this conversation has ended");
}

struct Target {
    QueueId queue{};  // where it stands then
    AgentId agent{};  // to whom in person; 0 = nobody
    Answer answer;    // why not
};

Target target_of(World& world, const Conversation& c, const Transfer& command) {
    Target target{c.queue, command.back ? c.former : command.agent, {}};
    const int named =
        (command.queue != QueueId{0} ? 1 : 0) + (command.agent != no_agent ? 1 : 0) + (command.back ? 1 : 0);
    if (named != 1) {
        target.answer = refuse(ErrorCode::invalid, "exactly one of queue, agent and back");
    } else if (command.queue != QueueId{0}) {
        const Queue* queue = world.find(command.queue);
        // A shop's chats stay with the shop: another merchant's queue is as good as none.
        if (queue == nullptr || queue->config.shop != c.shop) target.answer = refuse(ErrorCode::not_found, "queue");
        target.queue = command.queue;
    } else if (world.find(target.agent) == nullptr) {
        target.answer = refuse(ErrorCode::not_found, command.back ? "nobody had it before" : "agent");
    } else if (target.agent == c.owner) {
        target.answer = refuse(ErrorCode::invalid, "she has it already");
    } else if (target.agent != c.helper && !can_be_asked(world, c, target.agent)) {
        target.answer = refuse(ErrorCode::wrong_state, "this agent cannot take it now");
    }
    return target;
}

// It waits in its queue, or another: as a new arrival if somebody had it, else in its place in time.
void put_in_line(World& world, ConversationId id, QueueId queue) {
    Hands hands;
    {
        ConversationEdit edit(world, id);
        Conversation& c = *edit;
        const bool was_active = c.state == ConversationState::active;
        const bool moves = was_active || c.queue != queue;
        hands = take_from_hands(world, c);
        note_handed_on(world, c, hands.owner, no_agent);
        c.state = ConversationState::waiting;
        c.owner = no_agent;
        c.queue = queue;
        if (moves) {
            ++c.visit;
            c.waiting_since_ms = world.now_ms();
            c.step = 0;
        }
        if (was_active) {
            c.arrival_ms = world.now_ms();
            c.deadline_ms = deadline_of(world, world.find(queue)->config);
            c.second = false;
            c.excluded.clear();
        }
        if (hands.owner != no_agent) {
            c.former = hands.owner;
            exclude(world, c, hands.owner, world.decline_cooldown_ms());
        }
    }
    schedule_waiting(world, *world.find(id));
    let_go(world, id, hands.owner);
    let_go(world, id, hands.helper);
}

// Whoever helped with it takes it over at once: she said yes already.
void hand_to_helper(World& world, ConversationId id) {
    AgentId owner = no_agent;
    {
        ConversationEdit edit(world, id);
        const Hands hands = take_from_hands(world, *edit);
        owner = hands.owner;
        note_handed_on(world, *edit, owner, hands.helper);
        edit->former = owner;
        begin_handling(world, *edit, hands.helper);
    }
    let_go(world, id, owner);
    add_person(world, id, EntryKind::joined, Role::agent, world.find(id)->owner_name);
}

// Whoever had it in her own hands gives it away with that.
void put_down(World& world, ConversationId id) {
    if (keeper_of(*world.find(id)) == nullptr) return;
    ConversationEdit edit(world, id);
    Attendance& keeper = *std::ranges::find(edit->attendance, Part::take, &Attendance::part);
    note_kept(world, *edit, keeper);
    keeper.part = Part::watch;
}

}  // namespace

Answer transfer(World& world, const Session& session, const Transfer& command) {
    const ConversationId id = command.conversation;
    const Conversation* found = world.find(id);
    if (Answer refused = may_transfer(found, session); refused.error != ErrorCode::ok) return refused;
    const Target target = target_of(world, *found, command);
    if (target.answer.error != ErrorCode::ok) return target.answer;
    const std::string from = name_of(*found, session);
    Entry entry = message_of(*found, session.role, from, command.note);
    entry.kind = EntryKind::transferred;
    add_entry(world, world.touch(*found), std::move(entry), &session);
    if (session.role != Role::agent)
        note_act(world, session, SupervisorAct::Kind::transfer,
                 {.conversation = id, .queue = target.queue, .agent = target.agent});
    const bool to_helper = target.agent != no_agent && target.agent == found->helper;
    withdraw_offers(world, id, OfferEnd::withdrawn);
    put_down(world, id);
    if (to_helper) {
        hand_to_helper(world, id);
        return {};
    }
    put_in_line(world, id, target.queue);
    if (target.agent != no_agent) ask_in_person(world, id, target.agent, from);
    return {};
}

Answer find_agents(World& world, const Session& session, const FindAgents& command) {
    const Conversation* c = world.find(command.conversation);
    if (Answer refused = may_transfer(c, session); refused.error != ErrorCode::ok) return refused;
    std::vector<AgentId> passed{c->owner, c->helper};
    for (const Exclusion& one : c->excluded)
        if (one.until_ms > world.now_ms()) passed.push_back(one.agent);
    for (const OfferState& one : c->offers)
        passed.push_back(one.agent);
    AgentChoices found{c->id, {}};
    const ClassId needed = class_in_person(world, *c);
    while (found.choices.size() < limits::choices_told) {
        const AgentId next = world.index().router().choose(needed, passed).chosen;
        if (next == no_agent) break;
        found.choices.push_back({next, world.find(next)->config.name});
        passed.push_back(next);
    }
    world.tell(session, std::move(found));
    return {};
}

Answer ask_help(World& world, const Session& session, const AskHelp& command) {
    const Conversation* c = owned(world, session, command.conversation);
    if (c == nullptr) return not_found();
    if (c->state != ConversationState::active) return refuse(ErrorCode::wrong_state, "this conversation has ended");
    if (c->helper != no_agent || !c->offers.empty())
        return refuse(ErrorCode::wrong_state, "somebody helps or is asked already; end that first");
    if (command.agent == c->owner) return refuse(ErrorCode::invalid, "agent");
    if (world.find(command.agent) == nullptr) return refuse(ErrorCode::not_found, "agent");
    if (!can_be_asked(world, *c, command.agent))
        return refuse(ErrorCode::wrong_state, "this agent cannot be asked now");
    ask_in_person(world, c->id, command.agent, c->owner_name);
    return {};
}

Answer end_help(World& world, const Session& session, const EndHelp& command) {
    const Conversation* c = world.find(command.conversation);
    const Side side = c == nullptr ? Side::none : side_of(*c, session);
    if (side != Side::owner && side != Side::helper) return not_found();
    if (c->state != ConversationState::active) return refuse(ErrorCode::wrong_state, "this conversation has ended");
    if (c->helper == no_agent && c->offers.empty()) return refuse(ErrorCode::wrong_state, "nobody helps");
    withdraw_offers(world, c->id, OfferEnd::withdrawn);
    helper_leaves(world, c->id);
    return {};
}

void helper_leaves(World& world, ConversationId id) {
    const AgentId helper = world.find(id)->helper;
    if (helper == no_agent) return;
    const std::string name = world.find(id)->helper_name;
    {
        ConversationEdit edit(world, id);
        end_helping(*edit);
    }
    let_go(world, id, helper);
    add_person(world, id, EntryKind::helper_left, Role::agent, name);
}

Answer reopen(World& world, const Session& session, const Reopen& command) {
    const Conversation* found = world.find(command.conversation);
    if (found == nullptr || side_of(*found, session) != Side::shopper) return not_found();
    if (is_open(*found)) return refuse(ErrorCode::wrong_state, "this conversation goes on");
    if (found->closed_ms + reopen_window_ms(world, *found) <= world.now_ms())
        return refuse(ErrorCode::wrong_state, "it ended too long ago; open a new one");
    const ConversationId id = found->id;
    const AgentId owner = found->owner;
    const bool in_wrap_up = found->state == ConversationState::wrap_up;
    if (!in_wrap_up && !takes_new_ones(world, *world.find(found->queue)))
        return refuse(ErrorCode::queue_closed, "takes no new conversations now; a message can be left");
    {
        ConversationEdit edit(world, id);
        Conversation& c = *edit;
        c.wrap_up_until_ms = 0;
        c.closed_ms = 0;
        c.end_reason = EndReason::unspecified;
        c.forget_ms = 0;
        c.message_left = false;
        c.shopper_at_ms = world.now_ms();
        c.arrival_ms = world.now_ms();
        ++c.visit;
        if (in_wrap_up) {
            begin_handling(world, c, owner);
        } else {
            c.state = ConversationState::waiting;
            c.owner = no_agent;
            c.deadline_ms = deadline_of(world, world.find(c.queue)->config);
            c.waiting_since_ms = world.now_ms();
            c.step = 0;
            c.second = false;
            c.excluded.clear();
        }
        world.fact(ConversationReopened{id, c.shop, owner, world.now_ms()});
    }
    Session& shopper = world.touch(session);
    shopper.expires_ms = 0;
    if (!in_wrap_up) {
        shopper.known_agent = owner;
        shopper.known_until_ms = world.now_ms() + world.find(world.find(id)->queue)->config.routing.reopen_ms;
        schedule_waiting(world, *world.find(id));
    }
    add_event(world, id, EntryKind::reopened);
    Conversation& c = world.touch(id);
    Answer answer;
    answer.conversation = id;
    answer.entry = add_entry(world, c, message_of(c, Role::shopper, c.shopper_name, command.text), &session);
    answer.at_ms = world.now_ms();
    c.shopper_read = answer.entry;
    return answer;
}

}  // namespace yunke::core::rules
