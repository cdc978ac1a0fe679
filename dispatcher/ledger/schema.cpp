#include "dispatcher/ledger/schema.hpp"

#include <array>

#include "dispatcher/ledger/schema_guards.hpp"
#include "dispatcher/ledger/schema_office.hpp"
#include "runtime/sql/migrations.hpp"

namespace yunke::ledger {
namespace {

// Statements that SQLite and PostgreSQL read alike: numbers are BIGINT, flags are 0 or 1, bytes are base64url text,
// days are counted from 1970-01-01, months are written as 202610. A table of rows that facts change has the columns of
// the struct in rows.hpp that it holds.
constexpr std::array version_1 = {
    // ---- what was posted ----
    // The facts of every pool as the dispatcher wrote them.
    R"(CREATE TABLE ledger_fact (
        pool TEXT NOT NULL,
        epoch BIGINT NOT NULL,
        number BIGINT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (pool, epoch, number)))",
    // chain 0 of pool '' is the office's, 1 and 2 are a pool's ledgers; tx groups what one fact or entry moved
    R"(CREATE TABLE ledger_transfer (
        pool TEXT NOT NULL,
        chain INTEGER NOT NULL,
        sequence BIGINT NOT NULL,
        ledger INTEGER NOT NULL CHECK (ledger IN (1, 2)),
        debit_kind INTEGER NOT NULL,
        debit_owner BIGINT NOT NULL,
        credit_kind INTEGER NOT NULL,
        credit_owner BIGINT NOT NULL,
        amount BIGINT NOT NULL CHECK (amount > 0),
        at_ms BIGINT NOT NULL,
        month INTEGER NOT NULL,
        line TEXT NOT NULL,
        rule_version BIGINT NOT NULL,
        reverses BIGINT NOT NULL,
        fact_epoch BIGINT NOT NULL,
        fact_number BIGINT NOT NULL,
        office_entry BIGINT NOT NULL,
        tx BIGINT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (pool, chain, sequence),
        CHECK (debit_kind <> credit_kind OR debit_owner <> credit_owner),
        CHECK (chain = ledger OR (chain = 0 AND pool = ''))))",
    "CREATE INDEX ledger_transfer_by_line ON ledger_transfer (line)",
    // row_changes is write_undo()'s text of what the entry added to rows; after_batch is where it stands among facts
    R"(CREATE TABLE ledger_office_entry (
        number BIGINT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL,
        account BIGINT NOT NULL,
        at_ms BIGINT NOT NULL,
        body TEXT NOT NULL,
        row_changes TEXT NOT NULL,
        after_batch BIGINT NOT NULL))",
    // a month that takes no postings any more, and the entry that closed it
    R"(CREATE TABLE ledger_closed_month (
        month INTEGER NOT NULL PRIMARY KEY,
        office_entry BIGINT NOT NULL))",

    // ---- how far it is ----
    R"(CREATE TABLE ledger_cursor (
        pool TEXT NOT NULL PRIMARY KEY,
        epoch BIGINT NOT NULL,
        number BIGINT NOT NULL,
        tx BIGINT NOT NULL,
        facts_hash TEXT NOT NULL))",
    R"(CREATE TABLE ledger_chain (
        pool TEXT NOT NULL,
        chain INTEGER NOT NULL,
        sequence BIGINT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (pool, chain)))",
    // the transactions of all pools in their order, each with the fact that it ended with
    R"(CREATE TABLE ledger_batch (
        batch BIGINT NOT NULL PRIMARY KEY,
        pool TEXT NOT NULL,
        epoch BIGINT NOT NULL,
        number BIGINT NOT NULL,
        facts_hash TEXT NOT NULL))",
    // how a fact is taken back (undo.hpp); rows go when Redis cannot fall back so far any more
    R"(CREATE TABLE ledger_undo (
        pool TEXT NOT NULL,
        epoch BIGINT NOT NULL,
        number BIGINT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (pool, number, epoch)))",
    // for finance: facts that did not survive a fall-back of Redis, and the Epoch fact that took them back
    R"(CREATE TABLE ledger_reversed (
        pool TEXT NOT NULL,
        epoch BIGINT NOT NULL,
        number BIGINT NOT NULL,
        by_epoch BIGINT NOT NULL,
        by_number BIGINT NOT NULL,
        PRIMARY KEY (pool, epoch, number)))",

    // ---- rows that facts and office entries change ----
    R"(CREATE TABLE ledger_line (
        agent BIGINT NOT NULL,
        period_ms BIGINT NOT NULL,
        shift BIGINT NOT NULL,
        term INTEGER NOT NULL,
        merchant BIGINT NOT NULL,
        card BIGINT NOT NULL,
        rate BIGINT NOT NULL,
        quantity BIGINT NOT NULL,
        posted BIGINT NOT NULL,
        PRIMARY KEY (agent, period_ms, shift, term, merchant, card)))",
    R"(CREATE TABLE ledger_period (
        agent BIGINT NOT NULL,
        period_ms BIGINT NOT NULL,
        shift BIGINT NOT NULL,
        paid_ms BIGINT NOT NULL,
        rest_paid_ms BIGINT NOT NULL,
        rest_run_ms BIGINT NOT NULL,
        rest_until_ms BIGINT NOT NULL,
        earned_fen BIGINT NOT NULL,
        ended_ms BIGINT NOT NULL,
        PRIMARY KEY (agent, period_ms, shift)))",
    R"(CREATE TABLE ledger_agent (
        agent BIGINT NOT NULL PRIMARY KEY,
        period_ms BIGINT NOT NULL,
        shift BIGINT NOT NULL,
        at_work INTEGER NOT NULL,
        until_ms BIGINT NOT NULL,
        waiting BIGINT NOT NULL))",
    // holds are "PACKAGE-MS" with blanks between them
    R"(CREATE TABLE ledger_chat (
        pool TEXT NOT NULL,
        conversation BIGINT NOT NULL,
        resolved INTEGER NOT NULL,
        in_hands INTEGER NOT NULL,
        holds TEXT NOT NULL,
        PRIMARY KEY (pool, conversation)))",
    R"(CREATE TABLE ledger_package (
        id BIGINT NOT NULL PRIMARY KEY,
        merchant BIGINT NOT NULL,
        plan BIGINT NOT NULL,
        price_fen BIGINT NOT NULL,
        vat_bp BIGINT NOT NULL,
        by_invoice INTEGER NOT NULL,
        sold_ms BIGINT NOT NULL,
        expires_ms BIGINT NOT NULL,
        issued_ms BIGINT NOT NULL,
        available_ms BIGINT NOT NULL CHECK (available_ms >= 0),
        held_ms BIGINT NOT NULL CHECK (held_ms >= 0),
        consumed_ms BIGINT NOT NULL,
        expired_ms BIGINT NOT NULL,
        refunded_ms BIGINT NOT NULL,
        recognised_fen BIGINT NOT NULL,
        vat_fen BIGINT NOT NULL,
        refunded_fen BIGINT NOT NULL))",
    "CREATE INDEX ledger_package_by_merchant ON ledger_package (merchant, id)",
    R"(CREATE TABLE ledger_overage (
        merchant BIGINT NOT NULL,
        terms BIGINT NOT NULL,
        vat_bp BIGINT NOT NULL,
        rate BIGINT NOT NULL,
        ms BIGINT NOT NULL,
        posted_fen BIGINT NOT NULL,
        vat_fen BIGINT NOT NULL,
        PRIMARY KEY (merchant, terms, vat_bp)))",
    R"(CREATE TABLE ledger_merchant (
        merchant BIGINT NOT NULL PRIMARY KEY,
        version BIGINT NOT NULL,
        packages_sold BIGINT NOT NULL,
        spare_fen BIGINT NOT NULL,
        gifts_unfunded BIGINT NOT NULL,
        alert_base_ms BIGINT NOT NULL,
        alerts_told BIGINT NOT NULL,
        used_up INTEGER NOT NULL))",
    R"(CREATE TABLE ledger_usage (
        day INTEGER NOT NULL,
        shop BIGINT NOT NULL,
        queue BIGINT NOT NULL,
        agent BIGINT NOT NULL,
        handling_ms BIGINT NOT NULL,
        hold_ms BIGINT NOT NULL,
        wrap_up_ms BIGINT NOT NULL,
        help_ms BIGINT NOT NULL,
        wrap_up_over_ms BIGINT NOT NULL,
        grace_ms BIGINT NOT NULL,
        resolved BIGINT NOT NULL,
        PRIMARY KEY (day, shop, queue, agent)))",
    // for merchants to be told: one row per mark after each top-up
    R"(CREATE TABLE ledger_alert (
        merchant BIGINT NOT NULL,
        percent INTEGER NOT NULL,
        left_ms BIGINT NOT NULL,
        at_ms BIGINT NOT NULL,
        fact_epoch BIGINT NOT NULL,
        fact_number BIGINT NOT NULL,
        pool TEXT NOT NULL))",

    // ---- dated configuration: versions are only ever added ----
    // The card file (card_file.hpp) as somebody gave it: rates, plans, terms, tax tables, reliefs, holidays. A file is
    // a
    // history, so the latest version is the one that counts.
    R"(CREATE TABLE ledger_card_file (
        version BIGINT NOT NULL PRIMARY KEY,
        at_ms BIGINT NOT NULL,
        body TEXT NOT NULL))",
    // What the registry says and does not date itself: whose shop it is, and what a queue asks for from a day on, the
    // skills' numbers with blanks between them.
    R"(CREATE TABLE ledger_shop (
        shop BIGINT NOT NULL PRIMARY KEY,
        merchant BIGINT NOT NULL))",
    R"(CREATE TABLE ledger_queue_skill (
        queue BIGINT NOT NULL,
        from_day INTEGER NOT NULL,
        skills TEXT NOT NULL,
        PRIMARY KEY (queue, from_day)))",
};

// What somebody asks about her own pay is found by line in the pools' chains, and by account in the office's.
constexpr std::array version_2 = {
    "CREATE INDEX ledger_office_by_debit ON ledger_transfer (debit_owner, debit_kind) WHERE chain = 0",
    "CREATE INDEX ledger_office_by_credit ON ledger_transfer (credit_owner, credit_kind) WHERE chain = 0",
};

// What the names in a version of the card file meant when it was taken: the registry forgets who was called what.
constexpr std::array version_4 = {
    R"(CREATE TABLE ledger_card_name (
        version BIGINT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        id BIGINT NOT NULL,
        PRIMARY KEY (version, kind, name)))",
};

// How much training a month has paid her so far, for the card's cap.
constexpr std::array version_6 = {
    "ALTER TABLE ledger_agent ADD COLUMN training_month INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE ledger_agent ADD COLUMN training_ms BIGINT NOT NULL DEFAULT 0",
};

// Merchants' own clocks, as the registry said them and from which day of the platform's on.
constexpr std::array version_7 = {
    R"(CREATE TABLE ledger_clock (
        merchant BIGINT NOT NULL,
        from_day INTEGER NOT NULL,
        utc_offset_minutes INTEGER NOT NULL,
        PRIMARY KEY (merchant, from_day)))",
};

constexpr std::array steps = {
    sql::Step{version_1, guards_1_sqlite, guards_1_postgresql},
    sql::Step{version_2, {}, {}},
    sql::Step{office_3, guards_3_sqlite, guards_3_postgresql},
    sql::Step{version_4, guards_4_sqlite, guards_4_postgresql},
    sql::Step{office_5, guards_5_sqlite, guards_5_postgresql},
    sql::Step{version_6, {}, {}},
    sql::Step{version_7, {}, {}},
};

constexpr sql::Schema schema = {.version_table = "ledger_schema_version", .lock_number = 7'891'238, .steps = steps};

}  // namespace

sql::Result<void> migrate(sql::Database& database) {
    return sql::migrate(database, schema);
}

}  // namespace yunke::ledger
