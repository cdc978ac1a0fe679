#include "tests/bench/routing_world.hpp"

#include <algorithm>

namespace yunke::bench {

using namespace core;

namespace {

constexpr std::uint32_t groups = 20;

std::vector<SkillLevel> random_skills(std::uint32_t count, std::uint32_t level_max, const Shape& shape,
                                      Chance& chance) {
    std::vector<SkillLevel> skills;
    while (skills.size() < count) {
        const SkillId skill{1 + chance.below(shape.skills)};
        if (std::ranges::find(skills, skill, &SkillLevel::skill) == skills.end())
            skills.push_back({skill, 1 + chance.below(level_max)});
    }
    std::ranges::sort(skills);
    return skills;
}

}  // namespace

AgentConfig random_agent(std::uint32_t id, const Shape& shape, Chance& chance) {
    AgentConfig config;
    config.id = AgentId{id};
    config.name = "agent";
    config.skills = random_skills(3 + chance.below(6), 5, shape, chance);
    config.languages.emplace_back("zh-CN");
    if (chance.percent(30)) config.languages.emplace_back("en");
    config.routing.groups = {GroupId{1 + chance.below(groups)}};
    config.capacity = 1 + chance.below(5);
    config.enabled = true;
    return config;
}

Needs random_needs(const Shape& shape, Chance& chance) {
    Needs needs;
    needs.skills = random_skills(chance.percent(80) ? 1 : 2, 3, shape, chance);
    needs.language = chance.percent(80) ? "zh" : "en";
    if (chance.percent(50)) needs.groups = {GroupId{1 + chance.below(groups)}, GroupId{1 + chance.below(groups)}};
    return needs;
}

Crowd::Crowd(const Shape& shape, Standing::Status status) : shape_(shape) {
    agents_.reserve(shape.agents);
    for (std::uint32_t i = 0; i < shape.agents; ++i)
        agents_.push_back(random_agent(i + 1, shape, chance_));
    for (const AgentConfig& config : agents_) {
        slots_.push_back(router_.put_agent(config));
        Standing& standing = standings_.emplace_back();
        standing.status = status;
        standing.share = chance_.below(200);
        standing.load = status == Standing::Status::full ? config.capacity : 0;
        standing.idle_since_ms = now_ms_ - chance_.below(3'600'000);
        router_.set_standing(slots_.back(), standing);
    }
    while (ids_.size() < shape.classes) {
        const Needs needs = random_needs(shape, chance_);
        const std::size_t known = router_.classes();
        const ClassId id = router_.class_of(needs);
        // A class that nobody fits decides nothing.
        if (router_.classes() == known || router_.census(id).matching == 0) continue;
        needs_.push_back(needs);
        ids_.push_back(id);
    }
}

Waiting Crowd::arrive() {
    const ClassId id = ids_[chance_.below(static_cast<std::uint32_t>(ids_.size()))];
    const Waiting chat{{tick() + 60'000, ConversationId{next_chat_++}}, id};
    router_.wait(id, chat.place);
    return chat;
}

}  // namespace yunke::bench
