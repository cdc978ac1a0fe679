// `yunkectl office tax`: what was withheld and is owed to the tax office, and that it was paid.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/office_desk.hpp"
#include "dispatcher/ledger/desk/tax_desk.hpp"

namespace yunke::ctl {
namespace {

using ledger::Booker;
using ledger::Desk;
using ledger::yuan_text;

void add_owed(CLI::App& group, const SharedOffice& office) {
    auto* command =
        group.add_subcommand("owed",
                             "What was withheld in each month of payment, remitted of it, and is owed still\n"
                             "按发放月份列出代扣、已缴与未缴税款");
    on_desk(*command, office, [office](Desk& desk) -> Outcome {
        const auto due = ledger::TaxDesk(desk).due();
        if (!due) return refuse_office(due.error());
        Table table{.columns = {"month", "agents", "withheld", "remitted", "owed", "owed_until"}, .rows = {}};
        for (const auto& month : due->months) {
            table.rows.push_back({ledger::text_of(month.month), std::uint64_t{month.agents},
                                  yuan_text(month.withheld_fen), yuan_text(month.remitted_fen),
                                  yuan_text(month.owed_fen), yuan_text(month.owed_until_fen)});
        }
        office->context.print(table);
        office->context.remark(fmt::format(
            "Withheld {} yuan, remitted {}, owed {}{}.\n", yuan_text(due->withheld_fen), yuan_text(due->remitted_fen),
            yuan_text(due->owed_fen),
            due->ahead_fen == 0 ? "" : fmt::format("; {} are paid ahead for later months", yuan_text(due->ahead_fen))));
        return {};
    });
}

void add_remit(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::string until;
        std::string amount;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand(
        "remit",
        "Book that the tax office was paid: all that is owed, or less\n登记已向税务机关缴税：全部或部分未缴税款");
    command
        ->add_option("--until", options->until,
                     "Tax of payments up to this month; default: of all months\n截至该发放月份，默认全部月份")
        ->type_name("MONTH");
    command
        ->add_option("--amount", options->amount,
                     "What was paid, the oldest months' first; default: all that is owed for them\n"
                     "实际缴纳金额（元），先抵最早月份，默认全部未缴")
        ->type_name("YUAN");
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        ledger::Remittance paid;
        if (!options->until.empty()) {
            const auto until = read_month(options->until);
            if (!until) return std::unexpected(until.error());
            paid.until = *until;
        }
        if (!options->amount.empty()) {
            const auto fen = read_yuan("--amount", options->amount);
            if (!fen) return std::unexpected(fen.error());
            paid.fen = *fen;
        }
        const auto remitted = ledger::TaxDesk(desk).remit(by, paid);
        if (!remitted) return refuse_office(remitted.error());
        office->context.print({.columns = {"entry", "agents", "amount"},
                               .rows = {{remitted->entry, std::uint64_t{remitted->agents}, yuan_text(remitted->fen)}},
                               .single = true});
        return {};
    });
}

}  // namespace

void add_office_tax(CLI::App& group, const SharedOffice& office) {
    auto* tax = group.add_subcommand("tax", "Tax withheld\n代扣税款");
    tax->require_subcommand(1);
    add_owed(*tax, office);
    add_remit(*tax, office);
}

}  // namespace yunke::ctl
