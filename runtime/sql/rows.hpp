// Many new rows at once, by the fastest road of each database: a statement prepared once in SQLite, COPY in PostgreSQL.
// To read the same rows as the text of INSERT statements costs SQLite a sixth more time and PostgreSQL five times as
// much.
//
// Private to those who write SQL: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <string>

namespace yunke::sql {

// Rows of one table. Each is a line of literals with commas between: whole numbers, and words in single quotes that
// hold no comma, quote, backslash or line end.
struct Rows {
    std::string table;
    std::string columns;  // "a, b, c"
    std::string lines;
};

// Throws soci::soci_error like a statement that fails.
void add_rows(soci::session& session, const Rows& rows);

}  // namespace yunke::sql
