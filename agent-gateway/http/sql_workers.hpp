// The threads that ask the registry: SQL and password hashing. Called by LoginService, AdminApi and ShopDirectory.
#pragma once

#include <string>

#include "agent-gateway/http/session_workers.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

class SqlWorkers : public SessionWorkers<registry::Registry> {
public:
    SqlWorkers(std::string url, unsigned threads, runtime::Log log);
};

}  // namespace yunke::gateway
