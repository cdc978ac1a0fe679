// The administrators' part of the HTTP API: /api/admin/{shops,queues,skills,agents,accounts,merchants}[/<id>[/<verb>]].
// GET lists or shows, POST adds (or acts, with a verb), PUT replaces. Only for accounts of role administrator. A change
// reaches the dispatcher through the registry's outbox. Called by HttpRoutes. One per thread.
#pragma once

#include "agent-gateway/http/api_context.hpp"
#include "agent-gateway/http/http_message.hpp"
#include "runtime/asio.hpp"

namespace yunke::gateway {

class AdminApi {
public:
    explicit AdminApi(ApiContext& context) : context_(context) {}

    net::awaitable<HttpAnswer> answer(const HttpRequest& request);

private:
    struct Target;
    net::awaitable<HttpAnswer> carry_out(const HttpRequest& request, Target target);
    net::awaitable<bool> end_sessions_if_disabled(const Target& target);

    ApiContext& context_;
};

}  // namespace yunke::gateway
