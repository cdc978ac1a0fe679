#include "dispatcher/ledger/desk/payout_rows.hpp"

namespace yunke::ledger {
namespace {

constexpr std::string_view tax_columns =
    "t.month, t.method, t.income_fen, t.exempt_fen, t.deductions_fen, t.relief_fen, t.withheld_fen";

// From column `at` on, as tax_columns has them.
template <class Row>
TaxEntry tax_entry(const Row& n, std::size_t at) {
    return {.month = month_of_number(n[at]),
            .method = as<TaxMethod>(n[at + 1]),
            .income_fen = n[at + 2],
            .exempt_fen = n[at + 3],
            .deductions_fen = n[at + 4],
            .relief_fen = n[at + 5],
            .withheld_fen = n[at + 6]};
}

PayoutState state_of(long long answer, Fen net_fen) {
    if (answer == 1) return PayoutState::confirmed;
    if (answer == 0) return PayoutState::failed;
    return net_fen == 0 ? PayoutState::confirmed : PayoutState::sent;
}

}  // namespace

std::map<AgentId, Fen> office_balances(soci::session& session, AccountKind kind) {
    std::map<AgentId, Fen> found;
    const auto side = [&](const std::string& which, Fen sign) {
        for_each<2, 0>(session,
                       "SELECT " + which +
                           "_owner, CAST(SUM(amount) AS BIGINT) FROM ledger_transfer WHERE chain = 0 "
                           "AND " +
                           which + "_kind = " + literal(kind) + " GROUP BY " + which + "_owner",
                       [&](const auto& n) { found[as<AgentId>(n[0])] += sign * n[1]; });
    };
    side("credit", 1);
    side("debit", -1);
    std::erase_if(found, [](const auto& one) { return one.second == 0; });
    return found;
}

std::map<AgentId, std::vector<TaxEntry>> tax_entries(soci::session& session, Month month) {
    std::map<AgentId, std::vector<TaxEntry>> found;
    for_each<8, 0>(session,
                   "SELECT t.agent, " + std::string(tax_columns) + " FROM ledger_tax_entry t WHERE t.month BETWEEN " +
                       literal(month.year * 100 + 1) + " AND " + literal(month.year * 100 + 12) +
                       " ORDER BY t.office_entry",
                   [&](const auto& n) { found[as<AgentId>(n[0])].push_back(tax_entry(n, 1)); });
    return found;
}

void add_tax_entry(BulkInsert& to, std::uint64_t office_entry, AgentId agent, const TaxEntry& entry) {
    to.row(office_entry, agent, month_number(entry.month), entry.method, entry.income_fen, entry.exempt_fen,
           entry.deductions_fen, entry.relief_fen, entry.withheld_fen);
}

std::vector<PayoutProgress> select_payouts(soci::session& session, const std::string& condition) {
    std::vector<PayoutProgress> found;
    const std::string count = "CAST(COALESCE(SUM(CASE WHEN ";
    for_each<10, 0>(
        session,
        "SELECT p.batch, p.month, p.total_fen, p.office_entry, e.account, e.at_ms, " + count +
            "a.paid IS NULL AND r.net_fen > 0 THEN 1 ELSE 0 END), 0) AS BIGINT), " + count +
            "a.paid = 1 OR (a.paid IS NULL AND r.net_fen = 0) THEN 1 ELSE 0 END), 0) AS BIGINT), " + count +
            "a.paid = 0 THEN 1 ELSE 0 END), 0) AS BIGINT), " + count +
            "a.paid IS NULL THEN r.net_fen ELSE 0 END), 0) AS BIGINT) FROM ledger_payout p "
            "JOIN ledger_office_entry e ON e.number = p.office_entry "
            "JOIN ledger_payout_row r ON r.batch = p.batch "
            "LEFT JOIN ledger_payout_answer a ON a.batch = r.batch AND a.number = r.number WHERE " +
            condition +
            " GROUP BY p.batch, p.month, p.total_fen, p.office_entry, e.account, e.at_ms ORDER BY p.batch DESC",
        [&](const auto& n) {
            PayoutProgress& one = found.emplace_back();
            one.payout = {.batch = as<std::uint64_t>(n[0]), .month = month_of_number(n[1]), .total_fen = n[2]};
            one.entry = as<std::uint64_t>(n[3]);
            one.account = as<std::uint64_t>(n[4]);
            one.at_ms = n[5];
            one.sent = as<std::uint32_t>(n[6]);
            one.confirmed = as<std::uint32_t>(n[7]);
            one.failed = as<std::uint32_t>(n[8]);
            one.open_fen = n[9];
        });
    return found;
}

Result<PayoutProgress> read_payout(soci::session& session, std::uint64_t batch) {
    if (batch > INT64_MAX) return unknown("there is no batch " + std::to_string(batch));
    auto found = select_payouts(session, "p.batch = " + literal(batch));
    if (found.empty())
        return unknown("there is no batch " + std::to_string(batch) + "; `yunkectl office payout list` shows them");
    PayoutProgress one = std::move(found.front());
    for_each<13, 0>(session,
                    "SELECT r.number, r.agent, r.gross_fen, r.withheld_fen, r.net_fen, COALESCE(a.paid, 2), " +
                        std::string(tax_columns) +
                        " FROM ledger_payout_row r JOIN ledger_tax_entry t ON t.agent = r.agent AND t.office_entry = " +
                        literal(one.entry) +
                        " LEFT JOIN ledger_payout_answer a ON a.batch = r.batch AND a.number = r.number "
                        "WHERE r.batch = " +
                        literal(batch) + " ORDER BY r.number",
                    [&](const auto& n) {
                        one.payout.rows.push_back({.number = as<std::uint32_t>(n[0]),
                                                   .agent = as<AgentId>(n[1]),
                                                   .gross_fen = n[2],
                                                   .withheld_fen = n[3],
                                                   .net_fen = n[4],
                                                   .tax = tax_entry(n, 6),
                                                   .state = state_of(n[5], n[4])});
                    });
    return one;
}

std::map<AgentId, Payee> payees_of(soci::session& session, std::uint64_t batch) {
    std::map<AgentId, Payee> found;
    const std::string rows =
        " JOIN ledger_payout_row ON ledger_payout_row.agent = ledger_payee.agent AND "
        "ledger_payout_row.payee_version = ledger_payee.version WHERE ledger_payout_row.batch = ";
    for_each<1, 2>(
        session, "SELECT ledger_payee.agent, name, bank_account FROM ledger_payee" + rows + literal(batch),
        [&](const auto& n, const auto& words) { found[as<AgentId>(n[0])] = {.name = words[0], .account = words[1]}; });
    return found;
}

}  // namespace yunke::ledger
