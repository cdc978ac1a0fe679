#include "agent-gateway/http/pay_access.hpp"

#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/login_service.hpp"
#include "agent-gateway/http/session_api.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

net::awaitable<OrAnswer<registry::Account>> PayAccess::account(const HttpRequest& request, Roles allowed) {
    const auto session = co_await context_.logins.find(cookie_value(request.cookie, login_cookie));
    if (!session && session.error().code == registry::Errc::not_found) co_return std::unexpected(not_logged_in());
    if (!session) co_return std::unexpected(registry_error(session.error()));
    if (!allowed.have(session->account.role)) co_return std::unexpected(forbidden());
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

HttpAnswer csv_file(const std::string& name, std::string body) {
    HttpAnswer answer;
    answer.body = std::move(body);
    answer.header("Content-Type", "text/csv; charset=utf-8");
    answer.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
    answer.header("Cache-Control", "no-store");
    return answer;
}

}  // namespace yunke::gateway
