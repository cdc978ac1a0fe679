#include "dispatcher/ledger/verify_office.hpp"

#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "dispatcher/ledger/sql_call.hpp"

namespace yunke::ledger {
namespace {

std::string name_of(const PostedTransfer& posted) {
    return "Transfer " + text_of(posted.chain) + " " + std::to_string(posted.sequence);
}

bool answers(const Transfer& back, const Transfer& posted) {
    return back.debit == posted.credit && back.credit == posted.debit && back.amount == posted.amount;
}

}  // namespace

void PoolReversals::add(const PostedTransfer& posted) {
    const Transfer& moved = posted.transfer;
    if (posted.chain == office_chain()) {
        if (moved.reverses >= 0) return;
        const auto [at, is_new] = open_.try_emplace({moved.line, -moved.reverses}, posted);
        if (!is_new && !twice_) twice_ = name_of(posted) + " takes back what was taken back already.";
        return;
    }
    if (posted.chain.number != static_cast<std::uint8_t>(Ledger::cny) || open_.empty()) return;
    const auto at = open_.find({moved.line, static_cast<std::int64_t>(posted.sequence)});
    if (at != open_.end() && answers(at->second.transfer, moved)) open_.erase(at);
}

std::optional<std::string> PoolReversals::wrong() const {
    if (twice_) return twice_;
    if (open_.empty()) return std::nullopt;
    return name_of(open_.begin()->second) + " takes back one that its line does not have.";
}

Result<std::optional<std::string>> wrong_payout(Store& store, const Sums& sums) {
    using Fault = std::optional<std::string>;
    return ask(store.database(), sql::Around::nothing, [&](soci::session& session) -> Result<Fault> {
        Fault fault;
        for_each<4, 0>(
            session,
            "SELECT p.batch, p.total_fen, CAST(COALESCE(SUM(r.net_fen), 0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN "
            "a.paid IS NULL THEN r.net_fen ELSE 0 END), 0) AS BIGINT) FROM ledger_payout p LEFT JOIN "
            "ledger_payout_row r ON r.batch = p.batch LEFT JOIN ledger_payout_answer a ON a.batch = r.batch AND "
            "a.number = r.number GROUP BY p.batch, p.total_fen ORDER BY p.batch",
            [&](const auto& n) {
                if (fault) return;
                const std::string batch = "Payout " + std::to_string(n[0]) + ": ";
                const auto clearing = sums.balance(Ledger::cny, AccountKind::clearing, as<std::uint64_t>(n[0]));
                if (n[1] != n[2])
                    fault = batch + "total_fen is " + std::to_string(n[1]) + ", its rows come to " +
                            std::to_string(n[2]) + ".";
                else if (clearing != n[3])
                    fault = batch + "Clearing has " + std::to_string(clearing) + ", rows without an answer come to " +
                            std::to_string(n[3]) + ".";
            });
        return fault;
    });
}

Result<std::optional<std::string>> wrong_tax(Store& store, const Sums& sums) {
    using Fault = std::optional<std::string>;
    return ask(store.database(), sql::Around::nothing, [&](soci::session& session) -> Result<Fault> {
        Fault fault;
        const std::string paid =
            "SELECT debit_owner, SUM(amount) AS fen FROM ledger_transfer WHERE chain = 0 AND debit_kind = " +
            literal(AccountKind::iit) + " AND credit_kind = " + literal(AccountKind::bank) + " GROUP BY debit_owner";
        for_each<3, 0>(session,
                       "SELECT t.agent, CAST(SUM(t.withheld_fen) AS BIGINT), CAST(COALESCE(MAX(p.fen), 0) AS BIGINT) "
                       "FROM ledger_tax_entry t LEFT JOIN (" +
                           paid + ") p ON p.debit_owner = t.agent GROUP BY t.agent ORDER BY t.agent",
                       [&](const auto& n) {
                           const auto owed = sums.balance(Ledger::cny, AccountKind::iit, as<std::uint64_t>(n[0]));
                           if (fault || owed == n[1] - n[2]) return;
                           fault = "Agent " + std::to_string(n[0]) + ": of tax " + std::to_string(n[1]) +
                                   " are withheld and " + std::to_string(n[2]) + " remitted, her account has " +
                                   std::to_string(owed) + ".";
                       });
        return fault;
    });
}

}  // namespace yunke::ledger
