#include "agent-gateway/http/body_members.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "agent-gateway/frames/json_check.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;

// Behind the last known key; keys of others may be long.
constexpr std::size_t quoted_bytes_max = 64;

std::string quoted(std::string_view key) {
    std::string text(key.substr(0, quoted_bytes_max));
    // What was cut amid a character would be no UTF-8.
    while (text.size() < key.size() && !text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0)
        text.pop_back();
    return "\"" + text + "\"";
}

std::optional<std::int64_t> whole(const json::value& value) {
    if (const auto* number = value.if_int64()) return *number;
    return std::nullopt;  // beyond int64, a fraction, or no number at all
}

}  // namespace

BodyMembers::BodyMembers(std::string_view body, std::initializer_list<std::string_view> known) {
    if (body.empty()) return;
    boost::system::error_code error;
    const auto fault = json_fault(body);
    auto value = fault ? json::value() : json::parse(body, error);
    if (fault || error || !value.is_object()) {
        refuse("The body must be one JSON object, such as {}.", "请求内容必须是一个 JSON 对象，例如 {}。");
        return;
    }
    object_ = std::move(value.as_object());
    check_keys(known);
}

BodyMembers::BodyMembers(const json::object& object, std::initializer_list<std::string_view> known) : object_(object) {
    check_keys(known);
}

void BodyMembers::check_keys(std::initializer_list<std::string_view> known) {
    for (const auto& member : object_) {
        if (std::ranges::find(known, std::string_view(member.key())) != known.end()) continue;
        std::string list;
        for (const std::string_view key : known)
            list.append(list.empty() ? "" : ", ").append(key);
        const std::string key = quoted(member.key());
        if (list.empty()) {
            refuse("The body must be empty or {}; " + key + " is not known here.",
                   "请求内容必须为空或 {}；这里没有 " + key + " 这一项。");
        } else {
            refuse("The body has " + key + ", which is not known here; what it may have is: " + list + ".",
                   "请求内容中的 " + key + " 在这里没有意义；可用的是：" + list + "。");
        }
        return;
    }
}

void BodyMembers::refuse(std::string_view en, std::string_view zh) {
    if (!fault_) fault_ = bad_request(en, zh);
}

void BodyMembers::take_fault(const BodyMembers& inner) {
    if (!fault_) fault_ = inner.fault_;
}

const json::value* BodyMembers::find(std::string_view key, std::string_view what_en, std::string_view what_zh) {
    const json::value* value = object_.if_contains(key);
    if (!value) {
        refuse(quoted(key) + " is needed: " + std::string(what_en) + ".",
               "缺少 " + quoted(key) + "：" + std::string(what_zh) + "。");
    }
    return value;
}

std::optional<std::int64_t> BodyMembers::integer_if(std::string_view key, std::int64_t least, std::int64_t most) {
    const json::value* value = object_.if_contains(key);
    if (!value) return std::nullopt;
    const auto number = whole(*value);
    if (number && *number >= least && *number <= most) return number;
    const std::string range = std::to_string(least) + " - " + std::to_string(most);
    refuse(quoted(key) + " must be a whole number (" + range + ").", quoted(key) + " 必须是整数（" + range + "）。");
    return std::nullopt;
}

bool BodyMembers::is_null(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    return value != nullptr && value->is_null();
}

std::int64_t BodyMembers::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    if (!find(key, "a whole number", "整数")) return 0;
    return integer_if(key, least, most).value_or(0);
}

std::string BodyMembers::text(std::string_view key) {
    const json::value* value = find(key, "a text", "文字");
    if (!value) return {};
    const bool some = value->is_string() &&
                      std::string_view(value->as_string()).find_first_not_of(" \t\r\n") != std::string_view::npos;
    if (some) return std::string(value->as_string());
    refuse(quoted(key) + " must be a text that is not empty.", quoted(key) + " 必须是文字，不能为空。");
    return {};
}

std::string BodyMembers::text(std::string_view key, std::size_t bytes_max) {
    std::string found = text(key);
    if (found.size() > bytes_max) {
        refuse(quoted(key) + " is longer than " + std::to_string(bytes_max) + " bytes; make it shorter.",
               quoted(key) + " 超过 " + std::to_string(bytes_max) + " 字节；请写短一些。");
    }
    return found;
}

bool BodyMembers::flag(std::string_view key) {
    const json::value* value = find(key, "true or false", "true 或 false");
    if (!value) return false;
    if (value->is_bool()) return value->as_bool();
    refuse(quoted(key) + " must be true or false.", quoted(key) + " 必须是 true 或 false。");
    return false;
}

std::vector<ledger::AgentId> BodyMembers::agents(std::string_view key, std::size_t most) {
    std::vector<ledger::AgentId> found;
    const json::value* value = object_.if_contains(key);
    if (!value) return found;
    const auto wrong = [&] {
        refuse(quoted(key) + " must be a list of 1 to " + std::to_string(most) +
                   " numbers of agents; leave it out to mean everybody.",
               quoted(key) + " 必须是 1 到 " + std::to_string(most) + " 个坐席编号的列表；不写则表示所有人。");
        return std::vector<ledger::AgentId>();
    };
    if (!value->is_array() || value->as_array().empty() || value->as_array().size() > most) return wrong();
    for (const json::value& one : value->as_array()) {
        const auto number = whole(one);
        if (!number || *number < 1 || *number > UINT32_MAX) return wrong();
        found.push_back(ledger::AgentId{static_cast<std::uint32_t>(*number)});
    }
    return found;
}

std::vector<BodyMembers> BodyMembers::objects(std::string_view key, std::size_t most,
                                              std::initializer_list<std::string_view> known) {
    std::vector<BodyMembers> found;
    const json::value* value = find(key, "a list", "列表");
    if (!value) return found;
    const auto* list = value->if_array();
    const bool good = list && !list->empty() && list->size() <= most &&
                      std::ranges::all_of(*list, [](const json::value& one) { return one.is_object(); });
    if (!good) {
        refuse(quoted(key) + " must be a list of 1 to " + std::to_string(most) + " objects.",
               quoted(key) + " 必须是 1 到 " + std::to_string(most) + " 个对象的列表。");
        return found;
    }
    for (const json::value& one : *list)
        found.push_back(BodyMembers(one.as_object(), known));
    return found;
}

}  // namespace yunke::gateway
