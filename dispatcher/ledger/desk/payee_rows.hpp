// Payees in SQL. Private to desk/: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <map>
#include <string>
#include <vector>

#include "dispatcher/ledger/desk/payee_desk.hpp"

namespace yunke::ledger {

// What follows FROM ledger_payee is the caller's.
std::vector<KnownPayee> select_payees(soci::session& session, const std::string& rest);
std::map<AgentId, KnownPayee> latest_payees(soci::session& session);

}  // namespace yunke::ledger
