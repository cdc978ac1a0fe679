// `yunke-swarm fill`: a pool with many live chats, for measuring and for trying what a large pool does.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "agent-gateway/swarm/bench/fill.hpp"
#include "agent-gateway/swarm/limits.hpp"
#include "agent-gateway/swarm/program/commands.hpp"
#include "agent-gateway/swarm/program/installation.hpp"

namespace yunke::swarm {
namespace {

struct FillLine {
    std::string config;
    FillOptions options;
    bool json = false;
};

int run_fill_command(FillLine& line) {
    const auto settings = read_settings(line.config);
    if (!settings) return refuse(settings.error());
    const auto endpoint =
        redis::load_endpoint(settings->redis.url, settings->redis.user, settings->redis.password_file);
    if (!endpoint) return refuse(endpoint.error().message());
    auto registry = open_registry(*settings);
    if (!registry) return refuse(registry.error());
    auto ground = prepare_ground(*registry, settings->pool.name, line.options.chats);
    if (!ground) return refuse(ground.error());
    line.options.endpoint = *endpoint;
    line.options.pool = settings->pool.name;
    line.options.ground = std::move(*ground);
    const auto revision = registry->revision(settings->pool.name);
    if (!revision) return refuse(revision.error().message);
    line.options.config_revision = *revision;
    if (!line.json) line.options.say = [](const std::string& sentence) { fmt::print(stderr, "{}\n", sentence); };
    const auto report = run_fill(line.options);
    if (!report) return refuse(report.error());
    fmt::print("{}", line.json ? report->json() : report->text());
    return report->live >= line.options.chats ? exit_done : exit_faulty;
}

}  // namespace

void add_fill(CLI::App& app, Chosen& chosen) {
    auto line = std::make_shared<FillLine>();
    auto* command = app.add_subcommand(
        "fill",
        "Fill a pool with live chats, straight into its command stream. Adds a shop and agents named \"Load\".\n"
        "直接写入命令流，使调度池中有大量进行中的对话（会加入名为 Load 的店铺与坐席）");
    command->add_option("--config", line->config, "Configuration of all processes (TOML)\n配置文件")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_option("--chats", line->options.chats, "Live chats\n对话数")
        ->check(CLI::Range(1U, limits::fill_chats_max))
        ->capture_default_str();
    command
        ->add_option("--hold", line->options.hold_seconds,
                     "Seconds to stay afterwards; without us the people's lines are soon taken for lost\n"
                     "完成后保持的秒数；退出后这些人的连接很快会被视为断开")
        ->check(CLI::Range(0.0, 86'400.0))
        ->capture_default_str();
    command->add_flag("--json", line->json, "Print JSON\n以 JSON 输出");
    command->callback([line, &chosen] { chosen = [line] { return run_fill_command(*line); }; });
}

}  // namespace yunke::swarm
