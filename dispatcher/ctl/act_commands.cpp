// `yunkectl acts`: what supervisors did, as the pool's facts say it. Reads only.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <memory>

#include "dispatcher/app/pool_access.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/output.hpp"
#include "dispatcher/ctl/redis_pool.hpp"
#include "runtime/redis/stream.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ctl {
namespace {

constexpr int page = 500;  // facts read at a time: most are not acts
constexpr std::array kind_names = {
    "", "transfer", "supervise", "whisper", "raise", "set-presence", "close-queue", "broadcast", "resolve"};

struct Options {
    std::uint32_t count = 50;
    bool text = false;
};

std::string kind_of(const v1::SupervisorAct& act) {
    const auto kind = static_cast<std::size_t>(act.kind());
    return kind < kind_names.size() ? kind_names.at(kind) : std::to_string(act.kind());
}

std::vector<Cell> row(const v1::SupervisorAct& act, bool text) {
    std::vector<Cell> cells{time_text(act.at_ms()),
                            std::uint64_t{act.supervisor()},
                            act.name(),
                            kind_of(act),
                            std::uint64_t{act.conversation()},
                            std::uint64_t{act.queue()},
                            std::uint64_t{act.agent()},
                            std::to_string(act.amount())};
    if (text) cells.emplace_back(act.text());
    return cells;
}

Outcome show(Context& context, const Options& options) {
    auto opened = open_redis_pool(context);
    if (!opened) return std::unexpected(opened.error());
    dispatcher::PoolAccess& pool = **opened;
    Table table{.columns = {"time", "account", "name", "act", "conversation", "queue", "agent", "amount"}, .rows = {}};
    if (options.text) table.columns.emplace_back("text");
    std::string before = "+";
    while (table.rows.size() < options.count) {
        auto reply = pool.call(
            redis::Request("XREVRANGE", pool.store().keys().facts, before, "-", "COUNT", std::to_string(page)));
        if (!reply) return refuse_redis(reply.error());
        const auto entries = redis::take_entries(std::move(*reply));
        if (!entries || entries->empty()) break;
        for (const redis::StreamEntry& entry : *entries) {
            const std::string* bytes = entry.field("f");
            v1::Fact fact;
            if (bytes == nullptr || !fact.ParseFromString(*bytes) || !fact.has_act()) continue;
            if (table.rows.size() < options.count) table.rows.push_back(row(fact.act(), options.text));
        }
        before = "(" + entries->back().id.to_string();
    }
    std::ranges::reverse(table.rows);
    context.print(table);
    return {};
}

}  // namespace

void add_act_commands(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("acts", "What supervisors did last, oldest first\n主管最近的操作");
    command->add_option("--count", options->count, "How many\n条数")->check(CLI::Range(1, 10'000));
    command->add_flag("--text", options->text, "Also the words of broadcasts\n同时显示广播内容");
    context.on(*command, [&context, options] { return show(context, *options); });
}

}  // namespace yunke::ctl
