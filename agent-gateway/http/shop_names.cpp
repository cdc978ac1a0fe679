#include "agent-gateway/http/shop_names.hpp"

namespace yunke::gateway {

namespace {

using SkillKeys = std::map<std::uint32_t, std::string>;

QueueNames names_of(const v1::QueueConfig& queue, const SkillKeys& keys) {
    QueueNames names{.topic = queue.topic(), .title_zh = queue.title_zh(), .title_en = queue.title_en(), .skills = {}};
    for (const v1::SkillLevel& level : queue.skills()) {
        const auto key = keys.find(level.skill());
        if (key != keys.end()) names.skills.push_back(key->second);
    }
    return names;
}

registry::Result<void> add_pool(registry::Registry& registry, const std::string& pool, std::uint32_t merchant,
                                const SkillKeys& keys, ShopNames& names) {
    const auto shops = registry.shops(pool);
    if (!shops) return std::unexpected(shops.error());
    for (const registry::Shop& shop : *shops) {
        if (merchant != 0 && shop.config.merchant() != merchant) continue;
        names.shops[shop.config.id()] = shop.config.name();
        const auto queues = registry.queues_of_shop(shop.config.id());
        if (!queues) return std::unexpected(queues.error());
        for (const v1::QueueConfig& queue : *queues)
            names.queues[queue.id()] = names_of(queue, keys);
    }
    return {};
}

}  // namespace

std::string ShopNames::shop(std::uint32_t id) const {
    const auto at = shops.find(id);
    return at == shops.end() ? std::to_string(id) : at->second;
}

QueueNames ShopNames::queue(std::uint32_t id) const {
    const auto at = queues.find(id);
    if (at != queues.end()) return at->second;
    const std::string number = std::to_string(id);
    return {.topic = number, .title_zh = number, .title_en = number, .skills = {}};
}

registry::Result<ShopNames> shop_names(registry::Registry& registry, const ShopWish& wish) {
    const auto skills = registry.skills();
    if (!skills) return std::unexpected(skills.error());
    SkillKeys keys;
    for (const registry::Skill& skill : *skills)
        keys[skill.id] = skill.key;
    const auto pools = registry.pools();
    if (!pools) return std::unexpected(pools.error());
    ShopNames names;
    for (const registry::Pool& pool : *pools) {
        if (!wish.pool.empty() && pool.name != wish.pool) continue;
        if (auto added = add_pool(registry, pool.name, wish.merchant, keys, names); !added)
            return std::unexpected(added.error());
    }
    return names;
}

}  // namespace yunke::gateway
