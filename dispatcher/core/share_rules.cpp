// Fair share: who has had how much of what she wished for. Taking a chat charges what its queue's chats take in the
// mean, its end corrects that to her actual share: of every instant, each of her chats at that time has an equal part.
// All is counted as if she had wished for eight hours. Only her own events change it; declining and missing offers do
// not.
#include <algorithm>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

constexpr auto units_per_ms = static_cast<std::uint64_t>(limits::ticks_per_ms);

Ms as_if_eight_hours(const Agent& agent, Ms ms) {
    const Ms wished_ms = agent.config.routing.wished_ms > 0 ? agent.config.routing.wished_ms : limits::wished_ms;
    return ms * limits::wished_ms / wished_ms;
}

// Her active chats; not the one that is being edited.
std::uint64_t others_active(const World& world, const Agent& agent) {
    const auto& owned = world.index().agent(agent.config.id).owned;
    return static_cast<std::uint64_t>(std::ranges::count_if(
        owned, [&](ConversationId id) { return world.find(id)->state == ConversationState::active; }));
}

// Lets her clock run up to now: the more chats share her time, the slower.
void advance(const World& world, Agent& agent, std::uint64_t chats) {
    if (chats > 0)
        agent.share_clock += static_cast<std::uint64_t>(world.now_ms() - agent.share_at_ms) * (units_per_ms / chats);
    agent.share_at_ms = world.now_ms();
}

}  // namespace

void begin_share(World& world, Agent& agent, Conversation& c) {
    advance(world, agent, others_active(world, agent));
    c.share_since = agent.share_clock;
    // Whoever wished for a number of chats is counted by chats, however long they take.
    if (const std::uint32_t chats = agent.config.routing.wished_chats; chats > 0) {
        c.charged_ms = limits::wished_ms / chats;
        agent.share_ms += c.charged_ms;
        return;
    }
    const Queue* queue = world.find(c.queue);
    const Ms mean_ms = queue != nullptr ? queue->config.routing.handling_ms : 0;
    c.charged_ms = as_if_eight_hours(agent, mean_ms > 0 ? mean_ms : limits::handling_ms);
    agent.share_ms += c.charged_ms;
}

void end_share(World& world, Agent& agent, Conversation& c) {
    const std::uint64_t others = others_active(world, agent);
    advance(world, agent, others + 1);
    if (agent.config.routing.wished_chats == 0) {
        const auto actual_ms = static_cast<Ms>((agent.share_clock - c.share_since) / units_per_ms);
        agent.share_ms = std::max<Ms>(agent.share_ms + as_if_eight_hours(agent, actual_ms) - c.charged_ms, 0);
    }
    c.charged_ms = 0;
    c.share_since = 0;
    if (others > 0) return;
    agent.share_clock = 0;
    agent.share_at_ms = 0;
}

void level_share(World& world, Agent& agent) {
    if (const auto least_ms = world.index().least_share())
        agent.share_ms = std::max(agent.share_ms, *least_ms - limits::share_lead_ms);
}

}  // namespace yunke::core::rules
