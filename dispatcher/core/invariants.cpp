// What must be true of a pool after every batch, checked by walking all of it. Called by the simulator, the fuzzers and
// the checker of real runs; never on the way of a command.
#include <algorithm>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/needs.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/sides.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core {
namespace {

class Findings {
public:
    void expect(bool holds, const char* what, std::uint64_t id) {
        if (!holds) broken.push_back(std::string(what) + " (" + std::to_string(id) + ")");
    }
    std::vector<std::string> broken;
};

void check_offers(World& world, const Conversation& c, Findings& f) {
    f.expect(c.offers.size() <= limits::offers_per_conversation, "a conversation has at most two offers", raw(c.id));
    const bool waiting = c.state == ConversationState::waiting;
    const bool wants_help = c.state == ConversationState::active && c.owner != no_agent && c.helper == no_agent;
    f.expect(c.offers.empty() || waiting || (wants_help && c.offers.size() == 1),
             "a conversation is offered while it waits, or as help", raw(c.id));
    for (const OfferState& offer : c.offers) {
        const Agent* agent = world.find(offer.agent);
        f.expect(agent != nullptr, "an offer goes to a known agent", raw(c.id));
        if (agent == nullptr) continue;
        f.expect(is_ready(agent->presence), "an offer goes to somebody available", raw(c.id));
        f.expect(!waiting || meets(agent->config, world.index().router().needs(world.index().class_of(c))),
                 "an offer goes to somebody who meets its needs", raw(c.id));
        f.expect(agent->line_lost_ms == 0 && agent->session != no_session, "an offer goes to somebody connected",
                 raw(c.id));
        f.expect(offer.since_ms <= world.now_ms(), "an offer was made in the past", raw(c.id));
        f.expect(!is_excluded(c, offer.agent, world.now_ms()), "no offer to whoever declined it lately", raw(c.id));
    }
}

void check_people(const World& world, const Conversation& c, Findings& f) {
    const bool owned = c.state == ConversationState::active || c.state == ConversationState::wrap_up;
    const auto keepers = std::ranges::count(c.attendance, Part::take, &Attendance::part);
    f.expect(!owned || (world.find(c.owner) != nullptr) != (keepers == 1),
             "an active conversation has an owner or a keeper, not both", raw(c.id));
    f.expect(keepers == 0 || c.state == ConversationState::active, "a kept conversation is active", raw(c.id));
    f.expect(c.helper == no_agent || (c.state == ConversationState::active && c.owner != no_agent &&
                                      c.owner != c.helper && world.find(c.helper) != nullptr),
             "a helper helps somebody else", raw(c.id));
    f.expect(c.attendance.size() <= limits::attendance, "attendance is bounded", raw(c.id));
    for (const Attendance& one : c.attendance) {
        const Session* session = world.find(one.session);
        f.expect(one.part != Part::none && session != nullptr && !session->ended &&
                     (session->role == Role::supervisor || session->role == Role::administrator),
                 "whoever attends is a supervisor", raw(c.id));
        f.expect(
            one.part != Part::take || session == nullptr || session->attach != no_attach || session->line_lost_ms > 0,
            "a keeper is connected or within grace", raw(c.id));
    }
    f.expect(c.unanswered_ms == 0 || c.state == ConversationState::active, "only active conversations await an answer",
             raw(c.id));
    f.expect(
        !(c.reply_due_ms > 0 && c.reply_overdue) && (c.unanswered_ms > 0 || (c.reply_due_ms == 0 && !c.reply_overdue)),
        "an answer is due while one is awaited", raw(c.id));
}

void check_conversation(World& world, const Conversation& c, Findings& f) {
    check_offers(world, c, f);
    check_people(world, c, f);
    const bool waiting = c.state == ConversationState::waiting;
    f.expect(c.state != ConversationState::unspecified, "a conversation has a state", raw(c.id));
    f.expect(!waiting || c.owner == no_agent, "a waiting conversation has no owner", raw(c.id));
    f.expect(!waiting || c.deadline_ms > 0, "a waiting conversation has a deadline", raw(c.id));
    f.expect((c.closed_ms > 0) == (c.state == ConversationState::closed || c.state == ConversationState::wrap_up),
             "an ended conversation has an end", raw(c.id));
    f.expect((c.forget_ms > 0) == (c.state == ConversationState::closed), "a closed conversation is to be forgotten",
             raw(c.id));
    f.expect(c.shopper_read <= c.entries && c.agent_read <= c.entries, "nobody has read the future", raw(c.id));
    f.expect(world.find(c.queue) != nullptr, "a conversation stands in a known queue", raw(c.id));
}

void check_limits(const Agent& agent, const AgentIndex& held, Ms now_ms, Findings& f) {
    const AgentRouting& routing = agent.config.routing;
    const std::uint64_t id = raw(agent.config.id);
    const auto lately =
        std::ranges::count_if(agent.accepts_ms, [&](Ms at_ms) { return at_ms > now_ms - limits::pace_window_ms; });
    f.expect(routing.gap_ms == 0 || held.offered.size() <= 1, "new chats come one by one to whoever wants a gap", id);
    f.expect(routing.new_per_hour_max == 0 || held.offered.empty() ||
                 static_cast<std::size_t>(lately) + held.offered.size() <= routing.new_per_hour_max,
             "nobody is offered more in an hour than she wants", id);
    f.expect(!is_ready(agent.presence) || agent.limit < Limit::rest, "nobody works on when a rest is due", id);
    f.expect(agent.presence != Presence::on_demand || held.load() <= 1 || held.offered.empty(),
             "whoever is ready for one chat is offered one", id);
}

void check_agent(const World& world, const Agent& agent, Findings& f) {
    const AgentIndex& held = world.index().agent(agent.config.id);
    const std::uint64_t id = raw(agent.config.id);
    f.expect(held.load() <= agent.config.capacity || held.offered.empty(),
             "load, offers included, does not exceed capacity", id);
    f.expect(agent.presence != Presence::offline || held.load() == 0, "nobody offline holds a conversation", id);
    f.expect(agent.presence != Presence::finishing || held.load() > 0, "whoever has finished rests", id);
    check_limits(agent, held, world.now_ms(), f);
    f.expect(rules::meter_stands(world, agent), "an agent's meter holds what she does", id);
    const Session* session = world.find(agent.session);
    f.expect(agent.session == no_session || session != nullptr, "an agent's session exists", id);
    f.expect(session == nullptr || session->ended || (session->role == Role::agent && session->subject == id),
             "an agent's session is hers", id);
    const bool connected = session != nullptr && session->attach != no_attach;
    f.expect(connected || agent.line_lost_ms > 0 || agent.presence == Presence::offline,
             "whoever is at work is connected or within grace", id);
}

void check_session(const World& world, const Session& session, Findings& f) {
    const std::uint64_t id = raw(session.id);
    f.expect((session.attach == no_attach) == session.gateway.empty(), "a session has a gateway while attached", id);
    f.expect(session.attach == no_attach || world.index().is_attached(session.gateway, session.id),
             "an attached session is known by its gateway", id);
    f.expect(!session.ended || session.expires_ms > 0, "an ended session is to be forgotten", id);
    f.expect(session.kept.size() <= limits::kept_answers, "kept answers are bounded", id);
    f.expect(std::ranges::is_sorted(session.kept, {}, [](const KeptAnswer& k) { return k.answer.number; }),
             "kept answers rise", id);
    const Conversation* c = world.find(session.conversation);
    f.expect(c == nullptr || c->session == session.id, "a shopper's conversation is hers", id);
}

// The index as it grew against one made anew from the entities.
void check_index(World& world, Findings& f) {
    Index fresh(world.state());
    fresh.build();
    for (const auto& [id, agent] : world.state().agents) {
        const AgentIndex& grown = world.index().agent(id);
        const AgentIndex& made = fresh.agent(id);
        f.expect(grown.offered == made.offered && grown.owned == made.owned && grown.helping == made.helping &&
                     grown.ready_share == made.ready_share,
                 "an agent's index entry follows from the entities", raw(id));
        f.expect(grown.slot && world.index().router().standing(*grown.slot) == fresh.router().standing(*made.slot),
                 "an agent's standing follows from the entities", raw(id));
    }
    for (const auto& [id, queue] : world.state().queues) {
        const QueueIndex& grown = world.index().queue(id);
        const QueueIndex& made = fresh.queue(id);
        f.expect(grown.line == made.line && grown.first == made.first && grown.offered == made.offered &&
                     grown.active == made.active && grown.unanswered == made.unanswered &&
                     world.index().serving(id) == fresh.serving(id),
                 "a queue's index entry follows from the entities", raw(id));
    }
    for (const auto& [id, session] : world.state().sessions)
        f.expect(world.index().attended(id) == fresh.attended(id), "attendance follows from the entities", raw(id));
    f.expect(world.index().least_share() == fresh.least_share(), "the least share follows from the entities", 0);
    for (const auto& [id, c] : world.state().conversations) {
        const auto grown = world.index().placed(id);
        const auto made = fresh.placed(id);
        f.expect(grown.has_value() == made.has_value(), "a chat waits for offers as its entity says", raw(id));
        if (!grown || !made) continue;
        const Choice now = world.index().router().choose(*grown, {});
        const Choice anew = fresh.router().choose(*made, {});
        f.expect(now.chosen == anew.chosen && now.runner_up == anew.runner_up && now.chosen_turn == anew.chosen_turn &&
                     now.runner_up_turn == anew.runner_up_turn,
                 "who comes first follows from the entities", raw(id));
    }
}

// Nobody waits while somebody who could help is free, except where matching stopped at its bound.
void check_matched(World& world, Findings& f) {
    Router& router = world.index().router();
    for (const auto& [id, c] : world.state().conversations) {
        const auto placed = world.index().placed(id);
        if (!placed || router.is_dirty(*placed)) continue;
        std::vector<AgentId> not_for;
        for (const Exclusion& exclusion : c.excluded)
            if (exclusion.until_ms > world.now_ms()) not_for.push_back(exclusion.agent);
        for (const OfferState& offer : c.offers)
            not_for.push_back(offer.agent);
        f.expect(router.choose(*placed, not_for).chosen == no_agent,
                 "no conversation waits while somebody free matches", raw(id));
    }
}

}  // namespace

std::vector<std::string> Core::broken_invariants() const {
    Findings f;
    World& world = *world_;
    for (const auto& [id, c] : world.state().conversations)
        check_conversation(world, c, f);
    for (const auto& [id, agent] : world.state().agents)
        check_agent(world, agent, f);
    for (const auto& [id, session] : world.state().sessions)
        check_session(world, session, f);
    check_index(world, f);
    check_matched(world, f);
    return std::move(f.broken);
}

}  // namespace yunke::core
