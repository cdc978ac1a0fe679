#include "dispatcher/ledger/tax_due.hpp"

#include <algorithm>
#include <set>

namespace yunke::ledger {
namespace {

std::unexpected<Error> refused(std::string what) {
    return std::unexpected(Error{Errc::refused, std::move(what)});
}

void add(TaxDue& due, std::map<Month, TaxMonth>& months, const TaxAccount& account) {
    Fen left_fen = account.remitted_fen;
    for (const auto& [month, withheld_fen] : account.withheld) {
        if (withheld_fen <= 0) continue;
        const Fen remitted_fen = std::min(withheld_fen, left_fen);
        left_fen -= remitted_fen;
        TaxMonth& one = months[month];
        one.month = month;
        ++one.agents;
        one.withheld_fen += withheld_fen;
        one.remitted_fen += remitted_fen;
        if (withheld_fen > remitted_fen) due.owed.push_back({month, account.agent, withheld_fen - remitted_fen});
    }
    due.ahead_fen += left_fen;
}

// What is owed for the months that are meant, in figures.
struct Figures {
    Fen withheld_fen = 0;
    Fen remitted_fen = 0;
    Fen owed_fen() const { return withheld_fen - remitted_fen; }
};

Figures figures_of(const TaxDue& due, std::optional<Month> until) {
    Figures sum;
    for (const TaxMonth& month : due.months) {
        if (until && *until < month.month) continue;
        sum.withheld_fen += month.withheld_fen;
        sum.remitted_fen += month.remitted_fen;
    }
    return sum;
}

std::string line_of(const TaxDue::Owed& owed) {
    return "remitted/" + std::to_string(raw(owed.agent)) + "/" + text_of(owed.month);
}

}  // namespace

TaxDue tax_due(std::span<const TaxAccount> accounts) {
    TaxDue due;
    std::map<Month, TaxMonth> months;
    for (const TaxAccount& account : accounts)
        add(due, months, account);
    for (auto& [number, month] : months) {
        month.owed_fen = month.withheld_fen - month.remitted_fen;
        due.withheld_fen += month.withheld_fen;
        due.remitted_fen += month.remitted_fen;
        due.owed_fen += month.owed_fen;
        month.owed_until_fen = due.owed_fen;
        due.months.push_back(month);
    }
    std::ranges::sort(due.owed, {}, [](const TaxDue::Owed& one) { return std::pair(one.month, one.agent); });
    return due;
}

Result<RemittedTax> remit(const TaxDue& due, const Remittance& paid, Step& step) {
    const Figures sum = figures_of(due, paid.until);
    const std::string which = paid.until ? " for payments up to " + text_of(*paid.until) : "";
    if (paid.fen && *paid.fen <= 0) return refused("name the yuan that were paid to the tax office, above 0");
    if (paid.fen && *paid.fen > sum.owed_fen()) {
        return refused(yuan_text(*paid.fen) + " yuan are more than the " + yuan_text(sum.owed_fen()) +
                       " of tax that are owed" + which + ": " + yuan_text(sum.withheld_fen) + " were withheld, " +
                       yuan_text(sum.remitted_fen) + " are remitted already");
    }
    if (sum.owed_fen() == 0) return refused("no tax is owed" + which);
    RemittedTax remitted;
    std::set<AgentId> agents;
    const Fen wanted_fen = paid.fen.value_or(sum.owed_fen());
    for (const TaxDue::Owed& owed : due.owed) {
        const Fen fen = std::min(owed.fen, wanted_fen - remitted.fen);
        if (fen == 0 || (paid.until && *paid.until < owed.month)) break;
        step.move(Ledger::cny, account(AccountKind::iit, owed.agent), Account{AccountKind::bank, 0}, fen, line_of(owed),
                  0);
        remitted.fen += fen;
        agents.insert(owed.agent);
    }
    remitted.agents = static_cast<std::uint32_t>(agents.size());
    return remitted;
}

}  // namespace yunke::ledger
