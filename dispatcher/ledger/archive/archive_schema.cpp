#include "dispatcher/ledger/archive/archive_schema.hpp"

#include <array>

#include "runtime/sql/migrations.hpp"

namespace yunke::archive {
namespace {

// Statements that SQLite and PostgreSQL read alike: numbers are BIGINT, flags are 0 or 1, bytes are base64url text.
constexpr std::array version_1 = {
    // Numbered in the order in which they were archived. digest is the hash of everything that Redis held of it, so
    // that
    // a conversation that comes again is the same row. shopper is a pseudonym (chat.hpp); agent and former are ids of
    // the pool's agents, 0 = nobody; tokens is how many rows of archive_word it has.
    R"(CREATE TABLE archive_conversation (
        number BIGINT NOT NULL PRIMARY KEY,
        pool TEXT NOT NULL,
        conversation BIGINT NOT NULL,
        digest TEXT NOT NULL,
        merchant BIGINT NOT NULL,
        shop BIGINT NOT NULL,
        queue BIGINT NOT NULL,
        shopper TEXT NOT NULL,
        agent BIGINT NOT NULL,
        former BIGINT NOT NULL,
        opened_ms BIGINT NOT NULL,
        accepted_ms BIGINT NOT NULL,
        closed_ms BIGINT NOT NULL,
        end_reason INTEGER NOT NULL,
        stars INTEGER NOT NULL,
        message_left INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        tokens INTEGER NOT NULL,
        archived_ms BIGINT NOT NULL,
        UNIQUE (pool, conversation, digest)))",
    "CREATE INDEX archive_conversation_by_merchant ON archive_conversation (merchant, number)",
    "CREATE INDEX archive_conversation_by_shop ON archive_conversation (shop, number)",
    "CREATE INDEX archive_conversation_by_agent ON archive_conversation (agent, number)",
    "CREATE INDEX archive_conversation_by_former ON archive_conversation (former, number)",
    "CREATE INDEX archive_conversation_by_end ON archive_conversation (merchant, closed_ms)",
    // body is a serialized client.proto Entries, as it stood in Redis.
    R"(CREATE TABLE archive_transcript (
        number BIGINT NOT NULL PRIMARY KEY,
        body TEXT NOT NULL))",
    // For how many days a merchant's conversations are kept; merchant 0 is everybody who has no row.
    R"(CREATE TABLE archive_keep (
        merchant BIGINT NOT NULL PRIMARY KEY,
        days INTEGER NOT NULL))",
};

// Which conversation has which word (words.hpp). The key is the whole row, so SQLite need not keep it twice.
#define YUNKE_ARCHIVE_WORD        \
    "CREATE TABLE archive_word (" \
    "token BIGINT NOT NULL, "     \
    "merchant BIGINT NOT NULL, "  \
    "number BIGINT NOT NULL, "    \
    "PRIMARY KEY (token, merchant, number))"
constexpr std::array version_1_sqlite = {YUNKE_ARCHIVE_WORD " WITHOUT ROWID"};
constexpr std::array version_1_postgresql = {YUNKE_ARCHIVE_WORD};
#undef YUNKE_ARCHIVE_WORD

constexpr std::array<sql::Step, 1> steps = {{{version_1, version_1_sqlite, version_1_postgresql}}};

constexpr sql::Schema schema = {.version_table = "archive_schema_version", .lock_number = 7'891'239, .steps = steps};

}  // namespace

sql::Result<void> migrate(sql::Database& database) {
    return sql::migrate(database, schema);
}

}  // namespace yunke::archive
