// The registry's schema and its history. Called by Registry::open. Private to runtime/registry.
#pragma once

#include "runtime/registry/database.hpp"

namespace yunke::registry {

// Brings an older (or empty) database to this program's version, in one transaction.
// conflict: the database was written by a newer program.
Result<void> migrate(Database& database);

}  // namespace yunke::registry
