#include "dispatcher/core/needs.hpp"

#include <algorithm>

namespace yunke::core {
namespace {

void lower(std::vector<SkillLevel>& skills, const SkillLevel& to) {
    if (to.level == 0) {
        std::erase_if(skills, [&](const SkillLevel& one) { return one.skill == to.skill; });
        return;
    }
    for (SkillLevel& one : skills)
        if (one.skill == to.skill) one.level = std::min(one.level, to.level);
}

void relax(Needs& needs, const Relaxation& step) {
    switch (step.kind) {
        case Relaxation::Kind::none:
            return;
        case Relaxation::Kind::lower:
            return lower(needs.skills, step.lower);
        case Relaxation::Kind::any_group:
            needs.groups.clear();
            needs.groups_only = false;
            return;
        case Relaxation::Kind::widen:
            if (std::ranges::find(needs.groups, step.widen_to) == needs.groups.end())
                needs.groups.push_back(step.widen_to);
            return;
    }
}

// Her level in a skill; 0 = none.
std::uint32_t level_of(const AgentConfig& agent, SkillId skill) {
    const auto held = std::ranges::find(agent.skills, skill, &SkillLevel::skill);
    return held == agent.skills.end() ? 0 : held->level;
}

std::size_t place_in_groups(const AgentConfig& agent, const Needs& needs) {
    std::size_t place = 0;
    while (place < needs.groups.size() && !std::ranges::binary_search(agent.routing.groups, needs.groups[place]))
        ++place;
    return place;
}

char lower_case(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Asked of every agent and class, so without making a text of it.
bool has_primary(std::string_view tag, std::string_view language) {
    const std::string_view primary = tag.substr(0, tag.find('-'));
    return std::ranges::equal(primary, language, {}, [](char c) { return lower_case(c); });
}

bool speaks(const AgentConfig& agent, const std::string& language) {
    return language.empty() ||
           std::ranges::any_of(agent.languages, [&](const std::string& tag) { return has_primary(tag, language); });
}

}  // namespace

std::string primary_language(std::string_view tag) {
    std::string primary(tag.substr(0, tag.find('-')));
    for (char& c : primary)
        c = lower_case(c);
    return primary;
}

Needs needs_of(const QueueConfig& queue, std::string_view language, std::size_t steps) {
    const QueueRouting& routing = queue.routing;
    Needs needs;
    needs.shop = queue.shop;
    needs.certified = routing.certified;
    needs.groups_only = routing.groups_only;
    needs.content = routing.needs;
    needs.language = routing.language.empty() ? std::string(language) : primary_language(routing.language);
    needs.skills = queue.skills;
    needs.groups = routing.groups;
    for (std::size_t i = 0; i < std::min(steps, routing.relaxations.size()); ++i)
        relax(needs, routing.relaxations[i]);
    std::ranges::sort(needs.skills);
    return needs;
}

std::uint32_t steps_after(const QueueConfig& queue, Ms waited_ms) {
    const auto& steps = queue.routing.relaxations;
    const auto first_later = std::ranges::find_if(steps, [&](const Relaxation& r) { return r.after_ms > waited_ms; });
    return static_cast<std::uint32_t>(first_later - steps.begin());
}

bool meets(const AgentConfig& agent, const Needs& needs) {
    return std::ranges::all_of(needs.skills,
                               [&](const SkillLevel& asked) { return level_of(agent, asked.skill) >= asked.level; }) &&
           speaks(agent, needs.language) && (needs.content & agent.routing.cannot) == 0 &&
           (!needs.certified || std::ranges::binary_search(agent.routing.certified_shops, needs.shop)) &&
           (!needs.groups_only || place_in_groups(agent, needs) < needs.groups.size());
}

Fit fit_of(const AgentConfig& agent, const Needs& needs) {
    const bool direct = std::ranges::binary_search(agent.routing.direct_shops, needs.shop);
    const auto place = static_cast<std::uint32_t>(std::min<std::size_t>(place_in_groups(agent, needs), rank_max / 2));
    std::uint32_t surplus = 0;
    for (const SkillLevel& asked : needs.skills)
        surplus += level_of(agent, asked.skill) - asked.level;
    return {2 * place + (direct ? 0 : 1), std::min(surplus, surplus_max)};
}

}  // namespace yunke::core
