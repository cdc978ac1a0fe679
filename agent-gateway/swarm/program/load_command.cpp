// `yunke-swarm load` and `yunke-swarm idle`: how fast, and how many.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <vector>

#include "agent-gateway/swarm/check/stored.hpp"
#include "agent-gateway/swarm/limits.hpp"
#include "agent-gateway/swarm/load/load.hpp"
#include "agent-gateway/swarm/program/commands.hpp"
#include "agent-gateway/swarm/program/installation.hpp"
#include "runtime/random.hpp"

namespace yunke::swarm {
namespace {

struct CommonLine {
    std::string config;
    std::vector<std::string> gateways;
    std::uint32_t threads = 1;
    bool json = false;
};

struct LoadLine : CommonLine {
    LoadOptions options;
    std::string record;
    bool check = false;
};

struct IdleLine : CommonLine {
    IdleOptions options;
};

void add_common(CLI::App& command, CommonLine& line) {
    command.add_option("--config", line.config, "Configuration of all processes (TOML)\n配置文件")
        ->required()
        ->check(CLI::ExistingFile);
    command.add_option("--gateway", line.gateways,
                       "host:port or https://host:port; repeatable; default: the configuration's\n网关地址，可重复");
    command.add_option("--threads", line.threads, "Threads of this program\n线程数")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command.add_flag("--json", line.json, "Print the report as JSON\n以 JSON 格式输出结果");
}

void progress(const std::string& sentence) {
    fmt::print(stderr, "{}\n", sentence);
}

int check_run(const LoadReport& report, const runtime::Settings& settings) {
    const auto endpoint = redis::load_endpoint(settings.redis.url, settings.redis.user, settings.redis.password_file);
    if (!endpoint) return refuse(endpoint.error().message());
    const auto transcripts = load_transcripts(*endpoint, settings.pool.name);
    if (!transcripts) return refuse(transcripts.error());
    std::vector<const Record*> records;
    records.reserve(report.records.size());
    for (const Record& record : report.records)
        records.push_back(&record);
    const Verdict verdict = check(records, *transcripts);
    fmt::print(stderr, "{}\n", verdict.summary());
    return verdict.good() ? exit_done : exit_faulty;
}

int run_load_command(LoadLine& line) {
    const auto settings = read_settings(line.config);
    if (!settings) return refuse(settings.error());
    auto gateways = find_gateways(*settings, line.gateways);
    if (!gateways) return refuse(gateways.error());
    const auto tokens = read_tokens(*settings);
    if (!tokens) return refuse(tokens.error());
    auto registry = open_registry(*settings);
    if (!registry) return refuse(registry.error());
    auto ground = prepare_ground(*registry, settings->pool.name, line.options.shoppers);
    if (!ground) return refuse(ground.error());
    LoadOptions& options = line.options;
    options.gateways = std::move(*gateways);
    options.pool = settings->pool.name;
    options.ground = std::move(*ground);
    options.threads = line.threads;
    options.seed = runtime::random_below(1'000'000'000) + 1;
    options.record = line.check || !line.record.empty();
    if (!line.json) options.say = progress;
    const LoadReport report = run_load(*tokens, options);
    fmt::print("{}", line.json ? report.json() + "\n" : report.text());
    std::fflush(stdout);
    if (!line.record.empty()) {
        std::ofstream file(line.record);
        for (const Record& record : report.records)
            record.write(file);
        if (!file.flush()) return refuse(line.record + ": cannot be written");
    }
    if (line.check)
        if (const int code = check_run(report, *settings); code != exit_done) return code;
    return report.complete() ? exit_done : exit_faulty;
}

int run_idle_command(IdleLine& line) {
    const auto settings = read_settings(line.config);
    if (!settings) return refuse(settings.error());
    auto gateways = find_gateways(*settings, line.gateways);
    if (!gateways) return refuse(gateways.error());
    const auto tokens = read_tokens(*settings);
    if (!tokens) return refuse(tokens.error());
    auto registry = open_registry(*settings);
    if (!registry) return refuse(registry.error());
    const auto ground = prepare_ground(*registry, settings->pool.name, 1);
    if (!ground) return refuse(ground.error());
    line.options.gateways = std::move(*gateways);
    line.options.pool = settings->pool.name;
    line.options.shop = ground->shop;
    line.options.threads = line.threads;
    line.options.seed = runtime::random_id();
    const IdleReport report = run_idle(*tokens, line.options);
    fmt::print("{}", line.json ? report.json() + "\n" : report.text());
    return report.online_at_end == report.wanted ? exit_done : exit_faulty;
}

}  // namespace

void add_load(CLI::App& app, Chosen& chosen) {
    auto line = std::make_shared<LoadLine>();
    auto* command = app.add_subcommand(
        "load",
        "Measure: pairs of shopper and agent, messages at a fixed rate. Adds a shop and agents named \"Load\" to the "
        "pool, and signs its own tickets.\n压力测试：成对的顾客与坐席按固定速率发送消息（会在调度池中加入名为 Load "
        "的店铺与坐席）");
    add_common(*command, *line);
    command->add_option("--shoppers", line->options.shoppers, "Pairs\n顾客与坐席的对数")
        ->check(CLI::Range(1U, limits::pairs_max))
        ->capture_default_str();
    command->add_option("--rate", line->options.rate, "Messages a second, over all pairs\n每秒消息总数")
        ->check(CLI::Range(0.1, 1e6))
        ->capture_default_str();
    command->add_option("--duration", line->options.seconds, "Seconds\n持续秒数")
        ->check(CLI::Range(0.1, 86'400.0))
        ->capture_default_str();
    command->add_option("--bytes", line->options.text_bytes, "Length of a message\n消息长度（字节）")
        ->check(CLI::Range(48, 4'000))
        ->capture_default_str();
    command->add_option("--record", line->record, "Write what was sent and received to this file\n记录文件");
    command->add_flag("--check", line->check, "Compare with the transcripts in Redis afterwards\n结束后与 Redis 核对");
    command->callback([line, &chosen] { chosen = [line] { return run_load_command(*line); }; });
}

void add_idle(CLI::App& app, Chosen& chosen) {
    auto line = std::make_shared<IdleLine>();
    auto* command = app.add_subcommand(
        "idle", "Measure: connections that only stand. Adds the shop \"Load test\" to the pool.\n空闲连接测试");
    add_common(*command, *line);
    command->add_option("--connections", line->options.connections, "How many\n连接数")
        ->check(CLI::Range(1U, limits::connections_max))
        ->capture_default_str();
    command->add_option("--hold", line->options.hold_seconds, "Seconds to hold them\n保持秒数")
        ->check(CLI::Range(0.0, 86'400.0))
        ->capture_default_str();
    command->add_option("--connect-rate", line->options.connect_rate, "New connections a second\n每秒新建连接数")
        ->check(CLI::Range(1.0, 100'000.0))
        ->capture_default_str();
    command->callback([line, &chosen] { chosen = [line] { return run_idle_command(*line); }; });
}

}  // namespace yunke::swarm
