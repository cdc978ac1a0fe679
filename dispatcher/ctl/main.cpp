// yunkectl: the administrator's tool. Builds the command line from its groups, runs one command, and tells how it went
// by exit code: 0 done, 1 refused, 2 wrong usage.
#include <CLI/CLI.hpp>
#include <array>
#include <iostream>

#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ctl/groups.hpp"

namespace yunke::ctl {
namespace {

constexpr std::array groups = {
    add_account_commands, add_merchant_commands,   add_shop_commands,   add_skill_commands,   add_group_commands,
    add_queue_commands,   add_agent_commands,      add_shift_commands,  add_pool_commands,    add_demo_commands,
    add_show_commands,    add_definition_commands, add_replay_commands, add_act_commands,     add_tax_commands,
    add_ledger_commands,  add_office_commands,     add_report_commands, add_archive_commands, add_program_commands,
};

void add_global_options(CLI::App& app, Context& context) {
    app.add_option("--config", context.config_file, "Configuration of all processes (TOML)\n配置文件")
        ->check(CLI::ExistingFile);
    app.add_flag("--json", context.json, "Print JSON\n以 JSON 格式输出");
    app.add_option("--pool", context.pool_option, "Pool to work on; default: the configuration's\n调度池名称");
}

int run(int argc, char** argv) {
    CLI::App app{
        "Administers Yunke: accounts, shops, queues, agents and pools.\n管理云客：账号、店铺、队列、坐席与调度池。",
        "yunkectl"};
    app.footer("Exit codes: 0 done, 1 refused, 2 wrong usage.  退出码：0 完成，1 被拒绝，2 用法错误。");
    app.set_help_flag("-h,--help", "Print this help\n显示帮助");
    app.failure_message([](const CLI::App*, const CLI::Error& error) {
        return std::string("yunkectl: ") + error.what() + "\nAdd --help to the command to see what it takes.\n";
    });
    app.require_subcommand(1);
    app.fallthrough();  // global options may stand behind the command as well
    const runtime::SystemClock clock;
    Context context(runtime::process_environment(), clock, std::cin, std::cout, std::cerr);
    add_global_options(app, context);
    for (const auto add : groups)
        add(app, context);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    return context.finish();
}

}  // namespace
}  // namespace yunke::ctl

int main(int argc, char** argv) {
    return yunke::ctl::run(argc, argv);
}
