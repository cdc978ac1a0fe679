// `yunkectl account`: who may log in.
#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "runtime/registry/password.hpp"

namespace yunke::ctl {
namespace {

using registry::Account;
using registry::Registry;

constexpr const char* list_hint = "`yunkectl account list` shows the accounts.";

std::vector<std::string> columns() {
    return {"id", "login", "name", "role", "agent", "merchant", "region", "enabled"};
}

std::vector<Cell> row(const Account& account) {
    return {std::uint64_t{account.id},
            account.login,
            account.name,
            std::string(registry::role_name(account.role)),
            std::uint64_t{account.agent},
            std::uint64_t{account.merchant},
            account.region,
            account.enabled};
}

// A password from standard input, or a new one that is printed this once.
struct NewPassword {
    std::string text;
    std::string hash;
    bool generated = false;
};

std::expected<NewPassword, Refusal> new_password(Context& context, bool from_stdin) {
    NewPassword password{.text = registry::random_password(), .hash = {}, .generated = true};
    if (from_stdin) {
        auto line = context.read_password();
        if (!line) return std::unexpected(line.error());
        password.text = std::move(*line);
        password.generated = false;
    }
    auto hash = registry::hash_password(password.text);
    if (!hash) return std::unexpected(hash.error());
    password.hash = std::move(*hash);
    return password;
}

void print(Context& context, const Account& account, const NewPassword& password) {
    Table table{.columns = columns(), .rows = {row(account)}, .single = true};
    if (password.generated) {
        table.columns.emplace_back("password");
        table.rows.front().emplace_back(password.text);
    }
    context.print(table);
}

struct AddOptions {
    std::string login;
    std::string name;
    std::string role;
    std::uint32_t agent = 0;
    std::uint32_t merchant = 0;
    std::string region;
    bool from_stdin = false;
};

void add_add(CLI::App& group, Context& context) {
    auto options = std::make_shared<AddOptions>();
    auto* command =
        group.add_subcommand("add", "Add an account; its new password is printed once\n新增账号，新密码只显示一次");
    command->add_option("login", options->login, "What the person logs in with\n登录名")->required();
    command->add_option("--name", options->name, "Display name\n显示名称")->required();
    command->add_option("--role", options->role, "administrator, merchant, supervisor, agent, finance or officer\n角色")
        ->required()
        ->check(CLI::IsMember({"administrator", "merchant", "supervisor", "agent", "finance", "officer"}));
    command->add_option("--agent", options->agent, "Id of the agent, for the role agent\n坐席编号");
    command->add_option("--merchant", options->merchant, "Id of the merchant, for the role merchant\n商家编号");
    command->add_option("--region", options->region,
                        "Whose people she may see, for the role officer; as `yunkectl program list` writes it\n"
                        "项目专员所负责的地区");
    command->add_flag("--password-stdin", options->from_stdin,
                      "Read the password from standard input\n从标准输入读取密码");
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto password = new_password(context, options->from_stdin);
        if (!password) return std::unexpected(password.error());
        const Account account{.login = options->login,
                              .name = options->name,
                              .role = registry::role_by_name(options->role).value_or(registry::Role::none),
                              .agent = options->agent,
                              .merchant = options->merchant,
                              .region = options->region};
        const auto added = registry.add_account(account, password->hash, context.now_ms());
        if (!added) return refuse(added.error(), "`yunkectl agent list` and `yunkectl merchant list` show the ids.");
        print(context, *added, *password);
        return {};
    });
}

void add_list_command(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand("list", "List all accounts\n列出所有账号");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto accounts = registry.accounts();
        if (!accounts) return std::unexpected(accounts.error());
        Table table{.columns = columns(), .rows = {}};
        for (const auto& account : *accounts)
            table.rows.push_back(row(account));
        context.print(table);
        return {};
    });
}

void add_enable(CLI::App& group, Context& context, bool enabled) {
    auto login = std::make_shared<std::string>();
    auto* command = enabled ? group.add_subcommand("enable", "Let an account log in again\n重新启用账号")
                            : group.add_subcommand("disable", "Log an account out and keep it out\n停用账号并立即登出");
    command->add_option("login", *login, "Login of the account\n登录名")->required();
    context.on_registry(*command, [&context, login, enabled](Registry& registry) -> Outcome {
        const auto account = registry.account_by_login(*login);
        if (!account) return refuse(account.error(), list_hint);
        const auto changed = registry.set_account_enabled(account->id, enabled);
        if (!changed) return refuse(changed.error(), list_hint);
        context.print({.columns = columns(), .rows = {row(*changed)}, .single = true});
        return {};
    });
}

void add_password(CLI::App& group, Context& context) {
    auto login = std::make_shared<std::string>();
    auto from_stdin = std::make_shared<bool>(false);
    auto* command = group.add_subcommand(
        "password", "Give an account a new password, printed once, and end its logins\n重设密码（只显示一次）并登出");
    command->add_option("login", *login, "Login of the account\n登录名")->required();
    command->add_flag("--password-stdin", *from_stdin, "Read the password from standard input\n从标准输入读取密码");
    context.on_registry(*command, [&context, login, from_stdin](Registry& registry) -> Outcome {
        const auto account = registry.account_by_login(*login);
        if (!account) return refuse(account.error(), list_hint);
        const auto password = new_password(context, *from_stdin);
        if (!password) return std::unexpected(password.error());
        if (auto set = registry.set_password_hash(account->id, password->hash); !set)
            return refuse(set.error(), list_hint);
        print(context, *account, *password);
        return {};
    });
}

}  // namespace

void add_account_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("account", "Who may log in\n账号");
    group->require_subcommand(1);
    add_add(*group, context);
    add_list_command(*group, context);
    add_enable(*group, context, false);
    add_enable(*group, context, true);
    add_password(*group, context);
}

}  // namespace yunke::ctl
