// The table of all HTTP addresses, and what is checked before any of them: origin and type of what changes something.
// Called by HttpSession for each request. One per thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent-gateway/frames/frame_codec.hpp"
#include "agent-gateway/http/admin_api.hpp"
#include "agent-gateway/http/api_context.hpp"
#include "agent-gateway/http/appeals_api.hpp"
#include "agent-gateway/http/archive_api.hpp"
#include "agent-gateway/http/consent_api.hpp"
#include "agent-gateway/http/earnings_api.hpp"
#include "agent-gateway/http/finance_api.hpp"
#include "agent-gateway/http/funds_api.hpp"
#include "agent-gateway/http/http_message.hpp"
#include "agent-gateway/http/merchant_api.hpp"
#include "agent-gateway/http/origin_policy.hpp"
#include "agent-gateway/http/program_api.hpp"
#include "agent-gateway/http/session_api.hpp"
#include "agent-gateway/http/static_files.hpp"
#include "agent-gateway/http/why_api.hpp"
#include "runtime/asio.hpp"

namespace yunke::gateway {

// A WebSocket that may be opened.
struct Upgrade {
    Encoding encoding = Encoding::protobuf;
    Admission admission;
};

class HttpRoutes {
public:
    HttpRoutes(ApiContext& context, StaticFiles& files);

    net::awaitable<HttpAnswer> answer(const HttpRequest& request);

    // A request to upgrade: where to, from which page, in which encoding. The error is the answer to give.
    net::awaitable<std::expected<Upgrade, HttpAnswer>> judge_upgrade(const HttpRequest& request,
                                                                     std::string_view subprotocols);

    // Every line of the table, for the tests that must know them all.
    struct Address {
        std::string_view method;  // empty: any
        std::string_view path;    // one that ends with '/' stands for all below it
    };
    static std::vector<Address> addresses();

private:
    using Handler = net::awaitable<HttpAnswer> (HttpRoutes::*)(const HttpRequest&);
    struct Route {
        std::string_view method;
        std::string_view path;
        Handler handler;
    };
    static std::span<const Route> table();

    std::optional<HttpAnswer> refuse_change(const HttpRequest& request) const;

    net::awaitable<HttpAnswer> log_in(const HttpRequest& request) { return session_.log_in(request); }
    net::awaitable<HttpAnswer> log_out(const HttpRequest& request) { return session_.log_out(request); }
    net::awaitable<HttpAnswer> me(const HttpRequest& request) { return session_.me(request); }
    net::awaitable<HttpAnswer> ticket(const HttpRequest& request) { return session_.ticket(request); }
    net::awaitable<HttpAnswer> shopper(const HttpRequest& request) { return session_.shopper_ticket(request); }
    net::awaitable<HttpAnswer> preflight(const HttpRequest& request) { return session_.shopper_preflight(request); }
    net::awaitable<HttpAnswer> admin(const HttpRequest& request) { return admin_.answer(request); }
    net::awaitable<HttpAnswer> earnings(const HttpRequest& request) { return earnings_.now(request); }
    net::awaitable<HttpAnswer> earnings_lines(const HttpRequest& request) { return earnings_.lines(request); }
    net::awaitable<HttpAnswer> earnings_line(const HttpRequest& request) { return earnings_.line(request); }
    net::awaitable<HttpAnswer> statement(const HttpRequest& request) { return earnings_.statement(request); }
    net::awaitable<HttpAnswer> appeal(const HttpRequest& request) { return appeals_.open(request); }
    net::awaitable<HttpAnswer> appeals(const HttpRequest& request) { return appeals_.list(request); }
    net::awaitable<HttpAnswer> finance(const HttpRequest& request) { return finance_.answer(request); }
    net::awaitable<HttpAnswer> funds(const HttpRequest& request) { return funds_.list(request); }
    net::awaitable<HttpAnswer> balance(const HttpRequest& request) { return merchant_.balance(request); }
    net::awaitable<HttpAnswer> usage(const HttpRequest& request) { return merchant_.usage(request); }
    net::awaitable<HttpAnswer> invoice(const HttpRequest& request) { return merchant_.invoice(request); }
    net::awaitable<HttpAnswer> consent(const HttpRequest& request) { return consent_.show(request); }
    net::awaitable<HttpAnswer> set_consent(const HttpRequest& request) { return consent_.set(request); }
    net::awaitable<HttpAnswer> people(const HttpRequest& request) { return program_.people(request); }
    net::awaitable<HttpAnswer> report(const HttpRequest& request) { return program_.report(request); }
    net::awaitable<HttpAnswer> why(const HttpRequest& request) { return why_.why(request); }
    net::awaitable<HttpAnswer> archived(const HttpRequest& request) { return archive_.search(request); }
    net::awaitable<HttpAnswer> archived_one(const HttpRequest& request) { return archive_.show(request); }
    net::awaitable<HttpAnswer> kept(const HttpRequest& request) { return archive_.keep(request); }
    net::awaitable<HttpAnswer> set_kept(const HttpRequest& request) { return archive_.set_keep(request); }
    net::awaitable<HttpAnswer> health(const HttpRequest& request);
    net::awaitable<HttpAnswer> ready(const HttpRequest& request);
    net::awaitable<HttpAnswer> metrics(const HttpRequest& request);
    net::awaitable<HttpAnswer> icon(const HttpRequest& request);
    net::awaitable<HttpAnswer> file(const HttpRequest& request);

    ApiContext& context_;
    StaticFiles& files_;
    SessionApi session_;
    AdminApi admin_;
    EarningsApi earnings_;
    MerchantApi merchant_;
    WhyApi why_;
    AppealsApi appeals_;
    FinanceApi finance_;
    FundsApi funds_;
    ConsentApi consent_;
    ProgramApi program_;
    ArchiveApi archive_;
};

}  // namespace yunke::gateway
