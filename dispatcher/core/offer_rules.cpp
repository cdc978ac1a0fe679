// Offers: a chat is offered, never pushed. An offer takes up capacity, waits as long as this agent needs, and leaves no
// mark when it is declined.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/needs.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/sides.hpp"
#include "dispatcher/core/views.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

const OfferState* offer_to(const Conversation& c, AgentId agent) {
    const auto it = std::ranges::find(c.offers, agent, &OfferState::agent);
    return it == c.offers.end() ? nullptr : &*it;
}

// The conversation offered to this session's agent, or nullptr.
const Conversation* offered(const World& world, const Session& session, ConversationId id) {
    const Conversation* c = world.find(id);
    return c != nullptr && offer_to(*c, AgentId{session.subject}) != nullptr ? c : nullptr;
}

void tell_offer_gone(World& world, AgentId id, ConversationId conversation, OfferEnd why) {
    const Agent* agent = world.find(id);
    if (agent == nullptr) return;
    if (const Session* session = world.find(agent->session)) world.tell(*session, OfferGone{conversation, why});
}

// Takes one offer out; for_ms > 0 keeps it from coming back that soon.
void take_back(World& world, ConversationId id, AgentId agent, OfferEnd why, Ms for_ms) {
    {
        ConversationEdit edit(world, id);
        std::erase_if(edit->offers, [&](const OfferState& o) { return o.agent == agent; });
        if (for_ms > 0) exclude(world, *edit, agent, for_ms);
    }
    tell_offer_gone(world, agent, id, why);
    rest_if_finished(world, agent);
    review_limits(world, agent);
    schedule_waiting(world, *world.find(id));
}

void count_miss(World& world, AgentId id) {
    AgentEdit edit(world, id);
    ++edit->misses;
    if (edit->config.misses_to_hold > 0 && edit->misses >= edit->config.misses_to_hold) edit->arrivals_held = true;
}

// What she took up, an answer or help, is new work to her.
void begin_work(World& world, AgentId agent) {
    {
        AgentEdit edit(world, agent);
        edit->misses = 0;
        edit->idle_since_ms = world.now_ms();
    }
    book_accept(world, agent);
    // One chat was what she was ready for.
    if (world.find(agent)->presence == Presence::on_demand) change_presence(world, agent, Presence::finishing);
    review_limits(world, agent);
}

// The view goes first, so that the client knows whose entries they are.
void show(World& world, const Session* session, const Conversation& c) {
    if (session == nullptr) return;
    world.tell(*session, view_for(world, c, *session));
    if (c.entries > 0) world.tell(*session, ReadEntries{c.id, 1, c.entries, session->role});
}

void take_over(World& world, ConversationId id, AgentId agent) {
    std::vector<AgentId> others;
    {
        ConversationEdit edit(world, id);
        for (const OfferState& offer : edit->offers)
            if (offer.agent != agent) others.push_back(offer.agent);
        edit->offers.clear();
        edit->excluded.clear();
        begin_handling(world, *edit, agent);
    }
    for (const AgentId other : others) {
        tell_offer_gone(world, other, id, OfferEnd::taken);
        rest_if_finished(world, other);
        review_limits(world, other);
    }
    tell_offer_gone(world, agent, id, OfferEnd::accepted);
    begin_work(world, agent);
}

void become_owner(World& world, ConversationId id, AgentId agent) {
    take_over(world, id, agent);
    const Conversation& c = *world.find(id);
    show(world, owner_session(world, c), c);
    add_person(world, id, EntryKind::joined, Role::agent, c.owner_name);
}

void become_helper(World& world, ConversationId id, AgentId agent) {
    {
        ConversationEdit edit(world, id);
        edit->offers.clear();
        edit->helper = agent;
        edit->helper_name = world.find(agent)->config.name;
    }
    tell_offer_gone(world, agent, id, OfferEnd::accepted);
    begin_work(world, agent);
    const Conversation& c = *world.find(id);
    show(world, helper_session(world, c), c);
    add_person(world, id, EntryKind::helper_joined, Role::agent, c.helper_name);
}

// An active conversation is offered only to whoever is asked to help with it.
void take_up(World& world, ConversationId id, AgentId agent) {
    if (world.find(id)->state == ConversationState::active)
        become_helper(world, id, agent);
    else
        become_owner(world, id, agent);
}

}  // namespace

void exclude(World& world, Conversation& c, AgentId agent, Ms for_ms) {
    std::erase_if(c.excluded, [&](const Exclusion& e) { return e.agent == agent || e.until_ms <= world.now_ms(); });
    if (c.excluded.size() == limits::exclusions) c.excluded.erase(c.excluded.begin());
    c.excluded.push_back(Exclusion{agent, world.now_ms() + for_ms});
    world.timers().add(world.now_ms() + for_ms, TimerKind::exclusion, raw(c.id));
}

void make_offer(World& world, ConversationId id, Decision decision, std::string from_name) {
    const AgentId agent_id = decision.chosen;
    const Agent& agent = *world.find(agent_id);
    OfferState offer{agent_id, world.now_ms(), 0, 0, std::move(from_name)};
    if (agent.config.offer_timeout_ms > 0) offer.expires_ms = world.now_ms() + agent.config.offer_timeout_ms;
    {
        ConversationEdit edit(world, id);
        edit->offers.push_back(offer);
        if (edit->decisions.size() == limits::decisions) edit->decisions.erase(edit->decisions.begin());
        edit->decisions.push_back(std::move(decision));
    }
    if (agent.config.auto_accept) {
        take_up(world, id, agent_id);
        return;
    }
    world.timers().add(offer.expires_ms, TimerKind::offer, raw(id));
    if (const Session* session = world.find(agent.session))
        world.tell(*session, offer_view(world, *world.find(id), offer));
    review_limits(world, agent_id);
}

Answer accept(World& world, const Session& session, const Accept& command) {
    if (offered(world, session, command.conversation) == nullptr)
        return refuse(ErrorCode::offer_gone, "no such offer any more");
    take_up(world, command.conversation, AgentId{session.subject});
    return {};
}

Answer decline(World& world, const Session& session, const Decline& command) {
    if (offered(world, session, command.conversation) == nullptr)
        return refuse(ErrorCode::offer_gone, "no such offer any more");
    take_back(world, command.conversation, AgentId{session.subject}, OfferEnd::declined, world.decline_cooldown_ms());
    return {};
}

Answer prolong(World& world, const Session& session, const Prolong& command) {
    const AgentId agent{session.subject};
    const Conversation* found = offered(world, session, command.conversation);
    if (found == nullptr) return refuse(ErrorCode::offer_gone, "no such offer any more");
    if (offer_to(*found, agent)->prolonged >= limits::prolongs)
        return refuse(ErrorCode::wrong_state, "prolonged as often as possible");
    Conversation& c = world.touch(command.conversation);
    OfferState& offer = *std::ranges::find(c.offers, agent, &OfferState::agent);
    ++offer.prolonged;
    if (offer.expires_ms > 0) {
        offer.expires_ms = world.now_ms() + world.find(agent)->config.offer_timeout_ms;
        world.timers().add(offer.expires_ms, TimerKind::offer, raw(c.id));
    }
    world.tell(session, offer_view(world, c, offer));
    return {};
}

void offer_due(World& world, ConversationId id) {
    const Conversation* c = world.find(id);
    if (c == nullptr) return;
    std::vector<AgentId> missed;
    for (const OfferState& offer : c->offers)
        if (offer.expires_ms > 0 && offer.expires_ms <= world.now_ms()) missed.push_back(offer.agent);
    // Whoever did not hear a colleague's question has missed no chat.
    const bool help = c->state == ConversationState::active;
    for (const AgentId agent : missed) {
        take_back(world, id, agent, OfferEnd::missed, help ? 0 : limits::miss_cooldown_ms);
        if (!help) count_miss(world, agent);
    }
}

// What was relaxed while it waited counts no more once somebody has had it.
ClassId class_in_person(World& world, const Conversation& c) {
    return world.index().class_of(c, c.state == ConversationState::waiting ? c.step : 0);
}

bool can_be_asked(World& world, const Conversation& c, AgentId agent) {
    const auto& slot = world.index().agent(agent).slot;
    return slot && !is_excluded(c, agent, world.now_ms()) && !offer_to(c, agent) &&
           world.index().router().turn_if_free(class_in_person(world, c), *slot).has_value();
}

void ask_in_person(World& world, ConversationId id, AgentId agent, std::string from_name) {
    Decision decision;
    decision.at_ms = world.now_ms();
    decision.chosen = agent;
    decision.direct = true;
    make_offer(world, id, std::move(decision), std::move(from_name));
}

void exclusion_over(World& world, ConversationId id) {
    const auto over = [&](const Exclusion& e) { return e.until_ms <= world.now_ms(); };
    const Conversation* c = world.find(id);
    if (c == nullptr || std::ranges::none_of(c->excluded, over)) return;
    ConversationEdit edit(world, id);
    std::erase_if(edit->excluded, over);
}

void withdraw_offers(World& world, ConversationId id, OfferEnd why) {
    std::vector<AgentId> agents;
    agents.reserve(world.find(id)->offers.size());
    for (const OfferState& offer : world.find(id)->offers)
        agents.push_back(offer.agent);
    for (const AgentId agent : agents)
        take_back(world, id, agent, why, 0);
}

void withdraw_offers_of(World& world, AgentId agent) {
    const auto offers = world.index().agent(agent).offered;
    for (const ConversationId id : offers)
        take_back(world, id, agent, OfferEnd::withdrawn, 0);
}

void withdraw_misfits(World& world, ConversationId id) {
    const Conversation& c = *world.find(id);
    if (c.offers.empty()) return;
    const Needs& needs = world.index().router().needs(world.index().class_of(c));
    std::vector<AgentId> misfits;
    for (const OfferState& offer : c.offers)
        if (!meets(world.find(offer.agent)->config, needs)) misfits.push_back(offer.agent);
    for (const AgentId agent : misfits)
        take_back(world, id, agent, OfferEnd::withdrawn, 0);
}

}  // namespace yunke::core::rules
