#include "dispatcher/ledger/desk/appeal_rows.hpp"

#include "dispatcher/ledger/desk/booking.hpp"

namespace yunke::ledger {

std::vector<Appeal> select_appeals(soci::session& session, const std::string& rest) {
    std::vector<Appeal> found;
    for_each<15, 2>(
        session,
        "SELECT p.number, p.agent, p.period_ms, p.shift, p.term, p.merchant, p.card, p.month, p.line_fen, p.at_ms, "
        "COALESCE(a.upheld, -1), COALESCE(a.amount_fen, 0), COALESCE(a.office_entry, 0), COALESCE(e.account, 0), "
        "COALESCE(e.at_ms, 0), p.words, COALESCE(a.reason, '') FROM ledger_appeal p "
        "LEFT JOIN ledger_appeal_answer a ON a.appeal = p.number "
        "LEFT JOIN ledger_office_entry e ON e.number = a.office_entry WHERE " +
            rest,
        [&](const auto& n, const auto& words) {
            Appeal& one = found.emplace_back();
            one.number = as<std::uint64_t>(n[0]);
            one.agent = as<AgentId>(n[1]);
            one.line = {.agent = one.agent,
                        .period_ms = n[2],
                        .shift = as<ShiftId>(n[3]),
                        .term = as<LineTerm>(n[4]),
                        .merchant = as<MerchantId>(n[5]),
                        .card = as<CardVersion>(n[6])};
            one.month = month_of_number(n[7]);
            one.line_fen = n[8];
            one.at_ms = n[9];
            one.words = words[0];
            if (n[10] < 0) return;
            one.state = n[10] != 0 ? AppealState::upheld : AppealState::declined;
            one.amount_fen = n[11];
            one.entry = as<std::uint64_t>(n[12]);
            one.account = as<std::uint64_t>(n[13]);
            one.decided_ms = n[14];
            one.reason = words[1];
        });
    return found;
}

std::string on_line(const LineKey& line) {
    return "p.agent = " + literal(line.agent) + " AND p.period_ms = " + literal(line.period_ms) +
           " AND p.shift = " + literal(line.shift) + " AND p.term = " + literal(line.term) +
           " AND p.merchant = " + literal(line.merchant) + " AND p.card = " + literal(line.card);
}

Result<std::vector<PostedTransfer>> line_transfers(soci::session& session, const LineKey& line) {
    const std::string text = text_of(line);
    const std::string of_line = "line = " + literal(std::string_view(text)) + " AND chain = ";
    auto found = select_transfers(session, of_line + "1 ORDER BY pool, sequence");
    if (!found) return found;
    auto office = select_transfers(session, of_line + "0 ORDER BY sequence");
    if (!office) return office;
    for (PostedTransfer& one : *office)
        found->push_back(std::move(one));
    return found;
}

std::string earlier_say(soci::session& session, std::uint64_t account, const Appeal& appeal) {
    // Where it counts is the line's month; what was corrected or came late counts in a later one.
    const std::string text = text_of(appeal.line);
    const auto approved =
        number_of(session,
                  "SELECT COALESCE(MAX(a.month), 0) FROM ledger_approval a JOIN ledger_office_entry e ON e.number = "
                  "a.office_entry WHERE e.account = " +
                      literal(account) + " AND a.agent = " + literal(appeal.agent) +
                      " AND (a.month = " + literal(month_number(appeal.month)) +
                      " OR a.month IN (SELECT t.month FROM ledger_transfer t WHERE t.chain <> 2 AND t.line = " +
                      literal(std::string_view(text)) + "))");
    if (approved != 0) return "approved her pay of " + text_of(month_of_number(approved));
    for (const Appeal& before : select_appeals(session, on_line(appeal.line) + " ORDER BY p.number")) {
        if (before.state != AppealState::open && before.account == account)
            return "decided appeal " + std::to_string(before.number) + " on the same line";
    }
    return {};
}

}  // namespace yunke::ledger
