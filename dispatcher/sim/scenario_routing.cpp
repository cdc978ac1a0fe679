#include "dispatcher/sim/scenario_routing.hpp"

#include <algorithm>

#include "dispatcher/wire/convert.hpp"
#include "runtime/definitions/definitions.hpp"

namespace yunke::sim {

std::expected<Scenario, std::vector<std::string>> read_routing(std::string_view text, const std::string& file,
                                                               const std::vector<std::string>& shops) {
    definitions::Known known;
    Scenario scenario;
    for (const std::string& name : shops) {
        v1::ShopConfig& shop = known.shops.emplace_back();
        shop.set_id(static_cast<std::uint32_t>(known.shops.size()));
        shop.set_name(name);
        scenario.shops.push_back(core::ShopConfig{core::ShopId{shop.id()}, name, 1, true});
    }
    auto parsed = definitions::parse(text, file, known, {{"run", "market", "queue.traffic", "agent.work"}});
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    if (parsed->pool) wire::take(parsed->pool->row, scenario.pool);
    // Without a pool to know, ids count from 1 in the file's order; the parser hands queues out by overflow.
    std::ranges::sort(parsed->queues, {}, [](const auto& queue) { return queue.row.id(); });
    for (auto& defined : parsed->queues) {
        QueuePlan& queue = scenario.queues.emplace_back();
        wire::take(defined.row, queue.config);
        queue.name = queue.config.topic;
        queue.target_ms = queue.config.answer_target_ms;
    }
    for (auto& defined : parsed->agents) {
        GroupPlan& group = scenario.groups.emplace_back();
        wire::take(defined.row, group.members.emplace_back());
        group.name = group.members.front().name;
    }
    return scenario;
}

}  // namespace yunke::sim
