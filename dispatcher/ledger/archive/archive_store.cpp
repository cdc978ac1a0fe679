#include "dispatcher/ledger/archive/archive_store.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "dispatcher/ledger/archive/archive_schema.hpp"
#include "dispatcher/ledger/archive/limits.hpp"
#include "dispatcher/ledger/archive/literal.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/encoding.hpp"

namespace yunke::archive {
namespace {

using ledger::ask;
using ledger::BulkInsert;
using ledger::for_each;
using sql::Around;

// Archivers that write at once take turns, so that each sees what the other wrote. SQLite's do so by themselves.
void take_turn(const sql::Database& database, soci::session& session) {
    constexpr int lock_number = 7'891'240;
    if (database.postgresql()) session << "SELECT pg_advisory_xact_lock(" << lock_number << ")";
}

std::int64_t one_number(soci::session& session, const std::string& query) {
    std::int64_t found = 0;
    for_each<1, 0>(session, query, [&](const auto& row) { found = row[0]; });
    return found;
}

bool stands(soci::session& session, const Chat& chat) {
    return one_number(session, "SELECT COUNT(*) FROM archive_conversation WHERE pool = " + literal(chat.pool) +
                                   " AND conversation = " + literal(chat.conversation) +
                                   " AND digest = " + literal(chat.digest)) > 0;
}

void execute_all(soci::session& session, BulkInsert insert) {
    for (const std::string& statement : insert.take())
        session << statement;
}

// The statements of one write.
struct Rows {
    BulkInsert chats{
        "INSERT INTO archive_conversation (number, pool, conversation, digest, merchant, shop, queue, shopper, agent, "
        "former, opened_ms, accepted_ms, closed_ms, end_reason, stars, message_left, entries, tokens, archived_ms) "
        "VALUES "};
    struct Word {
        Token token;
        std::uint32_t merchant;
        std::int64_t number;
    };
    std::vector<Word> words;

    void add(std::int64_t number, const Chat& chat, std::int64_t now_ms) {
        const std::vector<Token> tokens = tokens_of(chat.entries);
        chats.row(number, chat.pool, chat.conversation, chat.digest, chat.merchant, chat.shop, chat.queue, chat.shopper,
                  chat.agent, chat.former, chat.opened_ms, chat.accepted_ms, chat.closed_ms, chat.end_reason,
                  chat.stars, int{chat.message_left}, chat.entries.entries_size(), tokens.size(), now_ms);
        for (const Token token : tokens)
            words.push_back({token, chat.merchant, number});
    }

    // In the index's order, so that neighbours are written together.
    BulkInsert sorted_words() {
        std::ranges::sort(words, {}, [](const Word& w) { return std::tuple(w.token, w.merchant, w.number); });
        BulkInsert insert("INSERT INTO archive_word (token, merchant, number) VALUES ");
        for (const Word& word : words)
            insert.row(word.token, word.merchant, word.number);
        return insert;
    }
};

void write_transcript(soci::session& session, std::int64_t number, const Chat& chat) {
    const std::string body = runtime::base64url_encode(chat.entries.SerializeAsString());
    const long long bound = number;
    session << "INSERT INTO archive_transcript (number, body) VALUES (:number, :body)", soci::use(bound, "number"),
        soci::use(body, "body");
}

}  // namespace

Store::Store(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::string& url) {
    auto database = sql::Database::open(url);
    if (!database) return std::unexpected(ledger::from_sql(database.error()));
    if (auto done = migrate(**database); !done) return std::unexpected(ledger::from_sql(done.error()));
    return Store(std::move(*database));
}

Result<std::size_t> Store::write(const std::vector<Chat>& chats, std::int64_t now_ms) {
    return ask(*database_, Around::write, [&](soci::session& session) -> Result<std::size_t> {
        step("turn");
        take_turn(*database_, session);
        std::int64_t number = one_number(session, "SELECT COALESCE(MAX(number), 0) FROM archive_conversation");
        std::size_t written = 0;
        std::set<std::string> digests;
        Rows rows;
        for (const Chat& chat : chats) {
            step("transcript row");
            // A scan of Redis may tell of one twice.
            if (!digests.insert(chat.digest).second || stands(session, chat)) continue;
            write_transcript(session, ++number, chat);
            rows.add(number, chat, now_ms);
            ++written;
        }
        step("rows");
        execute_all(session, std::move(rows.chats));
        step("words");
        execute_all(session, rows.sorted_words());
        step("commit");
        return written;
    });
}

Result<std::vector<Store::Keep>> Store::keeps() {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<std::vector<Keep>> {
        std::vector<Keep> all;
        for_each<2, 0>(session, "SELECT merchant, days FROM archive_keep ORDER BY merchant", [&](const auto& row) {
            all.push_back({static_cast<std::uint32_t>(row[0]), static_cast<int>(row[1])});
        });
        if (all.empty() || all.front().merchant != 0) all.insert(all.begin(), {0, limits::keep_days_default});
        return all;
    });
}

Result<void> Store::set_keep(std::uint32_t merchant, int days) {
    if (days < limits::keep_days_min || days > limits::keep_days_max)
        return std::unexpected(Error{ledger::Errc::refused, "Conversations are kept for " +
                                                                std::to_string(limits::keep_days_min) + " to " +
                                                                std::to_string(limits::keep_days_max) + " days."});
    return ask(*database_, Around::write, [&](soci::session& session) -> Result<void> {
        session << "INSERT INTO archive_keep (merchant, days) VALUES (" << merchant << ", " << days
                << ") ON CONFLICT (merchant) DO UPDATE SET days = excluded.days";
        return {};
    });
}

Result<void> Store::unset_keep(std::uint32_t merchant) {
    return ask(*database_, Around::write, [&](soci::session& session) -> Result<void> {
        session << "DELETE FROM archive_keep WHERE merchant = " << merchant;
        return {};
    });
}

}  // namespace yunke::archive
