// `yunkectl office month`: a month's pay, looked at, approved, and the month closed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/office_desk.hpp"
#include "dispatcher/ledger/desk/month_desk.hpp"

namespace yunke::ctl {
namespace {

using ledger::Booker;
using ledger::Desk;
using ledger::yuan_text;

Table agents_table(const ledger::MonthPreview& month) {
    Table table{.columns = {"agent", "paid_hours", "earned", "floor", "accrued", "tier", "quality", "borne", "payable",
                            "approved", "pending"},
                .rows = {}};
    for (const auto& row : month.agents) {
        table.rows.push_back({std::uint64_t{raw(row.work.agent)}, hours_text(row.work.paid_ms),
                              yuan_text(row.work.earned_fen), yuan_text(row.work.floor_fen),
                              yuan_text(row.work.accrued_fen), yuan_text(row.pay.tier.fen),
                              yuan_text(row.pay.quality.fen), yuan_text(row.pay.borne_fen),
                              yuan_text(row.pay.payable_fen), yuan_text(row.approved_fen), row.pending});
    }
    return table;
}

Table month_table(const ledger::MonthPreview& month) {
    return {.columns = {"month", "closed", "pending", "total", "blockers"},
            .rows = {{ledger::text_of(month.month), month.closed, std::uint64_t{month.pending},
                      yuan_text(month.total_fen), month.blockers}},
            .single = true};
}

// In JSON one object, the month with its agents.
void print(Context& context, const ledger::MonthPreview& month) {
    if (!context.json) {
        context.print(agents_table(month));
        context.print("\n");
        auto about = month_table(month);
        about.rows.front().back() = fmt::format("{}", fmt::join(month.blockers, "; "));
        context.print(about);
        return;
    }
    auto text = as_json(month_table(month));
    auto agents = as_json(agents_table(month));
    while (text.ends_with('\n') || text.ends_with('}')) {
        const bool end = text.ends_with('}');
        text.pop_back();
        if (end) break;
    }
    while (agents.ends_with('\n'))
        agents.pop_back();
    context.print(text + ",\"agents\":" + agents + "}\n");
}

CLI::App* month_command(CLI::App& group, std::string& month, const char* name, const char* description) {
    auto* command = group.add_subcommand(name, description);
    command->add_option("month", month, "Such as 2026-11\n月份，例如 2026-11")->required()->type_name("MONTH");
    return command;
}

void add_preview(CLI::App& group, const SharedOffice& office) {
    auto month = std::make_shared<std::string>();
    auto* command = month_command(group, *month, "preview",
                                  "What would be approved, and what keeps the month open\n"
                                  "预览待批准的薪酬，以及尚不能结账的原因");
    on_desk(*command, office, [office, month](Desk& desk) -> Outcome {
        const auto which = read_month(*month);
        if (!which) return std::unexpected(which.error());
        const auto preview = ledger::MonthDesk(desk).preview(*which, office->context.now_ms());
        if (!preview) return refuse_office(preview.error());
        print(office->context, *preview);
        return {};
    });
}

void add_approve(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::string month;
        std::string total;
        std::vector<std::uint32_t> agents;
    };
    auto options = std::make_shared<Options>();
    auto* command = month_command(group, options->month, "approve",
                                  "Approve pay for payment, as the preview showed it\n按预览批准薪酬，转为可发放");
    command
        ->add_option("--total", options->total,
                     "The payable sum that the preview showed, in yuan; refused if it changed since\n"
                     "预览所示的应付合计（元），有变化则拒绝")
        ->required()
        ->type_name("YUAN");
    command->add_option("--agent", options->agents, "Only these; default: everybody\n仅这些坐席，默认全部")
        ->delimiter(',');
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        const auto month = read_month(options->month);
        if (!month) return std::unexpected(month.error());
        const auto total = read_yuan("--total", options->total);
        if (!total) return std::unexpected(total.error());
        const auto approved = ledger::MonthDesk(desk).approve(
            by, {.month = *month, .agents = agent_ids(options->agents), .total_fen = *total});
        if (!approved) return refuse_office(approved.error());
        office->context.print(
            {.columns = {"entry", "agents", "total"},
             .rows = {{approved->entry, std::uint64_t{approved->agents}, yuan_text(approved->total_fen)}},
             .single = true});
        return {};
    });
}

void add_close(CLI::App& group, const SharedOffice& office) {
    auto month = std::make_shared<std::string>();
    auto* command = month_command(group, *month, "close",
                                  "End a month for good: nothing is posted into it any more\n月结：此后该月不再入账");
    on_booking(*command, office, [office, month](Desk& desk, const Booker& by) -> Outcome {
        const auto which = read_month(*month);
        if (!which) return std::unexpected(which.error());
        const auto entry = ledger::MonthDesk(desk).close(by, *which);
        if (!entry) return refuse_office(entry.error());
        office->context.print(
            {.columns = {"entry", "month"}, .rows = {{*entry, ledger::text_of(*which)}}, .single = true});
        return {};
    });
}

}  // namespace

void add_office_months(CLI::App& group, const SharedOffice& office) {
    auto* months = group.add_subcommand("month", "A month's pay, and its end\n月度薪酬与月结");
    months->require_subcommand(1);
    add_preview(*months, office);
    add_approve(*months, office);
    add_close(*months, office);
}

}  // namespace yunke::ctl
