// The registry's view of its SQL session, and the ids of its rows. Private to runtime/registry: it includes SOCI, so no
// public header may include it.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/registry/error.hpp"
#include "runtime/sql/database.hpp"

namespace yunke::registry {

using sql::Around;
using sql::Database;
using sql::for_each_row;

// The next id of a kind of row; ids are never used twice.
Result<std::uint32_t> next_id(soci::session& sql, const std::string& kind);

}  // namespace yunke::registry
