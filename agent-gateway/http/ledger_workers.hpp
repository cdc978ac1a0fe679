// The threads that read the ledger for people, with the registry beside it for names. Apart from SqlWorkers, so that a
// statement of thousands of rows keeps nobody from logging in. Called by EarningsApi,
// MerchantApi, ConsentApi and ProgramApi.
#pragma once

#include <string>

#include "agent-gateway/http/session_workers.hpp"
#include "dispatcher/ledger/reading/reader.hpp"

namespace yunke::gateway {

class LedgerWorkers : public SessionWorkers<ledger::Reader> {
public:
    LedgerWorkers(std::string ledger_url, std::string registry_url, runtime::Log log);
};

}  // namespace yunke::gateway
