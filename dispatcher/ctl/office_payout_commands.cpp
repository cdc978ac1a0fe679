// `yunkectl office payees` and `payout`: whose account pay goes to, batches, their files, and what the bank answered.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/files.hpp"
#include "dispatcher/ctl/office_desk.hpp"
#include "dispatcher/ledger/desk/payee_desk.hpp"
#include "dispatcher/ledger/desk/payout_desk.hpp"

namespace yunke::ctl {
namespace {

using ledger::Booker;
using ledger::Desk;
using ledger::yuan_text;

// ---- payees --------------------------------------------------------------------------------------------------------

void add_payee_set(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint32_t agent = 0;
        ledger::Payee payee;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand("set", "Enter or change one account\n登记或更改一个收款账户");
    command->add_option("agent", options->agent, "Id of the agent\n坐席编号")->required();
    command->add_option("--name", options->payee.name, "As the bank knows the person\n收款户名")->required();
    command->add_option("--account", options->payee.account, "At the bank or payment service\n收款账号")->required();
    const auto set = [options](Desk& desk, const Booker& by) -> Outcome {
        const auto done = ledger::PayeeDesk(desk).set(by, ledger::AgentId{options->agent}, options->payee);
        if (!done) return refuse_office(done.error());
        return {};
    };
    on_booking(*command, office, set, [office, options] {
        office->context.print({.columns = {"agent", "name", "account"},
                               .rows = {{std::uint64_t{options->agent}, options->payee.name, options->payee.account}},
                               .single = true});
    });
}

void add_payee_load(CLI::App& group, const SharedOffice& office) {
    auto file = std::make_shared<std::string>();
    auto* command = group.add_subcommand("load",
                                         "Take a CSV with the columns agent, name and account, whole or not at all\n"
                                         "从 CSV 文件批量登记（agent、name、account 三列），有误则整份拒绝");
    command->add_option("file", *file, "The file\n文件")->required()->check(CLI::ExistingFile);
    on_booking(*command, office, [office, file](Desk& desk, const Booker& by) -> Outcome {
        const auto text = read_text_file(*file);
        if (!text) return std::unexpected(text.error());
        const auto changed = ledger::PayeeDesk(desk).load(by, *text);
        if (!changed) return refuse_office({changed.error().code, *file + ", " + changed.error().what});
        office->context.print(
            {.columns = {"file", "changed"}, .rows = {{*file, std::uint64_t{*changed}}}, .single = true});
        return {};
    });
}

void add_payees(CLI::App& group, const SharedOffice& office) {
    auto* payees = group.add_subcommand(
        "payees",
        "Whose account pay goes to; the only names of people in the ledger\n收款账户，账本中唯一存有姓名之处");
    payees->require_subcommand(1);
    add_payee_set(*payees, office);
    add_payee_load(*payees, office);
    auto* list = payees->add_subcommand("list", "All that count now\n列出现行收款账户");
    on_desk(*list, office, [office](Desk& desk) -> Outcome {
        const auto all = ledger::PayeeDesk(desk).list();
        if (!all) return refuse_office(all.error());
        Table table{.columns = {"agent", "name", "account", "version", "by", "since"}, .rows = {}};
        for (const auto& one : *all)
            table.rows.push_back({std::uint64_t{raw(one.agent)}, one.payee.name, one.payee.account,
                                  std::uint64_t{one.version}, one.account, time_text(one.at_ms)});
        office->context.print(table);
        return {};
    });
}

// ---- payouts -------------------------------------------------------------------------------------------------------

std::vector<std::string> batch_columns() {
    return {"batch", "number", "month", "total", "sent", "confirmed", "failed", "under_way", "entry", "by", "at"};
}

std::vector<Cell> batch_row(const ledger::PayoutProgress& one) {
    return {one.payout.batch,
            batch_text(one.payout),
            ledger::text_of(one.payout.month),
            yuan_text(one.payout.total_fen),
            std::uint64_t{one.sent},
            std::uint64_t{one.confirmed},
            std::uint64_t{one.failed},
            yuan_text(one.open_fen),
            one.entry,
            one.account,
            time_text(one.at_ms)};
}

std::string state_text(ledger::PayoutState state) {
    if (state == ledger::PayoutState::confirmed) return "confirmed";
    return state == ledger::PayoutState::failed ? "failed" : "sent";
}

void add_payable(CLI::App& group, const SharedOffice& office) {
    auto* command = group.add_subcommand("payable", "Who has something to be paid out\n列出待发放金额");
    on_desk(*command, office, [office](Desk& desk) -> Outcome {
        const auto all = ledger::PayoutDesk(desk).payable();
        if (!all) return refuse_office(all.error());
        Table table{.columns = {"agent", "payable", "has_payee"}, .rows = {}};
        for (const auto& one : *all)
            table.rows.push_back({std::uint64_t{raw(one.agent)}, yuan_text(one.fen), one.has_payee});
        office->context.print(table);
        return {};
    });
}

void add_make(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint64_t batch = 0;
        std::vector<std::uint32_t> agents;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand("make",
                                         "Make a batch of all that is payable, tax withheld; at most 3,000 people\n"
                                         "生成发放批次并代扣税款，每批最多 3,000 人");
    command->add_option("--batch", options->batch, "Its number; default: the next. A number is used once\n批次号");
    command->add_option("--agent", options->agents, "Only these; default: everybody\n仅这些坐席，默认全部")
        ->delimiter(',');
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        const auto made =
            ledger::PayoutDesk(desk).make(by, {.batch = options->batch, .agents = agent_ids(options->agents)});
        if (!made) return refuse_office(made.error());
        Table table{.columns = batch_columns(), .rows = {batch_row(made->batch)}, .single = true};
        table.columns.emplace_back("left_out");
        table.rows.front().emplace_back(std::uint64_t{made->left_out});
        office->context.print(table);
        return {};
    });
}

void add_list_and_show(CLI::App& group, const SharedOffice& office) {
    auto* list = group.add_subcommand("list", "All batches, the latest first\n列出发放批次");
    on_desk(*list, office, [office](Desk& desk) -> Outcome {
        const auto all = ledger::PayoutDesk(desk).list();
        if (!all) return refuse_office(all.error());
        Table table{.columns = batch_columns(), .rows = {}};
        for (const auto& one : *all)
            table.rows.push_back(batch_row(one));
        office->context.print(table);
        return {};
    });
    auto batch = std::make_shared<std::uint64_t>(0);
    auto* show = group.add_subcommand("show", "The rows of a batch\n列出批次明细");
    show->add_option("batch", *batch, "Number of the batch\n批次号")->required();
    on_desk(*show, office, [office, batch](Desk& desk) -> Outcome {
        const auto one = ledger::PayoutDesk(desk).show(*batch);
        if (!one) return refuse_office(one.error());
        Table table{.columns = {"row", "agent", "gross", "tax", "net", "state"}, .rows = {}};
        for (const auto& row : one->payout.rows)
            table.rows.push_back({std::uint64_t{row.number}, std::uint64_t{raw(row.agent)}, yuan_text(row.gross_fen),
                                  yuan_text(row.withheld_fen), yuan_text(row.net_fen), state_text(row.state)});
        office->context.print(table);
        return {};
    });
}

void add_file(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint64_t batch = 0;
        std::string format = ledger::payout_templates().front().name;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand(
        "file", "Print the file for the bank; it holds names and accounts\n输出银行批量付款文件，含姓名与账号");
    command->add_option("batch", options->batch, "Number of the batch\n批次号")->required();
    command->add_option("--template", options->format, "Which form; default: batch-payment\n文件模板");
    on_desk(*command, office, [office, options](Desk& desk) -> Outcome {
        const auto file = ledger::PayoutDesk(desk).file(options->batch, options->format);
        if (!file) return refuse_office(file.error());
        office->context.print(file->text);
        return {};
    });
}

Outcome answer(Context& context, Desk& desk, const Booker& by, std::uint64_t batch,
               const std::vector<ledger::RowAnswer>& answers) {
    ledger::PayoutDesk payouts(desk);
    const auto entry = payouts.answer(by, batch, answers);
    if (!entry) return refuse_office(entry.error());
    const auto now = payouts.show(batch);
    if (!now) return refuse_office(now.error());
    context.print({.columns = batch_columns(), .rows = {batch_row(*now)}, .single = true});
    return {};
}

void add_rows(CLI::App& group, const SharedOffice& office, bool paid) {
    struct Options {
        std::uint64_t batch = 0;
        std::vector<std::uint32_t> rows;
    };
    auto options = std::make_shared<Options>();
    auto* command = paid ? group.add_subcommand("confirm", "The bank has paid these rows\n银行已支付这些行")
                         : group.add_subcommand("fail",
                                                "The bank has not paid these rows: they are payable again\n"
                                                "银行未能支付这些行，金额恢复为待发放");
    command->add_option("batch", options->batch, "Number of the batch\n批次号")->required();
    command->add_option("row", options->rows, "Numbers of rows\n行号")->required();
    on_booking(*command, office, [office, options, paid](Desk& desk, const Booker& by) -> Outcome {
        std::vector<ledger::RowAnswer> answers;
        for (const std::uint32_t row : options->rows)
            answers.push_back({.number = row, .paid = paid});
        return answer(office->context, desk, by, options->batch, answers);
    });
}

void add_answers(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint64_t batch = 0;
        std::string file;
    };
    auto options = std::make_shared<Options>();
    auto* command =
        group.add_subcommand("answers",
                             "Take the bank's answers from a CSV with the columns row and answer (paid or failed)\n"
                             "导入银行回单 CSV（序号、结果两列，结果为 成功 或 失败）");
    command->add_option("batch", options->batch, "Number of the batch\n批次号")->required();
    command->add_option("file", options->file, "The file\n文件")->required()->check(CLI::ExistingFile);
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        const auto text = read_text_file(options->file);
        if (!text) return std::unexpected(text.error());
        const auto answers = ledger::parse_answers(*text);
        if (!answers) return refuse_office({answers.error().code, options->file + ", " + answers.error().what});
        return answer(office->context, desk, by, options->batch, *answers);
    });
}

}  // namespace

void add_office_payouts(CLI::App& group, const SharedOffice& office) {
    add_payees(group, office);
    auto* payouts = group.add_subcommand("payout", "Pay that was approved goes to people's accounts\n发放已批准的薪酬");
    payouts->require_subcommand(1);
    add_payable(*payouts, office);
    add_make(*payouts, office);
    add_list_and_show(*payouts, office);
    add_file(*payouts, office);
    add_rows(*payouts, office, true);
    add_rows(*payouts, office, false);
    add_answers(*payouts, office);
}

}  // namespace yunke::ctl
