// The ledger's tables in SQL and their history. They bear the prefix ledger_, because they may share a database with
// the registry's. What was posted (facts, transfers, office entries, versions of the card file) is refused UPDATE and
// DELETE by the database itself, through triggers. Called by Store::open.
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include "runtime/sql/database.hpp"

namespace yunke::ledger {

// Brings an older (or empty) database to this program's version. conflict: a newer program wrote it.
sql::Result<void> migrate(sql::Database& database);

}  // namespace yunke::ledger
