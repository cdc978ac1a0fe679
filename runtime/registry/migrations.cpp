#include "runtime/registry/migrations.hpp"

#include <array>

#include "runtime/sql/migrations.hpp"

namespace yunke::registry {
namespace {

// Statements that SQLite and PostgreSQL read alike: numbers are BIGINT, flags are 0 or 1, bytes are base64 or hex text.
constexpr std::array version_1 = {
    // ids come from here, because the two databases number rows differently
    R"(CREATE TABLE id_counter (
        kind TEXT NOT NULL PRIMARY KEY,
        last BIGINT NOT NULL))",
    R"(INSERT INTO id_counter (kind, last)
        VALUES ('account', 0), ('merchant', 0), ('shop', 0), ('skill', 0), ('queue', 0), ('agent', 0))",

    R"(CREATE TABLE pool (
        name TEXT NOT NULL PRIMARY KEY,
        revision BIGINT NOT NULL,
        agent_grace_ms BIGINT NOT NULL,
        shopper_grace_ms BIGINT NOT NULL,
        decline_cooldown_ms BIGINT NOT NULL,
        agent_session_ms BIGINT NOT NULL))",
    R"(CREATE TABLE outbox (
        pool TEXT NOT NULL REFERENCES pool (name),
        revision BIGINT NOT NULL,
        config_change TEXT NOT NULL,
        PRIMARY KEY (pool, revision)))",

    R"(CREATE TABLE merchant (
        id BIGINT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL UNIQUE))",
    R"(CREATE TABLE skill (
        id BIGINT NOT NULL PRIMARY KEY,
        skill_key TEXT NOT NULL UNIQUE,
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL))",

    R"(CREATE TABLE shop (
        id BIGINT NOT NULL PRIMARY KEY,
        pool TEXT NOT NULL REFERENCES pool (name),
        merchant_id BIGINT NOT NULL REFERENCES merchant (id),
        name TEXT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        key_version BIGINT NOT NULL))",
    "CREATE INDEX shop_by_pool ON shop (pool, id)",
    R"(CREATE TABLE shop_origin (
        shop_id BIGINT NOT NULL REFERENCES shop (id),
        place INTEGER NOT NULL,
        origin TEXT NOT NULL,
        PRIMARY KEY (shop_id, place)))",

    R"(CREATE TABLE queue (
        id BIGINT NOT NULL PRIMARY KEY,
        shop_id BIGINT NOT NULL REFERENCES shop (id),
        topic TEXT NOT NULL,
        title_zh TEXT NOT NULL,
        title_en TEXT NOT NULL,
        answer_target_ms BIGINT NOT NULL,
        idle_warn_ms BIGINT NOT NULL,
        idle_close_ms BIGINT NOT NULL,
        waiting_max BIGINT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        UNIQUE (shop_id, topic)))",
    R"(CREATE TABLE queue_skill (
        queue_id BIGINT NOT NULL REFERENCES queue (id),
        place INTEGER NOT NULL,
        skill_id BIGINT NOT NULL REFERENCES skill (id),
        level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
        PRIMARY KEY (queue_id, skill_id)))",

    R"(CREATE TABLE agent (
        id BIGINT NOT NULL PRIMARY KEY,
        pool TEXT NOT NULL REFERENCES pool (name),
        name TEXT NOT NULL,
        capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 20),
        offer_timeout_ms BIGINT NOT NULL,
        auto_accept INTEGER NOT NULL CHECK (auto_accept IN (0, 1)),
        misses_to_hold INTEGER NOT NULL,
        wrap_up TEXT NOT NULL CHECK (wrap_up IN ('none', 'fixed', 'until_done')),
        wrap_up_ms BIGINT NOT NULL,
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1))))",
    "CREATE INDEX agent_by_pool ON agent (pool, id)",
    R"(CREATE TABLE agent_skill (
        agent_id BIGINT NOT NULL REFERENCES agent (id),
        place INTEGER NOT NULL,
        skill_id BIGINT NOT NULL REFERENCES skill (id),
        level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
        PRIMARY KEY (agent_id, skill_id)))",
    R"(CREATE TABLE agent_language (
        agent_id BIGINT NOT NULL REFERENCES agent (id),
        place INTEGER NOT NULL,
        language TEXT NOT NULL,
        PRIMARY KEY (agent_id, place)))",

    R"(CREATE TABLE account (
        id BIGINT NOT NULL PRIMARY KEY,
        login TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('administrator', 'merchant', 'supervisor', 'agent')),
        password_hash TEXT NOT NULL,
        agent_id BIGINT UNIQUE REFERENCES agent (id),
        merchant_id BIGINT REFERENCES merchant (id),
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        created_ms BIGINT NOT NULL,
        CHECK ((role = 'agent') = (agent_id IS NOT NULL)),
        CHECK ((role = 'merchant') = (merchant_id IS NOT NULL))))",
    R"(CREATE TABLE login_session (
        token_hash TEXT NOT NULL PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account (id),
        created_ms BIGINT NOT NULL,
        expires_ms BIGINT NOT NULL))",
    "CREATE INDEX login_session_by_account ON login_session (account_id, created_ms)",
    "CREATE INDEX login_session_by_expiry ON login_session (expires_ms)",
    R"(CREATE TABLE login_delay (
        key_hash TEXT NOT NULL PRIMARY KEY,
        failures INTEGER NOT NULL,
        not_before_ms BIGINT NOT NULL,
        noted_ms BIGINT NOT NULL))",
    "CREATE INDEX login_delay_by_time ON login_delay (noted_ms)",
};

// What queues ask for and agents can work with; groups of agents; by which criteria a pool chooses. `routing` is proto3
// JSON of the message, '' = none; `criteria` are names of Criterion with commas.
constexpr std::array version_2 = {
    R"(CREATE TABLE agent_group (
        id BIGINT NOT NULL PRIMARY KEY,
        group_key TEXT NOT NULL UNIQUE,
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL))",
    "INSERT INTO id_counter (kind, last) VALUES ('agent_group', 0)",
    "ALTER TABLE queue ADD COLUMN routing TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE agent ADD COLUMN routing TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE pool ADD COLUMN criteria TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE pool ADD COLUMN single_offer INTEGER NOT NULL DEFAULT 0 CHECK (single_offer IN (0, 1))",
};

// Hours that agents book.
constexpr std::array version_3 = {
    R"(CREATE TABLE shift (
        id BIGINT NOT NULL PRIMARY KEY,
        agent_id BIGINT NOT NULL REFERENCES agent (id),
        from_ms BIGINT NOT NULL,
        to_ms BIGINT NOT NULL,
        cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
        CHECK (from_ms < to_ms)))",
    "CREATE INDEX shift_by_agent ON shift (agent_id, to_ms)",
    "INSERT INTO id_counter (kind, last) VALUES ('shift', 0)",
};

// When a pool asks a second agent, in percent of a chat's answer target; 0 = the default.
constexpr std::array version_4 = {
    "ALTER TABLE pool ADD COLUMN second_offer_percent INTEGER NOT NULL DEFAULT 0 "
    "CHECK (second_offer_percent BETWEEN 0 AND 100)",
};

// Accounts of the role finance. What a column may hold cannot be changed in SQLite, so both tables are written anew:
// the logins' too, because they hold on to the accounts.
constexpr std::array version_5 = {
    R"(CREATE TABLE account_of_5 (
        id BIGINT NOT NULL PRIMARY KEY,
        login TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('administrator', 'merchant', 'supervisor', 'agent', 'finance')),
        password_hash TEXT NOT NULL,
        agent_id BIGINT UNIQUE REFERENCES agent (id),
        merchant_id BIGINT REFERENCES merchant (id),
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        created_ms BIGINT NOT NULL,
        CHECK ((role = 'agent') = (agent_id IS NOT NULL)),
        CHECK ((role = 'merchant') = (merchant_id IS NOT NULL))))",
    "INSERT INTO account_of_5 (id, login, name, role, password_hash, agent_id, merchant_id, enabled, created_ms) "
    "SELECT id, login, name, role, password_hash, agent_id, merchant_id, enabled, created_ms FROM account",
    R"(CREATE TABLE login_session_of_5 (
        token_hash TEXT NOT NULL PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account_of_5 (id),
        created_ms BIGINT NOT NULL,
        expires_ms BIGINT NOT NULL))",
    "INSERT INTO login_session_of_5 (token_hash, account_id, created_ms, expires_ms) "
    "SELECT token_hash, account_id, created_ms, expires_ms FROM login_session",
    "DROP TABLE login_session",
    "DROP TABLE account",
    "ALTER TABLE account_of_5 RENAME TO account",  // takes what refers to it along
    "ALTER TABLE login_session_of_5 RENAME TO login_session",
    "CREATE INDEX login_session_by_account ON login_session (account_id, created_ms)",
    "CREATE INDEX login_session_by_expiry ON login_session (expires_ms)",
};

// By whose clock a merchant's days go; NULL = the platform's.
constexpr std::array version_6 = {
    "ALTER TABLE merchant ADD COLUMN utc_offset_minutes INTEGER CHECK (utc_offset_minutes BETWEEN -720 AND 840)",
};

// Programme officers, each with a region; the agents of the programme; what they agree to and who looked at them.
// Accounts and logins are written anew as before.
constexpr std::array version_7 = {
    R"(CREATE TABLE account_of_7 (
        id BIGINT NOT NULL PRIMARY KEY,
        login TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('administrator', 'merchant', 'supervisor', 'agent', 'finance', 'officer')),
        password_hash TEXT NOT NULL,
        agent_id BIGINT UNIQUE REFERENCES agent (id),
        merchant_id BIGINT REFERENCES merchant (id),
        region TEXT,
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        created_ms BIGINT NOT NULL,
        CHECK ((role = 'agent') = (agent_id IS NOT NULL)),
        CHECK ((role = 'merchant') = (merchant_id IS NOT NULL)),
        CHECK ((role = 'officer') = (region IS NOT NULL))))",
    "INSERT INTO account_of_7 (id, login, name, role, password_hash, agent_id, merchant_id, enabled, created_ms) "
    "SELECT id, login, name, role, password_hash, agent_id, merchant_id, enabled, created_ms FROM account",
    R"(CREATE TABLE login_session_of_7 (
        token_hash TEXT NOT NULL PRIMARY KEY,
        account_id BIGINT NOT NULL REFERENCES account_of_7 (id),
        created_ms BIGINT NOT NULL,
        expires_ms BIGINT NOT NULL))",
    "INSERT INTO login_session_of_7 (token_hash, account_id, created_ms, expires_ms) "
    "SELECT token_hash, account_id, created_ms, expires_ms FROM login_session",
    "DROP TABLE login_session",
    "DROP TABLE account",
    "ALTER TABLE account_of_7 RENAME TO account",
    "ALTER TABLE login_session_of_7 RENAME TO login_session",
    "CREATE INDEX login_session_by_account ON login_session (account_id, created_ms)",
    "CREATE INDEX login_session_by_expiry ON login_session (expires_ms)",

    R"(CREATE TABLE program_person (
        agent_id BIGINT NOT NULL PRIMARY KEY REFERENCES agent (id),
        region TEXT NOT NULL,
        signed_up_day INTEGER,
        trained_day INTEGER,
        passed_day INTEGER))",
    "CREATE INDEX program_person_by_region ON program_person (region, agent_id)",
    R"(CREATE TABLE program_consent (
        number BIGINT NOT NULL PRIMARY KEY,
        agent_id BIGINT NOT NULL REFERENCES agent (id),
        what TEXT NOT NULL CHECK (what IN ('progress', 'income')),
        given INTEGER NOT NULL CHECK (given IN (0, 1)),
        cause TEXT NOT NULL CHECK (cause IN ('herself', 'moved')),
        region TEXT NOT NULL,
        at_ms BIGINT NOT NULL,
        CHECK (given = 0 OR cause = 'herself')))",
    "CREATE INDEX program_consent_by_agent ON program_consent (agent_id, what, number)",
    R"(CREATE TABLE program_look (
        number BIGINT NOT NULL,
        agent_id BIGINT NOT NULL REFERENCES agent (id),
        account_id BIGINT NOT NULL REFERENCES account (id),
        as_file INTEGER NOT NULL CHECK (as_file IN (0, 1)),
        income INTEGER NOT NULL CHECK (income IN (0, 1)),
        at_ms BIGINT NOT NULL,
        PRIMARY KEY (agent_id, number)))",
    "INSERT INTO id_counter (kind, last) VALUES ('consent', 0), ('look', 0)",
};

// Consent and looks are evidence. SQLite's INSERT OR REPLACE takes a row away without asking a DELETE trigger.
#define YUNKE_KEEP_SQLITE(table, same)                                                                            \
    "CREATE TRIGGER " table "_keeps_rows BEFORE UPDATE ON " table " BEGIN SELECT RAISE(ABORT, 'rows of " table    \
    " never change'); END",                                                                                       \
        "CREATE TRIGGER " table "_keeps_all BEFORE DELETE ON " table " BEGIN SELECT RAISE(ABORT, 'rows of " table \
        " are never removed'); END",                                                                              \
        "CREATE TRIGGER " table "_keeps_each BEFORE INSERT ON " table " WHEN EXISTS (SELECT 1 FROM " table        \
        " WHERE " same ") BEGIN SELECT RAISE(ABORT, 'rows of " table " are never replaced'); END"

constexpr std::array guards_7_sqlite = {
    YUNKE_KEEP_SQLITE("program_consent", "number = NEW.number"),
    YUNKE_KEEP_SQLITE("program_look", "agent_id = NEW.agent_id AND number = NEW.number"),
};
#undef YUNKE_KEEP_SQLITE

constexpr std::array guards_7_postgresql = {
    "CREATE FUNCTION registry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'rows of % never change and are never removed', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER program_consent_keeps_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON program_consent "
    "FOR EACH STATEMENT EXECUTE FUNCTION registry_refuse()",
    "CREATE TRIGGER program_look_keeps_rows BEFORE UPDATE OR DELETE OR TRUNCATE ON program_look "
    "FOR EACH STATEMENT EXECUTE FUNCTION registry_refuse()",
};

// Step n brings version n - 1 to version n. Steps are only ever added.
constexpr std::array<sql::Step, 7> steps = {{{version_1, {}, {}},
                                             {version_2, {}, {}},
                                             {version_3, {}, {}},
                                             {version_4, {}, {}},
                                             {version_5, {}, {}},
                                             {version_6, {}, {}},
                                             {version_7, guards_7_sqlite, guards_7_postgresql}}};

constexpr sql::Schema schema = {.version_table = "schema_version", .lock_number = 7'891'237, .steps = steps};

}  // namespace

Result<void> migrate(Database& database) {
    return sql::migrate(database, schema);
}

}  // namespace yunke::registry
