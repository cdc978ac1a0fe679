// GET /api/funds: each training fund and what was given to it, for everybody without login, so that whoever gives can
// look. What it answers is described in docs/openapi.yaml. As anybody may ask, as often as they like, the ledger is
// asked once a minute at most by each thread. Called by HttpRoutes. One per thread.
#pragma once

#include <cstdint>
#include <string>

#include "agent-gateway/http/api_context.hpp"
#include "agent-gateway/http/http_message.hpp"
#include "runtime/asio.hpp"

namespace yunke::gateway {

class FundsApi {
public:
    explicit FundsApi(ApiContext& context) : context_(context) {}

    net::awaitable<HttpAnswer> list(const HttpRequest& request);

private:
    ApiContext& context_;
    std::string kept_;               // the latest body; empty: none
    std::int64_t ask_again_ms_ = 0;  // by the boot clock
    bool asking_ = false;            // somebody's question is under way
};

}  // namespace yunke::gateway
