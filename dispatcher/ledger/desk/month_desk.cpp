#include "dispatcher/ledger/desk/month_desk.hpp"

#include <algorithm>

#include "dispatcher/ledger/desk/booking.hpp"
#include "dispatcher/ledger/desk/month_rows.hpp"

namespace yunke::ledger {
namespace {

Result<void> check_open(const MonthPreview& month) {
    if (month.closed) return refused(text_of(month.month) + " is closed; it takes no postings any more");
    if (!month.blockers.empty()) return refused(month.blockers.front());
    return {};
}

// The rows of those who are named, or of all.
Result<std::vector<MonthRow>> chosen(const MonthPreview& month, const std::vector<AgentId>& agents) {
    if (agents.empty()) return month.agents;
    std::vector<MonthRow> rows;
    for (const AgentId agent : agents) {
        const auto at = std::ranges::find(month.agents, agent, [](const MonthRow& row) { return row.work.agent; });
        if (at == month.agents.end())
            return unknown(agent_text(agent) + " has nothing in " + text_of(month.month) + "; leave the number out");
        const auto before = std::ranges::find(rows, agent, [](const MonthRow& row) { return row.work.agent; });
        if (before == rows.end()) rows.push_back(*at);
    }
    return rows;
}

Result<Approved> approve_in(Turn& turn, const MonthPreview& month, const Approval& approval) {
    if (auto open = check_open(month); !open) return std::unexpected(open.error());
    const auto rows = chosen(month, approval.agents);
    if (!rows) return std::unexpected(rows.error());
    Approved approved;
    Step step = turn.step(month.month);
    BulkInsert approvals("INSERT INTO ledger_approval (agent, month, office_entry, payable_fen) VALUES ");
    for (const MonthRow& row : *rows)
        approved.total_fen += row.pay.payable_fen;
    if (approved.total_fen != approval.total_fen) {
        return std::unexpected(Error{
            Errc::changed, text_of(month.month) + " comes to " + yuan_text(approved.total_fen) + " yuan, not to the " +
                               yuan_text(approval.total_fen) + " that you looked at; look at it again"});
    }
    for (const MonthRow& row : *rows) {
        if (!row.pending) continue;
        if (auto done = ledger::approve(row.work, row.pay, step); !done) return std::unexpected(done.error());
        ++approved.agents;
    }
    if (approved.agents == 0) return refused("nothing of " + text_of(month.month) + " is to be approved");
    const auto number =
        turn.write({.kind = "month_approve",
                    .body = "month=" + text_of(month.month) + " fen=" + std::to_string(approved.total_fen)},
                   step);
    if (!number) return std::unexpected(number.error());
    approved.entry = *number;
    for (const MonthRow& row : *rows) {
        if (row.pending) approvals.row(row.work.agent, month_number(month.month), *number, row.pay.payable_fen);
    }
    turn.run("approvals", approvals);
    return approved;
}

}  // namespace

Result<MonthPreview> MonthDesk::preview(Month month, Ms now_ms) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    return ask(desk_.store().database(), sql::Around::snapshot,
               [&](soci::session& session) { return read_month(session, *setup, month, now_ms); });
}

Result<Approved> MonthDesk::approve(const Booker& by, const Approval& approval) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    return book(desk_, by, [&](Turn& turn) -> Result<Approved> {
        const auto month = read_month(turn.session(), *setup, approval.month, by.at_ms);
        if (!month) return std::unexpected(month.error());
        return approve_in(turn, *month, approval);
    });
}

Result<std::uint64_t> MonthDesk::close(const Booker& by, Month month) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    return book(desk_, by, [&](Turn& turn) -> Result<std::uint64_t> {
        // Batches that are under way are waited for before anything is read: what they accrue is to be approved, too.
        turn.session() << "UPDATE ledger_cursor SET tx = tx";
        const auto read = read_month(turn.session(), *setup, month, by.at_ms);
        if (!read) return std::unexpected(read.error());
        if (auto open = check_open(*read); !open) return std::unexpected(open.error());
        if (read->pending > 0) {
            const auto first = std::ranges::find(read->agents, true, &MonthRow::pending);
            return refused("the pay of " + std::to_string(read->pending) + " agent(s) for " + text_of(month) +
                           " is not approved, first of " + agent_text(first->work.agent) +
                           "; approve it, then close the month");
        }
        return turn.write({.kind = "month_close", .body = "month=" + text_of(month), .closes = month},
                          turn.step(month));
    });
}

}  // namespace yunke::ledger
