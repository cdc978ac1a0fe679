// The one transaction that a batch is, and what an Epoch fact takes back. Its statements are made before it begins, so
// that it is short.
#include <algorithm>
#include <utility>

#include "dispatcher/ledger/bulk_rows.hpp"
#include "dispatcher/ledger/limits.hpp"
#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/encoding.hpp"

namespace yunke::ledger {
namespace {

void add_facts(Statements& to, const Batch& batch) {
    NewRows facts("ledger_fact", "pool, epoch, number, body");
    for (const StoredFact& fact : batch.facts)
        facts.row(batch.pool, fact.id.epoch, fact.id.number, runtime::base64url_encode(fact.body));
    to.add("facts", std::move(facts));
    NewRows undos("ledger_undo", "pool, epoch, number, body");
    for (const auto& [id, text] : batch.undos)
        undos.row(batch.pool, id.epoch, id.number, text);
    to.add("undos", std::move(undos));
    NewRows reversed("ledger_reversed", "pool, epoch, number, by_epoch, by_number");
    for (const FactId& id : batch.reversed)
        reversed.row(batch.pool, id.epoch, id.number, batch.to.fact.epoch, batch.to.fact.number);
    to.add("reversed", std::move(reversed));
    NewRows ratings("ledger_rating", "pool, epoch, number, agent, stars, at_ms");
    for (const Rating& rating : batch.ratings)
        ratings.row(batch.pool, rating.fact.epoch, rating.fact.number, rating.agent, rating.stars, rating.at_ms);
    to.add("ratings", std::move(ratings));
}

void add_changes(Statements& to, const std::string& pool, const Changes& changes) {
    add_rows(to, changes.lines);
    add_rows(to, changes.periods);
    add_rows(to, changes.agents);
    add_rows(to, changes.usage);
    add_rows(to, changes.packages);
    add_rows(to, changes.overage);
    BulkInsert chats("INSERT INTO ledger_chat (pool, conversation, resolved, in_hands, holds) VALUES ",
                     " ON CONFLICT (pool, conversation) DO UPDATE SET resolved = excluded.resolved, "
                     "in_hands = excluded.in_hands, holds = excluded.holds");
    for (const Chat& chat : changes.chats)
        chats.row(pool, chat.conversation, chat.resolved, chat.in_hands, holds_text(chat.holds));
    to.add("chats", std::move(chats));
}

void add_alerts(Statements& to, const Batch& batch) {
    BulkInsert rows(
        "INSERT INTO ledger_alert (merchant, percent, left_ms, at_ms, fact_epoch, fact_number, pool) VALUES ");
    for (const auto& [fact, alert] : batch.alerts)
        rows.row(alert.merchant, alert.percent, alert.left_ms, alert.at_ms, fact.epoch, fact.number, batch.pool);
    to.add("alerts", std::move(rows));
}

// Moves the pool's cursor; false if it is not where the batch began. Locks it, so that whoever closes a month or writes
// for the same pool waits.
bool move_cursor(soci::session& session, const Batch& batch) {
    const std::string to = "epoch = " + literal(batch.to.fact.epoch) + ", number = " + literal(batch.to.fact.number) +
                           ", tx = " + literal(batch.to.tx) + ", facts_hash = " + hash_literal(batch.to.facts_hash);
    bool moved = false;
    const auto see = [&](const auto&) { moved = true; };
    for_each<1, 0>(session,
                   "UPDATE ledger_cursor SET " + to + " WHERE pool = " + literal(batch.pool) + " AND epoch = " +
                       literal(batch.from.fact.epoch) + " AND number = " + literal(batch.from.fact.number) +
                       " AND tx = " + literal(batch.from.tx) + " RETURNING 1",
                   see);
    if (moved || batch.from != Cursor{}) return moved;
    for_each<1, 0>(session,
                   "INSERT INTO ledger_cursor (pool, epoch, number, tx, facts_hash) VALUES (" + literal(batch.pool) +
                       ", " + literal(batch.to.fact.epoch) + ", " + literal(batch.to.fact.number) + ", " +
                       literal(batch.to.tx) + ", " + hash_literal(batch.to.facts_hash) +
                       ") ON CONFLICT (pool) DO NOTHING RETURNING 1",
                   see);
    return moved;
}

void note_batch(soci::session& session, const Batch& batch) {
    session
        << "INSERT INTO ledger_batch (batch, pool, epoch, number, facts_hash) SELECT COALESCE(MAX(batch), 0) + 1, " +
               literal(batch.pool) + ", " + literal(batch.to.fact.epoch) + ", " + literal(batch.to.fact.number) + ", " +
               hash_literal(batch.to.facts_hash) + " FROM ledger_batch";
}

// Writes the merchants over the versions that were read; false if one of them is newer.
bool write_merchants(soci::session& session, const std::vector<MerchantRow>& merchants) {
    BulkInsert insert(insert_head<MerchantRow>(),
                      overwrite<MerchantRow>() + " WHERE ledger_merchant.version = excluded.version RETURNING 1");
    for (const MerchantRow& row : merchants)
        RowTable<MerchantRow>::write(insert, row);
    std::size_t written = 0;
    for (const std::string& statement : insert.take())
        for_each<1, 0>(session, statement, [&](const auto&) { ++written; });
    return written == merchants.size();
}

}  // namespace

Result<Written> Store::write(const Batch& batch) {
    Statements statements;
    add_facts(statements, batch);
    add_transfers(statements, batch.transfers);
    add_heads(statements, batch.heads);
    add_changes(statements, batch.pool, batch.changes);
    add_alerts(statements, batch);
    const auto step = [this](std::string_view what) {
        if (steps_) steps_(what);
    };
    // An error rolls back what the transaction began with; it is none for the caller.
    std::optional<Written> stopped;
    const auto stop = [&](Written why) {
        stopped = why;
        return std::unexpected(Error{Errc::away, "The batch is to be priced anew."});
    };
    step("begin");
    auto done = ask(*database_, sql::Around::write, [&](soci::session& session) -> Result<Written> {
        step("cursor");
        if (!move_cursor(session, batch)) return stop(Written::cursor_moved);
        step("month");
        if (read_closed_month(session) != batch.closed) return stop(Written::month_closed);
        step("merchants");
        if (!write_merchants(session, batch.changes.merchants)) return stop(Written::merchant_moved);
        statements.run(session, step);
        step("batch");
        note_batch(session, batch);
        step("commit");
        return Written::committed;
    });
    step("committed");
    if (stopped && !done) return *stopped;
    return done;
}

Result<void> Store::note_level(const std::string& pool, Ms level_ms) {
    return ask(*database_, sql::Around::nothing, [&](soci::session& session) -> Result<void> {
        session << "INSERT INTO ledger_level (pool, level_ms) VALUES (" + literal(pool) + ", " + literal(level_ms) +
                       ") ON CONFLICT (pool) DO UPDATE SET level_ms = excluded.level_ms";
        return {};
    });
}

Result<void> Store::forget_undos(const std::string& pool, std::uint64_t before_number) {
    return ask(*database_, sql::Around::nothing, [&](soci::session& session) -> Result<void> {
        session << "DELETE FROM ledger_undo WHERE pool = " + literal(pool) + " AND number < " + literal(before_number);
        return {};
    });
}

// ---- taking back ---------------------------------------------------------------------------------------------------

namespace {

// The transfers of facts of `old` above `last` and of later epochs, by fact, from the end of a chain backwards. What an
// earlier Epoch fact took back stays taken back.
Result<void> collect(soci::session& session, const ChainKey& chain, FactId last,
                     std::map<FactId, std::vector<ChainedTransfer>>& by_fact) {
    std::uint64_t before = INT64_MAX;
    while (true) {
        auto page = select_transfers(session, in_chain(chain) + " AND sequence < " + literal(before) +
                                                  " ORDER BY sequence DESC LIMIT " + literal(limits::page_rows));
        if (!page) return std::unexpected(page.error());
        for (PostedTransfer& row : *page) {
            before = row.sequence;
            if (row.origin.fact <= last) return {};
            if (row.transfer.reverses > 0) continue;
            by_fact[row.origin.fact].push_back({static_cast<std::int64_t>(row.sequence), std::move(row.transfer)});
        }
        if (page->size() < static_cast<std::size_t>(limits::page_rows)) return {};
    }
}

}  // namespace

Result<std::vector<Store::Doomed>> Store::doomed(const std::string& pool, std::uint64_t old, std::uint64_t last) {
    return ask(*database_, sql::Around::snapshot, [&](soci::session& session) -> Result<std::vector<Doomed>> {
        std::vector<Doomed> found;
        for_each<2, 1>(session,
                       "SELECT f.epoch, f.number, COALESCE(u.body, '!') FROM ledger_fact f LEFT JOIN ledger_undo u ON "
                       "u.pool = f.pool AND u.epoch = f.epoch AND u.number = f.number WHERE f.pool = " +
                           literal(pool) + " AND f.epoch >= " + literal(old) + " AND f.number > " + literal(last) +
                           " AND NOT EXISTS (SELECT 1 FROM ledger_reversed r WHERE r.pool = f.pool AND r.epoch = "
                           "f.epoch AND r.number = f.number) ORDER BY f.epoch DESC, f.number DESC",
                       [&](const auto& n, const auto& words) {
                           Doomed& fact = found.emplace_back();
                           fact.id = fact_id(n[0], n[1]);
                           if (words[0] != "!") fact.undo = words[0];
                       });
        if (found.empty()) return found;
        std::map<FactId, std::vector<ChainedTransfer>> by_fact;
        for (const Ledger ledger : {Ledger::cny, Ledger::time}) {
            if (auto done = collect(session, chain_of(pool, ledger), {old, last}, by_fact); !done)
                return std::unexpected(done.error());
        }
        for (Doomed& fact : found) {
            const auto moved = by_fact.find(fact.id);
            if (moved == by_fact.end()) continue;
            fact.transfers = std::move(moved->second);
            std::ranges::sort(fact.transfers, {},
                              [](const ChainedTransfer& t) { return std::pair(t.transfer.ledger, t.sequence); });
        }
        return found;
    });
}

}  // namespace yunke::ledger
