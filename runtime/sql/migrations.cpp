#include "runtime/sql/migrations.hpp"

#include <string>

namespace yunke::sql {
namespace {

void apply(soci::session& sql, std::span<const char* const> statements) {
    for (const char* statement : statements)
        sql << statement;
}

}  // namespace

Result<void> migrate(Database& database, const Schema& schema) {
    const std::string table(schema.version_table);
    const auto version_known = static_cast<int>(schema.steps.size());
    return database.run(Around::write, [&](soci::session& sql) -> Result<void> {
        // PostgreSQL lets two programs create the same table at once and fails one of them; a number of our own makes
        // them take turns.
        if (database.postgresql()) sql << "SELECT pg_advisory_xact_lock(" << schema.lock_number << ")";
        sql << "CREATE TABLE IF NOT EXISTS " << table << " (version INTEGER NOT NULL PRIMARY KEY)";
        int version = 0;
        sql << "SELECT COALESCE(MAX(version), 0) FROM " << table, soci::into(version);
        if (version > version_known) {
            return std::unexpected(Error{Errc::conflict, "sql.url",
                                         "The database has schema version " + std::to_string(version) + " (" + table +
                                             "), but this program knows versions up to " +
                                             std::to_string(version_known) + " only; start a newer program."});
        }
        for (; version < version_known; ++version) {
            const Step& step = schema.steps[static_cast<std::size_t>(version)];
            apply(sql, step.both);
            apply(sql, database.postgresql() ? step.postgresql : step.sqlite);
            sql << "INSERT INTO " << table << " (version) VALUES (:version)", soci::use(version + 1, "version");
        }
        return {};
    });
}

}  // namespace yunke::sql
