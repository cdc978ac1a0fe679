// `yunkectl group`: groups of agents, which queues prefer or ask for.
#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"

namespace yunke::ctl {
namespace {

using registry::Group;
using registry::Registry;

std::vector<Cell> row(const Group& group) {
    return {std::uint64_t{group.id}, group.key, group.name_zh, group.name_en};
}

std::vector<std::string> columns() {
    return {"id", "key", "name_zh", "name_en"};
}

void add_add(CLI::App& commands, Context& context) {
    auto group = std::make_shared<Group>();
    auto* command = commands.add_subcommand("add", "Add a group that agents can belong to\n新增坐席组");
    command->add_option("key", group->key, "Short name in commands: a-z, 0-9, hyphen\n组代码")->required();
    command->add_option("--name-zh", group->name_zh, "Chinese name\n中文名称")->required();
    command->add_option("--name-en", group->name_en, "English name\n英文名称")->required();
    context.on_registry(*command, [&context, group](Registry& registry) -> Outcome {
        const auto added = registry.add_group(*group);
        if (!added) return std::unexpected(added.error());
        context.print({.columns = columns(), .rows = {row(*added)}, .single = true});
        return {};
    });
}

void add_list_command(CLI::App& commands, Context& context) {
    auto* command = commands.add_subcommand("list", "List all groups\n列出所有坐席组");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto groups = registry.groups();
        if (!groups) return std::unexpected(groups.error());
        Table table{.columns = columns(), .rows = {}};
        for (const auto& group : *groups)
            table.rows.push_back(row(group));
        context.print(table);
        return {};
    });
}

}  // namespace

void add_group_commands(CLI::App& app, Context& context) {
    auto* commands = app.add_subcommand("group", "Groups of agents that queues prefer or ask for\n坐席组");
    commands->require_subcommand(1);
    add_add(*commands, context);
    add_list_command(*commands, context);
}

}  // namespace yunke::ctl
