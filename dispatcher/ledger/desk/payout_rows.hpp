// Payouts, their rows and answers, and tax entries in SQL. Private to desk/: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <map>
#include <string>
#include <vector>

#include "dispatcher/ledger/desk/booking.hpp"
#include "dispatcher/ledger/desk/payout_desk.hpp"

namespace yunke::ledger {

// Of an account of agents in the office's chain, credits less debits; those that are not 0.
std::map<AgentId, Fen> office_balances(soci::session& session, AccountKind kind);

// Everything that the agents were paid in the year of `month`, and what failed of it.
std::map<AgentId, std::vector<TaxEntry>> tax_entries(soci::session& session, Month month);

// Newest first, without rows; `condition` is about ledger_payout, named p.
std::vector<PayoutProgress> select_payouts(soci::session& session, const std::string& condition);
// With its rows. unknown: there is none.
Result<PayoutProgress> read_payout(soci::session& session, std::uint64_t batch);
// Of each row the payee that it was made with; one that was removed since is not there.
std::map<AgentId, Payee> payees_of(soci::session& session, std::uint64_t batch);

void add_tax_entry(BulkInsert& to, std::uint64_t office_entry, AgentId agent, const TaxEntry& entry);
constexpr std::string_view tax_entry_insert =
    "INSERT INTO ledger_tax_entry (office_entry, agent, month, method, income_fen, exempt_fen, deductions_fen, "
    "relief_fen, withheld_fen) VALUES ";

}  // namespace yunke::ledger
