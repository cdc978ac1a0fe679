#include "dispatcher/ledger/store.hpp"

#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "dispatcher/ledger/schema.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/encoding.hpp"

namespace yunke::ledger {
namespace {

using sql::Around;

std::string at_pool(const std::string& pool) {
    return "pool = " + literal(pool);
}

// All rows of a table, one kind of Row.
template <class Row>
Result<std::vector<Row>> all(sql::Database& database) {
    return ask(database, Around::nothing,
               [](soci::session& session) -> Result<std::vector<Row>> { return select<Row>(session, "0 = 0"); });
}

std::unexpected<Error> damaged(std::string what) {
    return std::unexpected(Error{Errc::damaged, std::move(what)});
}

using PoolCursors = std::vector<std::pair<std::string, Cursor>>;
Result<PoolCursors> select_cursors(soci::session& session, const std::string& rest) {
    PoolCursors found;
    bool good = true;
    for_each<3, 2>(session, "SELECT epoch, number, tx, pool, facts_hash FROM ledger_cursor " + rest,
                   [&](const auto& n, const auto& words) {
                       const auto hash = parse_hash(words[1]);
                       good = good && hash;
                       found.emplace_back(words[0], Cursor{fact_id(n[0], n[1]), as<std::uint64_t>(n[2]),
                                                           hash.value_or(runtime::Hash256{})});
                   });
    if (!good) return damaged("A hash in ledger_cursor is none.");
    return found;
}

}  // namespace

Store::Store(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::string& url) {
    auto database = sql::Database::open(url);
    if (!database) return std::unexpected(from_sql(database.error()));
    if (auto migrated = migrate(**database); !migrated) return std::unexpected(from_sql(migrated.error()));
    return Store(std::move(*database));
}

Result<void> Store::ping() {
    return ask(*database_, Around::nothing, [](soci::session& session) -> Result<void> {
        for_each<1, 0>(session, "SELECT COUNT(*) FROM ledger_cursor", [](const auto&) {});
        return {};
    });
}

// ---- where it is ---------------------------------------------------------------------------------------------------

Result<Cursor> Store::cursor(const std::string& pool) {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<Cursor> {
        auto found = select_cursors(session, "WHERE " + at_pool(pool));
        if (!found) return std::unexpected(found.error());
        return found->empty() ? Cursor{} : found->front().second;
    });
}

Result<std::vector<std::pair<std::string, Cursor>>> Store::cursors() {
    return ask(*database_, Around::nothing,
               [](soci::session& session) { return select_cursors(session, "ORDER BY pool"); });
}

Result<std::map<ChainKey, ChainHead>> Store::heads() {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<std::map<ChainKey, ChainHead>> {
        std::map<ChainKey, ChainHead> found;
        bool good = true;
        for_each<2, 2>(session, "SELECT chain, sequence, pool, hash FROM ledger_chain",
                       [&](const auto& n, const auto& words) {
                           const auto hash = parse_hash(words[1]);
                           good = good && hash;
                           found[{words[0], as<std::uint8_t>(n[0])}] = {as<std::uint64_t>(n[1]),
                                                                        hash.value_or(runtime::Hash256{})};
                       });
        if (!good) return damaged("The head of a chain in ledger_chain is no hash.");
        return found;
    });
}

Result<std::optional<Month>> Store::closed_month() {
    return ask(*database_, Around::nothing,
               [](soci::session& session) -> Result<std::optional<Month>> { return read_closed_month(session); });
}

Result<std::vector<std::pair<Month, std::uint64_t>>> Store::closed_months() {
    using Closed = std::vector<std::pair<Month, std::uint64_t>>;
    return ask(*database_, Around::nothing, [](soci::session& session) -> Result<Closed> {
        Closed found;
        for_each<2, 0>(session, "SELECT month, office_entry FROM ledger_closed_month ORDER BY month",
                       [&](const auto& n) { found.emplace_back(month_of_number(n[0]), as<std::uint64_t>(n[1])); });
        return found;
    });
}

// ---- reading in pages ----------------------------------------------------------------------------------------------

Result<std::optional<std::string>> Store::fact_body(const std::string& pool, FactId id) {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<std::optional<std::string>> {
        std::optional<std::string> text;
        for_each<0, 1>(session,
                       "SELECT body FROM ledger_fact WHERE " + at_pool(pool) + " AND epoch = " + literal(id.epoch) +
                           " AND number = " + literal(id.number),
                       [&](const auto&, const auto& words) { text = words[0]; });
        if (!text) return text;
        auto body = runtime::base64url_decode(*text);
        if (!body) return damaged("The stored fact " + text_of(id) + " is damaged.");
        return body;
    });
}

Result<std::vector<StoredFact>> Store::facts_where(const std::string& where_and_order, int limit) {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<std::vector<StoredFact>> {
        std::vector<StoredFact> found;
        std::optional<FactId> bad;
        for_each<2, 1>(
            session,
            "SELECT epoch, number, body FROM ledger_fact WHERE " + where_and_order + " LIMIT " + literal(limit),
            [&](const auto& n, const auto& words) {
                auto body = runtime::base64url_decode(words[0]);
                if (!body) bad = fact_id(n[0], n[1]);
                found.push_back({fact_id(n[0], n[1]), std::move(body).value_or(std::string())});
            });
        if (bad) return damaged("The stored fact " + text_of(*bad) + " is damaged.");
        return found;
    });
}

Result<std::vector<StoredFact>> Store::facts_after(const std::string& pool, FactId after, int limit) {
    return facts_where(at_pool(pool) + " AND (epoch, number) > (" + literal(after.epoch) + ", " +
                           literal(after.number) + ") ORDER BY epoch, number",
                       limit);
}

Result<std::vector<StoredFact>> Store::facts_before(const std::string& pool, FactId before, int limit) {
    return facts_where(at_pool(pool) + " AND (epoch, number) < (" + literal(before.epoch) + ", " +
                           literal(before.number) + ") ORDER BY epoch DESC, number DESC",
                       limit);
}

Result<std::vector<PostedTransfer>> Store::transfers_after(const ChainKey& chain, std::uint64_t sequence, int limit) {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<std::vector<PostedTransfer>> {
        return select_transfers(session, in_chain(chain) + " AND sequence > " + literal(sequence) +
                                             " ORDER BY sequence LIMIT " + literal(limit));
    });
}

Result<std::vector<BatchMark>> Store::batches_after(std::uint64_t number, int limit) {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<std::vector<BatchMark>> {
        std::vector<BatchMark> found;
        for_each<3, 2>(session,
                       "SELECT batch, epoch, number, pool, facts_hash FROM ledger_batch WHERE batch > " +
                           literal(number) + " ORDER BY batch LIMIT " + literal(limit),
                       [&](const auto& n, const auto& words) {
                           found.push_back({as<std::uint64_t>(n[0]), words[0], fact_id(n[1], n[2]),
                                            parse_hash(words[1]).value_or(runtime::Hash256{})});
                       });
        return found;
    });
}

Result<std::vector<OfficeEntry>> Store::office_after(std::uint64_t number, int limit) {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<std::vector<OfficeEntry>> {
        std::vector<OfficeEntry> found;
        std::string bad;
        for_each<4, 3>(session,
                       "SELECT number, account, at_ms, after_batch, kind, body, row_changes FROM ledger_office_entry "
                       "WHERE number > " +
                           literal(number) + " ORDER BY number LIMIT " + literal(limit),
                       [&](const auto& n, const auto& words) {
                           auto body = runtime::base64url_decode(words[1]);
                           auto changes = read_undo(words[2]);
                           if (!body || !changes) bad = std::to_string(n[0]);
                           found.push_back({as<std::uint64_t>(n[0]), words[0], as<std::uint64_t>(n[1]), n[2],
                                            std::move(body).value_or(std::string()), changes ? *changes : Undo{},
                                            as<std::uint64_t>(n[3])});
                       });
        if (!bad.empty()) return damaged("The stored office entry " + bad + " is damaged.");
        return found;
    });
}

Result<std::uint64_t> Store::last_office_entry() {
    return ask(*database_, Around::nothing, [](soci::session& session) -> Result<std::uint64_t> {
        std::uint64_t number = 0;
        for_each<1, 0>(session, "SELECT COALESCE(MAX(number), 0) FROM ledger_office_entry",
                       [&](const auto& n) { number = as<std::uint64_t>(n[0]); });
        return number;
    });
}

Result<std::vector<std::pair<FactId, FactId>>> Store::reversed(const std::string& pool) {
    return ask(*database_, Around::nothing,
               [&](soci::session& session) -> Result<std::vector<std::pair<FactId, FactId>>> {
                   std::vector<std::pair<FactId, FactId>> found;
                   for_each<4, 0>(session,
                                  "SELECT epoch, number, by_epoch, by_number FROM ledger_reversed WHERE " +
                                      at_pool(pool) + " ORDER BY epoch, number",
                                  [&](const auto& n) { found.emplace_back(fact_id(n[0], n[1]), fact_id(n[2], n[3])); });
                   return found;
               });
}

// ---- all rows ------------------------------------------------------------------------------------------------------

Result<std::vector<Line>> Store::lines() {
    return all<Line>(*database_);
}
Result<std::vector<Period>> Store::periods() {
    return all<Period>(*database_);
}
Result<std::vector<AgentRow>> Store::agents() {
    return all<AgentRow>(*database_);
}
Result<std::vector<Usage>> Store::usage() {
    return all<Usage>(*database_);
}
Result<std::vector<MerchantRow>> Store::merchants() {
    return all<MerchantRow>(*database_);
}
Result<std::vector<Package>> Store::packages() {
    return all<Package>(*database_);
}
Result<std::vector<Overage>> Store::overage() {
    return all<Overage>(*database_);
}

Result<std::vector<Chat>> Store::chats(const std::string& pool) {
    return ask(*database_, Around::nothing, [&](soci::session& session) -> Result<std::vector<Chat>> {
        return select_chats(session, at_pool(pool));
    });
}

}  // namespace yunke::ledger
