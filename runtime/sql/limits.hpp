// The bounds of a SQL session.
#pragma once

namespace yunke::sql::limits {

// How long a statement may wait for another writer (SQLite) or run (PostgreSQL) before Errc::unavailable.
inline constexpr int busy_timeout_ms = 5'000;
inline constexpr int statement_timeout_ms = 10'000;
inline constexpr int connect_timeout_s = 5;

}  // namespace yunke::sql::limits
