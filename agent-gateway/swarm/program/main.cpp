// yunke-swarm: simulated people for demos, and the load generator.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "agent-gateway/swarm/program/commands.hpp"

namespace yunke::swarm {

int refuse(const std::string& why) {
    std::fprintf(stderr, "yunke-swarm: %s\n", why.c_str());
    return exit_refused;
}

namespace {

// Every connection is a descriptor.
void allow_all_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int run(int argc, char** argv) {
    CLI::App app{
        "Simulated shoppers and agents over real WebSockets: a demo's life, load, checks.\n"
        "通过真实 WebSocket 连接的模拟顾客与坐席：演示、压力测试与核对。",
        "yunke-swarm"};
    app.footer(
        "Exit codes: 0 done, 1 cannot begin, 2 wrong usage, 3 faults found or messages missing.\n"
        "退出码：0 完成，1 无法开始，2 用法错误，3 发现错误或消息缺失。");
    app.set_help_flag("-h,--help", "Print this help\n显示帮助");
    app.require_subcommand(1);
    app.failure_message([](const CLI::App*, const CLI::Error& error) {
        return std::string("yunke-swarm: ") + error.what() + "\nAdd --help to the command to see what it takes.\n";
    });
    Chosen chosen;
    for (const auto add : {add_demo, add_load, add_idle, add_verify, add_bench, add_fill})
        add(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_done : exit_usage;
    }
    allow_all_descriptors();
    return chosen();
}

}  // namespace
}  // namespace yunke::swarm

int main(int argc, char** argv) {
    return yunke::swarm::run(argc, argv);
}
