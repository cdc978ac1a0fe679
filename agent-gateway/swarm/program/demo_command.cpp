// `yunke-swarm demo`: life for a demo installation, until SIGTERM.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "agent-gateway/swarm/limits.hpp"
#include "agent-gateway/swarm/program/commands.hpp"
#include "agent-gateway/swarm/program/installation.hpp"
#include "runtime/random.hpp"
#include "runtime/shutdown.hpp"

namespace yunke::swarm {
namespace {

constexpr std::chrono::seconds status_every{10};
constexpr std::chrono::milliseconds farewell{600};  // for the closing handshakes

struct DemoLine {
    std::string config, credentials, dialogues;
    std::vector<std::string> gateways;
    int agents = 6;  // few enough that a person who signs in is soon asked for
    double shoppers_per_minute = 12;
    double pace = 1.0;
    double duration = 0;
    std::uint64_t seed = 0;
};

Found<CrowdOptions> crowd_options(const DemoLine& line, const runtime::Settings& settings) {
    CrowdOptions options;
    auto gateways = find_gateways(settings, line.gateways);
    if (!gateways) return std::unexpected(gateways.error());
    auto tokens = read_tokens(settings);
    if (!tokens) return std::unexpected(tokens.error());
    auto registry = open_registry(settings);
    if (!registry) return std::unexpected(registry.error());
    auto shops = find_demo_shops(*registry, *tokens, settings.pool.name, gateways->at(0).origin());
    if (!shops) return std::unexpected(shops.error());
    auto accounts = read_swarm_accounts(line.credentials, static_cast<std::size_t>(line.agents));
    if (!accounts) return std::unexpected(accounts.error());
    options.gateways = std::move(*gateways);
    options.shops = std::move(*shops);
    options.agents = std::move(*accounts);
    options.shoppers_per_minute = line.shoppers_per_minute;
    options.pace = line.pace;
    options.seed = line.seed != 0 ? line.seed : runtime::random_id();
    return options;
}

net::awaitable<void> tell_status(const Crowd& crowd, const runtime::Shutdown& shutdown) {
    net::steady_timer timer(co_await net::this_coro::executor);
    while (!shutdown.requested()) {
        timer.expires_after(status_every);
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        if (shutdown.requested()) break;
        fmt::print("{}\n", crowd.status());
        std::fflush(stdout);
    }
}

net::awaitable<void> stop_after(double seconds, runtime::Shutdown& shutdown) {
    net::steady_timer timer(co_await net::this_coro::executor);
    timer.expires_after(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1'000)));
    co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    shutdown.request();
}

net::awaitable<void> live(net::io_context& io, Crowd& crowd, runtime::Shutdown& shutdown) {
    crowd.start();
    co_await shutdown.wait();
    fmt::print("{}\n", crowd.status());
    std::fflush(stdout);
    crowd.stop();
    net::steady_timer timer(io);
    timer.expires_after(farewell);
    co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    io.stop();
}

int run_demo(const DemoLine& line) {
    const auto dialogues = Dialogues::load(line.dialogues);
    if (!dialogues) return refuse(dialogues.error());
    const auto settings = read_settings(line.config);
    if (!settings) return refuse(settings.error());
    auto options = crowd_options(line, *settings);
    if (!options) return refuse(options.error());
    const std::size_t agents = options->agents.size();
    net::io_context io(1);
    runtime::Shutdown shutdown(io, runtime::Log(settings->log_options("swarm")));
    Crowd crowd(io, std::move(*options), *dialogues);
    if (crowd.errands() == 0) return refuse("None of the dialogues belongs to a shop and topic of this pool.");
    fmt::print("{} agents, {:g} shoppers a minute, {} dialogues\n", agents, line.shoppers_per_minute, crowd.errands());
    std::fflush(stdout);
    net::co_spawn(io, live(io, crowd, shutdown), net::detached);
    net::co_spawn(io, tell_status(crowd, shutdown), net::detached);
    if (line.duration > 0) net::co_spawn(io, stop_after(line.duration, shutdown), net::detached);
    io.run();
    return exit_done;
}

}  // namespace

void add_demo(CLI::App& app, Chosen& chosen) {
    auto line = std::make_shared<DemoLine>();
    auto* command = app.add_subcommand(
        "demo", "Simulated shoppers and agents hold dialogues until SIGTERM\n模拟顾客与坐席持续对话，直到收到 SIGTERM");
    command->add_option("--config", line->config, "Configuration of all processes (TOML)\n配置文件")
        ->required()
        ->check(CLI::ExistingFile);
    command
        ->add_option("--credentials", line->credentials,
                     "Logins and passwords, as `yunkectl demo seed` wrote them\n演示账号文件")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_option("--dialogues", line->dialogues, "Folder with the dialogues (*.jsonl)\n对话文件夹")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->add_option("--gateway", line->gateways,
                        "host:port or https://host:port; repeatable; default: the configuration's\n网关地址，可重复");
    command->add_option("--agents", line->agents, "Simulated agents; never agent1 to agent8\n模拟坐席数")
        ->check(CLI::Range(1, limits::agents_max))
        ->capture_default_str();
    command->add_option("--shoppers-per-minute", line->shoppers_per_minute, "Arrivals\n每分钟到达的顾客数")
        ->check(CLI::Range(0.0, 6'000.0))
        ->capture_default_str();
    command->add_option("--pace", line->pace, "2 = everybody acts twice as fast\n节奏，2 表示加快一倍")
        ->check(CLI::Range(0.05, 100.0))
        ->capture_default_str();
    command->add_option("--duration", line->duration, "Seconds to run; 0 = until SIGTERM\n运行秒数，0 表示一直运行")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    command->add_option("--seed", line->seed, "Seed of chance; 0 = another one each time\n随机种子");
    command->callback([line, &chosen] { chosen = [line] { return run_demo(*line); }; });
}

}  // namespace yunke::swarm
