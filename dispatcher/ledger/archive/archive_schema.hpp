// The archive's tables in SQL and their history. They bear the prefix archive_ and have a version table of their own,
// because they may share a database with the registry's and the ledger's. Called by Store::open.
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include "runtime/sql/database.hpp"

namespace yunke::archive {

// Brings an older (or empty) database to this program's version. conflict: a newer program wrote it.
sql::Result<void> migrate(sql::Database& database);

}  // namespace yunke::archive
