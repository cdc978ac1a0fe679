#include "dispatcher/ledger/reading/agent_rows.hpp"

#include <algorithm>
#include <cassert>

#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "runtime/encoding.hpp"

namespace yunke::ledger {
namespace {

// Keys of lines in one IN (…): a statement of some twenty kilobytes.
constexpr std::size_t lines_at_once = 250;

std::string in_period(const LineKey& key) {
    return " AND period_ms = " + literal(key.period_ms) + " AND shift = " + literal(key.shift);
}

std::string between(Ms from_ms, Ms to_ms) {
    return " AND period_ms >= " + literal(from_ms) + " AND period_ms < " + literal(to_ms);
}

}  // namespace

std::string AgentRows::hers() const {
    return "agent = " + literal(agent_);
}

std::string AgentRows::into_account() const {
    const std::string accrued = literal(raw(AccountKind::accrued));
    const std::string owner = literal(agent_);
    return "CASE WHEN credit_kind = " + accrued + " AND credit_owner = " + owner +
           " THEN amount WHEN debit_kind = " + accrued + " AND debit_owner = " + owner + " THEN -amount ELSE 0 END";
}

AgentRow AgentRows::row() const {
    const auto rows = select<AgentRow>(session_, hers());
    return rows.empty() ? AgentRow{.agent = agent_} : rows.front();
}

std::vector<Period> AgentRows::periods(Ms from_ms, Ms to_ms) const {
    return select<Period>(session_, hers() + between(from_ms, to_ms));
}

std::vector<Line> AgentRows::lines(Ms from_ms, Ms to_ms) const {
    return select<Line>(session_, hers() + between(from_ms, to_ms));
}

std::vector<Line> AgentRows::waiting_lines() const {
    return select<Line>(session_, hers() + " AND period_ms = 0 AND quantity > 0");
}

std::optional<Line> AgentRows::line(const LineKey& key) const {
    assert(key.agent == agent_);
    const auto rows =
        select<Line>(session_, hers() + in_period(key) + " AND term = " + literal(raw(key.term)) +
                                   " AND merchant = " + literal(key.merchant) + " AND card = " + literal(key.card));
    if (rows.empty() || blank(rows.front())) return std::nullopt;
    return rows.front();
}

std::optional<Period> AgentRows::period(const LineKey& key) const {
    const auto rows = select<Period>(session_, hers() + in_period(key));
    if (rows.empty()) return std::nullopt;
    return rows.front();
}

std::map<std::string, Fen> AgentRows::accrued(const std::vector<Line>& lines, Month month) const {
    std::map<std::string, Fen> found;
    for (std::size_t at = 0; at < lines.size(); at += lines_at_once) {
        std::string keys;
        for (std::size_t i = at; i < std::min(at + lines_at_once, lines.size()); ++i) {
            assert(lines[i].key.agent == agent_);
            keys += (keys.empty() ? "" : ", ") + literal(std::string_view(text_of(lines[i].key)));
        }
        for_each<1, 1>(session_,
                       "SELECT CAST(SUM(" + into_account() + ") AS BIGINT), line FROM ledger_transfer WHERE line IN (" +
                           keys + ") AND chain = 1 AND month = " + literal(month_number(month)) + " GROUP BY line",
                       [&](const auto& n, const auto& words) { found[words[0]] = n[0]; });
    }
    return found;
}

std::vector<PostedFact> AgentRows::facts(const LineKey& key, int limit) const {
    assert(key.agent == agent_);
    std::vector<PostedFact> found;
    for_each<5, 2>(
        session_,
        "SELECT t.fact_epoch, t.fact_number, " + into_account() +
            ", t.at_ms, t.reverses, t.pool, COALESCE(f.body, '') FROM ledger_transfer t LEFT JOIN ledger_fact f "
            "ON f.pool = t.pool AND f.epoch = t.fact_epoch AND f.number = t.fact_number WHERE t.line = " +
            literal(std::string_view(text_of(key))) + " AND t.chain = 1 ORDER BY t.pool, t.sequence LIMIT " +
            literal(limit),
        [&](const auto& n, const auto& words) {
            found.push_back({.pool = words[0],
                             .id = fact_id(n[0], n[1]),
                             .amount_fen = n[2],
                             .at_ms = n[3],
                             .takes_back = n[4] != 0,
                             .body = runtime::base64url_decode(words[1]).value_or(std::string())});
        });
    return found;
}

std::int64_t AgentRows::count_facts(const LineKey& key) const {
    assert(key.agent == agent_);
    std::int64_t count = 0;
    for_each<1, 0>(session_,
                   "SELECT COUNT(*) FROM ledger_transfer WHERE line = " + literal(std::string_view(text_of(key))) +
                       " AND chain = 1",
                   [&](const auto& n) { count = n[0]; });
    return count;
}

std::vector<OfficeMove> AgentRows::office_moves() const {
    // The chain stands on either side, so that each is found by its own index.
    const auto side = [&](const std::string& which) {
        return "(chain = 0 AND " + which + "_owner = " + literal(agent_) + " AND " + which + "_kind IN (" +
               literal(raw(AccountKind::accrued)) + ", " + literal(raw(AccountKind::payable)) + "))";
    };
    std::vector<OfficeMove> found;
    for_each<10, 1>(session_,
                    "SELECT sequence, office_entry, debit_kind, debit_owner, credit_kind, credit_owner, amount, at_ms, "
                    "month, reverses, line FROM ledger_transfer WHERE " +
                        side("debit") + " OR " + side("credit") + " ORDER BY sequence",
                    [&](const auto& n, const auto& words) {
                        found.push_back({.sequence = as<std::uint64_t>(n[0]),
                                         .entry = as<std::uint64_t>(n[1]),
                                         .transfer = {.debit = {as<AccountKind>(n[2]), as<std::uint64_t>(n[3])},
                                                      .credit = {as<AccountKind>(n[4]), as<std::uint64_t>(n[5])},
                                                      .amount = n[6],
                                                      .at_ms = n[7],
                                                      .month = month_of_number(n[8]),
                                                      .line = words[0],
                                                      .reverses = n[9]}});
                    });
    return found;
}

}  // namespace yunke::ledger
