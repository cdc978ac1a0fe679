// What agents and merchants may see of the ledger. Each call reads one consistent state of SQL through agent_rows.hpp
// or merchant_rows.hpp, whose every query names the one person or merchant it is for, and understands it with the pure
// functions beside this file. It never writes, and knows nothing of the process that posts. Called by the gateway's
// HTTP API on threads that may block.
//
// A Reader is a session in the ledger's database and one in the registry's: one thread at a time. A lost connection is
// opened again by the next call; `unavailable`: try again later.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/reading/balance.hpp"
#include "dispatcher/ledger/reading/earnings.hpp"
#include "dispatcher/ledger/reading/invoice.hpp"
#include "dispatcher/ledger/reading/progress.hpp"
#include "dispatcher/ledger/reading/usage.hpp"
#include "dispatcher/ledger/setup.hpp"
#include "runtime/sql/error.hpp"

namespace yunke::registry {
class Registry;
}

namespace yunke::ledger {

// Of one line at most so many facts are told.
constexpr int facts_told_max = 1'000;
constexpr int alerts_told_max = 20;

// What somebody worked and earned in a month; for the programme's report, which tells of nobody alone.
struct MonthSum {
    Ms paid_ms = 0;
    Fen earned_fen = 0;  // of her lines, before tax
};

class Reader {
public:
    // URLs as sql.url. Brings both schemas to this program's version.
    static sql::Result<Reader> open(const std::string& ledger_url, const std::string& registry_url);
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    // The dated configuration, at most some seconds old. Stays as it is until the next call of any function here.
    sql::Result<const Setup*> setup();
    registry::Registry& registry();

    // ---- an agent's ----
    sql::Result<Earnings> earnings(AgentId agent, Ms now_ms);
    sql::Result<MonthLines> month(AgentId agent, Month month);
    // not_found: no such line of hers.
    sql::Result<OpenLine> line(AgentId agent, std::string_view id);

    // ---- a merchant's ----
    sql::Result<Balance> balance(MerchantId merchant, Ms now_ms);
    sql::Result<std::vector<UsageSum>> usage(MerchantId merchant, Day from, Day to);  // both included
    sql::Result<Invoice> invoice(MerchantId merchant, Month month);

    // ---- everybody's, for program_report.hpp ----
    sql::Result<std::map<AgentId, MonthSum>> worked_in(Month month);
    sql::Result<std::set<AgentId>> ever_worked(Month until);  // in it or before

    // ---- for a programme officer, of people who agreed and no others: see Registry::look_at_people ----
    // In the order of `people`, of whom there are at most a hundred.
    sql::Result<std::vector<Progress>> progress(const std::vector<InProgram>& people, Ms now_ms);

    // ---- for the finance side and the funds' public page ----
    // In which anybody worked first; nullopt: nobody did yet.
    sql::Result<std::optional<Month>> first_month();
    // What these merchants' chats gave to a fund so far.
    sql::Result<Fen> given_to(FundId fund, const std::vector<MerchantId>& merchants);

private:
    struct Impl;
    explicit Reader(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

}  // namespace yunke::ledger
