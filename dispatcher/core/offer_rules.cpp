// Offers: a chat is offered, never pushed. An offer takes up capacity, waits as long as this agent needs, and leaves no
// mark when it is declined.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/needs.hpp"
#include "dispatcher/core/rules.hpp"
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

void tell_gone(World& world, AgentId id, ConversationId conversation, OfferEnd why) {
    const Agent* agent = world.find(id);
    if (agent == nullptr) return;
    if (const Session* session = world.find(agent->session)) world.tell(*session, OfferGone{conversation, why});
}

void exclude(World& world, Conversation& c, AgentId agent, Ms for_ms) {
    std::erase_if(c.excluded, [&](const Exclusion& e) { return e.agent == agent || e.until_ms <= world.now_ms(); });
    if (c.excluded.size() == limits::exclusions) c.excluded.erase(c.excluded.begin());
    c.excluded.push_back(Exclusion{agent, world.now_ms() + for_ms});
    world.timers().add(world.now_ms() + for_ms, TimerKind::exclusion, raw(c.id));
}

// Takes one offer out; for_ms > 0 keeps it from coming back that soon.
void take_back(World& world, ConversationId id, AgentId agent, OfferEnd why, Ms for_ms) {
    {
        ConversationEdit edit(world, id);
        std::erase_if(edit->offers, [&](const OfferState& o) { return o.agent == agent; });
        if (for_ms > 0) exclude(world, *edit, agent, for_ms);
    }
    tell_gone(world, agent, id, why);
    rest_if_finished(world, agent);
    review_limits(world, agent);
    schedule_waiting(world, *world.find(id));
}

void count_miss(World& world, AgentId id) {
    AgentEdit edit(world, id);
    ++edit->misses;
    if (edit->config.misses_to_hold > 0 && edit->misses >= edit->config.misses_to_hold) edit->arrivals_held = true;
}

void take_over(World& world, ConversationId id, AgentId agent) {
    std::vector<AgentId> others;
    {
        ConversationEdit edit(world, id);
        for (const OfferState& offer : edit->offers)
            if (offer.agent != agent) others.push_back(offer.agent);
        edit->offers.clear();
        edit->excluded.clear();
        edit->state = ConversationState::active;
        edit->owner = agent;
        edit->owner_name = world.find(agent)->config.name;
        edit->accepted_ms = world.now_ms();
        edit->handling_since_ms = world.now_ms();
        begin_share(world, world.touch(agent), *edit);
    }
    {
        AgentEdit edit(world, agent);
        edit->misses = 0;
        edit->idle_since_ms = world.now_ms();
    }
    book_accept(world, agent);
    for (const AgentId other : others) {
        tell_gone(world, other, id, OfferEnd::taken);
        rest_if_finished(world, other);
        review_limits(world, other);
    }
    tell_gone(world, agent, id, OfferEnd::accepted);
    // One chat was what she was ready for.
    if (world.find(agent)->presence == Presence::on_demand) change_presence(world, agent, Presence::finishing);
    review_limits(world, agent);
}

void become_owner(World& world, ConversationId id, AgentId agent) {
    take_over(world, id, agent);
    const Conversation& c = *world.find(id);
    const Session* session = owner_session(world, c);
    // The view goes first, so that the client knows whose entries they are.
    if (session != nullptr) {
        world.tell(*session, view_for(world, c, Role::agent));
        if (c.entries > 0) world.tell(*session, ReadEntries{id, 1, c.entries, Role::agent});
    }
    Entry joined;
    joined.kind = EntryKind::joined;
    joined.author = Role::agent;
    joined.name = c.owner_name;
    add_entry(world, world.touch(c), std::move(joined));
}

}  // namespace

void make_offer(World& world, ConversationId id, Decision decision) {
    const AgentId agent_id = decision.chosen;
    const Agent& agent = *world.find(agent_id);
    OfferState offer{agent_id, world.now_ms(), 0, 0};
    if (agent.config.offer_timeout_ms > 0) offer.expires_ms = world.now_ms() + agent.config.offer_timeout_ms;
    {
        ConversationEdit edit(world, id);
        edit->offers.push_back(offer);
        if (edit->decisions.size() == limits::decisions) edit->decisions.erase(edit->decisions.begin());
        edit->decisions.push_back(std::move(decision));
    }
    if (agent.config.auto_accept) {
        become_owner(world, id, agent_id);
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
    become_owner(world, command.conversation, AgentId{session.subject});
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
    for (const AgentId agent : missed) {
        take_back(world, id, agent, OfferEnd::missed, limits::miss_cooldown_ms);
        count_miss(world, agent);
    }
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
    for (const OfferState& offer : world.find(id)->offers)
        agents.push_back(offer.agent);
    for (const AgentId agent : agents)
        take_back(world, id, agent, why, 0);
}

void withdraw_offers_of(World& world, AgentId agent) {
    const std::set<ConversationId> offers = world.index().agent(agent).offered;
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
