// An agent's own part of the programme: what the programme officer of her region may see of her, for her to give and to
// take back, and who looked. GET and PUT /api/program/consent, for accounts of role agent, about themselves; described
// in docs/openapi.yaml. Called by HttpRoutes. One per thread.
#pragma once

#include "agent-gateway/http/pay_access.hpp"

namespace yunke::gateway {

class ConsentApi {
public:
    explicit ConsentApi(ApiContext& context) : context_(context), access_(context) {}

    net::awaitable<HttpAnswer> show(const HttpRequest& request);
    net::awaitable<HttpAnswer> set(const HttpRequest& request);

private:
    ApiContext& context_;
    PayAccess access_;
};

}  // namespace yunke::gateway
