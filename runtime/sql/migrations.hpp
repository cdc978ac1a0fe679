// Brings a database to a program's version: numbered steps that only go forward, each applied once. Each user of SQL
// (registry, ledger) has steps and a version table of its own, so that they may share one database.
#pragma once

#include <span>
#include <string_view>

#include "runtime/sql/database.hpp"

namespace yunke::sql {

// The statements of one step: those that both databases read alike, then those of the one that is there (triggers).
// Colons must not stand in them: SOCI takes what follows one for a name.
struct Step {
    std::span<const char* const> both;
    std::span<const char* const> sqlite;
    std::span<const char* const> postgresql;
};

struct Schema {
    std::string_view version_table;  // holds a row per step applied
    int lock_number = 0;             // arbitrary, the same in all programs: those that start together take turns by it
    std::span<const Step> steps;     // step n brings version n - 1 to version n; steps are only ever added
};

// Applies what an older (or empty) database lacks, in one transaction.
// conflict: the database was written by a newer program.
Result<void> migrate(Database& database, const Schema& schema);

}  // namespace yunke::sql
