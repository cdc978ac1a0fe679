// An office entry's transaction.
#include "dispatcher/ledger/bulk_rows.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/encoding.hpp"

namespace yunke::ledger {
namespace {

// The head of the office's chain. The row is written first, so that two entries at once take turns.
Result<ChainHead> lock_head(soci::session& session) {
    BulkInsert first("INSERT INTO ledger_chain (pool, chain, sequence, hash) VALUES ",
                     " ON CONFLICT (pool, chain) DO UPDATE SET sequence = ledger_chain.sequence "
                     "RETURNING sequence, hash");
    first.row(std::string_view(), 0, 0, std::string_view(hash_text({})));
    std::optional<runtime::Hash256> hash;
    ChainHead head;
    for (const std::string& statement : first.take()) {
        for_each<1, 1>(session, statement, [&](const auto& n, const auto& words) {
            hash = parse_hash(words[0]);
            head.sequence = as<std::uint64_t>(n[0]);
        });
    }
    if (!hash) return std::unexpected(Error{Errc::damaged, "The head of the office's chain is no hash."});
    head.hash = *hash;
    return head;
}

// Raises each merchant's version over the one that was read; false if one is newer.
bool write_merchants(soci::session& session, std::vector<MerchantRow> merchants) {
    std::size_t written = 0;
    BulkInsert insert(insert_head<MerchantRow>(),
                      overwrite<MerchantRow>() + " WHERE ledger_merchant.version = excluded.version - 1 RETURNING 1");
    for (MerchantRow& row : merchants) {
        ++row.version;
        RowTable<MerchantRow>::write(insert, row);
    }
    for (const std::string& statement : insert.take())
        for_each<1, 0>(session, statement, [&](const auto&) { ++written; });
    return written == merchants.size();
}

std::uint64_t number_of(soci::session& session, const std::string& query) {
    std::uint64_t number = 0;
    for_each<1, 0>(session, query, [&](const auto& n) { number = as<std::uint64_t>(n[0]); });
    return number;
}

void add_entry(Statements& to, const OfficeWrite& entry, std::uint64_t number, std::uint64_t after_batch) {
    BulkInsert rows(
        "INSERT INTO ledger_office_entry (number, kind, account, at_ms, body, row_changes, after_batch) VALUES ");
    rows.row(number, std::string_view(entry.kind), entry.account, entry.at_ms,
             std::string_view(runtime::base64url_encode(entry.body)), std::string_view(write_undo(entry.changes)),
             after_batch);
    to.add("entry", std::move(rows));
    BulkInsert closed("INSERT INTO ledger_closed_month (month, office_entry) VALUES ");
    if (entry.closes) closed.row(month_number(*entry.closes), number);
    to.add("closed month", std::move(closed));
}

}  // namespace

Result<std::optional<std::uint64_t>> Store::write_office(const OfficeWrite& entry) {
    bool moved = false;
    const auto step = [this](std::string_view what) {
        if (steps_) steps_(what);
    };
    auto done = ask(*database_, sql::Around::write, [&](soci::session& session) -> Result<std::uint64_t> {
        step("head");
        auto head = lock_head(session);
        if (!head) return std::unexpected(head.error());
        // Closing waits for every pool's batch that is under way, and each later one finds the month closed.
        if (entry.closes) session << "UPDATE ledger_cursor SET tx = tx";
        step("merchants");
        if (!write_merchants(session, entry.merchants)) {
            moved = true;
            return std::unexpected(Error{Errc::refused, "A merchant was changed meanwhile."});
        }
        const auto number = number_of(session, "SELECT COALESCE(MAX(number), 0) + 1 FROM ledger_office_entry");
        const auto after_batch = number_of(session, "SELECT COALESCE(MAX(batch), 0) FROM ledger_batch");
        Statements statements;
        add_entry(statements, entry, number, after_batch);
        std::vector<PostedTransfer> chained;
        chained.reserve(entry.transfers.size());
        for (const Transfer& transfer : entry.transfers)
            chained.push_back(append(*head, office_chain(), {.fact = {}, .office = number, .tx = number}, transfer));
        add_transfers(statements, chained);
        add_heads(statements, {{office_chain(), *head}});
        add_rows(statements, entry.packages);
        add_rows(statements, entry.overage);
        statements.run(session, step);
        step("commit");
        return number;
    });
    if (moved) return std::optional<std::uint64_t>();
    if (!done) return std::unexpected(done.error());
    return std::optional<std::uint64_t>(*done);
}

}  // namespace yunke::ledger
