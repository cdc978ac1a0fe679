#include "dispatcher/core/matching.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <span>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core {
namespace {

// The heads of the classes still looked at, earliest deadline first over all of them. Nearly always one to three, so a
// sorted row serves better than a tree.
class Frontier {
public:
    void push(Place place, ClassId id) {
        const Head head{place, id};
        const auto at = std::ranges::lower_bound(heads_, head, std::greater<>());
        if (at == heads_.end() || *at != head) heads_.insert(at, head);
    }
    std::pair<Place, ClassId> pop() {
        const Head head = heads_.back();
        heads_.pop_back();
        return head;
    }
    bool empty() const { return heads_.empty(); }
    const auto& rest() const { return heads_; }

private:
    using Head = std::pair<Place, ClassId>;
    std::vector<Head> heads_;  // the earliest last
};

constexpr Place before_all{std::numeric_limits<Ms>::min(), ConversationId{0}};

void push_from(Frontier& frontier, const Router& router, ClassId id, Place after) {
    if (!router.has_free(id)) return;
    const auto& waiting = router.waiting(id);
    if (waiting.empty()) return;
    if (after == before_all) return frontier.push(router.first(id), id);
    if (const auto next = waiting.upper_bound(after); next != waiting.end()) frontier.push(*next, id);
}

// Whom this chat is not offered to: who declined or missed it lately, and who considers it already.
class Excluded {
public:
    Excluded(const Conversation& c, Ms now_ms) {
        for (const Exclusion& one : c.excluded)
            if (one.until_ms > now_ms) ids_.at(size_++) = one.agent;
        declined_ = static_cast<std::uint32_t>(size_);
        for (const OfferState& one : c.offers)
            ids_.at(size_++) = one.agent;
    }
    std::span<const AgentId> ids() const { return std::span(ids_).first(size_); }
    std::uint32_t declined() const { return declined_; }

private:
    std::array<AgentId, limits::exclusions + limits::offers_per_conversation> ids_{};
    std::size_t size_ = 0;
    std::uint32_t declined_ = 0;
};

// Whoever served this shopper last, if she is to be asked first and can be.
std::optional<Turn> turn_of_known(const World& world, const Conversation& c, ClassId id, const Excluded& excluded) {
    const Session* session = world.find(c.session);
    if (session == nullptr || session->known_agent == no_agent || session->known_until_ms <= world.now_ms())
        return std::nullopt;
    if (std::ranges::find(excluded.ids(), session->known_agent) != excluded.ids().end()) return std::nullopt;
    const auto& entry = world.index().agent(session->known_agent);
    return entry.slot ? world.index().router().turn_if_free(id, *entry.slot) : std::nullopt;
}

Decision record(const World& world, const Conversation& c, ClassId id, const Choice& choice, const Excluded& excluded) {
    using Status = Standing::Status;
    const Router& router = world.index().router();
    const Census& census = router.census(id);
    const auto count = [&](Status status) { return census.by_status[static_cast<std::size_t>(status)]; };
    Decision decision;
    decision.at_ms = world.now_ms();
    decision.chosen = choice.chosen;
    decision.chosen_key = router.order().explain(choice.chosen_turn, world.now_ms());
    decision.runner_up = choice.runner_up;
    if (choice.runner_up != no_agent)
        decision.runner_up_key = router.order().explain(choice.runner_up_turn, world.now_ms());
    decision.second = !c.offers.empty();
    decision.matching = census.matching;
    decision.free = count(Status::free);
    decision.full = count(Status::full);
    decision.away = count(Status::away);
    decision.held = count(Status::held);
    decision.excluded = excluded.declined();
    return decision;
}

// Offers the chat if anybody can take it.
bool offer(World& world, const Conversation& c, ClassId id) {
    const Excluded excluded(c, world.now_ms());
    Choice choice = world.index().router().choose(id, excluded.ids());
    if (choice.chosen == no_agent) return false;
    bool known = false;
    if (const auto turn = turn_of_known(world, c, id, excluded)) {
        const AgentId agent = world.find(c.session)->known_agent;
        if (agent != choice.chosen) choice = {agent, choice.chosen, *turn, choice.chosen_turn};
        known = true;
    }
    Decision decision = record(world, c, id, choice, excluded);
    decision.known = known;
    rules::make_offer(world, c.id, decision);
    return true;
}

}  // namespace

bool is_excluded(const Conversation& conversation, AgentId agent, Ms now_ms) {
    return std::ranges::any_of(conversation.excluded,
                               [&](const Exclusion& e) { return e.agent == agent && e.until_ms > now_ms; });
}

bool match(World& world) {
    Router& router = world.index().router();
    if (router.dirty().empty()) return false;
    Frontier frontier;
    std::size_t offers = 0;
    while (true) {
        // Making an offer may itself free or occupy somebody (auto-accept, withdrawal), so new classes are taken in on
        // every turn.
        for (const ClassId id : router.dirty())
            push_from(frontier, router, id, before_all);
        router.clear_dirty();
        if (frontier.empty()) return false;
        if (offers == limits::offers_per_step) {
            for (const auto& [place, id] : frontier.rest())
                router.mark(id);
            return true;
        }
        const auto [place, id] = frontier.pop();
        if (router.waiting(id).contains(place) && offer(world, world.state().conversations.at(place.second), id))
            ++offers;
        push_from(frontier, router, id, place);
    }
}

}  // namespace yunke::core
