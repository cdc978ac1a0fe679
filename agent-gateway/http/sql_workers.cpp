#include "agent-gateway/http/sql_workers.hpp"

namespace yunke::gateway {

SqlWorkers::SqlWorkers(std::string url, unsigned threads, runtime::Log log)
    : SessionWorkers([url = std::move(url)] { return registry::Registry::open(url); }, threads, std::move(log)) {}

}  // namespace yunke::gateway
