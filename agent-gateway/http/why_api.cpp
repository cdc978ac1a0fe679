#include "agent-gateway/http/why_api.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>

#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/sql_workers.hpp"
#include "agent-gateway/http/why_workers.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using registry::Role;

constexpr Roles askers{Role::agent, Role::supervisor, Role::administrator};

// "/api/conversations/17/why"; nullopt for any other path.
std::optional<std::uint64_t> conversation_of(std::string_view path) {
    constexpr std::string_view begin = "/api/conversations/";
    constexpr std::string_view end = "/why";
    if (!path.starts_with(begin) || !path.ends_with(end) || path.size() < begin.size() + end.size())
        return std::nullopt;
    path.remove_prefix(begin.size());
    path.remove_suffix(end.size());
    std::uint64_t id = 0;
    const auto [rest, error] = std::from_chars(path.data(), path.data() + path.size(), id);
    if (error != std::errc{} || rest != path.data() + path.size()) return std::nullopt;
    return id;
}

HttpAnswer busy() {
    auto answer = error_answer(429, "busy", "Other questions are being answered. Please ask again in a few seconds.",
                               "正在回答其他问题，请过几秒再问。");
    answer.header("Retry-After", "5");
    return answer;
}

json::object decision_json(const why::Decision& decision, bool supervisor) {
    json::object object{{"at_ms", decision.at_ms}, {"headline", decision.headline}};
    if (!supervisor) {
        object["own"] = decision.own.empty() ? json::value(nullptr) : json::value(decision.own);
        return object;
    }
    json::array people;
    for (const why::Person& person : decision.people)
        people.push_back(json::object{
            {"agent", person.agent}, {"name", person.name}, {"chosen", person.chosen}, {"why", person.why}});
    object["counts"] = decision.counts;
    object["people"] = std::move(people);
    object["left_out"] = decision.left_out;
    return object;
}

std::string why_json(std::uint64_t conversation, const why::Told& told, bool supervisor) {
    json::array decisions;
    for (const why::Decision& decision : told.decisions)
        decisions.push_back(decision_json(decision, supervisor));
    json::object object{{"conversation", std::to_string(conversation)},
                        {"complete", told.complete},
                        {"why_not_complete", told.why_not_complete}};
    object["decisions"] = std::move(decisions);
    return json::serialize(object);
}

}  // namespace

net::awaitable<OrAnswer<registry::Account>> WhyApi::account(const HttpRequest& request) {
    auto account = co_await access_.account(request, askers);
    if (!account || account->role != Role::agent) co_return std::move(account);
    auto work = [id = account->agent](registry::Registry& registry) { return registry.agent(id); };
    const auto agent = co_await context_.workers.run(std::move(work));
    if (!agent) co_return std::unexpected(registry_error(agent.error()));
    if (agent->pool != context_.pool) co_return std::unexpected(forbidden());
    co_return std::move(account);
}

net::awaitable<HttpAnswer> WhyApi::why(const HttpRequest& request) {
    const auto conversation = conversation_of(request.path);
    if (!conversation) co_return not_found();
    auto asking = co_await account(request);
    if (!asking) co_return std::move(asking.error());
    auto language = choice_parameter(request, "language", {"zh", "en"});
    if (!language) co_return std::move(language.error());
    const bool supervisor = asking->role != Role::agent;
    why::Reader reader;
    if (!supervisor) reader.agent = asking->agent;
    const why::Language words = *language == "zh" ? why::Language::zh : why::Language::en;

    const auto place = context_.why.take_place(asking->id);
    if (!place) co_return busy();
    auto work = [id = *conversation, reader, words](why::Why& pool) -> registry::Result<std::optional<why::Told>> {
        auto told = pool.tell(id, reader, words);
        if (!told) return std::unexpected(registry::Error{registry::Errc::unavailable, {}, std::move(told.error())});
        return std::move(*told);
    };
    const auto told = co_await context_.why.run(std::move(work));
    if (!told) {
        context_.log.warn("why_not_told", {{"why", told.error().message}});
        co_return unavailable();
    }
    if (!*told) co_return not_found();
    co_return json_answer(200, why_json(*conversation, **told, supervisor));
}

}  // namespace yunke::gateway
