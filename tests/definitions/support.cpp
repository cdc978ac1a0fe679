#include "tests/definitions/support.hpp"

namespace yunke::definitions::testing {
namespace {

void add_queue(Known& known, const std::string& topic, std::uint32_t level) {
    auto& queue = known.queues.emplace_back();
    queue.set_id(static_cast<std::uint32_t>(known.queues.size()));
    queue.set_shop(1);
    queue.set_topic(topic);
    queue.set_title_zh("物流");
    queue.set_title_en("Delivery");
    queue.set_answer_target_ms(60'000);
    queue.set_open(true);
    if (level == 0) return;
    queue.add_skills()->set_skill(1);
    queue.mutable_skills(0)->set_level(level);
}

void add_agent(Known& known, const std::string& name) {
    auto& agent = known.agents.emplace_back();
    agent.set_id(static_cast<std::uint32_t>(known.agents.size()));
    agent.set_name(name);
    agent.add_languages("zh-CN");
    agent.set_capacity(4);
    agent.set_offer_timeout_ms(60'000);
    agent.set_enabled(true);
}

}  // namespace

Known known_pool() {
    Known known;
    for (const char* name : {"青禾家居", "Banxia"}) {
        auto& shop = known.shops.emplace_back();
        shop.set_id(static_cast<std::uint32_t>(known.shops.size()));
        shop.set_name(name);
    }
    known.skills = {{1, "delivery", "物流", "Delivery"}, {2, "returns", "退换", "Returns"}};
    known.groups = {{1, "day", "白天", "Day"}, {2, "night", "夜间", "Night"}};
    add_queue(known, "delivery", 3);
    add_queue(known, "other", 0);
    for (const char* name : {"小禾", "阿树", "Twin", "Twin"})
        add_agent(known, name);
    return known;
}

Definitions defined(const std::string& toml, const Known& known) {
    auto parsed = parse(toml, "routing.toml", known);
    if (!parsed) throw std::runtime_error(parsed.error().front());
    return std::move(*parsed);
}

std::vector<std::string> problems(const std::string& toml, const Known& known) {
    const auto parsed = parse(toml, "routing.toml", known);
    if (parsed) return {};
    std::vector<std::string> found;
    for (const auto& problem : parsed.error()) {
        EXPECT_TRUE(problem.starts_with("routing.toml:")) << problem;
        found.push_back(problem.substr(std::string("routing.toml:").size()));
    }
    return found;
}

}  // namespace yunke::definitions::testing
