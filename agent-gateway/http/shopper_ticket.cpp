// SessionApi's part for shoppers, who have no account: the shop's signed key and the page's origin speak for them.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <vector>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/frames/text_rules.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/origin_policy.hpp"
#include "agent-gateway/http/session_api.hpp"
#include "agent-gateway/http/shop_directory.hpp"
#include "agent-gateway/http/sql_workers.hpp"
#include "agent-gateway/http/ticket_limit.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/tokens.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::gateway {

namespace {

namespace json = boost::json;

struct ShopAndTopics {
    registry::Shop shop;
    std::vector<v1::QueueConfig> queues;
};

registry::Result<ShopAndTopics> read_shop(registry::Registry& registry, std::uint32_t id) {
    auto shop = registry.shop(id);
    if (!shop) return std::unexpected(shop.error());
    auto queues = registry.queues_of_shop(id);
    if (!queues) return std::unexpected(queues.error());
    return ShopAndTopics{std::move(*shop), std::move(*queues)};
}

HttpAnswer with_cors(HttpAnswer answer, const std::string& origin) {
    answer.header("Access-Control-Allow-Origin", origin);
    answer.header("Access-Control-Expose-Headers", "Retry-After");
    answer.header("Vary", "Origin");
    answer.header("Cross-Origin-Resource-Policy", "cross-origin");
    return answer;
}

HttpAnswer wrong_key() {
    return error_answer(403, "shop_key", "This shop key is not valid.", "店铺密钥无效。");
}

HttpAnswer too_many_tickets(std::int64_t wait_ms) {
    auto answer = error_answer(429, "too_many_tickets", "Too many chats are being opened. Please wait a moment.",
                               "正在打开的咨询过多，请稍候再试。");
    answer.header("Retry-After", std::to_string((wait_ms + 999) / 1000));
    return answer;
}

HttpAnswer wrong_origin() {
    return error_answer(403, "origin", "This page may not open a chat with that shop.",
                        "此网页无权使用该店铺的客服窗口。");
}

json::array topics_json(const std::vector<v1::QueueConfig>& queues) {
    json::array topics;
    for (const v1::QueueConfig& queue : queues) {
        topics.push_back({{"topic", queue.topic()}, {"title_zh", queue.title_zh()}, {"title_en", queue.title_en()}});
    }
    return topics;
}

bool lists(const registry::Shop& shop, const std::string& origin) {
    ShopOrigins origins;
    origins.add(shop.config.id(), shop.allowed_origins);
    return origins.any_allows(origin);
}

}  // namespace

net::awaitable<HttpAnswer> SessionApi::shopper_preflight(const HttpRequest& request) {
    const auto admission = context_.origins.judge(request.origin, request.host);
    if (!admission || admission->origin.empty()) co_return wrong_origin();
    if (!admission->own && !context_.shops.origins()->any_allows(admission->origin)) {
        co_await context_.shops.refresh_for_unknown();
        if (!context_.shops.origins()->any_allows(admission->origin)) co_return wrong_origin();
    }
    auto answer = with_cors(empty_answer(204), admission->origin);
    answer.header("Access-Control-Allow-Methods", "POST");
    answer.header("Access-Control-Allow-Headers", "Content-Type");
    answer.header("Access-Control-Max-Age", "600");
    co_return answer;
}

// Refusals, too, must be readable for the page, or it could not tell "later" from "never".
net::awaitable<HttpAnswer> SessionApi::shopper_ticket(const HttpRequest& request) {
    const auto admission = context_.origins.judge(request.origin, request.host);
    if (!admission || admission->origin.empty()) co_return wrong_origin();
    const std::int64_t wait_ms = context_.ticket_limit.take(request.client, context_.clock.boot_ms());
    auto answer = wait_ms > 0 ? too_many_tickets(wait_ms) : co_await issue_shopper_ticket(request, *admission);
    const bool known = admission->own || context_.shops.origins()->any_allows(admission->origin);
    co_return known ? with_cors(std::move(answer), admission->origin) : std::move(answer);
}

net::awaitable<HttpAnswer> SessionApi::issue_shopper_ticket(const HttpRequest& request, const Admission& admission) {
    const auto body = json_object(request);
    const auto key_text = body ? text_member(*body, "shop_key") : std::nullopt;
    const std::string name = body ? text_member(*body, "name").value_or("") : "";
    if (!key_text || text_fault(name, limits::name_points_max, TextKind::label)) {
        co_return bad_request("shop_key is needed; name may have 40 characters.",
                              "缺少店铺密钥，或称呼超过 40 个字符。");
    }
    const auto key = context_.tokens.shop_key(*key_text);
    if (!key || key->pool() != context_.pool) co_return wrong_key();
    auto work = [id = key->shop()](registry::Registry& registry) { return read_shop(registry, id); };
    const auto found = co_await context_.workers.run(std::move(work));
    if (!found && found.error().code == registry::Errc::not_found) co_return wrong_key();
    if (!found) co_return unavailable();
    const registry::Shop& shop = found->shop;
    if (shop.pool != context_.pool || shop.key_version != key->version()) co_return wrong_key();
    if (!admission.own && !lists(shop, admission.origin)) co_return wrong_origin();
    if (!context_.shops.origins()->any_allows(admission.origin)) co_await context_.shops.refresh_for_unknown();
    v1::Ticket ticket;
    ticket.set_pool(context_.pool);
    ticket.set_role(v1::SHOPPER);
    ticket.set_subject(shop.config.id());
    ticket.set_name(name);
    ticket.set_session(runtime::random_id());
    ticket.set_expires_ms(context_.clock.wall_ms() + context_.timings.ticket_ms);
    context_.metrics.tickets.add();
    const json::value answer = {{"ticket", context_.tokens.sign(ticket)},
                                {"pool", context_.pool},
                                {"shop", {{"id", shop.config.id()}, {"name", shop.config.name()}}},
                                {"topics", topics_json(found->queues)},
                                {"ws", "/ws"}};
    co_return json_answer(200, json::serialize(answer));
}

}  // namespace yunke::gateway
