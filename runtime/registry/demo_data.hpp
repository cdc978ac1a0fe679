// The demo's people and shops as tables, apart from the code that writes them. Private to runtime/registry.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "yunke/v1/entity.pb.h"

namespace yunke::registry::demo {

struct SkillNeed {
    const char* skill;  // its key
    std::uint32_t level;
};

struct SkillEntry {
    const char* key;
    const char* name_zh;
    const char* name_en;
};

struct QueueEntry {
    const char* topic;
    const char* title_zh;
    const char* title_en;
    std::vector<SkillNeed> skills;
    std::uint32_t answer_target_ms;
};

struct ShopEntry {
    const char* slug;
    const char* name;
    std::size_t merchant;  // index into merchants()
    std::vector<QueueEntry> queues;
};

struct AgentEntry {
    std::string login;
    std::string name;
    std::vector<SkillNeed> skills;
    std::vector<std::string> languages;
    std::uint32_t capacity;
    std::uint32_t offer_timeout_ms;
    std::uint32_t misses_to_hold;
    v1::WrapUpMode wrap_up;
    std::uint32_t wrap_up_ms;
};

const std::vector<const char*>& merchants();
const std::vector<SkillEntry>& skills();
const std::vector<ShopEntry>& shops();
const std::vector<AgentEntry>& agents();  // for people
std::vector<AgentEntry> swarm_agents();   // for yunke-swarm

// The demo's officer is of the east. What agents agree to is theirs to say, so only some of those for people do.
inline constexpr const char* east = "华东 East China";
inline constexpr const char* south = "华南 South China";
struct ConsentEntry {
    const char* login;
    bool income;  // besides progress
};
const std::vector<ConsentEntry>& consents();
const char* region_of(const std::string& login);

}  // namespace yunke::registry::demo
