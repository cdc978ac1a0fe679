// `yunkectl office appeals`: what people say against a line of their statement, and what is answered.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <memory>

#include "dispatcher/ctl/office_desk.hpp"
#include "dispatcher/ledger/desk/appeal_desk.hpp"
#include "dispatcher/ledger/reading/earnings.hpp"

namespace yunke::ctl {
namespace {

using ledger::Appeal;
using ledger::AppealState;
using ledger::Booker;
using ledger::Desk;
using ledger::yuan_text;

std::vector<std::string> columns() {
    return {"appeal", "agent",      "month",   "line",   "line_amount", "state",
            "amount", "decided_by", "decided", "opened", "words",       "reason"};
}

std::vector<Cell> row(const Appeal& appeal) {
    const bool open = appeal.state == AppealState::open;
    return {appeal.number,
            std::uint64_t{raw(appeal.agent)},
            ledger::text_of(appeal.month),
            ledger::line_id(appeal.line),
            yuan_text(appeal.line_fen),
            std::string(appeal_state_name(appeal.state)),
            open ? std::string() : yuan_text(appeal.amount_fen),
            appeal.account,
            time_text(appeal.decided_ms),
            time_text(appeal.at_ms),
            appeal.words,
            appeal.reason};
}

void add_list(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::string state = "open";
        std::optional<std::uint32_t> agent;
        std::uint64_t after = 0;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand("list", "Appeals, 200 at most, the oldest first\n列出申诉，每次至多 200 条");
    command->add_option("--state", options->state, "open, upheld, declined or all; default: open\n状态")
        ->check(CLI::IsMember({"open", "upheld", "declined", "all"}));
    command->add_option("--agent", options->agent, "Only hers\n仅该坐席的");
    command->add_option("--after", options->after, "Only those with a higher number\n仅编号更大的");
    on_desk(*command, office, [office, options](Desk& desk) -> Outcome {
        ledger::AppealFilter filter{.after = options->after};
        if (options->agent) filter.agent = ledger::AgentId{*options->agent};
        for (const AppealState state : {AppealState::open, AppealState::upheld, AppealState::declined})
            if (options->state == appeal_state_name(state)) filter.state = state;
        const auto all = ledger::AppealDesk(desk).list(filter);
        if (!all) return refuse_office(all.error());
        Table table{.columns = columns(), .rows = {}};
        for (const Appeal& appeal : *all)
            table.rows.push_back(row(appeal));
        office->context.print(table);
        return {};
    });
}

void add_open(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint32_t agent = 0;
        std::string line;
        std::string words;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand(
        "open", "Enter an appeal for somebody who made it by phone or on paper\n代为登记电话或书面提出的申诉");
    command->add_option("agent", options->agent, "Id of the agent\n坐席编号")->required();
    command->add_option("line", options->line, "Id of the line, as her statement has it\n结算单行号")->required();
    command->add_option("--words", options->words, "What she says\n申诉内容")->required();
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        const auto opened =
            ledger::AppealDesk(desk).open(ledger::AgentId{options->agent}, options->line, options->words, by.at_ms);
        if (!opened) return refuse_office(opened.error());
        office->context.print({.columns = columns(), .rows = {row(*opened)}, .single = true});
        return {};
    });
}

void add_decide(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint64_t appeal = 0;
        std::string amount;
        bool decline = false;
        std::string reason;
    };
    auto options = std::make_shared<Options>();
    auto* command =
        group.add_subcommand("decide",
                             "Answer an appeal; not by who approved that month or answered on this line before\n"
                             "裁定申诉；批准过该月薪酬或裁定过同一行申诉的人须回避");
    command->add_option("appeal", options->appeal, "Number of the appeal\n申诉编号")->required();
    auto* uphold = command->add_option("--uphold", options->amount,
                                       "What the whole line should come to, in yuan\n"
                                       "支持申诉：该行更正后的总金额（元）");
    uphold->type_name("YUAN");
    command->add_flag("--decline", options->decline, "The line stays as it is\n驳回申诉")->excludes(uphold);
    command->add_option("--reason", options->reason, "For her to read\n裁定理由，申诉人可见")->required();
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        if (options->decline == !options->amount.empty())
            return std::unexpected(Refusal("Say either --uphold YUAN or --decline.", exit_usage));
        ledger::Decision decision{.appeal = options->appeal, .upheld = !options->decline, .reason = options->reason};
        if (decision.upheld) {
            const auto fen = read_yuan("--uphold", options->amount);
            if (!fen) return std::unexpected(fen.error());
            decision.amount_fen = *fen;
        }
        const auto decided = ledger::AppealDesk(desk).decide(by, decision);
        if (!decided) return refuse_office(decided.error());
        office->context.print({.columns = columns(), .rows = {row(*decided)}, .single = true});
        return {};
    });
}

}  // namespace

void add_office_appeals(CLI::App& group, const SharedOffice& office) {
    auto* appeals = group.add_subcommand("appeals", "Appeals against lines of pay\n对薪酬明细的申诉");
    appeals->require_subcommand(1);
    add_list(*appeals, office);
    add_open(*appeals, office);
    add_decide(*appeals, office);
}

}  // namespace yunke::ctl
