// `yunkectl apply` and `yunkectl definitions`: what queues ask for and agents can work with, as one file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/definition_rows.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"

namespace yunke::ctl {
namespace {

using registry::Errc;
using registry::Registry;
using registry::Result;

constexpr const char* pool_hint = "`yunkectl pool status` shows the pools, `yunkectl pool create` adds one.";

// Reads, checks and writes in one transaction, so that nothing changes in between. A mere check goes the same way, and
// is taken back at its end.
Outcome apply(Registry& registry, const std::string& pool, const std::string& file, bool check,
              std::vector<Change>& changes) {
    std::vector<std::string> problems;
    bool checked = false;
    const auto done = registry.atomically([&]() -> Result<void> {
        const registry::Error undo{Errc::conflict, "", ""};
        const auto known = known_whole(registry, pool);
        if (!known) return std::unexpected(known.error());
        auto read = definitions::read(file, *known);
        if (!read) {
            problems = std::move(read.error());
            return std::unexpected(undo);
        }
        auto written = write_definitions(registry, pool, *known, std::move(*read));
        if (!written) return std::unexpected(written.error());
        changes = std::move(*written);
        checked = check;
        return check ? Result<void>(std::unexpected(undo)) : Result<void>();
    });
    if (!problems.empty()) return refuse(fmt::format("{}", fmt::join(problems, "\n")));
    if (checked || done) return {};
    return refuse(done.error(), pool_hint);
}

void add_apply(CLI::App& app, Context& context) {
    auto file = std::make_shared<std::string>();
    auto check = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("apply",
                                       "Define queues, agents, skills, groups and the pool by a file: all of it or "
                                       "nothing\n按文件定义队列、坐席、技能、坐席组与调度池：全部生效或全部不变");
    command->add_option("file", *file, "Definitions (TOML); docs/routing.md explains every key\n定义文件（TOML）")
        ->required();
    command->add_flag("--check", *check, "Say what would change, and change nothing\n只检查并显示将有的变化");
    context.on_registry(*command, [&context, file, check](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        std::vector<Change> changes;
        if (auto done = apply(registry, *pool, *file, *check, changes); !done) return done;
        Table table{.columns = {"kind", "id", "name", *check ? "would_be" : "is", "fields"}, .rows = {}};
        for (const auto& change : changes) {
            // What does not stand yet has no id that could be told.
            const bool unknown = *check && change.change == "added";
            table.rows.push_back(
                {change.kind, std::uint64_t{unknown ? 0 : change.id}, change.name, change.change, change.fields});
        }
        context.print(table);
        return {};
    });
}

void add_definitions(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand(
        "definitions", "Print what is defined now, as a file for `yunkectl apply`\n以定义文件的形式输出当前的设置");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        const auto known = known_whole(registry, *pool);
        if (!known) return refuse(known.error(), pool_hint);
        const auto toml = definitions::to_toml(*known);
        if (context.json) {
            context.print({.columns = {"toml"}, .rows = {{toml}}, .single = true});
        } else {
            context.print(toml);
        }
        return {};
    });
}

}  // namespace

void add_definition_commands(CLI::App& app, Context& context) {
    add_apply(app, context);
    add_definitions(app, context);
}

}  // namespace yunke::ctl
