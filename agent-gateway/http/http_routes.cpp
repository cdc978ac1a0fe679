#include "agent-gateway/http/http_routes.hpp"

#include <array>

#include "agent-gateway/app/readiness.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/shop_directory.hpp"
#include "runtime/admin_http.hpp"
#include "runtime/clock.hpp"
#include "runtime/metrics.hpp"

namespace yunke::gateway {

namespace {

constexpr std::string_view shopper_ticket_path = "/api/shopper/ticket";

}  // namespace

std::span<const HttpRoutes::Route> HttpRoutes::table() {
    static constexpr std::array<Route, 38> routes{{
        {"POST", "/api/login", &HttpRoutes::log_in},
        {"POST", "/api/logout", &HttpRoutes::log_out},
        {"GET", "/api/me", &HttpRoutes::me},
        {"POST", "/api/ticket", &HttpRoutes::ticket},
        {"POST", shopper_ticket_path, &HttpRoutes::shopper},
        {"OPTIONS", shopper_ticket_path, &HttpRoutes::preflight},
        {"GET", "/api/admin/", &HttpRoutes::admin},
        {"POST", "/api/admin/", &HttpRoutes::admin},
        {"PUT", "/api/admin/", &HttpRoutes::admin},
        {"GET", "/api/earnings", &HttpRoutes::earnings},
        {"GET", "/api/earnings/lines", &HttpRoutes::earnings_lines},
        {"GET", "/api/earnings/lines/", &HttpRoutes::earnings_line},
        {"POST", "/api/earnings/lines/", &HttpRoutes::appeal},
        {"GET", "/api/earnings/appeals", &HttpRoutes::appeals},
        {"GET", "/api/earnings/statement", &HttpRoutes::statement},
        {"GET", "/api/merchant/balance", &HttpRoutes::balance},
        {"GET", "/api/merchant/usage", &HttpRoutes::usage},
        {"GET", "/api/merchant/invoice", &HttpRoutes::invoice},
        {"GET", "/api/program/consent", &HttpRoutes::consent},
        {"PUT", "/api/program/consent", &HttpRoutes::set_consent},
        {"GET", "/api/program/people", &HttpRoutes::people},
        {"GET", "/api/program/report", &HttpRoutes::report},
        {"GET", "/api/conversations/", &HttpRoutes::why},
        {"GET", "/api/archive", &HttpRoutes::archived},
        {"GET", "/api/archive/keep", &HttpRoutes::kept},
        {"PUT", "/api/archive/keep", &HttpRoutes::set_kept},
        {"GET", "/api/archive/", &HttpRoutes::archived_one},
        {"GET", "/api/finance/", &HttpRoutes::finance},
        {"POST", "/api/finance/", &HttpRoutes::finance},
        {"PUT", "/api/finance/", &HttpRoutes::finance},
        {"GET", "/api/funds", &HttpRoutes::funds},
        {"GET", "/healthz", &HttpRoutes::health},
        {"GET", "/readyz", &HttpRoutes::ready},
        {"GET", "/metrics", &HttpRoutes::metrics},
        {"", "/api/", nullptr},  // nothing else below /api, and no file either
        {"", "/ws", nullptr},    // HttpSession looks at upgrades before it asks here
        {"GET", "/favicon.ico", &HttpRoutes::icon},
        {"GET", "/", &HttpRoutes::file},
    }};
    return routes;
}

std::vector<HttpRoutes::Address> HttpRoutes::addresses() {
    std::vector<Address> all;
    for (const Route& route : table())
        all.push_back({route.method, route.path});
    return all;
}

HttpRoutes::HttpRoutes(ApiContext& context, StaticFiles& files)
    : context_(context),
      files_(files),
      session_(context),
      admin_(context),
      earnings_(context),
      merchant_(context),
      why_(context),
      appeals_(context),
      finance_(context),
      funds_(context),
      consent_(context),
      program_(context),
      archive_(context) {}

net::awaitable<HttpAnswer> HttpRoutes::answer(const HttpRequest& request) {
    const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : request.method;
    std::string allowed;
    for (const Route& route : table()) {
        const bool below = route.path.ends_with('/') && request.path.starts_with(route.path);
        if (!below && request.path != route.path) continue;
        if (!route.method.empty() && route.method != method) {
            allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
            continue;
        }
        if (!route.handler && request.path == "/ws") {
            co_return error_answer(426, "upgrade_required", "This address speaks WebSocket only.",
                                   "此地址仅支持 WebSocket 连接。")
                .header("Upgrade", "websocket");
        }
        if (!route.handler) co_return allowed.empty() ? not_found() : method_not_allowed(allowed);
        if (auto refusal = refuse_change(request)) co_return std::move(*refusal);
        co_return co_await (this->*route.handler)(request);
    }
    if (allowed.empty()) co_return not_found();
    co_return method_not_allowed(allowed);
}

// What changes something must come from our own pages (or from no page), and say that it is JSON: a foreign page can
// send neither, whatever cookies the browser adds.
std::optional<HttpAnswer> HttpRoutes::refuse_change(const HttpRequest& request) const {
    if (request.method != "POST" && request.method != "PUT") return std::nullopt;
    if (!request.body.empty() && !says_json(request)) {
        return error_answer(415, "type", "The body must be application/json.", "请求内容必须是 application/json。");
    }
    if (request.path == shopper_ticket_path) return std::nullopt;  // judges the origin itself
    const auto admission = context_.origins.judge(request.origin, request.host);
    if (admission && (admission->own || admission->origin.empty())) return std::nullopt;
    return error_answer(403, "origin", "This page may not do that.", "此网页无权进行该操作。");
}

net::awaitable<std::expected<Upgrade, HttpAnswer>> HttpRoutes::judge_upgrade(const HttpRequest& request,
                                                                             std::string_view subprotocols) {
    if (request.path != "/ws" || request.method != "GET") co_return std::unexpected(not_found());
    auto admission = context_.origins.judge(request.origin, request.host);
    const auto known = [&] {
        return admission &&
               (admission->own || admission->origin.empty() || context_.shops.origins()->any_allows(admission->origin));
    };
    if (admission && !known()) co_await context_.shops.refresh_for_unknown();
    if (!known()) {
        co_return std::unexpected(
            error_answer(403, "origin", "This page may not open a connection.", "此网页无权建立连接。"));
    }
    const auto encoding = choose_encoding(subprotocols);
    if (!encoding) {
        co_return std::unexpected(bad_request("Subprotocol yunke.v1.protobuf or yunke.v1.json is needed.",
                                              "需要子协议 yunke.v1.protobuf 或 yunke.v1.json。"));
    }
    co_return Upgrade{*encoding, std::move(*admission)};
}

net::awaitable<HttpAnswer> HttpRoutes::health(const HttpRequest&) {
    co_return json_answer(200, runtime::to_json(runtime::Health{}));
}

net::awaitable<HttpAnswer> HttpRoutes::ready(const HttpRequest&) {
    const runtime::Health health = context_.readiness.ready();
    co_return json_answer(health.ok ? 200 : 503, runtime::to_json(health));
}

net::awaitable<HttpAnswer> HttpRoutes::metrics(const HttpRequest& request) {
    if (!request.loopback) co_return not_found();
    HttpAnswer answer;
    answer.body = context_.all_metrics.render();
    answer.header("Content-Type", runtime::Metrics::content_type);
    answer.header("Cache-Control", "no-store");
    co_return answer;
}

// Browsers ask for this on their own, whatever icon the page names: no icon is no error.
net::awaitable<HttpAnswer> HttpRoutes::icon(const HttpRequest& request) {
    HttpAnswer answer = files_.answer(request, context_.clock.boot_ms());
    if (answer.status != 404) co_return answer;
    co_return HttpAnswer{
        .status = 204, .headers = {{"Cache-Control", "public, max-age=86400"}}, .body = {}, .file = {}};
}

net::awaitable<HttpAnswer> HttpRoutes::file(const HttpRequest& request) {
    co_return files_.answer(request, context_.clock.boot_ms());
}

}  // namespace yunke::gateway
