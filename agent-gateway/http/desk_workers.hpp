// The threads at which finance books and agents appeal, with what they read beside it. Apart from LedgerWorkers, so
// that a long look at a month keeps no agent from her earnings. Called by FinanceApi, AppealsApi and FundsApi.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "agent-gateway/http/http_message.hpp"
#include "agent-gateway/http/session_workers.hpp"
#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/desk/month_desk.hpp"
#include "dispatcher/ledger/reading/reader.hpp"

namespace yunke::gateway {

// A closed month, which never changes any more, without its rows.
struct ClosedMonth {
    ledger::MonthPreview preview{};
    std::size_t agents = 0;
    ledger::Fen approved_fen = 0;
};

// What one of the threads has.
struct Office {
    ledger::Desk desk;
    ledger::Reader reader;
    // Held by whoever sells or gives back time, from looking at what is there to the booking: the same click twice must
    // not sell twice. Shared by the threads.
    std::shared_ptr<std::mutex> selling;
    runtime::Log log;
    std::map<ledger::Month, ClosedMonth> closed_months{};
    std::optional<ledger::Month> first_month{};  // that anybody worked in; nullopt: not known yet
};

// What the desk, or reading, failed with, as an answer; why goes to the log if no person can do anything about it.
HttpAnswer failed(const Office& office, const ledger::Error& error);
HttpAnswer failed(const Office& office, const registry::Error& error);

class DeskWorkers : public SessionWorkers<Office> {
public:
    DeskWorkers(std::string ledger_url, std::string registry_url, const runtime::Log& log);
};

}  // namespace yunke::gateway
