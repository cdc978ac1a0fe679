// The agents' part of the API of hours and pay: /api/earnings…, for accounts of role agent, about themselves. What it
// answers is described in docs/openapi.yaml. Called by HttpRoutes. One per thread.
#pragma once

#include "agent-gateway/http/pay_access.hpp"

namespace yunke::gateway {

class EarningsApi {
public:
    explicit EarningsApi(ApiContext& context) : context_(context), access_(context) {}

    net::awaitable<HttpAnswer> now(const HttpRequest& request);
    net::awaitable<HttpAnswer> lines(const HttpRequest& request);
    net::awaitable<HttpAnswer> line(const HttpRequest& request);
    net::awaitable<HttpAnswer> statement(const HttpRequest& request);

private:
    ApiContext& context_;
    PayAccess access_;
};

}  // namespace yunke::gateway
