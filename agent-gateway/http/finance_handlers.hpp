// What each address of the finance side does. A handler runs on one of DeskWorkers' threads, may block, and gives the
// whole answer. That an account of role finance asks was checked before. One that books is called in the transaction of
// its booking (FinanceApi, once() of the desk): what it looks at does not change before it books, and an answer of 300
// or more books nothing. Called by FinanceApi.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent-gateway/http/desk_workers.hpp"
#include "agent-gateway/http/http_message.hpp"
#include "dispatcher/ledger/desk/request.hpp"

namespace yunke::gateway {

struct FinanceCall {
    std::uint32_t account = 0;
    std::int64_t now_ms = 0;
    std::vector<std::string> named;  // what stands for the braces of the address, from the left
    std::string query, body;
    ledger::Request request;  // of one that books

    ledger::Booker by() const { return {.account = account, .at_ms = now_ms}; }
};

using FinanceHandler = HttpAnswer (*)(const FinanceCall& call, Office& office);

// finance_months.cpp
HttpAnswer list_months(const FinanceCall& call, Office& office);
HttpAnswer show_month(const FinanceCall& call, Office& office);
HttpAnswer approve_month(const FinanceCall& call, Office& office);
HttpAnswer close_month(const FinanceCall& call, Office& office);
// finance_payouts.cpp
HttpAnswer list_payouts(const FinanceCall& call, Office& office);
HttpAnswer make_payout_batch(const FinanceCall& call, Office& office);
HttpAnswer show_payout(const FinanceCall& call, Office& office);
HttpAnswer payout_batch_file(const FinanceCall& call, Office& office);
HttpAnswer answer_payout(const FinanceCall& call, Office& office);
HttpAnswer list_payees(const FinanceCall& call, Office& office);
HttpAnswer set_payee(const FinanceCall& call, Office& office);
// finance_tax.cpp
HttpAnswer show_tax(const FinanceCall& call, Office& office);
HttpAnswer remit_tax(const FinanceCall& call, Office& office);
// finance_merchants.cpp
HttpAnswer list_merchants_money(const FinanceCall& call, Office& office);
HttpAnswer sell_package(const FinanceCall& call, Office& office);
HttpAnswer refund_package(const FinanceCall& call, Office& office);
HttpAnswer list_plans(const FinanceCall& call, Office& office);
// finance_appeals.cpp
HttpAnswer list_appeals(const FinanceCall& call, Office& office);
HttpAnswer show_appeal(const FinanceCall& call, Office& office);
HttpAnswer decide_appeal(const FinanceCall& call, Office& office);

}  // namespace yunke::gateway
