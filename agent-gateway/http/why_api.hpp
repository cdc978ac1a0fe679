// GET /api/conversations/<id>/why?language=zh: why the chat went to whom it went, for supervisors and for the agents it
// concerns. What it answers is described in docs/openapi.yaml. Called by HttpRoutes. One per thread.
#pragma once

#include "agent-gateway/http/pay_access.hpp"

namespace yunke::gateway {

class WhyApi {
public:
    explicit WhyApi(ApiContext& context) : context_(context), access_(context) {}

    net::awaitable<HttpAnswer> why(const HttpRequest& request);

private:
    // The account behind the cookie, if it is a supervisor's or an agent's of this pool.
    net::awaitable<OrAnswer<registry::Account>> account(const HttpRequest& request);

    ApiContext& context_;
    PayAccess access_;
};

}  // namespace yunke::gateway
