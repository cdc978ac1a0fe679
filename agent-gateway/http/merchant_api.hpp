// The merchants' part of the API of hours and pay: /api/merchant/…, for accounts of role merchant, about their own
// merchant. Nothing in it names or tells of a single agent. What it answers is described in docs/openapi.yaml. Called
// by HttpRoutes. One per thread.
#pragma once

#include "agent-gateway/http/pay_access.hpp"

namespace yunke::gateway {

class MerchantApi {
public:
    explicit MerchantApi(ApiContext& context) : context_(context), access_(context) {}

    net::awaitable<HttpAnswer> balance(const HttpRequest& request);
    net::awaitable<HttpAnswer> usage(const HttpRequest& request);
    net::awaitable<HttpAnswer> invoice(const HttpRequest& request);

private:
    ApiContext& context_;
    PayAccess access_;
};

}  // namespace yunke::gateway
