#include "agent-gateway/http/ledger_workers.hpp"

namespace yunke::gateway {

LedgerWorkers::LedgerWorkers(std::string ledger_url, std::string registry_url, runtime::Log log)
    : SessionWorkers(
          [ledger_url = std::move(ledger_url), registry_url = std::move(registry_url)] {
              return ledger::Reader::open(ledger_url, registry_url);
          },
          limits::ledger_threads, std::move(log)) {}

}  // namespace yunke::gateway
