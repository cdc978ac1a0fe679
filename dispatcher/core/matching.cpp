#include "dispatcher/core/matching.hpp"

#include <algorithm>
#include <limits>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core {
namespace {

// The heads of the classes still looked at, earliest deadline first over all of them.
using Frontier = std::set<std::pair<Place, ClassKey>>;

void push_from(Frontier& frontier, const RequirementClass& wanted, const ClassKey& key, Place after) {
    const auto next = wanted.waiting.upper_bound(after);
    if (next != wanted.waiting.end() && !wanted.available.empty()) frontier.emplace(*next, key);
}

AgentId choose(const World& world, const RequirementClass& wanted, const Conversation& conversation) {
    for (const auto& [idle_since_ms, agent] : wanted.available)
        if (!is_excluded(conversation, agent, world.now_ms())) return agent;
    return no_agent;
}

constexpr Place before_all{std::numeric_limits<Ms>::min(), ConversationId{0}};

}  // namespace

bool has_skills(const AgentConfig& agent, const QueueConfig& queue) {
    return std::ranges::all_of(queue.skills, [&](const SkillLevel& needed) {
        return std::ranges::any_of(agent.skills, [&](const SkillLevel& held) {
            return held.skill == needed.skill && held.level >= needed.level;
        });
    });
}

bool is_excluded(const Conversation& conversation, AgentId agent, Ms now_ms) {
    return std::ranges::any_of(conversation.excluded,
                               [&](const Exclusion& e) { return e.agent == agent && e.until_ms > now_ms; });
}

bool match(World& world) {
    Index& index = world.index();
    Frontier frontier;
    std::size_t offers = 0;
    while (true) {
        // Making an offer may itself free or occupy somebody (auto-accept, withdrawal), so new classes are taken in on
        // every turn.
        for (const ClassKey& key : index.dirty())
            push_from(frontier, index.requirement_class(key), key, before_all);
        index.dirty().clear();
        if (frontier.empty()) return false;
        if (offers == limits::offers_per_step) {
            for (const auto& [place, key] : frontier)
                index.dirty().insert(key);
            return true;
        }
        const auto [place, key] = *frontier.begin();
        frontier.erase(frontier.begin());
        const RequirementClass& wanted = index.requirement_class(key);
        if (wanted.waiting.contains(place)) {
            const Conversation& conversation = world.state().conversations.at(place.second);
            if (const AgentId agent = choose(world, wanted, conversation); agent != no_agent) {
                rules::make_offer(world, conversation.id, agent);
                ++offers;
            }
        }
        push_from(frontier, wanted, key, place);
    }
}

}  // namespace yunke::core
