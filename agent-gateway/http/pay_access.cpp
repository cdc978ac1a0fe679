#include "agent-gateway/http/pay_access.hpp"

#include <algorithm>

#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/login_service.hpp"
#include "agent-gateway/http/query.hpp"
#include "agent-gateway/http/session_api.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

net::awaitable<OrAnswer<registry::Account>> PayAccess::account(const HttpRequest& request, registry::Role role) {
    const auto session = co_await context_.logins.find(cookie_value(request.cookie, login_cookie));
    if (!session && session.error().code == registry::Errc::not_found) co_return std::unexpected(not_logged_in());
    if (!session) co_return std::unexpected(registry_error(session.error()));
    if (session->account.role != role) co_return std::unexpected(forbidden());
    co_return session->account;
}

registry::Result<bool> PayAccess::is_ours(ledger::Reader& reader, const registry::Account& account,
                                          const std::string& pool) {
    if (account.role != registry::Role::agent) return true;
    const auto agent = reader.registry().agent(account.agent);
    if (!agent) return std::unexpected(agent.error());
    return agent->pool == pool;
}

HttpAnswer PayAccess::failure(const registry::Error& error) const {
    if (error.code == registry::Errc::not_found) return not_found();
    context_.log.warn("ledger_not_read", {{"why", error.message}});
    return unavailable();
}

OrAnswer<std::optional<ledger::Month>> month_parameter(const HttpRequest& request) {
    if (!has_query(request.query, "month")) return std::nullopt;
    const auto month = ledger::parse_month(query_value(request.query, "month").value_or(""));
    if (month) return month;
    return std::unexpected(bad_request("month must be written like 2026-11.", "month 必须写成 2026-11 这样的年月。"));
}

OrAnswer<std::optional<ledger::Day>> day_parameter(const HttpRequest& request, std::string_view name) {
    if (!has_query(request.query, name)) return std::nullopt;
    const auto day = ledger::parse_day(query_value(request.query, name).value_or(""));
    if (day) return day;
    return std::unexpected(bad_request(std::string(name) + " must be written like 2026-11-29.",
                                       std::string(name) + " 必须写成 2026-11-29 这样的日期。"));
}

OrAnswer<std::string> choice_parameter(const HttpRequest& request, std::string_view name,
                                       std::initializer_list<std::string_view> allowed) {
    if (!has_query(request.query, name)) return std::string(*allowed.begin());
    const auto value = query_value(request.query, name);
    if (value && std::ranges::find(allowed, *value) != allowed.end()) return *value;
    std::string list;
    for (const std::string_view one : allowed)
        list.append(list.empty() ? "" : ", ").append(one);
    return std::unexpected(bad_request(std::string(name) + " must be one of: " + list + ".",
                                       std::string(name) + " 只能是：" + list + "。"));
}

HttpAnswer csv_file(const std::string& name, std::string body) {
    HttpAnswer answer;
    answer.body = std::move(body);
    answer.header("Content-Type", "text/csv; charset=utf-8");
    answer.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
    answer.header("Cache-Control", "no-store");
    return answer;
}

}  // namespace yunke::gateway
