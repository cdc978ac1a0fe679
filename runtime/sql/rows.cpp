#include "runtime/sql/rows.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

#include "runtime/sql/limits.hpp"

namespace yunke::sql {
namespace {

// ---- SQLite --------------------------------------------------------------------------------------------------------

using Prepared = std::unique_ptr<sqlite_api::sqlite3_stmt, decltype(&sqlite_api::sqlite3_finalize)>;

void check_sqlite(sqlite_api::sqlite3* connection, int code, int good) {
    if (code != good) throw soci::soci_error(sqlite_api::sqlite3_errmsg(connection));
}

std::string_view take_until(std::string_view& text, char end) {
    const auto at = std::min(text.find(end), text.size());
    const auto part = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return part;
}

// Words are not copied: the lines outlive the statement's step.
int bind(sqlite_api::sqlite3_stmt* statement, int place, std::string_view literal) {
    if (literal.starts_with('\'')) {
        const auto word = literal.substr(1, literal.size() - 2);
        return sqlite_api::sqlite3_bind_text(statement, place, word.data(), static_cast<int>(word.size()), nullptr);
    }
    sqlite_api::sqlite3_int64 number = 0;
    std::from_chars(literal.data(), literal.data() + literal.size(), number);
    return sqlite_api::sqlite3_bind_int64(statement, place, number);
}

void insert_rows(sqlite_api::sqlite3* connection, const Rows& rows) {
    std::string text = "INSERT INTO " + rows.table + " (" + rows.columns + ") VALUES (?";
    for (auto more = std::ranges::count(rows.columns, ','); more > 0; --more)
        text += ",?";
    text += ")";
    sqlite_api::sqlite3_stmt* made = nullptr;
    check_sqlite(
        connection,
        sqlite_api::sqlite3_prepare_v2(connection, text.c_str(), static_cast<int>(text.size()), &made, nullptr),
        SQLITE_OK);
    const Prepared statement(made, &sqlite_api::sqlite3_finalize);
    for (std::string_view lines = rows.lines; !lines.empty();) {
        std::string_view line = take_until(lines, '\n');
        for (int place = 1; !line.empty(); ++place)
            check_sqlite(connection, bind(made, place, take_until(line, ',')), SQLITE_OK);
        check_sqlite(connection, sqlite_api::sqlite3_step(made), SQLITE_DONE);
        check_sqlite(connection, sqlite_api::sqlite3_reset(made), SQLITE_OK);
    }
}

// ---- PostgreSQL ----------------------------------------------------------------------------------------------------

void check_postgresql(PGconn* connection, PGresult* given, ExecStatusType good) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(given, &PQclear);
    if (PQresultStatus(result.get()) == good) return;
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw soci::postgresql_soci_error(PQerrorMessage(connection), state != nullptr ? state : "     ");
}

void copy_rows(PGconn* connection, const Rows& rows) {
    const std::string text = "COPY " + rows.table + " (" + rows.columns + ") FROM STDIN (FORMAT csv, QUOTE '''')";
    check_postgresql(connection, PQexec(connection, text.c_str()), PGRES_COPY_IN);
    bool sent = true;
    for (std::string_view lines = rows.lines; sent && !lines.empty();) {
        const std::string_view piece = lines.substr(0, limits::copy_piece_bytes);
        sent = PQputCopyData(connection, piece.data(), static_cast<int>(piece.size())) == 1;
        lines.remove_prefix(piece.size());
    }
    PQputCopyEnd(connection, sent ? nullptr : "the rows could not be sent");
    // What went wrong stands in the first result; nullptr ends the command. A line that is lost may never get there.
    PGresult* result = PQgetResult(connection);
    bool copying = PQresultStatus(result) == PGRES_COPY_IN;
    while (PGresult* more = copying ? nullptr : PQgetResult(connection)) {
        copying = PQresultStatus(more) == PGRES_COPY_IN;
        PQclear(more);
    }
    check_postgresql(connection, result, PGRES_COMMAND_OK);
}

}  // namespace

void add_rows(soci::session& session, const Rows& rows) {
    // By name: SOCI's libraries keep their type information to themselves.
    soci::details::session_backend* backend = session.get_backend();
    if (session.get_backend_name() == "postgresql")
        copy_rows(static_cast<soci::postgresql_session_backend*>(backend)->conn_, rows);
    else
        insert_rows(static_cast<soci::sqlite3_session_backend*>(backend)->conn_, rows);
}

}  // namespace yunke::sql
