#include "runtime/sql/database.hpp"

#include <fcntl.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>

#include "runtime/sql/limits.hpp"

namespace yunke::sql {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite3://";
constexpr std::string_view postgresql_scheme = "postgresql://";

// The first line, without SOCI's context: that repeats bound values, which may be secrets.
std::string first_line(std::string text) {
    if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end);
    return text;
}

std::string sqlite_path(const std::string& url) {
    return url.substr(sqlite_scheme.size());
}

// SOCI's SQLite exceptions carry no code; the connection remembers that of its last call.
int sqlite_code(soci::session& session) {
    auto* backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
    return backend != nullptr ? sqlite_api::sqlite3_extended_errcode(backend->conn_) : SQLITE_ERROR;
}

// Created here, because it holds password hashes and SQLite would create it readable by everybody. Its write-ahead
// files take the same mode. It gets its name only when it is closed: closing any descriptor of a file gives up all
// locks that this process has on it (POSIX), also those of its open SQLite sessions, and another process that ends
// would then take the write-ahead log away under them. For the same reason a file that is there is never opened here.
// What fails shows itself in the look at the file that follows.
void create_file(const std::string& path) {
    std::string fresh = path + ".XXXXXX";
    const int file = ::mkostemp(fresh.data(), O_CLOEXEC);  // readable and writable by its owner alone
    if (file < 0) return;
    ::close(file);
    ::link(fresh.c_str(), path.c_str());  // not over one that somebody else has just made
    ::unlink(fresh.c_str());
}

Result<void> check_url(const std::string& url) {
    if (url.starts_with(postgresql_scheme)) return {};
    if (!url.starts_with(sqlite_scheme)) {
        return std::unexpected(
            Error{Errc::invalid, "sql.url", "The database URL must be sqlite3:///absolute/path or postgresql://…."});
    }
    const auto path = sqlite_path(url);
    if (!path.starts_with('/') || path.ends_with('/') || path.find('"') != std::string::npos) {
        return std::unexpected(Error{Errc::invalid, "sql.url",
                                     "The database URL must name a file by its absolute path, such as "
                                     "sqlite3:///var/lib/yunke/yunke.db, without quotation marks."});
    }
    if (::access(path.c_str(), F_OK) != 0) create_file(path);
    if (::access(path.c_str(), R_OK | W_OK) == 0) return {};
    return std::unexpected(Error{Errc::unavailable, "sql.url",
                                 "Cannot open the database file " + path + ": " + std::strerror(errno) +
                                     ". Its folder must exist and be writable."});
}

}  // namespace

Database::Database(std::string url) : url_(std::move(url)), postgresql_(url_.starts_with(postgresql_scheme)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::string& url) {
    if (auto good = check_url(url); !good) return std::unexpected(good.error());
    std::unique_ptr<Database> database{new Database(url)};
    if (auto connected = database->connect(); !connected) return std::unexpected(connected.error());
    return database;
}

Result<void> Database::connect() {
    if (connected_) return {};
    if (depth_ > 0) {
        return std::unexpected(Error{Errc::unavailable, "", "The database connection was lost in a transaction."});
    }
    try {
        if (session_.get_backend() != nullptr) session_.close();
        postgresql_ ? connect_postgresql() : connect_sqlite();
        connected_ = true;
        return {};
    } catch (const soci::soci_error& error) {
        const auto text = first_line(error.get_error_message());
        if (!postgresql_ && session_.get_backend() != nullptr) return std::unexpected(translate_sqlite(text));
        return std::unexpected(Error{Errc::unavailable, "", "The database cannot be reached: " + text});
    }
}

void Database::connect_postgresql() {
    // SOCI reads the text as name=value pairs before libpq sees it; one that has no = at all would be broken by that.
    std::string target = url_;
    if (target.find("connect_timeout=") == std::string::npos) {
        target += target.find('?') == std::string::npos ? '?' : '&';
        target += "connect_timeout=" + std::to_string(limits::connect_timeout_s);
    }
    session_.open(soci::postgresql, target);
    session_ << "SET client_min_messages = warning";
    session_ << "SET statement_timeout = " << limits::statement_timeout_ms;
    session_ << "SET lock_timeout = " << limits::busy_timeout_ms;
    session_ << "SET idle_in_transaction_session_timeout = " << 6 * limits::statement_timeout_ms;
}

void Database::connect_sqlite() {
    session_.open(soci::sqlite3, "db=\"" + sqlite_path(url_) + "\"");
    // Switching a new file to WAL fails at once, whatever the time-out, while another process does the same.
    constexpr int tries_max = 50;
    for (int tries = 1;; ++tries) {
        try {
            set_up_sqlite();
            return;
        } catch (const soci::soci_error&) {
            if (tries == tries_max || (sqlite_code(session_) & 0xff) != SQLITE_BUSY) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
}

void Database::set_up_sqlite() {
    int timeout = 0;
    session_ << "PRAGMA busy_timeout = " << limits::busy_timeout_ms, soci::into(timeout);
    std::string mode;
    session_ << "PRAGMA journal_mode = WAL", soci::into(mode);
    if (mode != "wal") throw soci::soci_error("the file's folder does not allow write-ahead logging");
    session_ << "PRAGMA synchronous = FULL";
    session_ << "PRAGMA foreign_keys = ON";
    // What a statement may have to undo is kept in memory; by default a file is made for each that writes many rows.
    session_ << "PRAGMA temp_store = MEMORY";
}

Error Database::translate(const soci::soci_error& error) {
    const auto text = first_line(error.get_error_message());
    if (!postgresql_) return translate_sqlite(text);
    const auto* detailed = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    const auto state = detailed != nullptr ? detailed->sqlstate() : std::string{};
    auto* backend = static_cast<soci::postgresql_session_backend*>(session_.get_backend());
    if (backend == nullptr || PQstatus(backend->conn_) != CONNECTION_OK || state.starts_with("08") ||
        state.starts_with("57P")) {
        connected_ = false;
        return Error{Errc::unavailable, "", "The connection to PostgreSQL was lost; try again. (" + text + ")"};
    }
    if (state == "23505") return Error{Errc::conflict, "", "Somebody else has just written the same key; try again."};
    if (state == "40001" || state == "40P01" || state == "55P03" || state == "57014" || state == "53300") {
        return Error{Errc::unavailable, "", "PostgreSQL is too busy now; try again. (" + text + ")"};
    }
    return Error{Errc::database, "", "PostgreSQL refused a statement: " + text};
}

Error Database::translate_sqlite(const std::string& text) {
    const int code = sqlite_code(session_);
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return Error{Errc::conflict, "", "Somebody else has just written the same key; try again."};
    }
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Error{Errc::unavailable, "", "Another process holds the database for too long; try again."};
        case SQLITE_FULL:
            return Error{Errc::unavailable, "", "The disk that holds the database is full; make room and try again."};
        case SQLITE_READONLY:
            return Error{Errc::database, "", "The database file cannot be written; check its owner and mode."};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Error{Errc::database, "", "The database file is damaged; restore it from a backup. (" + text + ")"};
        default:
            return Error{Errc::database, "", "SQLite refused a statement: " + text};
    }
}

Database::Scope::Scope(Database& database, Around around)
    : db_(database), counts_(around != Around::nothing), joined_write_(around == Around::write && database.depth_ > 0) {
    if (!counts_) return;
    if (db_.depth_ == 0) {
        db_.doomed_ = false;
        // IMMEDIATE: a SQLite transaction that reads first and writes later fails without waiting when another
        // writer came in between.
        const char* begin = around == Around::write ? (db_.postgresql_ ? "BEGIN" : "BEGIN IMMEDIATE")
                            : db_.postgresql_       ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                                    : "BEGIN";
        db_.session_ << begin;
    }
    ++db_.depth_;
}

Result<void> Database::Scope::finish() {
    finished_ = true;
    if (!counts_) return {};
    if (db_.depth_ > 1) {
        --db_.depth_;
        return {};
    }
    if (db_.doomed_) {
        finished_ = false;
        return std::unexpected(
            Error{Errc::conflict, "", "Nothing was written, because one of the changes in the transaction failed."});
    }
    try {
        db_.session_ << "COMMIT";
    } catch (...) {
        finished_ = false;
        throw;
    }
    --db_.depth_;
    return {};
}

Database::Scope::~Scope() {
    if (!counts_ || finished_) return;
    --db_.depth_;
    if (joined_write_) db_.doomed_ = true;
    if (db_.depth_ > 0) return;
    db_.doomed_ = false;
    try {
        db_.session_ << "ROLLBACK";
    } catch (const soci::soci_error&) {
        db_.connected_ = false;  // a session that cannot roll back is of no use; the next call opens another
    }
}

}  // namespace yunke::sql
