// The triggers that refuse UPDATE and DELETE on what was posted, for SQLite and for PostgreSQL. Used by schema.cpp.
// The last argument is what makes two rows the same: SQLite's INSERT OR REPLACE would take the first of them away
// without asking a DELETE trigger.
#pragma once

#include <array>

namespace yunke::ledger {

#define YUNKE_GUARD_SQLITE(table, same)                                                  \
    "CREATE TRIGGER ledger_" table "_keeps_rows BEFORE UPDATE ON ledger_" table          \
    " BEGIN SELECT RAISE(ABORT, 'rows of ledger_" table " never change'); END",          \
        "CREATE TRIGGER ledger_" table "_keeps_all BEFORE DELETE ON ledger_" table       \
        " BEGIN SELECT RAISE(ABORT, 'rows of ledger_" table " are never removed'); END", \
        "CREATE TRIGGER ledger_" table "_keeps_each BEFORE INSERT ON ledger_" table      \
        " WHEN EXISTS (SELECT 1 FROM ledger_" table " WHERE " same                       \
        ") BEGIN SELECT RAISE(ABORT, 'rows of ledger_" table " are never replaced'); END"

#define YUNKE_GUARD_POSTGRESQL(table)                                                                 \
    "CREATE TRIGGER ledger_" table "_keeps_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_" table \
    " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"

inline constexpr std::array guards_1_sqlite = {
    YUNKE_GUARD_SQLITE("fact", "pool = NEW.pool AND epoch = NEW.epoch AND number = NEW.number"),
    YUNKE_GUARD_SQLITE("transfer", "pool = NEW.pool AND chain = NEW.chain AND sequence = NEW.sequence"),
    YUNKE_GUARD_SQLITE("office_entry", "number = NEW.number"),
    YUNKE_GUARD_SQLITE("closed_month", "month = NEW.month"),
    YUNKE_GUARD_SQLITE("batch", "batch = NEW.batch"),
    YUNKE_GUARD_SQLITE("reversed", "pool = NEW.pool AND epoch = NEW.epoch AND number = NEW.number"),
    YUNKE_GUARD_SQLITE("card_file", "version = NEW.version"),
    YUNKE_GUARD_SQLITE("shop", "shop = NEW.shop"),
    YUNKE_GUARD_SQLITE("queue_skill", "queue = NEW.queue AND from_day = NEW.from_day"),
};

inline constexpr std::array guards_1_postgresql = {
    "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'rows of % never change and are never removed', TG_TABLE_NAME; END $$",
    YUNKE_GUARD_POSTGRESQL("fact"),
    YUNKE_GUARD_POSTGRESQL("transfer"),
    YUNKE_GUARD_POSTGRESQL("office_entry"),
    YUNKE_GUARD_POSTGRESQL("closed_month"),
    YUNKE_GUARD_POSTGRESQL("batch"),
    YUNKE_GUARD_POSTGRESQL("reversed"),
    YUNKE_GUARD_POSTGRESQL("card_file"),
    YUNKE_GUARD_POSTGRESQL("shop"),
    YUNKE_GUARD_POSTGRESQL("queue_skill"),
};

inline constexpr std::array guards_3_sqlite = {
    YUNKE_GUARD_SQLITE("rating", "pool = NEW.pool AND epoch = NEW.epoch AND number = NEW.number"),
    YUNKE_GUARD_SQLITE("approval", "agent = NEW.agent AND month = NEW.month AND office_entry = NEW.office_entry"),
    YUNKE_GUARD_SQLITE("payout", "batch = NEW.batch"),
    YUNKE_GUARD_SQLITE("payout_row", "batch = NEW.batch AND number = NEW.number"),
    YUNKE_GUARD_SQLITE("payout_answer", "batch = NEW.batch AND number = NEW.number"),
    YUNKE_GUARD_SQLITE("tax_entry", "office_entry = NEW.office_entry AND agent = NEW.agent"),
    YUNKE_GUARD_SQLITE("appeal", "number = NEW.number"),
    YUNKE_GUARD_SQLITE("appeal_answer", "appeal = NEW.appeal"),
};

inline constexpr std::array guards_3_postgresql = {
    YUNKE_GUARD_POSTGRESQL("rating"),     YUNKE_GUARD_POSTGRESQL("approval"),      YUNKE_GUARD_POSTGRESQL("payout"),
    YUNKE_GUARD_POSTGRESQL("payout_row"), YUNKE_GUARD_POSTGRESQL("payout_answer"), YUNKE_GUARD_POSTGRESQL("tax_entry"),
    YUNKE_GUARD_POSTGRESQL("appeal"),     YUNKE_GUARD_POSTGRESQL("appeal_answer"),
};

inline constexpr std::array guards_4_sqlite = {
    YUNKE_GUARD_SQLITE("card_name", "version = NEW.version AND kind = NEW.kind AND name = NEW.name"),
};

inline constexpr std::array guards_4_postgresql = {
    YUNKE_GUARD_POSTGRESQL("card_name"),
};

inline constexpr std::array guards_5_sqlite = {
    YUNKE_GUARD_SQLITE("request", "account = NEW.account AND request_key = NEW.request_key"),
};

inline constexpr std::array guards_5_postgresql = {
    YUNKE_GUARD_POSTGRESQL("request"),
};

#undef YUNKE_GUARD_SQLITE
#undef YUNKE_GUARD_POSTGRESQL

}  // namespace yunke::ledger
