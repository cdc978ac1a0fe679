#include "dispatcher/ledger/desk/tax_desk.hpp"

#include <map>

#include "dispatcher/ledger/desk/booking.hpp"

namespace yunke::ledger {
namespace {

TaxDue read_due(soci::session& session) {
    std::map<AgentId, TaxAccount> accounts;
    for_each<3, 0>(session,
                   "SELECT agent, month, CAST(SUM(withheld_fen) AS BIGINT) FROM ledger_tax_entry GROUP BY agent, month",
                   [&](const auto& n) { accounts[as<AgentId>(n[0])].withheld[month_of_number(n[1])] = n[2]; });
    for_each<2, 0>(session,
                   "SELECT debit_owner, CAST(SUM(amount) AS BIGINT) FROM ledger_transfer WHERE chain = 0 AND "
                   "debit_kind = " +
                       literal(AccountKind::iit) + " AND credit_kind = " + literal(AccountKind::bank) +
                       " GROUP BY debit_owner",
                   [&](const auto& n) { accounts[as<AgentId>(n[0])].remitted_fen = n[1]; });
    std::vector<TaxAccount> all;
    for (auto& [agent, account] : accounts) {
        account.agent = agent;
        all.push_back(std::move(account));
    }
    return tax_due(all);
}

std::string body_of(const Remittance& paid, Fen fen) {
    const std::string until = paid.until ? "until=" + text_of(*paid.until) + " " : "";
    return until + "fen=" + std::to_string(fen);
}

}  // namespace

Result<TaxDue> TaxDesk::due() {
    return ask(desk_.store().database(), sql::Around::snapshot,
               [](soci::session& session) -> Result<TaxDue> { return read_due(session); });
}

Result<Remitted> TaxDesk::remit(const Booker& by, const Remittance& paid) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    return book(desk_, by, [&](Turn& turn) -> Result<Remitted> {
        Step step = turn.step(month_of(turn.at_ms(), setup->setup.utc_offset_minutes));
        const auto remitted = ledger::remit(read_due(turn.session()), paid, step);
        if (!remitted) return std::unexpected(remitted.error());
        const auto entry = turn.write({.kind = "tax_remit", .body = body_of(paid, remitted->fen)}, step);
        if (!entry) return std::unexpected(entry.error());
        return Remitted{.entry = *entry, .agents = remitted->agents, .fen = remitted->fen};
    });
}

}  // namespace yunke::ledger
