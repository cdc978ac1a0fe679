#include "agent-gateway/http/admin_rows.hpp"

#include <google/protobuf/util/json_util.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include "agent-gateway/http/admin_bodies.hpp"
#include "runtime/tokens.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
namespace pb = google::protobuf;
using Call = AdminRows::Call;
using Text = AdminRows::Text;

registry::Error unknown() {
    return {registry::Errc::not_found, {}, "no such row in this pool"};
}

json::value config_json(const pb::Message& config) {
    std::string text;
    pb::util::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    if (!pb::util::MessageToJsonString(config, &text, options).ok()) return {};
    return json::parse(text);
}

// Turns a Result<Row> into the text of its JSON.
template <class Row, class ToJson>
Text one(const registry::Result<Row>& row, const ToJson& to_json) {
    if (!row) return std::unexpected(row.error());
    return json::serialize(to_json(*row));
}

template <class Rows, class ToJson>
Text many(std::string_view name, const registry::Result<Rows>& rows, const ToJson& to_json) {
    if (!rows) return std::unexpected(rows.error());
    json::array list;
    for (const auto& row : *rows)
        list.push_back(to_json(row));
    json::object answer;
    answer[name] = std::move(list);
    return json::serialize(answer);
}

// Routing that a client does not mention stays, so that one who has never heard of it takes no accommodation away;
// an empty one takes it away.
template <class Config>
void keep_routing(const Config& now, Config& next) {
    if (!next.has_routing() && now.has_routing()) *next.mutable_routing() = now.routing();
    if (next.has_routing() && next.routing().ByteSizeLong() == 0) next.clear_routing();
}

// ---- shops ----

json::value shop_json(const Call& call, const registry::Shop& shop) {
    v1::ShopKey key;
    key.set_pool(shop.pool);
    key.set_shop(shop.config.id());
    key.set_version(shop.key_version);
    json::array origins;
    for (const std::string& origin : shop.allowed_origins)
        origins.emplace_back(origin);
    return {{"pool", shop.pool},
            {"config", config_json(shop.config)},
            {"allowed_origins", std::move(origins)},
            {"key_version", shop.key_version},
            {"shop_key", call.tokens.sign(key)}};
}

registry::Result<registry::Shop> shop_here(const Call& call, std::uint32_t id) {
    auto shop = call.registry.shop(id);
    if (shop && shop->pool != call.pool) return std::unexpected(unknown());
    return shop;
}

Text list_shops(const Call& call) {
    return many("shops", call.registry.shops(call.pool), [&](const auto& shop) { return shop_json(call, shop); });
}

Text get_shop(const Call& call, std::uint32_t id) {
    return one(shop_here(call, id), [&](const auto& shop) { return shop_json(call, shop); });
}

Text add_shop(const Call& call, const std::string& body) {
    const auto shop = shop_body(call.pool, body);
    if (!shop) return std::unexpected(shop.error());
    return one(call.registry.add_shop(*shop), [&](const auto& added) { return shop_json(call, added); });
}

Text update_shop(const Call& call, std::uint32_t id, const std::string& body) {
    const auto now = shop_here(call, id);
    auto shop = now ? shop_body(call.pool, body) : now;
    if (!shop) return std::unexpected(shop.error());
    shop->config.set_id(id);
    return one(call.registry.update_shop(*shop), [&](const auto& updated) { return shop_json(call, updated); });
}

Text act_on_shop(const Call& call, std::uint32_t id, std::string_view verb) {
    if (verb != "rotate-key") return std::unexpected(unknown());
    const auto now = shop_here(call, id);
    if (!now) return std::unexpected(now.error());
    return one(call.registry.rotate_shop_key(id), [&](const auto& shop) { return shop_json(call, shop); });
}

// ---- queues ----

json::value queue_json(const v1::QueueConfig& queue) {
    return {{"config", config_json(queue)}};
}

registry::Result<v1::QueueConfig> queue_here(const Call& call, std::uint32_t id) {
    auto queue = call.registry.queue(id);
    if (!queue) return queue;
    const auto shop = shop_here(call, queue->shop());
    if (!shop) return std::unexpected(shop.error());
    return queue;
}

registry::Result<v1::QueueConfig> queue_from(const Call& call, const std::string& text) {
    auto queue = queue_body(text);
    if (queue && !shop_here(call, queue->shop())) {
        return std::unexpected(registry::Error{registry::Errc::invalid, "shop", "no such shop in this pool"});
    }
    return queue;
}

Text list_queues(const Call& call) {
    return many("queues", call.registry.queues(call.pool), queue_json);
}

Text get_queue(const Call& call, std::uint32_t id) {
    return one(queue_here(call, id), queue_json);
}

Text add_queue(const Call& call, const std::string& body) {
    const auto queue = queue_from(call, body);
    if (!queue) return std::unexpected(queue.error());
    return one(call.registry.add_queue(*queue), queue_json);
}

Text update_queue(const Call& call, std::uint32_t id, const std::string& body) {
    const auto now = queue_here(call, id);
    auto queue = now ? queue_from(call, body) : now;
    if (!queue) return std::unexpected(queue.error());
    queue->set_id(id);
    keep_routing(*now, *queue);
    return one(call.registry.update_queue(*queue), queue_json);
}

// ---- skills and groups ----

template <class Row>
json::value keyed_json(const Row& row) {
    return {{"id", row.id}, {"key", row.key}, {"name_zh", row.name_zh}, {"name_en", row.name_en}};
}

Text list_skills(const Call& call) {
    return many("skills", call.registry.skills(), keyed_json<registry::Skill>);
}

Text add_skill(const Call& call, const std::string& body) {
    const auto skill = skill_body(body);
    if (!skill) return std::unexpected(skill.error());
    return one(call.registry.add_skill(*skill), keyed_json<registry::Skill>);
}

Text update_skill(const Call& call, std::uint32_t id, const std::string& body) {
    auto skill = skill_body(body);
    if (!skill) return std::unexpected(skill.error());
    skill->id = id;
    return one(call.registry.update_skill(*skill), keyed_json<registry::Skill>);
}

Text list_groups(const Call& call) {
    return many("groups", call.registry.groups(), keyed_json<registry::Group>);
}

Text add_group(const Call& call, const std::string& body) {
    const auto group = group_body(body);
    if (!group) return std::unexpected(group.error());
    return one(call.registry.add_group(*group), keyed_json<registry::Group>);
}

Text update_group(const Call& call, std::uint32_t id, const std::string& body) {
    auto group = group_body(body);
    if (!group) return std::unexpected(group.error());
    group->id = id;
    return one(call.registry.update_group(*group), keyed_json<registry::Group>);
}

// ---- agents ----

json::value agent_json(const registry::Agent& agent) {
    return {{"pool", agent.pool}, {"config", config_json(agent.config)}};
}

registry::Result<registry::Agent> agent_here(const Call& call, std::uint32_t id) {
    auto agent = call.registry.agent(id);
    if (agent && agent->pool != call.pool) return std::unexpected(unknown());
    return agent;
}

Text list_agents(const Call& call) {
    return many("agents", call.registry.agents(call.pool), agent_json);
}

Text get_agent(const Call& call, std::uint32_t id) {
    return one(agent_here(call, id), agent_json);
}

Text add_agent(const Call& call, const std::string& body) {
    const auto agent = agent_body(call.pool, body);
    if (!agent) return std::unexpected(agent.error());
    return one(call.registry.add_agent(*agent), agent_json);
}

Text update_agent(const Call& call, std::uint32_t id, const std::string& body) {
    const auto now = agent_here(call, id);
    auto agent = now ? agent_body(call.pool, body) : now;
    if (!agent) return std::unexpected(agent.error());
    agent->config.set_id(id);
    keep_routing(now->config, agent->config);
    return one(call.registry.update_agent(*agent), agent_json);
}

// ---- accounts and merchants ----

json::value admin_account_json(const registry::Account& account) {
    return {{"id", account.id},
            {"login", account.login},
            {"name", account.name},
            {"agent", account.agent},
            {"merchant", account.merchant},
            {"region", account.region},
            {"enabled", account.enabled},
            {"role", registry::role_name(account.role)}};
}

Text list_accounts(const Call& call) {
    return many("accounts", call.registry.accounts(), admin_account_json);
}

Text get_account(const Call& call, std::uint32_t id) {
    return one(call.registry.account(id), admin_account_json);
}

Text act_on_account(const Call& call, std::uint32_t id, std::string_view verb) {
    if (verb != "disable" && verb != "enable") return std::unexpected(unknown());
    return one(call.registry.set_account_enabled(id, verb == "enable"), admin_account_json);
}

Text list_merchants(const Call& call) {
    return many("merchants", call.registry.merchants(),
                [](const auto& merchant) { return json::value{{"id", merchant.id}, {"name", merchant.name}}; });
}

constexpr std::array<AdminRows, 7> all_rows{{
    {"shops", list_shops, get_shop, add_shop, update_shop, act_on_shop},
    {"queues", list_queues, get_queue, add_queue, update_queue, nullptr},
    {"skills", list_skills, nullptr, add_skill, update_skill, nullptr},
    {"groups", list_groups, nullptr, add_group, update_group, nullptr},
    {"agents", list_agents, get_agent, add_agent, update_agent, nullptr},
    {"accounts", list_accounts, get_account, nullptr, nullptr, act_on_account},
    {"merchants", list_merchants, nullptr, nullptr, nullptr, nullptr},
}};

}  // namespace

std::span<const AdminRows> all_admin_rows() {
    return all_rows;
}

const AdminRows* admin_rows(std::string_view name) {
    for (const AdminRows& rows : all_rows) {
        if (rows.name == name) return &rows;
    }
    return nullptr;
}

}  // namespace yunke::gateway
