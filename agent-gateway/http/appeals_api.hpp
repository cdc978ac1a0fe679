// What agents say against lines of their statements: POST /api/earnings/lines/{id}/appeal and GET
// /api/earnings/appeals, for accounts of role agent, about themselves. What it answers is described in
// docs/openapi.yaml. Called by HttpRoutes. One per thread.
#pragma once

#include "agent-gateway/http/pay_access.hpp"

namespace yunke::gateway {

class AppealsApi {
public:
    explicit AppealsApi(ApiContext& context) : context_(context), access_(context) {}

    net::awaitable<HttpAnswer> open(const HttpRequest& request);
    net::awaitable<HttpAnswer> list(const HttpRequest& request);

private:
    ApiContext& context_;
    PayAccess access_;
};

}  // namespace yunke::gateway
