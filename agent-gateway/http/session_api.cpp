#include "agent-gateway/http/session_api.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/login_service.hpp"
#include "agent-gateway/pool/command_log.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/random.hpp"
#include "runtime/registry/limits.hpp"
#include "runtime/tokens.hpp"
#include "yunke/v1/command.pb.h"
#include "yunke/v1/effect.pb.h"

namespace yunke::gateway {

namespace {

namespace json = boost::json;

json::value account_json(const registry::Account& account) {
    return {{"id", account.id},
            {"login", account.login},
            {"name", account.name},
            {"role", registry::role_name(account.role)}};
}

HttpAnswer delayed(std::int64_t retry_after_ms) {
    auto answer = error_answer(429, "too_many_tries", "Too many tries. Please wait a little and try again.",
                               "尝试次数过多，请稍等片刻再试。");
    answer.header("Retry-After", std::to_string((retry_after_ms + 999) / 1000));
    return answer;
}

HttpAnswer no_sessions() {
    return error_answer(
        403, "forbidden",
        "Merchants', finance and programme officers' accounts work by their own pages and have no live connection.",
        "商家、财务和项目专员账号使用各自的页面，没有实时连接。");
}

}  // namespace

net::awaitable<bool> end_sessions(CommandLog& commands, v1::Role role, std::uint32_t subject) {
    v1::Command command;
    command.mutable_end_sessions()->set_role(role);
    command.mutable_end_sessions()->set_subject(subject);
    co_return co_await commands.append_and_wait(command);
}

net::awaitable<bool> end_sessions(CommandLog& commands, const registry::Account& account) {
    const auto role = session_role(account.role);
    if (!role) co_return true;
    co_return co_await end_sessions(commands, *role, session_subject(account));
}

std::uint32_t session_subject(const registry::Account& account) {
    return account.role == registry::Role::agent ? account.agent : account.id;
}

std::string SessionApi::login_cookie_header(const HttpRequest& request, std::string_view token,
                                            std::int64_t age_s) const {
    std::string cookie(login_cookie);
    cookie += '=';
    cookie += token;
    cookie += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(age_s);
    if (request.tls) cookie += "; Secure";
    return cookie;
}

net::awaitable<HttpAnswer> SessionApi::log_in(const HttpRequest& request) {
    const auto body = json_object(request);
    const auto login = body ? text_member(*body, "login") : std::nullopt;
    const auto password = body ? text_member(*body, "password") : std::nullopt;
    if (!login || !password) co_return bad_request("login and password are needed.", "请填写账号和密码。");
    const auto done = co_await context_.logins.log_in(*login, *password, request.client);
    if (done) {
        context_.metrics.logins_ok.add();
        context_.log.info("logged_in", {{"account", done->account.id}});
        const json::value json = {{"account", account_json(done->account)}};
        auto answer = json_answer(200, json::serialize(json));
        answer.header("Set-Cookie",
                      login_cookie_header(request, done->token, registry::limits::login_session_ms / 1000));
        co_return answer;
    }
    context_.metrics.logins_failed.add();
    switch (done.error().why) {
        case LoginRefusal::Why::delayed:
            co_return delayed(done.error().retry_after_ms);
        case LoginRefusal::Why::unavailable:
            co_return unavailable();
        case LoginRefusal::Why::wrong:
            break;
    }
    co_return error_answer(401, "wrong_login", "Login or password is wrong.", "账号或密码不正确。");
}

net::awaitable<HttpAnswer> SessionApi::log_out(const HttpRequest& request) {
    const std::string token = cookie_value(request.cookie, login_cookie);
    auto answer = empty_answer(204);
    answer.header("Set-Cookie", login_cookie_header(request, "", 0));
    const auto session = co_await context_.logins.find(token);
    if (!session && session.error().code == registry::Errc::not_found) co_return answer;
    if (!session) co_return registry_error(session.error());
    // The sessions first: as long as the login is there, logging out can be tried again.
    const registry::Account& account = session->account;
    if (!co_await end_sessions(context_.commands, account)) co_return unavailable();
    const auto ended = co_await context_.logins.log_out(token);
    if (!ended) co_return registry_error(ended.error());
    context_.log.info("logged_out", {{"account", account.id}});
    co_return answer;
}

net::awaitable<HttpAnswer> SessionApi::me(const HttpRequest& request) {
    const auto session = co_await context_.logins.find(cookie_value(request.cookie, login_cookie));
    if (!session && session.error().code == registry::Errc::not_found) co_return not_logged_in();
    if (!session) co_return registry_error(session.error());
    const json::value json = {{"account", account_json(session->account)}};
    co_return json_answer(200, json::serialize(json));
}

net::awaitable<HttpAnswer> SessionApi::ticket(const HttpRequest& request) {
    const auto session = co_await context_.logins.find(cookie_value(request.cookie, login_cookie));
    if (!session && session.error().code == registry::Errc::not_found) co_return not_logged_in();
    if (!session) co_return registry_error(session.error());
    const registry::Account& account = session->account;
    std::string name = account.name;
    const auto role = session_role(account.role);
    if (!role) co_return no_sessions();
    if (account.role == registry::Role::agent) {
        auto work = [id = account.agent](registry::Registry& registry) { return registry.agent(id); };
        const auto agent = co_await context_.workers.run(std::move(work));
        if (!agent) co_return registry_error(agent.error());
        if (agent->pool != context_.pool || !agent->config.enabled()) co_return forbidden();
        name = agent->config.name();
    }
    v1::Ticket ticket;
    ticket.set_pool(context_.pool);
    ticket.set_role(*role);
    ticket.set_subject(session_subject(account));
    ticket.set_name(name);
    ticket.set_session(runtime::random_id());
    ticket.set_expires_ms(context_.clock.wall_ms() + context_.timings.ticket_ms);
    context_.metrics.tickets.add();
    const json::value json = {{"ticket", context_.tokens.sign(ticket)},
                              {"pool", context_.pool},
                              {"role", v1::Role_Name(*role)},
                              {"name", name},
                              {"ws", "/ws"}};
    co_return json_answer(200, json::serialize(json));
}

}  // namespace yunke::gateway
