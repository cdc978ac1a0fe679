// The bounds of a SQL session.
#pragma once

#include <cstddef>

namespace yunke::sql::limits {

// How long a statement may wait for another writer (SQLite) or run (PostgreSQL) before Errc::unavailable.
inline constexpr int busy_timeout_ms = 5'000;
inline constexpr int statement_timeout_ms = 10'000;
inline constexpr int connect_timeout_s = 5;

// Rows go to PostgreSQL in pieces of this size.
inline constexpr std::size_t copy_piece_bytes = 256 * 1024;

}  // namespace yunke::sql::limits
