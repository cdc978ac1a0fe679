#include "agent-gateway/http/consent_api.hpp"

#include "agent-gateway/http/body_members.hpp"
#include "agent-gateway/http/consent_json.hpp"
#include "runtime/clock.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

namespace {

// What she is told, whatever she asked for: her consent as it stands, whom it concerns, and who looked.
registry::Result<HttpAnswer> told(ledger::Reader& reader, std::uint32_t agent, const registry::Consent& consent) {
    registry::Registry& registry = reader.registry();
    const auto officers = registry.officers(consent.region);
    if (!officers) return std::unexpected(officers.error());
    const auto looks = registry.looks_at(agent);
    if (!looks) return std::unexpected(looks.error());
    const auto setup = reader.setup();
    if (!setup) return std::unexpected(setup.error());
    return json_answer(200, consent_json(consent, *officers, *looks, (*setup)->utc_offset_minutes));
}

// Refusals of the registry that she can do something about.
std::optional<HttpAnswer> refusal(const registry::Error& error) {
    if (error.code == registry::Errc::conflict) {
        return error_answer(409, "no_region",
                            "No region of yours is known, so it cannot be said who would see you. Ask an administrator "
                            "to enter it.",
                            "系统里还没有您的地区，无法说明谁会看到您的信息。请管理员先登记地区。");
    }
    if (error.code == registry::Errc::invalid) {
        return error_answer(422, "invalid", "Income is shown beside progress only: agree to progress as well.",
                            "收入档位只随进展一起显示：请同时同意显示进展。");
    }
    return std::nullopt;
}

}  // namespace

net::awaitable<HttpAnswer> ConsentApi::show(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::agent);
    if (!account) co_return std::move(account.error());
    auto work = [agent = account->agent](ledger::Reader& reader) -> registry::Result<HttpAnswer> {
        const auto consent = reader.registry().consent(agent);
        if (!consent) return std::unexpected(consent.error());
        return told(reader, agent, *consent);
    };
    auto answer = co_await access_.read(std::move(*account), std::move(work));
    if (!answer) co_return std::move(answer.error());
    co_return std::move(*answer);
}

net::awaitable<HttpAnswer> ConsentApi::set(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::agent);
    if (!account) co_return std::move(account.error());
    BodyMembers body(request.body, {"progress", "income"});
    registry::ConsentWish wish;
    wish.progress = body.flag("progress");
    wish.income = body.flag("income");
    if (body.fault()) co_return *body.fault();
    auto work = [agent = account->agent, wish,
                 now_ms = context_.clock.wall_ms()](ledger::Reader& reader) -> registry::Result<HttpAnswer> {
        const auto consent = reader.registry().set_consent(agent, wish, now_ms);
        if (consent) return told(reader, agent, *consent);
        if (auto answer = refusal(consent.error())) return std::move(*answer);
        return std::unexpected(consent.error());
    };
    const std::uint32_t id = account->id;
    auto answer = co_await access_.read(std::move(*account), std::move(work));
    if (!answer) co_return std::move(answer.error());
    context_.log.info("consent", {{"account", id}, {"status", answer->status}});
    co_return std::move(*answer);
}

}  // namespace yunke::gateway
