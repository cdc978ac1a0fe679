// `yunkectl pool`: pools, their settings, and how much stands in them.
#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"
#include "runtime/definitions/definitions.hpp"

namespace yunke::ctl {
namespace {

using registry::Registry;

constexpr const char* status_hint = "`yunkectl pool status` shows the pools, `yunkectl pool create` adds one.";

void add_create(CLI::App& group, Context& context) {
    auto* command =
        group.add_subcommand("create", "Create the pool that --pool or the configuration names\n创建调度池");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        if (auto created = registry.create_pool(*pool); !created) return std::unexpected(created.error());
        context.print({.columns = {"pool", "revision"}, .rows = {{*pool, std::uint64_t{0}}}, .single = true});
        return {};
    });
}

struct SettingsOptions {
    std::optional<std::uint32_t> agent_grace_ms;
    std::optional<std::uint32_t> shopper_grace_ms;
    std::optional<std::uint32_t> decline_cooldown_ms;
    std::optional<std::uint32_t> agent_session_ms;
};

// True when something was given.
bool apply(const SettingsOptions& options, v1::PoolConfig& config) {
    if (options.agent_grace_ms) config.set_agent_grace_ms(*options.agent_grace_ms);
    if (options.shopper_grace_ms) config.set_shopper_grace_ms(*options.shopper_grace_ms);
    if (options.decline_cooldown_ms) config.set_decline_cooldown_ms(*options.decline_cooldown_ms);
    if (options.agent_session_ms) config.set_agent_session_ms(*options.agent_session_ms);
    return options.agent_grace_ms || options.shopper_grace_ms || options.decline_cooldown_ms ||
           options.agent_session_ms;
}

void add_settings(CLI::App& group, Context& context) {
    auto options = std::make_shared<SettingsOptions>();
    auto* command = group.add_subcommand(
        "settings", "Change what is given and print all; 0 = the default behind it\n查看或修改调度池设置，0 为默认值");
    add_duration(*command, "--agent-grace", options->agent_grace_ms,
                 "A lost agent keeps her chats so long\n坐席掉线宽限");
    add_duration(*command, "--shopper-grace", options->shopper_grace_ms,
                 "A lost shopper can come back so long\n顾客掉线宽限");
    add_duration(*command, "--decline-cooldown", options->decline_cooldown_ms,
                 "No second offer of one chat to one agent\n拒绝后冷却");
    add_duration(*command, "--agent-session", options->agent_session_ms, "Longest session of an agent\n坐席会话时长");
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        auto config = registry.pool_config(*pool);
        if (!config) return refuse(config.error(), status_hint);
        if (apply(*options, *config)) {
            if (auto set = registry.set_pool_config(*pool, *config); !set) return refuse(set.error(), status_hint);
        }
        context.print(
            {.columns = {"pool", "agent_grace_ms", "shopper_grace_ms", "decline_cooldown_ms", "agent_session_ms",
                         "order", "single_offer", "second_offer"},
             .rows = {{*pool, std::uint64_t{config->agent_grace_ms()}, std::uint64_t{config->shopper_grace_ms()},
                       std::uint64_t{config->decline_cooldown_ms()}, std::uint64_t{config->agent_session_ms()},
                       definitions::order_names(*config), config->single_offer(),
                       std::uint64_t{config->second_offer_percent()}}},
             .single = true});
        return {};
    });
}

void add_status(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand("status", "List all pools with what stands in them\n列出所有调度池");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto pools = registry.pools();
        if (!pools) return std::unexpected(pools.error());
        Table table{.columns = {"pool", "revision", "shops", "queues", "agents"}, .rows = {}};
        for (const auto& pool : *pools) {
            const auto shops = registry.shops(pool.name);
            if (!shops) return std::unexpected(shops.error());
            const auto queues = registry.queues(pool.name);
            if (!queues) return std::unexpected(queues.error());
            const auto agents = registry.agents(pool.name);
            if (!agents) return std::unexpected(agents.error());
            table.rows.push_back({pool.name, pool.revision, std::uint64_t{shops->size()}, std::uint64_t{queues->size()},
                                  std::uint64_t{agents->size()}});
        }
        context.print(table);
        return {};
    });
}

}  // namespace

void add_pool_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("pool", "Pools: shops, queues and agents that are matched together\n调度池");
    group->require_subcommand(1);
    add_create(*group, context);
    add_settings(*group, context);
    add_status(*group, context);
}

}  // namespace yunke::ctl
