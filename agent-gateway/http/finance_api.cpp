#include "agent-gateway/http/finance_api.hpp"

#include <array>
#include <optional>

#include "agent-gateway/http/desk_workers.hpp"
#include "agent-gateway/http/finance_handlers.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "runtime/clock.hpp"

namespace yunke::gateway {

namespace {

struct Route {
    std::string_view method;
    std::string_view path;  // a part in braces stands for any one part
    FinanceHandler handler;
};

constexpr std::array<Route, 19> routes{{
    {"GET", "/api/finance/months", &list_months},
    {"GET", "/api/finance/months/{month}", &show_month},
    {"POST", "/api/finance/months/{month}/approve", &approve_month},
    {"POST", "/api/finance/months/{month}/close", &close_month},
    {"GET", "/api/finance/payouts", &list_payouts},
    {"POST", "/api/finance/payouts", &make_payout_batch},
    {"GET", "/api/finance/payouts/{batch}", &show_payout},
    {"GET", "/api/finance/payouts/{batch}/file", &payout_batch_file},
    {"POST", "/api/finance/payouts/{batch}/answers", &answer_payout},
    {"GET", "/api/finance/payees", &list_payees},
    {"PUT", "/api/finance/payees/{agent}", &set_payee},
    {"POST", "/api/finance/tax/remit", &remit_tax},
    {"GET", "/api/finance/merchants", &list_merchants_money},
    {"POST", "/api/finance/merchants/{id}/packages", &sell_package},
    {"POST", "/api/finance/merchants/{id}/packages/{package}/refund", &refund_package},
    {"GET", "/api/finance/plans", &list_plans},
    {"GET", "/api/finance/appeals", &list_appeals},
    {"GET", "/api/finance/appeals/{id}", &show_appeal},
    {"POST", "/api/finance/appeals/{id}/decision", &decide_appeal},
}};

std::string_view take_part(std::string_view& path) {
    const auto slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    return part;
}

// What stands for the braces; nullopt: it is another address.
std::optional<std::vector<std::string>> fit(std::string_view pattern, std::string_view path) {
    if (std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) return std::nullopt;
    std::vector<std::string> named;
    while (!pattern.empty() || !path.empty()) {
        const std::string_view wanted = take_part(pattern);
        const std::string_view part = take_part(path);
        if (wanted.starts_with('{')) {
            if (part.empty()) return std::nullopt;
            named.emplace_back(part);
        } else if (part != wanted) {
            return std::nullopt;
        }
    }
    return named;
}

struct Found {
    const Route* route = nullptr;
    std::vector<std::string> named;
    std::string allowed;  // the methods that the address takes, if not this one
};

Found find_route(std::string_view method, std::string_view path) {
    Found found;
    for (const Route& route : routes) {
        auto named = fit(route.path, path);
        if (!named) continue;
        if (route.method == method) return {.route = &route, .named = std::move(*named), .allowed = {}};
        found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    return found;
}

}  // namespace

std::vector<FinanceApi::Address> FinanceApi::addresses() {
    std::vector<Address> all;
    all.reserve(std::size(routes));
    for (const Route& route : routes)
        all.push_back({route.method, route.path});
    return all;
}

net::awaitable<HttpAnswer> FinanceApi::answer(const HttpRequest& request) {
    const auto account = co_await access_.account(request, registry::Role::finance);
    if (!account) co_return account.error();
    Found found = find_route(request.method == "HEAD" ? "GET" : request.method, request.path);
    if (!found.route && found.allowed.empty()) co_return not_found();
    if (!found.route) co_return method_not_allowed(found.allowed);
    FinanceCall call;
    call.account = account->id;
    call.now_ms = context_.clock.wall_ms();
    call.named = std::move(found.named);
    call.query = request.query;
    call.body = request.body;
    auto work = [call = std::move(call), handler = found.route->handler](Office& office) {
        return registry::Result<HttpAnswer>(handler(call, office));
    };
    auto answered = co_await context_.desk.run(std::move(work));
    if (!answered) co_return registry_error(answered.error());
    context_.log.info(
        "finance",
        {{"account", account->id}, {"method", request.method}, {"path", request.path}, {"status", answered->status}});
    co_return std::move(*answered);
}

}  // namespace yunke::gateway
