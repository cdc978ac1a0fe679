#include "agent-gateway/http/appeals_api.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <ranges>

#include "agent-gateway/http/appeal_json.hpp"
#include "agent-gateway/http/body_members.hpp"
#include "agent-gateway/http/desk_workers.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "runtime/clock.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using ledger::AgentId;

constexpr std::string_view line_prefix = "/api/earnings/lines/";
constexpr std::string_view appeal_suffix = "/appeal";
constexpr std::size_t appeals_told_max = 200;
constexpr int page = 1'000;

// "…/lines/ID/appeal" → "ID"; empty: another address.
std::string appealed_line(std::string_view path) {
    if (!path.ends_with(appeal_suffix) || path.size() <= line_prefix.size() + appeal_suffix.size()) return {};
    return std::string(path.substr(line_prefix.size(), path.size() - line_prefix.size() - appeal_suffix.size()));
}

HttpAnswer own_appeals(Office& office, AgentId agent) {
    std::vector<ledger::Appeal> all;
    ledger::AppealFilter filter;
    filter.agent = agent;
    filter.limit = page;
    for (bool more = true; more;) {
        auto found = ledger::AppealDesk(office.desk).list(filter);
        if (!found) return failed(office, found.error());
        more = found->size() == static_cast<std::size_t>(page);
        for (ledger::Appeal& appeal : *found) {
            filter.after = appeal.number;
            all.push_back(std::move(appeal));
        }
    }
    json::array appeals;
    for (const ledger::Appeal& appeal : all | std::views::reverse | std::views::take(appeals_told_max))
        appeals.emplace_back(own_appeal_json(appeal));
    const json::object object{{"appeals", std::move(appeals)}};
    return json_answer(200, json::serialize(object));
}

}  // namespace

net::awaitable<HttpAnswer> AppealsApi::open(const HttpRequest& request) {
    const auto account = co_await access_.account(request, registry::Role::agent);
    if (!account) co_return account.error();
    std::string line = appealed_line(request.path);
    if (line.empty()) co_return not_found();
    BodyMembers body(request.body, {"words"});
    std::string words = body.text("words", ledger::appeal_words_max);
    if (body.fault()) co_return *body.fault();
    auto work = [&context = context_, account = *account, line = std::move(line), words = std::move(words),
                 now_ms = context_.clock.wall_ms()](Office& office) -> registry::Result<HttpAnswer> {
        const auto ours = PayAccess::is_ours(office.reader, account, context.pool);
        if (!ours) return std::unexpected(ours.error());
        if (!*ours) return forbidden();
        const auto opened = ledger::AppealDesk(office.desk).open(AgentId{account.agent}, line, words, now_ms);
        if (!opened && opened.error().code == ledger::Errc::unknown) return not_found();
        if (!opened) return failed(office, opened.error());
        context.log.info("appeal", {{"account", account.id}, {"appeal", opened->number}});
        return json_answer(201, json::serialize(own_appeal_json(*opened)));
    };
    auto answered = co_await context_.desk.run(std::move(work));
    if (!answered) co_return registry_error(answered.error());
    co_return std::move(*answered);
}

net::awaitable<HttpAnswer> AppealsApi::list(const HttpRequest& request) {
    const auto account = co_await access_.account(request, registry::Role::agent);
    if (!account) co_return account.error();
    auto work = [&pool = context_.pool, account = *account](Office& office) -> registry::Result<HttpAnswer> {
        const auto ours = PayAccess::is_ours(office.reader, account, pool);
        if (!ours) return std::unexpected(ours.error());
        if (!*ours) return forbidden();
        return own_appeals(office, AgentId{account.agent});
    };
    auto answered = co_await context_.desk.run(std::move(work));
    if (!answered) co_return registry_error(answered.error());
    co_return std::move(*answered);
}

}  // namespace yunke::gateway
