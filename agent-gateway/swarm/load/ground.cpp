#include "agent-gateway/swarm/load/ground.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yunke::swarm {
namespace {

constexpr const char* shop_name = "Load test";
constexpr const char* skill_key = "load-test";
constexpr const char* merchant_name = "Load test";
constexpr std::uint32_t answer_target_ms = 60'000;

// Finds by name what a former run wrote, or writes it.
class Preparer {
public:
    Preparer(registry::Registry& registry, std::string pool, std::uint32_t chats_per_agent)
        : registry_(registry), pool_(std::move(pool)), chats_per_agent_(chats_per_agent) {}

    registry::Result<void> run(std::uint32_t chats) {
        if (auto done = find_skill(); !done) return done;
        if (auto done = find_shop(); !done) return done;
        if (auto done = find_queue(); !done) return done;
        return find_agents((chats + chats_per_agent_ - 1) / chats_per_agent_);
    }

    LoadGround ground;

private:
    registry::Result<void> find_skill() {
        const auto skills = registry_.skills();
        if (!skills) return std::unexpected(skills.error());
        const auto held = std::ranges::find(*skills, skill_key, &registry::Skill::key);
        if (held != skills->end()) {
            skill_ = held->id;
            return {};
        }
        const auto added = registry_.add_skill({.key = skill_key, .name_zh = "压力测试", .name_en = "Load test"});
        if (!added) return std::unexpected(added.error());
        skill_ = added->id;
        return {};
    }

    registry::Result<std::uint32_t> find_merchant() {
        const auto merchants = registry_.merchants();
        if (!merchants) return std::unexpected(merchants.error());
        const auto held = std::ranges::find(*merchants, merchant_name, &registry::Merchant::name);
        if (held != merchants->end()) return held->id;
        const auto added = registry_.add_merchant(merchant_name);
        if (!added) return std::unexpected(added.error());
        return added->id;
    }

    registry::Result<void> find_shop() {
        const auto shops = registry_.shops(pool_);
        if (!shops) return std::unexpected(shops.error());
        for (const registry::Shop& shop : *shops) {
            if (shop.config.name() != shop_name) continue;
            ground.shop = shop.config.id();
            return {};
        }
        const auto merchant = find_merchant();
        if (!merchant) return std::unexpected(merchant.error());
        registry::Shop shop{.pool = pool_, .config = {}, .allowed_origins = {}};
        shop.config.set_name(shop_name);
        shop.config.set_merchant(*merchant);
        shop.config.set_open(true);
        const auto added = registry_.add_shop(shop);
        if (!added) return std::unexpected(added.error());
        ground.shop = added->config.id();
        ground.changed = true;
        return {};
    }

    registry::Result<void> find_queue() {
        const auto queues = registry_.queues_of_shop(ground.shop);
        if (!queues) return std::unexpected(queues.error());
        if (!queues->empty()) {
            ground.queue = queues->front().id();
            return {};
        }
        v1::QueueConfig queue;
        queue.set_shop(ground.shop);
        queue.set_topic(load_topic);
        queue.set_title_zh("压力测试");
        queue.set_title_en("Load test");
        queue.add_skills()->set_skill(skill_);
        queue.mutable_skills(0)->set_level(1);
        queue.set_answer_target_ms(answer_target_ms);
        queue.set_open(true);
        const auto added = registry_.add_queue(queue);
        if (!added) return std::unexpected(added.error());
        ground.queue = added->id();
        ground.changed = true;
        return {};
    }

    registry::Result<void> find_agents(std::uint32_t wanted) {
        const auto agents = registry_.agents(pool_);
        if (!agents) return std::unexpected(agents.error());
        for (const registry::Agent& agent : *agents) {
            if (ground.agents.size() == wanted) break;
            if (std::ranges::any_of(agent.config.skills(), [&](const auto& held) { return held.skill() == skill_; }))
                ground.agents.push_back(agent.config.id());
        }
        while (ground.agents.size() < wanted) {
            registry::Agent agent{.pool = pool_, .config = {}};
            agent.config.set_name(fmt::format("Load {:04}", ground.agents.size() + 1));
            agent.config.add_skills()->set_skill(skill_);
            agent.config.mutable_skills(0)->set_level(1);
            agent.config.add_languages(load_language);
            agent.config.set_capacity(chats_per_agent_);
            agent.config.set_auto_accept(true);
            agent.config.set_wrap_up(v1::WRAP_UP_NONE);
            agent.config.set_enabled(true);
            const auto added = registry_.add_agent(agent);
            if (!added) return std::unexpected(added.error());
            ground.agents.push_back(added->config.id());
            ground.changed = true;
        }
        return {};
    }

    registry::Registry& registry_;
    std::string pool_;
    std::uint32_t chats_per_agent_;
    std::uint32_t skill_ = 0;
};

}  // namespace

std::expected<LoadGround, std::string> prepare_ground(registry::Registry& registry, const std::string& pool,
                                                      std::uint32_t chats, std::uint32_t chats_per_agent) {
    Preparer preparer(registry, pool, chats_per_agent);
    if (auto done = registry.atomically([&] { return preparer.run(chats); }); !done)
        return std::unexpected(done.error().message);
    return std::move(preparer.ground);
}

}  // namespace yunke::swarm
