#include "dispatcher/ledger/desk/payout_desk.hpp"

#include <algorithm>

#include "dispatcher/ledger/desk/payee_rows.hpp"
#include "dispatcher/ledger/desk/payout_rows.hpp"

namespace yunke::ledger {
namespace {

// One consistent state; `work(session) -> Result<T>` may only read.
template <class Work>
auto look(Desk& desk, const Work& work) {
    return ask(desk.store().database(), sql::Around::snapshot, work);
}

Month month_now(const Turn& turn, const DeskSetup& setup) {
    return month_of(turn.at_ms(), setup.setup.utc_offset_minutes);
}

std::string relief_of(const DeskSetup& setup, AgentId agent, Month month) {
    const auto granted = setup.file.reliefs_of.find(agent);
    if (granted == setup.file.reliefs_of.end()) return {};
    const std::string* key = granted->second.at(first_day(month));
    return key == nullptr ? std::string() : *key;
}

struct Ordered {
    std::vector<PayoutOrder> orders{};
    std::uint32_t left_out = 0;
};

Ordered orders_of(soci::session& session, const DeskSetup& setup, const PayoutAsk& ask, Month month) {
    const auto payable = office_balances(session, AccountKind::payable);
    auto entries = tax_entries(session, month);
    Ordered ordered;
    const auto add = [&](AgentId agent, Fen fen) {
        ordered.orders.push_back({.agent = agent,
                                  .gross_fen = fen,
                                  .payable_fen = fen,
                                  .entries = entries[agent],
                                  .relief = relief_of(setup, agent, month)});
    };
    for (const AgentId agent : ask.agents) {
        const auto at = payable.find(agent);
        add(agent, at == payable.end() ? 0 : at->second);
    }
    if (!ask.agents.empty()) return ordered;
    for (const auto& [agent, fen] : payable) {
        if (fen <= 0) continue;
        if (ordered.orders.size() == payout_rows_max) {
            ++ordered.left_out;
        } else {
            add(agent, fen);
        }
    }
    return ordered;
}

void write_rows(Turn& turn, const Payout& payout, std::uint64_t entry, const std::map<AgentId, KnownPayee>& payees) {
    BulkInsert batch("INSERT INTO ledger_payout (batch, month, total_fen, office_entry) VALUES ");
    batch.row(payout.batch, month_number(payout.month), payout.total_fen, entry);
    turn.run("payout", batch);
    BulkInsert rows(
        "INSERT INTO ledger_payout_row (batch, number, agent, payee_version, gross_fen, withheld_fen, net_fen) "
        "VALUES ");
    BulkInsert taxes{std::string(tax_entry_insert)};
    for (const PayoutRow& row : payout.rows) {
        rows.row(payout.batch, row.number, row.agent, payees.at(row.agent).version, row.gross_fen, row.withheld_fen,
                 row.net_fen);
        add_tax_entry(taxes, entry, row.agent, row.tax);
    }
    turn.run("payout rows", rows);
    turn.run("tax entries", taxes);
}

Result<MadePayout> make_in(Turn& turn, const DeskSetup& setup, const PayoutAsk& ask) {
    const Month month = month_now(turn, setup);
    const auto last = as<std::uint64_t>(number_of(turn.session(), "SELECT COALESCE(MAX(batch), 0) FROM ledger_payout"));
    const std::uint64_t number = ask.batch == 0 ? last + 1 : ask.batch;
    if (number > UINT32_MAX) return refused("batch numbers go up to " + std::to_string(UINT32_MAX));
    const auto known = latest_payees(turn.session());
    std::map<AgentId, Payee> payees;
    for (const auto& [agent, payee] : known)
        payees[agent] = payee.payee;
    const auto ordered = orders_of(turn.session(), setup, ask, month);
    Step step = turn.step(month);
    const auto payout = make_payout(
        number, month, ordered.orders,
        {.tables = setup.file.tax_tables, .reliefs = setup.file.reliefs, .payees = &payees, .last_batch = last}, step);
    if (!payout) return std::unexpected(payout.error());
    const auto entry = turn.write({.kind = "payout", .body = "batch=" + std::to_string(number)}, step);
    if (!entry) return std::unexpected(entry.error());
    write_rows(turn, *payout, *entry, known);
    auto made = read_payout(turn.session(), number);
    if (!made) return std::unexpected(made.error());
    return MadePayout{.batch = std::move(*made), .left_out = ordered.left_out};
}

Result<std::vector<ChainedTransfer>> posted_for(soci::session& session, const std::string& line) {
    const auto rows = select_transfers(
        session, in_chain(office_chain()) + " AND line = " + literal(std::string_view(line)) + " ORDER BY sequence");
    if (!rows) return std::unexpected(rows.error());
    std::vector<ChainedTransfer> found;
    for (const PostedTransfer& row : *rows)
        found.push_back({static_cast<std::int64_t>(row.sequence), row.transfer});
    return found;
}

struct Answered {
    Step step{};
    std::vector<std::pair<AgentId, TaxEntry>> entries{};  // of what failed
};

Result<void> answer_row(Turn& turn, Payout& payout, const RowAnswer& answer, Answered& answered) {
    if (answer.paid) return ledger::confirm(payout, answer.number, answered.step);
    const auto posted = posted_for(turn.session(), payout_line(payout, answer.number));
    if (!posted) return std::unexpected(posted.error());
    const auto entry = ledger::fail(payout, answer.number, *posted, answered.step);
    if (!entry) return std::unexpected(entry.error());
    answered.entries.emplace_back(payout.rows[answer.number - 1].agent, *entry);
    return {};
}

Result<std::uint64_t> answer_in(Turn& turn, const DeskSetup& setup, std::uint64_t batch,
                                const std::vector<RowAnswer>& answers) {
    auto read = read_payout(turn.session(), batch);
    if (!read) return std::unexpected(read.error());
    if (answers.empty()) return refused("no row of batch " + batch_text(read->payout) + " is answered");
    Answered answered{.step = turn.step(month_now(turn, setup))};
    std::size_t failed = 0;
    for (const RowAnswer& answer : answers) {
        if (auto done = answer_row(turn, read->payout, answer, answered); !done) return std::unexpected(done.error());
        failed += answer.paid ? 0 : 1;
    }
    const auto entry =
        turn.write({.kind = "payout_answer",
                    .body = "batch=" + std::to_string(batch) + " confirmed=" + std::to_string(answers.size() - failed) +
                            " failed=" + std::to_string(failed)},
                   answered.step);
    if (!entry) return entry;
    BulkInsert rows("INSERT INTO ledger_payout_answer (batch, number, paid, office_entry) VALUES ");
    for (const RowAnswer& answer : answers)
        rows.row(batch, answer.number, answer.paid, *entry);
    turn.run("payout answers", rows);
    BulkInsert taxes{std::string(tax_entry_insert)};
    for (const auto& [agent, tax] : answered.entries)
        add_tax_entry(taxes, *entry, agent, tax);
    turn.run("tax entries", taxes);
    return entry;
}

}  // namespace

Result<std::vector<Payable>> PayoutDesk::payable() {
    return look(desk_, [](soci::session& session) -> Result<std::vector<Payable>> {
        const auto payees = latest_payees(session);
        std::vector<Payable> found;
        for (const auto& [agent, fen] : office_balances(session, AccountKind::payable))
            found.push_back({agent, fen, payees.contains(agent)});
        return found;
    });
}

Result<MadePayout> PayoutDesk::make(const Booker& by, const PayoutAsk& ask) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    return book(desk_, by, [&](Turn& turn) { return make_in(turn, *setup, ask); });
}

Result<std::vector<PayoutProgress>> PayoutDesk::list() {
    return look(desk_, [](soci::session& session) -> Result<std::vector<PayoutProgress>> {
        return select_payouts(session, "0 = 0");
    });
}

Result<PayoutProgress> PayoutDesk::show(std::uint64_t batch) {
    return look(desk_, [&](soci::session& session) { return read_payout(session, batch); });
}

Result<PayoutFile> PayoutDesk::file(std::uint64_t batch, std::string_view template_name) {
    return look(desk_, [&](soci::session& session) -> Result<PayoutFile> {
        const auto read = read_payout(session, batch);
        if (!read) return std::unexpected(read.error());
        auto text = payout_file(read->payout, payees_of(session, batch), template_name);
        if (!text) return std::unexpected(text.error());
        return PayoutFile{.name = batch_text(read->payout) + ".csv", .text = std::move(*text)};
    });
}

Result<std::uint64_t> PayoutDesk::answer(const Booker& by, std::uint64_t batch, const std::vector<RowAnswer>& answers) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    return book(desk_, by, [&](Turn& turn) { return answer_in(turn, *setup, batch, answers); });
}

}  // namespace yunke::ledger
