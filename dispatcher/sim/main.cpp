// yunke-sim: what happens to waits, queues and people under a scenario, over the very rules that run in production.
// Exit codes: 0 done, 1 refused or a check that disagrees, 2 wrong usage.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "dispatcher/sim/check.hpp"

namespace yunke::sim {
namespace {

constexpr int exit_ok = 0;
constexpr int exit_refused = 1;
constexpr int exit_usage = 2;

struct CheckArguments {
    std::string kind, file;
    std::filesystem::path data = YUNKE_REFERENCE_TABLES;
    CheckOptions options;
};

const char* verdict_of(const CheckLine& line) {
    switch (line.verdict) {
        case Verdict::agrees:
            return "agrees";
        case Verdict::within_interval:
            return "agrees within its ±95 %";
        default:
            return "DISAGREES";
    }
}

void print_check_line(const CheckLine& line) {
    const std::string tolerance =
        line.relative ? fmt::format("{:.3g} %", line.tolerance * 100) : fmt::format("{:.4g}", line.tolerance);
    fmt::print("{:<10} {:<32} {:>14.6g} {:>14.6g} ±{:<11.3g} ±{:<9} {}\n", line.row, line.measure, line.expected,
               line.measured.value, line.measured.half, tolerance, verdict_of(line));
    std::fflush(stdout);
}

int run_check(const CheckArguments& arguments) {
    if (arguments.options.quick)
        fmt::print(
            "--quick: a tenth of the events; what is out of tolerance by less than its own ±95 % is let pass.\n"
            "--quick：事件数为完整核对的十分之一；超出容差但未超出自身 ±95 % 区间的值视为通过。\n");
    std::vector<std::string> kinds = check_kinds();
    if (!arguments.kind.empty()) kinds = {arguments.kind};
    std::size_t values = 0, disagree = 0;
    for (const std::string& kind : kinds) {
        const std::filesystem::path file =
            arguments.file.empty() ? arguments.data / check_file_of(kind) : std::filesystem::path(arguments.file);
        fmt::print("\n{}: {}\n{:<10} {:<32} {:>14} {:>14} {:<12} {:<10}\n", kind, file.string(), "row", "value",
                   "expected", "measured", "±95 %", "tolerance");
        const auto begin = std::chrono::steady_clock::now();
        const auto done = check_table(kind, file, arguments.options, [&](const CheckLine& line) {
            print_check_line(line);
            ++values;
            disagree += line.verdict == Verdict::disagrees ? 1 : 0;
        });
        if (!done) {
            fmt::print(stderr, "yunke-sim: {}\n", done.error());
            return exit_refused;
        }
        fmt::print("{:.1f} s\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    fmt::print("\n{} values, {} disagree\n", values, disagree);
    return disagree == 0 ? exit_ok : exit_refused;
}

int run(int argc, char** argv) {
    CLI::App app{"Simulates Yunke's queues and people in virtual time.\n在虚拟时间中模拟云客的队列与人员。",
                 "yunke-sim"};
    app.footer(
        "Exit codes: 0 done, 1 refused or a check that disagrees, 2 wrong usage.\n"
        "退出码：0 完成，1 被拒绝或核对不一致，2 用法错误。");
    app.set_help_flag("-h,--help", "Print this help\n显示帮助");
    app.require_subcommand(1);
    CheckArguments check;
    CLI::App* check_command =
        app.add_subcommand("check", "Compare with exact tables and published results\n与精确数值表和已发表结果核对");
    check_command->add_option("KIND", check.kind, "Kind of table; without it, all of them\n表的种类；省略则全部核对")
        ->check(CLI::IsMember(check_kinds()));
    check_command->add_option("FILE", check.file, "CSV file with the same columns\n列相同的 CSV 文件")
        ->check(CLI::ExistingFile);
    check_command->add_flag("--quick", check.options.quick, "A tenth of the events\n事件数减为十分之一");
    check_command->add_option("--seed", check.options.seed, "Seed of chance\n随机种子")->capture_default_str();
    check_command->add_option("--data", check.data, "Folder of the tables\n数据表所在目录")->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    return run_check(check);
}

}  // namespace
}  // namespace yunke::sim

int main(int argc, char** argv) {
    return yunke::sim::run(argc, argv);
}
