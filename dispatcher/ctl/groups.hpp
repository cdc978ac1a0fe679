// The command groups of yunkectl, one file each. A new group is a declaration here and a line in main.cpp's table.
#pragma once

namespace CLI {
class App;
}

namespace yunke::ctl {

class Context;

void add_account_commands(CLI::App& app, Context& context);
void add_act_commands(CLI::App& app, Context& context);
void add_agent_commands(CLI::App& app, Context& context);
void add_archive_commands(CLI::App& app, Context& context);
void add_definition_commands(CLI::App& app, Context& context);
void add_demo_commands(CLI::App& app, Context& context);
void add_group_commands(CLI::App& app, Context& context);
void add_ledger_commands(CLI::App& app, Context& context);
void add_merchant_commands(CLI::App& app, Context& context);
void add_office_commands(CLI::App& app, Context& context);
void add_pool_commands(CLI::App& app, Context& context);
void add_program_commands(CLI::App& app, Context& context);
void add_queue_commands(CLI::App& app, Context& context);
void add_replay_commands(CLI::App& app, Context& context);
void add_report_commands(CLI::App& app, Context& context);
void add_shift_commands(CLI::App& app, Context& context);
void add_shop_commands(CLI::App& app, Context& context);
void add_show_commands(CLI::App& app, Context& context);
void add_skill_commands(CLI::App& app, Context& context);
void add_tax_commands(CLI::App& app, Context& context);

}  // namespace yunke::ctl
