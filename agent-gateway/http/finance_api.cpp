#include "agent-gateway/http/finance_api.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>

#include "agent-gateway/http/desk_workers.hpp"
#include "agent-gateway/http/finance_handlers.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "runtime/clock.hpp"
#include "runtime/numbers.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;

struct Route {
    std::string_view method;
    std::string_view path;  // a part in braces stands for any one part
    FinanceHandler handler;
    // Its answer repeats name and account of a person, who stand in the books as a payee and nowhere else.
    bool names_payee = false;
};

constexpr std::array<Route, 20> routes{{
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
    {"PUT", "/api/finance/payees/{agent}", &set_payee, true},
    {"GET", "/api/finance/tax", &show_tax},
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

constexpr std::array payee_members{"name", "account"};

// What is kept of an answer: its status in a line, and its body. Of a payee what the request says itself is left out.
std::string kept(const Route& route, const HttpAnswer& answer) {
    std::string body = answer.body;
    if (route.names_payee) {
        json::object object = json::parse(body).as_object();
        for (const char* member : payee_members)
            object[member] = nullptr;
        body = json::serialize(object);
    }
    return std::to_string(answer.status) + "\n" + body;
}

// The same answer, to the same request.
HttpAnswer repeated(const Route& route, const std::string& kept, const std::string& request_body) {
    const auto end = kept.find('\n');
    std::string body = kept.substr(end + 1);
    if (route.names_payee) {
        const json::object request = json::parse(request_body).as_object();
        json::object object = json::parse(body).as_object();
        for (const char* member : payee_members)
            object[member] = request.at(member);
        body = json::serialize(object);
    }
    const auto status = runtime::parse_number<std::uint32_t>(std::string_view(kept).substr(0, end));
    return json_answer(status.value_or(200), std::move(body)).header("Idempotency-Replayed", "true");
}

HttpAnswer wrong_key() {
    return bad_request("Idempotency-Key must have 1 to 64 letters, digits or hyphens.",
                       "Idempotency-Key 必须是 1 到 64 个字母、数字或连字符。");
}

bool books(const Route& route) {
    return route.method != "GET";
}

HttpAnswer book(const Route& route, const FinanceCall& call, Office& office) {
    HttpAnswer answer;
    bool was_refused = false;
    const auto done = ledger::once(office.desk, call.by(), call.request, [&]() -> ledger::Result<std::string> {
        answer = route.handler(call, office);
        was_refused = answer.status >= 300;
        if (was_refused) return std::unexpected(ledger::Error{ledger::Errc::refused, "nothing is booked"});
        return kept(route, answer);
    });
    if (was_refused) return answer;
    if (!done) return failed(office, done.error());
    if (done->repeated) return repeated(route, done->text, call.body);
    return answer;
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
    if (books(*found.route)) {
        const std::string key = request.idempotency_key.value_or("");
        if (request.idempotency_key && !ledger::is_request_key(key)) co_return wrong_key();
        call.request.key = key;
        call.request.asked = request.method + " " + request.path + "\n" + request.body;
    }
    auto work = [call = std::move(call), route = found.route](Office& office) {
        return registry::Result<HttpAnswer>(books(*route) ? book(*route, call, office) : route->handler(call, office));
    };
    auto answered = co_await context_.desk.run(std::move(work));
    if (!answered) co_return registry_error(answered.error());
    context_.log.info(
        "finance",
        {{"account", account->id}, {"method", request.method}, {"path", request.path}, {"status", answered->status}});
    co_return std::move(*answered);
}

}  // namespace yunke::gateway
