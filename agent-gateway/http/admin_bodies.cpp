#include "agent-gateway/http/admin_bodies.hpp"

#include <google/protobuf/util/json_util.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "agent-gateway/frames/text_rules.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
namespace pb = google::protobuf;

registry::Error invalid(std::string field, std::string message) {
    return {registry::Errc::invalid, std::move(field), std::move(message)};
}

registry::Result<json::object> parse_body(const std::string& body) {
    boost::system::error_code error;
    auto value = json::parse(body, error);
    if (error || !value.is_object()) return std::unexpected(invalid({}, "the body must be a JSON object"));
    return std::move(value.as_object());
}

template <class Config>
registry::Result<Config> parse_config(const json::object& body) {
    const json::value* value = body.if_contains("config");
    if (!value || !value->is_object()) return std::unexpected(invalid("config", "config is needed"));
    Config config;
    const auto status = pb::util::JsonStringToMessage(json::serialize(*value), &config);
    if (!status.ok()) {
        // The parser quotes what it cannot read, and may cut it amid a character.
        const auto quoted = status.message();
        const std::string why(quoted.data(), quoted.size());
        return std::unexpected(invalid("config", "config: " + (code_points(why) ? why : "a value cannot be read")));
    }
    return config;
}

std::string text_of(const json::object& body, std::string_view key) {
    const auto* value = body.if_contains(key);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

registry::Result<registry::Shop> shop_body(const std::string& pool, const std::string& text) {
    const auto body = parse_body(text);
    if (!body) return std::unexpected(body.error());
    auto config = parse_config<v1::ShopConfig>(*body);
    if (!config) return std::unexpected(config.error());
    registry::Shop shop;
    shop.pool = pool;
    shop.config = std::move(*config);
    const auto* origins = body->if_contains("allowed_origins");
    if (!origins || !origins->is_array()) return std::unexpected(invalid("allowed_origins", "a list is needed"));
    for (const json::value& origin : origins->as_array()) {
        if (!origin.is_string()) return std::unexpected(invalid("allowed_origins", "origins are texts"));
        shop.allowed_origins.emplace_back(origin.as_string());
    }
    return shop;
}

registry::Result<v1::QueueConfig> queue_body(const std::string& text) {
    const auto body = parse_body(text);
    if (!body) return std::unexpected(body.error());
    return parse_config<v1::QueueConfig>(*body);
}

registry::Result<registry::Skill> skill_body(const std::string& text) {
    const auto body = parse_body(text);
    if (!body) return std::unexpected(body.error());
    return registry::Skill{0, text_of(*body, "key"), text_of(*body, "name_zh"), text_of(*body, "name_en")};
}

registry::Result<registry::Group> group_body(const std::string& text) {
    const auto body = parse_body(text);
    if (!body) return std::unexpected(body.error());
    return registry::Group{0, text_of(*body, "key"), text_of(*body, "name_zh"), text_of(*body, "name_en")};
}

registry::Result<registry::Agent> agent_body(const std::string& pool, const std::string& text) {
    const auto body = parse_body(text);
    if (!body) return std::unexpected(body.error());
    auto config = parse_config<v1::AgentConfig>(*body);
    if (!config) return std::unexpected(config.error());
    return registry::Agent{pool, std::move(*config)};
}

}  // namespace yunke::gateway
