// `yunkectl record`, `replay` and `explain`: a pool's past kept on disk, run again, and asked why.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

#include "dispatcher/app/explain.hpp"
#include "dispatcher/app/past.hpp"
#include "dispatcher/app/record.hpp"
#include "dispatcher/app/recording.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"
#include "dispatcher/ctl/redis_pool.hpp"
#include "runtime/hash.hpp"
#include "runtime/shutdown.hpp"

namespace yunke::ctl {
namespace {

using dispatcher::PoolAccess;
namespace disp = yunke::dispatcher;

// ---- record --------------------------------------------------------------------------------------------------------

struct RecordOptions {
    std::string dir;
    std::optional<std::uint32_t> for_ms;
};

Outcome run_record(Context& context, const RecordOptions& options) {
    auto opened = open_redis_pool(context);
    if (!opened) return std::unexpected(opened.error());
    PoolAccess& pool = **opened;
    const runtime::SystemClock clock;
    runtime::Shutdown shutdown(pool.io(), runtime::Log());
    const core::Ms until_ms = options.for_ms ? clock.boot_ms() + *options.for_ms : 0;
    const auto stop = [&] { return shutdown.requested() || (until_ms > 0 && clock.boot_ms() >= until_ms); };
    const auto report = pool.run(disp::record(pool.store(), options.dir, stop));
    if (!report) return refuse_redis(report.error());
    context.print({.columns = {"folder", "resumed", "commands", "commits", "last_command", "sequence"},
                   .rows = {{options.dir, report->resumed, report->commands, report->commits, report->last_command,
                             report->sequence}},
                   .single = true});
    return {};
}

void add_record(CLI::App& app, Context& context) {
    auto options = std::make_shared<RecordOptions>();
    auto* command = app.add_subcommand("record",
                                       "Keep a pool's commands and log in a folder, until Ctrl-C; goes on where it "
                                       "stopped\n将调度池的命令与日志存盘，直到 Ctrl-C；可续录");
    command->add_option("folder", options->dir, "Where to; made if absent\n目标文件夹")->required();
    add_duration(*command, "--for", options->for_ms, "Stop after this time\n录制时长");
    context.on(*command, [&context, options] { return run_record(context, *options); });
}

// ---- replay --------------------------------------------------------------------------------------------------------

struct ReplayOptions {
    std::string dir;
    bool compare = false;
};

// "equal", "different", or why it cannot be said.
std::expected<std::string, Refusal> compare_with_redis(Context& context, const std::string& state_hash,
                                                       std::uint64_t sequence) {
    auto opened = open_redis_pool(context);
    if (!opened) return std::unexpected(opened.error());
    PoolAccess& pool = **opened;
    const auto cursor = pool.run(pool.store().cursor());
    if (!cursor) return refuse_redis(cursor.error());
    if (cursor->sequence != sequence) return fmt::format("Redis is at commit {}", cursor->sequence);
    const auto state = pool.run(pool.store().load_state());
    if (!state) return refuse_redis(state.error());
    const auto after = pool.run(pool.store().cursor());
    if (!after || after->sequence != sequence) return std::string("Redis moved on meanwhile");
    return runtime::blake2b_256(wire::state_bytes(*state)).hex() == state_hash ? "equal" : "different";
}

Outcome run_replay(Context& context, const ReplayOptions& options) {
    const auto report = disp::replay(options.dir);
    if (!report) return refuse(report.error().what);
    Table table{.columns = {"from_sequence", "sequence", "commits", "commands", "skipped", "hash", "state_hash",
                            "hashes_equal"},
                .rows = {{report->first_sequence, report->sequence, report->commits, report->commands, report->skipped,
                          disp::to_hex(report->hash), report->state_hash, report->broken.empty()}},
                .single = true};
    if (options.compare) {
        const auto compared = compare_with_redis(context, report->state_hash, report->sequence);
        if (!compared) return std::unexpected(compared.error());
        table.columns.emplace_back("state_in_redis");
        table.rows[0].emplace_back(*compared);
        context.print(table);
        if (*compared == "different") return refuse("The state in Redis is another than the replay's.");
    } else {
        context.print(table);
    }
    if (!report->broken.empty()) return refuse(report->broken);
    return {};
}

void add_replay(CLI::App& app, Context& context) {
    auto options = std::make_shared<ReplayOptions>();
    auto* command =
        app.add_subcommand("replay", "Run a recorded past again and compare every hash\n重放录制的数据并逐次比对哈希");
    command->add_option("folder", options->dir, "What `yunkectl record` wrote\n录制文件夹")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->add_flag("--compare", options->compare,
                      "Also compare the state reached with Redis, which must stand still\n并与 Redis 现状比对");
    context.on(*command, [&context, options] { return run_replay(context, *options); });
}

// ---- explain -------------------------------------------------------------------------------------------------------

struct ExplainOptions {
    std::uint64_t conversation = 0;
    std::string dir;
    std::string language = "en";
    std::uint32_t reader = 0;  // an agent; 0 = whoever may see everybody
};

disp::Result<disp::Replay> open_folder(const std::string& dir) {
    auto snapshot = disp::read_snapshot(dir);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto history = disp::open_recording(dir);
    if (!history) return std::unexpected(history.error());
    return disp::Replay(snapshot->cursor, std::move(snapshot->state), std::move(*history));
}

// What one agent may read: nothing of the others but that they were there.
Table explained_for(core::AgentId reader, const ExplainOptions& options, const disp::Explanation& explained) {
    Table table{.columns = {"commit", "why"}, .rows = {}};
    for (const disp::Decision& decision : explained.decisions) {
        table.rows.push_back({decision.sequence, disp::headline_for(reader, decision, options.language)});
        const auto own = std::ranges::find(decision.candidates, reader, &disp::Candidate::agent);
        if (own != decision.candidates.end())
            table.rows.push_back({decision.sequence, disp::reason_for(*own, decision, options.language)});
    }
    return table;
}

Outcome print_explanation(Context& context, const ExplainOptions& options, const disp::Explanation& explained) {
    if (!explained.seen)
        return refuse(fmt::format("Conversation {} does not appear in this past.", options.conversation));
    Table table{.columns = {"commit", "agent", "name", "why"}, .rows = {}};
    if (options.reader > 0) table = explained_for(core::AgentId{options.reader}, options, explained);
    for (const disp::Decision& decision : explained.decisions) {
        if (options.reader > 0) break;
        table.rows.push_back(
            {decision.sequence, std::string(), std::string(), disp::headline(decision, options.language)});
        table.rows.push_back(
            {decision.sequence, std::string(), std::string(), disp::counts(decision, options.language)});
        for (const disp::Candidate& candidate : decision.candidates)
            table.rows.push_back({decision.sequence, std::to_string(core::raw(candidate.agent)), candidate.name,
                                  disp::reason(candidate, decision, options.language)});
    }
    context.print(table);
    if (!explained.broken.empty()) return refuse(explained.broken);
    if (explained.since_ms > 0)
        context.remark(
            "It began earlier than the log that is still kept: its first decisions are not told.\n"
            "会话开始的时候早于现存的调度记录：较早的派单没有列出。");
    return {};
}

Outcome run_explain(Context& context, const ExplainOptions& options) {
    std::unique_ptr<PoolAccess> pool;
    if (options.dir.empty()) {
        auto opened = open_redis_pool(context);
        if (!opened) return std::unexpected(opened.error());
        pool = std::move(*opened);
    }
    const core::ConversationId conversation{options.conversation};
    const disp::OpenPast open = [&]() -> disp::Result<disp::Replay> {
        if (!pool) return open_folder(options.dir);
        const auto from = disp::start_before(*pool, conversation);
        if (!from) return std::unexpected(from.error());
        return disp::run_from(*pool, *from, {});
    };
    const auto explained = disp::explain(open, conversation);
    if (!explained) return refuse_redis(explained.error());
    return print_explanation(context, options, *explained);
}

void add_explain(CLI::App& app, Context& context) {
    auto options = std::make_shared<ExplainOptions>();
    auto* command = app.add_subcommand(
        "explain", "Why a conversation was offered to whom, and why not to the others\n说明会话为何派给某位坐席");
    command->add_option("conversation", options->conversation, "Its number\n会话编号")->required();
    command
        ->add_option("--from", options->dir, "A recorded folder; default: the log that Redis still holds\n录制文件夹")
        ->check(CLI::ExistingDirectory);
    command->add_option("--for", options->reader,
                        "As this agent may read it: her own reasons, nothing about the others\n供该坐席本人阅读：只写其"
                        "本人的原因");
    command->add_option("--language", options->language, "zh or en\n语言")->check(CLI::IsMember({"zh", "en"}));
    context.on(*command, [&context, options] { return run_explain(context, *options); });
}

}  // namespace

void add_replay_commands(CLI::App& app, Context& context) {
    add_record(app, context);
    add_replay(app, context);
    add_explain(app, context);
}

}  // namespace yunke::ctl
