// What an HTTP request can say: the JSON body of each route that takes one, targets, cookies, origins, tokens. The
// first byte says which; the rest are the bytes.
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "agent-gateway/frames/json_check.hpp"
#include "agent-gateway/frames/text_rules.hpp"
#include "agent-gateway/http/admin_bodies.hpp"
#include "agent-gateway/http/json_body.hpp"
#include "agent-gateway/http/origin_policy.hpp"
#include "agent-gateway/limits.hpp"
#include "dispatcher/wire/command.hpp"
#include "runtime/registry/validate.hpp"
#include "runtime/tokens.hpp"
#include "tests/fuzz/require.hpp"
#include "yunke/v1/command.pb.h"
#include "yunke/v1/effect.pb.h"

namespace yunke::fuzz {
namespace {

using gateway::json_fault;

const runtime::Tokens& tokens() {
    static const runtime::Tokens all{runtime::TokenKey{{1, 2, 3}}};
    return all;
}

gateway::HttpRequest request_with(std::string_view body) {
    gateway::HttpRequest request;
    request.body = body;
    return request;
}

void expect_answerable(const registry::Error& error) {
    require(!json_fault(gateway::registry_error(error).body), "a refusal is told as JSON");
}

// Login and shopper's ticket: an object with texts in it.
void object_body(std::string_view bytes) {
    const auto object = gateway::json_object(request_with(bytes));
    if (!object) return;
    for (const char* key : {"login", "password", "shop_key", "name"}) {
        const auto text = gateway::text_member(*object, key);
        if (!text) continue;
        const boost::json::object alone{{key, *text}};
        const auto again = gateway::json_object(request_with(boost::json::serialize(alone)));
        require(again && gateway::text_member(*again, key) == text, "a text, printed, comes back as it was");
        require(gateway::code_points(*text).has_value(), "a text from JSON is UTF-8");
        if (const auto folded = registry::fold_login(*text)) {
            const auto twice = registry::fold_login(*folded);
            require(twice && *twice == *folded, "a folded login stays as it is");
        }
        require(!tokens().shop_key(*text), "nobody guesses a signature");
        const auto fault = gateway::text_fault(*text, gateway::limits::name_points_max, gateway::TextKind::label);
        require(!fault || !fault->empty(), "a fault is a sentence");
    }
}

// What the registry would write into the outbox must be understood at its other end.
template <class Fill>
void expect_forwardable(Fill fill) {
    v1::ConfigChange change;
    change.set_revision(1);
    fill(change);
    const auto command = wire::config_command(change.SerializeAsString());
    require(command && wire::decode_command(*command), "a change that the registry takes, the dispatcher understands");
}

void shop_body(std::string_view bytes) {
    if (json_fault(bytes)) return;
    const auto shop = gateway::shop_body("main", std::string(bytes));
    if (!shop) return expect_answerable(shop.error());
    if (const auto good = registry::check_shop(*shop); !good) return expect_answerable(good.error());
    for (const std::string& origin : shop->allowed_origins)
        require(gateway::normal_origin(origin).has_value(), "an origin that the registry takes, the gateway knows");
    expect_forwardable([&](v1::ConfigChange& to) { *to.mutable_shop() = shop->config; });
}

void queue_body(std::string_view bytes) {
    if (json_fault(bytes)) return;
    const auto queue = gateway::queue_body(std::string(bytes));
    if (!queue) return expect_answerable(queue.error());
    if (const auto good = registry::check_queue(*queue); !good) return expect_answerable(good.error());
    expect_forwardable([&](v1::ConfigChange& to) { *to.mutable_queue() = *queue; });
}

void skill_body(std::string_view bytes) {
    if (json_fault(bytes)) return;
    const auto skill = gateway::skill_body(std::string(bytes));
    if (!skill) return expect_answerable(skill.error());
    if (const auto good = registry::check_skill(*skill); !good) expect_answerable(good.error());
}

void agent_body(std::string_view bytes) {
    if (json_fault(bytes)) return;
    const auto agent = gateway::agent_body("main", std::string(bytes));
    if (!agent) return expect_answerable(agent.error());
    if (const auto good = registry::check_agent(agent->config); !good) return expect_answerable(good.error());
    expect_forwardable([&](v1::ConfigChange& to) { *to.mutable_agent() = agent->config; });
}

void target_and_cookie(std::string_view bytes) {
    gateway::HttpRequest request;
    if (gateway::decode_target(bytes, request)) {
        require(request.path.starts_with('/') && request.path.find('\0') == std::string::npos, "a path is a path");
        require(request.path.size() <= bytes.size(), "decoding never grows");
    }
    require(gateway::cookie_value(bytes, "yunke_login").size() <= bytes.size(), "a cookie's value is a part of it");
}

// Two lines: Origin and Host.
void origin(std::string_view bytes) {
    const auto line = bytes.find('\n');
    const std::string_view said = bytes.substr(0, line);
    const std::string_view host = line == std::string_view::npos ? std::string_view() : bytes.substr(line + 1);
    const auto normal = gateway::normal_origin(said);
    if (normal) require(gateway::normal_origin(*normal) == normal, "a normal origin is its own normal form");
    const gateway::OriginPolicy policy({"https://desk.example"}, true);
    const auto judged = policy.judge(said, host);
    require(judged.has_value() == (said.empty() || normal.has_value()), "exactly origins are judged");
    if (judged && judged->own)
        require(*normal == "https://desk.example" || gateway::normal_origin("https://" + std::string(host)) == normal,
                "only our own pages are our own");
}

void token(std::string_view bytes) {
    require(!tokens().ticket(bytes, 0) && !tokens().resume(bytes, 0) && !tokens().shop_key(bytes),
            "nobody guesses a signature");
}

constexpr void (*readers[])(std::string_view) = {
    object_body, shop_body, queue_body, skill_body, agent_body, target_and_cookie, origin, token,
};

}  // namespace
}  // namespace yunke::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using yunke::fuzz::readers;
    if (size == 0) return 0;
    readers[data[0] % std::size(readers)]({reinterpret_cast<const char*>(data + 1), size - 1});
    return 0;
}
