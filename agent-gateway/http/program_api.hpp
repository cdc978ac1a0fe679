// The programme officer's part of the HTTP API: /api/program/people and /api/program/report, for accounts of role
// officer, about the people of their own region and of this gateway's pool. Names only of those who agree now; that
// they were shown is written down with it. The report counts everybody and tells of nobody. What it answers is
// described in docs/openapi.yaml. Called by HttpRoutes. One per thread.
#pragma once

#include "agent-gateway/http/pay_access.hpp"

namespace yunke::gateway {

class ProgramApi {
public:
    explicit ProgramApi(ApiContext& context) : context_(context), access_(context) {}

    net::awaitable<HttpAnswer> people(const HttpRequest& request);
    net::awaitable<HttpAnswer> report(const HttpRequest& request);

private:
    ApiContext& context_;
    PayAccess access_;
};

}  // namespace yunke::gateway
