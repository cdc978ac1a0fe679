// yunke-sim: what happens to waits, queues and people under a scenario, over the very rules that run in production.
// Exit codes: 0 done, 1 refused or a check that disagrees, 2 wrong usage.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "dispatcher/sim/check.hpp"
#include "dispatcher/sim/compare.hpp"
#include "dispatcher/sim/market.hpp"
#include "dispatcher/sim/program/month.hpp"
#include "dispatcher/sim/program/printing.hpp"
#include "dispatcher/sim/replay.hpp"
#include "dispatcher/sim/report.hpp"
#include "dispatcher/sim/scenario_file.hpp"

namespace yunke::sim {
namespace {

constexpr int exit_ok = 0;
constexpr int exit_refused = 1;
constexpr int exit_usage = 2;

struct RunArguments {
    std::string file, plot, comparison = "policies";
    std::optional<std::uint64_t> seed;
    std::string policy;
    std::optional<std::uint32_t> skills, replications;
    double load = 1;
    bool json = false, timing = false, without_accommodations = false;
};

struct CheckArguments {
    std::string kind, file;
    std::filesystem::path data = YUNKE_REFERENCE_TABLES;
    CheckOptions options;
    bool quick = false;
};

struct ReplayArguments {
    std::string folder, month;
    std::uint64_t seed = 1;
};

struct MonthArguments {
    std::string file, people;
    std::optional<std::uint64_t> seed;
    MonthOptions options;
    bool timing = false;
};

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

int refuse(const std::string& sentence) {
    fmt::print(stderr, "yunke-sim: {}\n", sentence);
    return exit_refused;
}

// ---- run -----------------------------------------------------------------------------------------------------------

// With what the command line says instead. nullopt: refused, and told why.
std::optional<Scenario> load(const RunArguments& arguments) {
    auto scenario = read_scenario(arguments.file);
    if (!scenario) {
        for (const std::string& sentence : scenario.error())
            fmt::print(stderr, "{}\n", sentence);
        return std::nullopt;
    }
    if (arguments.seed) scenario->run.seed = *arguments.seed;
    if (arguments.replications) scenario->run.replications = *arguments.replications;
    if (arguments.skills || arguments.without_accommodations)
        draw_people(*scenario, PeopleOptions{arguments.skills, !arguments.without_accommodations});
    for (QueuePlan& queue : scenario->queues)
        for (double& rate : queue.per_hour)
            rate *= arguments.load;
    if (!arguments.policy.empty()) set_policy(*scenario, arguments.policy);
    return std::move(*scenario);
}

int run_comparison(const RunArguments& arguments) {
    const auto scenario = load(arguments);
    if (!scenario) return exit_refused;
    if (scenario->run.replications < 2)
        return refuse("a comparison needs two days at least: --replications, or `replications` in [run]");
    if (arguments.comparison == "skills" && scenario->market.skills == 0)
        return refuse("the scenario draws no skills: it has no [market]");
    const Clock::time_point begin = Clock::now();
    const std::vector<Column> columns = compare(*scenario, arguments.comparison);
    fmt::print("{}", arguments.json ? comparison_json(columns) : comparison_table(columns));
    if (!arguments.timing) return exit_ok;
    RunCost cost;
    for (const Column& column : columns) {
        cost.events += column.run.cost.events;
        cost.batches += column.run.cost.batches;
        cost.commands += column.run.cost.commands;
    }
    print_timing(cost, seconds_since(begin));
    return exit_ok;
}

int run_scenario(const RunArguments& arguments) {
    auto scenario = load(arguments);
    if (!scenario) return exit_refused;
    scenario->run.series = !arguments.plot.empty();
    const Clock::time_point begin = Clock::now();
    const Run run = simulate(*scenario);
    const double seconds = seconds_since(begin);
    fmt::print("{}", arguments.json ? report_json(*scenario, run) : report_table(*scenario, run));
    if (!arguments.plot.empty()) {
        std::ofstream file(arguments.plot);
        file << report_svg(*scenario, run);
        if (!file.flush()) return refuse(arguments.plot + ": cannot be written");
    }
    if (arguments.timing) print_timing(run.cost, seconds);
    return exit_ok;
}

// ---- month ---------------------------------------------------------------------------------------------------------

int run_month(const MonthArguments& arguments) {
    RunArguments of_scenario;
    of_scenario.file = arguments.file;
    of_scenario.seed = arguments.seed;
    const auto scenario = load(of_scenario);
    if (!scenario) return exit_refused;
    const Clock::time_point begin = Clock::now();
    const auto result = simulate_month(*scenario, arguments.options);
    if (!result) return refuse(result.error());
    fmt::print("{} conversations, {} facts, {} transfers\n", result->conversations, result->facts, result->transfers);
    for (const MonthFigures& figures : result->months)
        print_month(figures);
    if (!arguments.people.empty()) {
        std::ofstream file(arguments.people);
        file << invent_people(*scenario);
        if (!file.flush()) return refuse(arguments.people + ": cannot be written");
    }
    if (arguments.timing) {
        fmt::print(stderr, "{:.2f} s of it posting\n", result->posting_s);
        print_timing(result->cost, seconds_since(begin));
    }
    return exit_ok;
}

// ---- check ---------------------------------------------------------------------------------------------------------

int run_check(CheckArguments arguments) {
    if (arguments.quick) {
        arguments.options.part = 0.1;
        fmt::print(
            "--quick: a tenth of the events; what is out of tolerance by less than its own ±95 % is let pass.\n"
            "--quick：事件数为完整核对的十分之一；超出容差但未超出自身 ±95 % 区间的值视为通过。\n");
    }
    std::vector<std::string> kinds = check_kinds();
    if (!arguments.kind.empty()) kinds = {arguments.kind};
    std::size_t values = 0, disagree = 0;
    for (const std::string& kind : kinds) {
        const std::filesystem::path file =
            arguments.file.empty() ? arguments.data / check_file_of(kind) : std::filesystem::path(arguments.file);
        fmt::print("\n{}: {}\n{:<10} {:<32} {:>14} {:>14} {:<12} {:<10}\n", kind, file.string(), "row", "value",
                   "expected", "measured", "±95 %", "tolerance");
        const Clock::time_point begin = Clock::now();
        const auto done = check_table(kind, file, arguments.options, [&](const CheckLine& line) {
            print_check_line(line);
            ++values;
            disagree += line.verdict == Verdict::disagrees ? 1 : 0;
        });
        if (!done) return refuse(done.error());
        fmt::print("{:.1f} s\n", seconds_since(begin));
    }
    fmt::print("\n{} values, {} disagree\n", values, disagree);
    return disagree == 0 ? exit_ok : exit_refused;
}

// ---- replay --------------------------------------------------------------------------------------------------------

int run_replay(const ReplayArguments& arguments) {
    std::vector<std::string> months = replay_months();
    if (!arguments.month.empty()) months = {arguments.month};
    for (const std::string& month : months) {
        const auto result = replay_month(arguments.folder, month, arguments.seed);
        if (!result) return refuse(result.error());
        print_replay(month, *result);
    }
    return exit_ok;
}

// ---- the command line ----------------------------------------------------------------------------------------------

void add_people_options(CLI::App& command, RunArguments& arguments) {
    command
        .add_option("--replications", arguments.replications,
                    "So many days instead of the scenario's\n替换场景中的重复次数")
        ->check(CLI::Range(1U, limits::replications));
    command.add_option("--load", arguments.load, "Arrivals times this, but for traces\n到达率乘以此数（轨迹除外）")
        ->check(CLI::Range(0.01, 100.0))
        ->capture_default_str();
    command.add_option("--skills", arguments.skills, "Skills drawn for each agent\n每名坐席抽取的技能数")
        ->check(CLI::Range(1U, limits::skills_drawn));
    command.add_flag("--without-accommodations", arguments.without_accommodations,
                     "The same people without settings of their own\n同样的人，但不设任何工作限制");
}

CLI::App* add_run(CLI::App& app, RunArguments& arguments) {
    CLI::App* command = app.add_subcommand("run", "Simulate a scenario\n模拟一个场景");
    command->add_option("SCENARIO", arguments.file, "TOML file, described in docs/simulator.md\n场景文件（TOML）")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_option("--seed", arguments.seed, "Another seed than the scenario's\n替换场景中的随机种子");
    command->add_option("--policy", arguments.policy, "Another policy than the scenario's\n替换场景中的分配策略")
        ->check(CLI::IsMember(policy_names()));
    add_people_options(*command, arguments);
    command->add_flag("--json", arguments.json, "Print JSON\n以 JSON 格式输出");
    command->add_option("--plot", arguments.plot,
                        "Draw waits, queue and load over time (SVG)\n绘制等待、排队与负载曲线");
    command->add_flag("--timing", arguments.timing, "Say how long it took, to stderr\n输出耗时、事件数与内存峰值");
    return command;
}

CLI::App* add_compare(CLI::App& app, RunArguments& arguments) {
    CLI::App* command = app.add_subcommand("compare", "The same days side by side\n并列比较同样的几天");
    command->add_option("SCENARIO", arguments.file, "TOML file, described in docs/simulator.md\n场景文件（TOML）")
        ->required()
        ->check(CLI::ExistingFile);
    command
        ->add_option("--by", arguments.comparison,
                     "What differs: the policy, accommodations, or how many skills everybody has\n"
                     "比较对象：分配策略、工作限制、技能数")
        ->check(CLI::IsMember(comparison_names()))
        ->capture_default_str();
    command->add_option("--seed", arguments.seed, "Another seed than the scenario's\n替换场景中的随机种子");
    add_people_options(*command, arguments);
    command->add_flag("--json", arguments.json, "Print JSON\n以 JSON 格式输出");
    command->add_flag("--timing", arguments.timing, "Say how long it took, to stderr\n输出耗时、事件数与内存峰值");
    return command;
}

CLI::App* add_month(CLI::App& app, MonthArguments& arguments) {
    CLI::App* command =
        app.add_subcommand("month", "Keep the ledger's books of a scenario: hours and pay\n为场景记账：工时与薪酬");
    command->add_option("SCENARIO", arguments.file, "TOML file, described in docs/simulator.md\n场景文件（TOML）")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_option("--cards", arguments.options.cards, "Card file, described in docs/ledger.md\n费率文件（TOML）")
        ->required()
        ->check(CLI::ExistingFile);
    command
        ->add_option("--books", arguments.options.books,
                     "Database for the books, such as sqlite3:///tmp/books.db; must hold none yet\n"
                     "账本数据库，须为新建")
        ->required();
    command->add_option("--people", arguments.people,
                        "Write who they are, for yunkectl report program (CSV)\n写出人员名单，供项目月报使用");
    command->add_option("--seed", arguments.seed, "Another seed than the scenario's\n替换场景中的随机种子");
    command->add_flag("--timing", arguments.timing, "Say how long it took, to stderr\n输出耗时、事件数与内存峰值");
    return command;
}

CLI::App* add_check(CLI::App& app, CheckArguments& arguments) {
    CLI::App* command =
        app.add_subcommand("check", "Compare with exact tables and published results\n与精确数值表和已发表结果核对");
    command->add_option("KIND", arguments.kind, "Kind of table; without it, all of them\n表的种类；省略则全部核对")
        ->check(CLI::IsMember(check_kinds()));
    command->add_option("FILE", arguments.file, "CSV file with the same columns\n列相同的 CSV 文件")
        ->check(CLI::ExistingFile);
    command->add_flag("--quick", arguments.quick, "A tenth of the events\n事件数减为十分之一");
    command->add_option("--seed", arguments.options.seed, "Seed of chance\n随机种子")->capture_default_str();
    command->add_option("--data", arguments.data, "Folder of the tables\n数据表所在目录")->capture_default_str();
    return command;
}

CLI::App* add_replay(CLI::App& app, ReplayArguments& arguments) {
    CLI::App* command = app.add_subcommand(
        "replay", "Replay the real calls of the Anonymous Bank data\n重放“Anonymous Bank”呼叫中心的真实来电");
    command->add_option("FOLDER", arguments.folder, "Folder of the data (not part of Yunke)\n数据目录（不随云客提供）")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->add_option("--month", arguments.month, "One month only\n只重放一个月")
        ->check(CLI::IsMember(replay_months()));
    command->add_option("--seed", arguments.seed, "Seed of chance\n随机种子")->capture_default_str();
    return command;
}

int run(int argc, char** argv) {
    CLI::App app{"Simulates Yunke's queues and people in virtual time.\n在虚拟时间中模拟云客的队列与人员。",
                 "yunke-sim"};
    app.footer(
        "Exit codes: 0 done, 1 refused or a check that disagrees, 2 wrong usage.\n"
        "退出码：0 完成，1 被拒绝或核对不一致，2 用法错误。");
    app.set_help_flag("-h,--help", "Print this help\n显示帮助");
    app.require_subcommand(1);
    RunArguments run_arguments;
    CheckArguments check_arguments;
    ReplayArguments replay_arguments;
    const CLI::App* run_command = add_run(app, run_arguments);
    RunArguments compare_arguments;
    const CLI::App* compare_command = add_compare(app, compare_arguments);
    MonthArguments month_arguments;
    const CLI::App* month_command = add_month(app, month_arguments);
    const CLI::App* check_command = add_check(app, check_arguments);
    add_replay(app, replay_arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    if (run_command->parsed()) return run_scenario(run_arguments);
    if (compare_command->parsed()) return run_comparison(compare_arguments);
    if (month_command->parsed()) return run_month(month_arguments);
    if (check_command->parsed()) return run_check(check_arguments);
    return run_replay(replay_arguments);
}

}  // namespace
}  // namespace yunke::sim

int main(int argc, char** argv) {
    return yunke::sim::run(argc, argv);
}
