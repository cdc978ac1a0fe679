// `yunkectl agent`: who answers, and the pace that suits her.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "dispatcher/ctl/definition_rows.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"

namespace yunke::ctl {
namespace {

using registry::Agent;
using registry::Registry;

constexpr const char* list_hint = "`yunkectl agent list` shows the agents.";

constexpr std::array<const char*, 3> wrap_up_names = {"none", "fixed", "until-done"};  // by WrapUpMode

v1::WrapUpMode wrap_up_mode(const std::string& name) {
    const auto known = std::ranges::find(wrap_up_names, name);
    return static_cast<v1::WrapUpMode>(known - wrap_up_names.begin());
}

std::vector<std::string> columns() {
    return {"id",          "name",           "skills",  "languages",  "capacity", "offer_timeout_ms",
            "auto_accept", "misses_to_hold", "wrap_up", "wrap_up_ms", "enabled",  "pool",
            "routing"};
}

std::vector<Cell> row(const Agent& agent, const SkillNames& names, const definitions::Words& words) {
    const auto& config = agent.config;
    return {std::uint64_t{config.id()},
            config.name(),
            names.of(config.skills()),
            std::vector<std::string>(config.languages().begin(), config.languages().end()),
            std::uint64_t{config.capacity()},
            std::uint64_t{config.offer_timeout_ms()},
            config.auto_accept(),
            std::uint64_t{config.misses_to_hold()},
            std::string(wrap_up_names.at(static_cast<std::size_t>(config.wrap_up()))),
            std::uint64_t{config.wrap_up_ms()},
            config.enabled(),
            agent.pool,
            words.routing(config)};
}

Outcome print(Context& context, Registry& registry, const std::vector<Agent>& agents, bool single) {
    const auto pool = context.pool();
    if (!pool) return std::unexpected(pool.error());
    const auto names = SkillNames::load(registry);
    if (!names) return std::unexpected(names.error());
    const auto known = known_names(registry, agents.empty() ? *pool : agents.front().pool);
    if (!known) return refuse(known.error(), "`yunkectl pool status` shows the pools.");
    const definitions::Words words(*known);
    Table table{.columns = columns(), .rows = {}, .single = single};
    for (const auto& agent : agents)
        table.rows.push_back(row(agent, *names, words));
    context.print(table);
    return {};
}

// What `add` and `set` have in common; only what is given is changed.
struct AgentOptions {
    std::uint32_t id = 0;
    std::optional<std::string> name;
    std::vector<std::string> skills;
    bool no_skills = false;
    std::vector<std::string> languages;
    std::optional<std::uint32_t> capacity;
    std::optional<std::uint32_t> offer_timeout_ms;
    std::optional<bool> auto_accept;
    std::optional<std::uint32_t> misses_to_hold;
    std::optional<std::string> wrap_up;
    std::optional<std::uint32_t> wrap_up_ms;
    std::optional<bool> enabled;
};

void add_options(CLI::App& command, AgentOptions& options) {
    add_list(command, "--skill", options.skills, "Held skill with its level, e.g. delivery:3; repeatable\n技能与等级");
    add_list(command, "--language", options.languages, "Spoken language, e.g. zh-CN; repeatable\n语言");
    command.add_option("--capacity", options.capacity, "Chats at once, 1 to 20\n同时会话数");
    add_duration(command, "--offer-timeout", options.offer_timeout_ms,
                 "How long offers wait for her, 20s to 20min; 0 = for ever\n邀约等待时间");
    command.add_option("--auto-accept", options.auto_accept, "yes or no: offers are accepted by themselves\n自动接入");
    command.add_option("--misses-to-hold", options.misses_to_hold,
                       "Consecutive misses that hold arrivals; 0 = never\n连续错过几次后暂停");
    command.add_option("--wrap-up", options.wrap_up, "How a chat's notes are finished\n收尾方式")
        ->check(CLI::IsMember({"none", "fixed", "until-done"}));
    add_duration(command, "--wrap-up-time", options.wrap_up_ms, "Length of a fixed wrap-up\n收尾时长");
    command.add_option("--enabled", options.enabled, "yes or no: may work\n是否启用");
}

Outcome apply(const AgentOptions& options, Registry& registry, v1::AgentConfig& agent) {
    if (options.name) agent.set_name(*options.name);
    if (options.capacity) agent.set_capacity(*options.capacity);
    if (options.offer_timeout_ms) agent.set_offer_timeout_ms(*options.offer_timeout_ms);
    if (options.auto_accept) agent.set_auto_accept(*options.auto_accept);
    if (options.misses_to_hold) agent.set_misses_to_hold(*options.misses_to_hold);
    if (options.wrap_up) agent.set_wrap_up(wrap_up_mode(*options.wrap_up));
    if (options.wrap_up_ms) agent.set_wrap_up_ms(*options.wrap_up_ms);
    if (options.enabled) agent.set_enabled(*options.enabled);
    if (!options.languages.empty()) {
        agent.clear_languages();
        for (const auto& language : options.languages)
            agent.add_languages(language);
    }
    if (options.skills.empty() && !options.no_skills) return {};
    auto skills = parse_skills(registry, options.skills);
    if (!skills) return std::unexpected(skills.error());
    agent.clear_skills();
    for (auto& skill : *skills)
        *agent.add_skills() = std::move(skill);
    return {};
}

void add_add(CLI::App& group, Context& context) {
    auto options = std::make_shared<AgentOptions>();
    auto* command = group.add_subcommand("add", "Add an agent; `account add` gives her a login\n新增坐席");
    command->add_option("name", options->name, "Name as shoppers see it\n对顾客显示的名称")->required();
    add_options(*command, *options);
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        Agent agent{.pool = *pool, .config = {}};
        agent.config.set_capacity(3);
        agent.config.set_offer_timeout_ms(60'000);
        agent.config.set_misses_to_hold(3);
        agent.config.set_wrap_up(v1::WRAP_UP_UNTIL_DONE);
        agent.config.set_enabled(true);
        if (options->languages.empty()) agent.config.add_languages("zh-CN");
        if (auto good = apply(*options, registry, agent.config); !good) return good;
        const auto added = registry.add_agent(agent);
        if (!added) return refuse(added.error(), "`yunkectl pool status` shows the pools.");
        return print(context, registry, {*added}, true);
    });
}

void add_list_command(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand("list", "List the pool's agents\n列出坐席");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        const auto agents = registry.agents(*pool);
        if (!agents) return std::unexpected(agents.error());
        return print(context, registry, *agents, false);
    });
}

void add_show(CLI::App& group, Context& context) {
    auto id = std::make_shared<std::uint32_t>(0);
    auto* command = group.add_subcommand("show", "Print one agent with what her work respects\n显示一位坐席的全部设置");
    command->add_option("id", *id, "Id of the agent\n坐席编号")->required();
    context.on_registry(*command, [&context, id](Registry& registry) -> Outcome {
        const auto agent = registry.agent(*id);
        if (!agent) return refuse(agent.error(), list_hint);
        return print(context, registry, {*agent}, true);
    });
}

void add_set(CLI::App& group, Context& context) {
    auto options = std::make_shared<AgentOptions>();
    auto* command = group.add_subcommand("set", "Change what is given, keep the rest\n修改坐席");
    command->add_option("id", options->id, "Id of the agent\n坐席编号")->required();
    command->add_option("--name", options->name, "Name as shoppers see it\n对顾客显示的名称");
    add_options(*command, *options);
    command->add_flag("--no-skills", options->no_skills, "Hold no skill\n清空技能");
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        auto agent = registry.agent(options->id);
        if (!agent) return refuse(agent.error(), list_hint);
        if (auto good = apply(*options, registry, agent->config); !good) return good;
        const auto updated = registry.update_agent(*agent);
        if (!updated) return refuse(updated.error(), list_hint);
        return print(context, registry, {*updated}, true);
    });
}

}  // namespace

void add_agent_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("agent", "Agents: who answers\n坐席");
    group->require_subcommand(1);
    add_add(*group, context);
    add_list_command(*group, context);
    add_show(*group, context);
    add_set(*group, context);
}

}  // namespace yunke::ctl
