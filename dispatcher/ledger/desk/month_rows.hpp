// Everything that is known of a month, for its preview and for what is booked by it. Private to desk/: it includes
// SOCI.
#pragma once

#include <soci/soci.h>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/desk/month_desk.hpp"

namespace yunke::ledger {

// `session` has a transaction, so that all of it agrees. damaged: a fact that cannot be read.
Result<MonthPreview> read_month(soci::session& session, const DeskSetup& setup, Month month, Ms now_ms);

}  // namespace yunke::ledger
