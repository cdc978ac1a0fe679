// A skill that is given up. Nobody may be left waiting for something that nobody can know any more.
#include <algorithm>

#include "runtime/registry/database.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

const v1::SkillLevel* find(const auto& levels, std::uint32_t skill) {
    const auto at = std::ranges::find(levels, skill, &v1::SkillLevel::skill);
    return at == levels.end() ? nullptr : &*at;
}

Result<void> refuse_if_needed(Registry& registry, std::string_view pool, const Skill& skill) {
    const auto queues = registry.queues(pool);
    if (!queues) return std::unexpected(queues.error());
    for (const v1::QueueConfig& queue : *queues) {
        if (find(queue.skills(), skill.id) == nullptr) continue;
        return conflict("key", "Queue " + std::to_string(queue.id()) + " (" + queue.topic() + " of shop " +
                                   std::to_string(queue.shop()) + ") asks for the skill " + skill.key +
                                   "; let it ask for something else first.");
    }
    return {};
}

Result<void> take_from_agents(Registry& registry, std::string_view pool, const Skill& skill) {
    auto agents = registry.agents(pool);
    if (!agents) return std::unexpected(agents.error());
    for (Agent& agent : *agents) {
        auto& held = *agent.config.mutable_skills();
        if (find(held, skill.id) == nullptr) continue;
        const auto lost = std::ranges::remove(held, skill.id, &v1::SkillLevel::skill);
        held.erase(lost.begin(), lost.end());
        if (const auto changed = registry.update_agent(agent); !changed) return std::unexpected(changed.error());
    }
    return {};
}

}  // namespace

Result<void> Registry::remove_skill(std::string_view key) {
    return atomically([&]() -> Result<void> {
        const auto all = skills();
        if (!all) return std::unexpected(all.error());
        const auto skill = std::ranges::find(*all, key, &Skill::key);
        if (skill == all->end()) return not_found("skill", key);
        const auto known = pools();
        if (!known) return std::unexpected(known.error());
        for (const Pool& pool : *known) {
            if (auto good = refuse_if_needed(*this, pool.name, *skill); !good) return good;
            if (auto good = take_from_agents(*this, pool.name, *skill); !good) return good;
        }
        return db_->run(Around::write, [&](soci::session& sql) -> Result<void> {
            const long long id = skill->id;
            sql << "DELETE FROM skill WHERE id = :id", soci::use(id, "id");
            return {};
        });
    });
}

}  // namespace yunke::registry
