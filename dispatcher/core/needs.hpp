// What a class of chats asks of whoever answers, and whether an agent meets it. Chats of one queue, language and
// relaxation step ask the same; so do those of different queues whose demands happen to be equal. Used by the index
// (who stands in which class), by matching's oracle and by `explain`.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "dispatcher/core/types.hpp"

namespace yunke::core {

struct Needs {
    ShopId shop{};  // matters if certified, or if somebody prefers it; else 0
    bool certified = false;
    bool groups_only = false;
    ContentSet content = 0;
    std::string language;            // primary subtag; empty = any
    std::vector<SkillLevel> skills;  // rising
    std::vector<GroupId> groups;     // best first
    auto operator<=>(const Needs&) const = default;
};

// How well somebody fits who does: smaller is better.
struct Fit {
    std::uint32_t rank = 0;     // place of her group in the queue's preference, twice; less one if she prefers the shop
    std::uint32_t surplus = 0;  // sum of her levels above those asked for
};

// The largest values that a Fit takes; what lies above counts as this.
inline constexpr std::uint32_t rank_max = 255;
inline constexpr std::uint32_t surplus_max = 255;

// "zh-Hans-CN" -> "zh"; lower case.
std::string primary_language(std::string_view tag);

// What the queue asks for after `steps` of its relaxations. `language`: the shopper's primary subtag, empty = any.
Needs needs_of(const QueueConfig& queue, std::string_view language, std::size_t steps);

// How many of the queue's relaxations hold for a chat that has waited this long.
std::uint32_t steps_after(const QueueConfig& queue, Ms waited_ms);

bool meets(const AgentConfig& agent, const Needs& needs);
Fit fit_of(const AgentConfig& agent, const Needs& needs);

}  // namespace yunke::core
