// The HTTP side of sessions: log in and out, who am I, and the tickets that open a socket: for staff by their login,
// for shoppers by the signed key of the shop whose page they are on. Called by HttpRoutes. One per thread.
#pragma once

#include <string>

#include "agent-gateway/http/api_context.hpp"
#include "agent-gateway/http/http_message.hpp"
#include "agent-gateway/http/origin_policy.hpp"
#include "runtime/asio.hpp"
#include "runtime/registry/registry.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::gateway {

inline constexpr std::string_view login_cookie = "yunke_login";

// Ends every live session of an account on all gateways; some roles never have any. False: it could not be appended
// now.
net::awaitable<bool> end_sessions(CommandLog& commands, const registry::Account& account);
net::awaitable<bool> end_sessions(CommandLog& commands, v1::Role role, std::uint32_t subject);
// Whose sessions an account's are.
std::uint32_t session_subject(const registry::Account& account);

class SessionApi {
public:
    explicit SessionApi(ApiContext& context) : context_(context) {}

    net::awaitable<HttpAnswer> log_in(const HttpRequest& request);
    net::awaitable<HttpAnswer> log_out(const HttpRequest& request);
    net::awaitable<HttpAnswer> me(const HttpRequest& request);
    net::awaitable<HttpAnswer> ticket(const HttpRequest& request);
    net::awaitable<HttpAnswer> shopper_ticket(const HttpRequest& request);
    net::awaitable<HttpAnswer> shopper_preflight(const HttpRequest& request);

private:
    net::awaitable<HttpAnswer> issue_shopper_ticket(const HttpRequest& request, const Admission& admission);
    std::string login_cookie_header(const HttpRequest& request, std::string_view token, std::int64_t age_s) const;

    ApiContext& context_;
};

}  // namespace yunke::gateway
