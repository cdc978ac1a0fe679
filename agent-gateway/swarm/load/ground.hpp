// The ground that a load run stands on: a shop of its own with one queue, a skill that nobody else holds, and agents
// who accept by themselves, so that no chat of the run reaches a person. Written once to the registry, found again by
// later runs. Called by `yunke-swarm load` and by tests.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "agent-gateway/swarm/limits.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::swarm {

inline constexpr const char* load_topic = "load";
inline constexpr const char* load_language = "zh-CN";

struct LoadGround {
    std::uint32_t shop = 0;
    std::uint32_t queue = 0;
    std::vector<std::uint32_t> agents;  // as many as the chats need
    bool changed = false;               // something was written just now
};

// Agents for `chats` chats at once; `chats_per_agent` counts for those that are added. The error is a sentence.
std::expected<LoadGround, std::string> prepare_ground(registry::Registry& registry, const std::string& pool,
                                                      std::uint32_t chats,
                                                      std::uint32_t chats_per_agent = limits::chats_per_agent);

}  // namespace yunke::swarm
