#include "dispatcher/ledger/desk/payee_desk.hpp"

#include <algorithm>
#include <map>

#include "dispatcher/ledger/desk/booking.hpp"
#include "dispatcher/ledger/desk/payee_rows.hpp"
#include "runtime/csv.hpp"
#include "runtime/numbers.hpp"

namespace yunke::ledger {
namespace {

bool has_agent(const DeskSetup& setup, AgentId agent) {
    const auto is_it = [&](const auto& named) { return named.second == raw(agent); };
    return setup.names.agents && std::ranges::any_of(*setup.names.agents, is_it);
}

Result<void> check(const DeskSetup& setup, AgentId agent, const Payee& payee) {
    if (!has_agent(setup, agent)) return unknown("there is no " + agent_text(agent));
    return check_payee(agent, payee);
}

// False: it is what counts already.
bool put(soci::session& session, const Booker& by, AgentId agent, const Payee& payee,
         std::map<AgentId, KnownPayee>& known) {
    KnownPayee& latest = known[agent];
    if (latest.version > 0 && latest.payee.name == payee.name && latest.payee.account == payee.account) return false;
    latest = {agent, latest.version + 1, payee, by.account, by.at_ms};
    session << "INSERT INTO ledger_payee (agent, version, name, bank_account, account, at_ms) VALUES (" +
                   literal(agent) + ", " + literal(latest.version) + ", :name, :bank, " + literal(by.account) + ", " +
                   literal(by.at_ms) + ")",
        soci::use(payee.name), soci::use(payee.account);
    return true;
}

struct Row {
    AgentId agent{};
    Payee payee{};
};

Result<std::vector<Row>> read_rows(const DeskSetup& setup, std::string_view text) {
    const auto csv = runtime::parse_csv(text, {"agent"});
    if (!csv) return refused(csv.error());
    const auto agents = csv->column({"agent"});
    const auto names = csv->column({"name"});
    const auto accounts = csv->column({"account"});
    if (names == runtime::Csv::npos || accounts == runtime::Csv::npos)
        return refused("line " + std::to_string(csv->columns_line) + ": columns agent, name and account are needed");
    std::vector<Row> rows;
    for (const runtime::CsvRow& row : csv->rows) {
        const std::string where = "line " + std::to_string(row.line) + ": ";
        const auto agent = runtime::parse_number<std::uint32_t>(row.fields[agents]);
        if (!agent) return refused(where + "agent is no number");
        rows.push_back({AgentId{*agent}, {.name = row.fields[names], .account = row.fields[accounts]}});
        if (auto good = check(setup, rows.back().agent, rows.back().payee); !good)
            return std::unexpected(Error{good.error().code, where + good.error().what});
        if (std::ranges::count(rows, rows.back().agent, &Row::agent) > 1)
            return refused(where + agent_text(rows.back().agent) + " stands in the file twice");
    }
    return rows;
}

}  // namespace

std::vector<KnownPayee> select_payees(soci::session& session, const std::string& rest) {
    std::vector<KnownPayee> found;
    for_each<4, 2>(session, "SELECT agent, version, account, at_ms, name, bank_account FROM ledger_payee " + rest,
                   [&](const auto& n, const auto& words) {
                       found.push_back({as<AgentId>(n[0]), as<std::uint32_t>(n[1]),
                                        Payee{.name = words[0], .account = words[1]}, as<std::uint64_t>(n[2]), n[3]});
                   });
    return found;
}

std::map<AgentId, KnownPayee> latest_payees(soci::session& session) {
    std::map<AgentId, KnownPayee> latest;
    for (KnownPayee& payee : select_payees(session, "ORDER BY agent, version"))
        latest[payee.agent] = std::move(payee);
    return latest;
}

Result<void> PayeeDesk::set(const Booker& by, AgentId agent, const Payee& payee) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    if (auto good = check(*setup, agent, payee); !good) return good;
    return book(desk_, by, [&](Turn& turn) -> Result<void> {
        auto known = latest_payees(turn.session());
        put(turn.session(), by, agent, payee, known);
        return {};
    });
}

Result<std::size_t> PayeeDesk::load(const Booker& by, std::string_view csv) {
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    const auto rows = read_rows(*setup, csv);
    if (!rows) return std::unexpected(rows.error());
    return book(desk_, by, [&](Turn& turn) -> Result<std::size_t> {
        auto known = latest_payees(turn.session());
        std::size_t changed = 0;
        for (const Row& row : *rows)
            changed += put(turn.session(), by, row.agent, row.payee, known) ? 1 : 0;
        return changed;
    });
}

Result<std::vector<KnownPayee>> PayeeDesk::list() {
    return ask(desk_.store().database(), sql::Around::nothing,
               [](soci::session& session) -> Result<std::vector<KnownPayee>> {
                   std::vector<KnownPayee> all;
                   for (auto& [agent, payee] : latest_payees(session))
                       all.push_back(std::move(payee));
                   return all;
               });
}

}  // namespace yunke::ledger
