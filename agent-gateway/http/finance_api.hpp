// The finance side's part of the HTTP API: /api/finance/…, for accounts of role finance alone. One table of addresses;
// this file finds the handler and checks who asks, the handlers (finance_handlers.hpp) do the work on DeskWorkers'
// threads. What is answered is described in docs/openapi.yaml. Called by HttpRoutes. One per thread.
#pragma once

#include <string_view>
#include <vector>

#include "agent-gateway/http/pay_access.hpp"

namespace yunke::gateway {

class FinanceApi {
public:
    explicit FinanceApi(ApiContext& context) : context_(context), access_(context) {}

    net::awaitable<HttpAnswer> answer(const HttpRequest& request);

    // As docs/openapi.yaml writes them: "/api/finance/months/{month}".
    struct Address {
        std::string_view method;
        std::string_view path;
    };
    static std::vector<Address> addresses();

private:
    ApiContext& context_;
    PayAccess access_;
};

}  // namespace yunke::gateway
