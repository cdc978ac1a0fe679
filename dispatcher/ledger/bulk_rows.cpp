#include "dispatcher/ledger/bulk_rows.hpp"

namespace yunke::ledger {

void add_transfers(Statements& to, const std::vector<PostedTransfer>& transfers) {
    NewRows rows(
        "ledger_transfer",
        "pool, chain, sequence, ledger, debit_kind, debit_owner, credit_kind, credit_owner, amount, at_ms, month, "
        "line, rule_version, reverses, fact_epoch, fact_number, office_entry, tx, hash");
    for (const PostedTransfer& row : transfers) {
        const Transfer& t = row.transfer;
        rows.row(row.chain.pool, row.chain.number, row.sequence, t.ledger, t.debit.kind, t.debit.owner, t.credit.kind,
                 t.credit.owner, t.amount, t.at_ms, month_number(t.month), t.line, t.rule_version, t.reverses,
                 row.origin.fact.epoch, row.origin.fact.number, row.origin.office, row.origin.tx, hash_text(row.hash));
    }
    to.add("transfers", std::move(rows));
}

void add_heads(Statements& to, const std::map<ChainKey, ChainHead>& heads) {
    BulkInsert rows("INSERT INTO ledger_chain (pool, chain, sequence, hash) VALUES ",
                    " ON CONFLICT (pool, chain) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash");
    for (const auto& [chain, head] : heads)
        rows.row(chain.pool, chain.number, head.sequence, hash_text(head.hash));
    to.add("heads", std::move(rows));
}

}  // namespace yunke::ledger
