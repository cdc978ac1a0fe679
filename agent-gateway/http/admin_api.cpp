#include "agent-gateway/http/admin_api.hpp"

#include <optional>

#include "agent-gateway/frames/json_check.hpp"
#include "agent-gateway/http/admin_rows.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/login_service.hpp"
#include "agent-gateway/http/session_api.hpp"
#include "agent-gateway/pool/command_log.hpp"
#include "runtime/numbers.hpp"
#include "runtime/tokens.hpp"

namespace yunke::gateway {

struct AdminApi::Target {
    const AdminRows* rows = nullptr;
    std::optional<std::uint32_t> id;
    std::string verb;
};

namespace {

constexpr std::string_view prefix = "/api/admin/";

std::string_view take_part(std::string_view& path) {
    const auto slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    return part;
}

// Runs the one function that method and target ask for; nullopt: this kind of row does not offer it.
template <class Target>
std::optional<AdminRows::Text> dispatch(const AdminRows::Call& call, const Target& target, const std::string& method,
                                        const std::string& body) {
    const AdminRows& rows = *target.rows;
    if (!target.verb.empty()) {
        if (method != "POST" || !rows.act) return std::nullopt;
        return rows.act(call, *target.id, target.verb);
    }
    if (method == "GET" && !target.id) return rows.list(call);
    if (method == "GET" && rows.get) return rows.get(call, *target.id);
    if (method == "POST" && !target.id && rows.add) return rows.add(call, body);
    if (method == "PUT" && target.id && rows.update) return rows.update(call, *target.id, body);
    return std::nullopt;
}

}  // namespace

net::awaitable<HttpAnswer> AdminApi::answer(const HttpRequest& request) {
    const auto session = co_await context_.logins.find(cookie_value(request.cookie, login_cookie));
    if (!session && session.error().code == registry::Errc::not_found) co_return not_logged_in();
    if (!session) co_return registry_error(session.error());
    if (session->account.role != registry::Role::administrator) co_return forbidden();
    std::string_view path = std::string_view(request.path).substr(prefix.size());
    Target target;
    target.rows = admin_rows(take_part(path));
    if (!target.rows) co_return not_found();
    if (!path.empty()) {
        target.id = runtime::parse_number<std::uint32_t>(take_part(path));
        if (!target.id || *target.id == 0) co_return not_found();
        target.verb = std::string(path);
    }
    const bool has_body = request.method == "PUT" || (request.method == "POST" && target.verb.empty());
    if (has_body && json_fault(request.body)) co_return bad_request("The body must be JSON.", "请求内容必须是 JSON。");
    context_.log.info("admin", {{"account", session->account.id},
                                {"method", request.method},
                                {"rows", target.rows->name},
                                {"id", target.id.value_or(0)},
                                {"verb", target.verb}});
    co_return co_await carry_out(request, target);
}

net::awaitable<HttpAnswer> AdminApi::carry_out(const HttpRequest& request, Target target) {
    bool offered = true;
    auto work = [this, target, &request, &offered](registry::Registry& registry) -> AdminRows::Text {
        const AdminRows::Call call{registry, context_.tokens, context_.pool};
        auto text = dispatch(call, target, request.method, request.body);
        offered = text.has_value();
        return text ? std::move(*text) : AdminRows::Text(std::string());
    };
    auto text = co_await context_.workers.run(std::move(work));
    if (!offered) co_return method_not_allowed("GET, POST, PUT");
    if (!text) co_return registry_error(text.error());
    if (request.method != "GET" && !co_await end_sessions_if_disabled(target)) co_return unavailable();
    co_return json_answer(request.method == "POST" && target.verb.empty() ? 201 : 200, std::move(*text));
}

// Whoever was just disabled must not go on with the sessions that are open.
net::awaitable<bool> AdminApi::end_sessions_if_disabled(const Target& target) {
    if (!target.id) co_return true;
    if (target.rows->name == "accounts") {
        auto work = [id = *target.id](registry::Registry& registry) { return registry.account(id); };
        const auto account = co_await context_.workers.run(std::move(work));
        if (!account || account->enabled) co_return account.has_value();
        co_return co_await end_sessions(context_.commands, *account);
    }
    if (target.rows->name == "agents") {
        auto work = [id = *target.id](registry::Registry& registry) { return registry.agent(id); };
        const auto agent = co_await context_.workers.run(std::move(work));
        if (!agent || agent->config.enabled()) co_return agent.has_value();
        co_return co_await end_sessions(context_.commands, v1::AGENT, *target.id);
    }
    co_return true;
}

}  // namespace yunke::gateway
