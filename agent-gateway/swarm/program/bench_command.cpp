// `yunke-swarm bench`: what this machine makes of Yunke, beside a peer.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

#include "agent-gateway/swarm/bench/bench.hpp"
#include "agent-gateway/swarm/bench/machine.hpp"
#include "agent-gateway/swarm/bench/private_pool.hpp"
#include "agent-gateway/swarm/limits.hpp"
#include "agent-gateway/swarm/program/commands.hpp"

namespace yunke::swarm {
namespace {

struct BenchLine {
    std::string what = "all";
    BenchOptions options;
    bool json = false, markdown = false;
};

constexpr std::pair<const char*, Benched (*)(const BenchOptions&, Report&)> benches[] = {
    {"apply", bench_apply},
    {"idle", bench_idle},
    {"messages", bench_messages},
    {"takeover", bench_takeover},
};

void progress(const std::string& sentence) {
    fmt::print(stderr, "{}\n", sentence);
}

std::string raised_note() {
    std::string all;
    for (const std::string& line : raised_limits())
        all += (all.empty() ? "" : ", ") + line;
    return "Set otherwise than by default, for measuring: " + all + ".";
}

int run_bench(BenchLine& line) {
    BenchOptions options = line.options;
    options.say = progress;
    options.allocations = allocations;
    if (line.what == "peer") options.systems = {"peer"};
    Report report;
    report.machine = machine_line();
    report.command = command_line();
    report.date = fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::chrono::system_clock::now()));
    report.notes = {raised_note()};
    bool whole = true;
    for (const auto& [name, bench] : benches) {
        if (line.what != "all" && line.what != name && !(line.what == "peer" && name == std::string("messages")))
            continue;
        if (auto done = bench(options, report); !done) {
            report.notes.push_back(fmt::format("NOT MEASURED: {}: {}", name, done.error()));
            whole = false;
        }
    }
    fmt::print("{}", line.json ? report.json() : line.markdown ? report.markdown() : report.text());
    return whole ? exit_done : refuse("Not everything could be measured; the notes say why.");
}

}  // namespace

void add_bench(CLI::App& app, Chosen& chosen) {
    auto line = std::make_shared<BenchLine>();
    line->options.peer_sources = YUNKE_PEER_SOURCES;
    line->options.peer_build = YUNKE_PEER_BUILD;
    auto* command = app.add_subcommand(
        "bench",
        "Measure this machine with an installation of its own in a temporary folder; what runs already is not "
        "touched.\n性能测试：在临时目录中启动独立的一套进程进行测量，不影响正在运行的系统");
    BenchOptions& options = line->options;
    command
        ->add_option("what", line->what,
                     "idle, messages, takeover, apply, peer (the Socket.IO relay alone) or all\n测试项目")
        ->check(CLI::IsMember({"idle", "messages", "takeover", "apply", "peer", "all"}))
        ->capture_default_str();
    command->add_option("--runs", options.runs, "Runs; the table shows their medians\n次数，表中为中位数")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command->add_option("--seconds", options.seconds, "Measured seconds of each run and rate\n每次测量的秒数")
        ->check(CLI::Range(0.1, 600.0))
        ->capture_default_str();
    command->add_option("--rates", options.rates, "Messages a second\n每秒消息数")
        ->delimiter(',')
        ->check(CLI::Range(1, 1'000'000));
    command->add_flag("!--no-saturation", options.saturation, "Only the given rates\n不测饱和速率");
    command->add_option("--pairs", options.pairs, "Shoppers, and as many agents\n顾客与坐席的对数")
        ->check(CLI::Range(1, 9'000))
        ->capture_default_str();
    command
        ->add_option("--window", options.window, "Messages under way per pair at saturation\n饱和时每对未确认的消息数")
        ->check(CLI::Range(1, 32))
        ->capture_default_str();
    command->add_option("--gateways", options.gateways, "Gateway processes, of one thread each\n网关进程数")
        ->check(CLI::Range(1, 8))
        ->capture_default_str();
    command->add_option("--systems", options.systems, "Of the messages: always, relaxed, peer\n参与消息测试的系统")
        ->delimiter(',')
        ->check(CLI::IsMember({"always", "relaxed", "peer"}));
    command->add_option("--connections", options.connections, "Of idle; at most what the file limit allows\n空闲连接数")
        ->check(CLI::Range(1U, limits::connections_max))
        ->capture_default_str();
    command->add_option("--chats", options.chats, "Of takeover: live chats\n接管测试的对话数")
        ->delimiter(',')
        ->check(CLI::Range(1U, limits::fill_chats_max));
    command->add_option("--commands", options.commands, "Of apply: commands a run\n每次应用的命令数")
        ->check(CLI::Range(100, 10'000'000))
        ->capture_default_str();
    command->add_flag("--json", line->json, "Print JSON\n以 JSON 输出");
    command->add_flag("--markdown", line->markdown, "Print Markdown, as docs/performance.md has it\n以 Markdown 输出");
    command->callback([line, &chosen] { chosen = [line] { return run_bench(*line); }; });
}

}  // namespace yunke::swarm
