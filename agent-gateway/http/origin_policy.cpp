#include "agent-gateway/http/origin_policy.hpp"

#include <algorithm>

#include "runtime/numbers.hpp"

namespace yunke::gateway {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

// "name", "1.2.3.4" or "[v6]" at the front, and what follows it.
std::optional<std::pair<std::string_view, std::string_view>> split_host(std::string_view text) {
    std::size_t end = 0;
    if (text.starts_with('[')) {
        end = text.find(']');
        if (end == std::string_view::npos || end == 1) return std::nullopt;
        const auto inside = text.substr(1, end - 1);
        if (inside.find_first_not_of("0123456789abcdef:.") != std::string_view::npos) return std::nullopt;
        ++end;
    } else {
        while (end < text.size() && is_host_character(text[end]))
            ++end;
    }
    if (end == 0) return std::nullopt;
    return std::pair{text.substr(0, end), text.substr(end)};
}

}  // namespace

std::optional<std::string> normal_origin(std::string_view origin) {
    const std::string text = lower(origin);
    std::string_view rest = text;
    std::string_view default_port;
    if (rest.starts_with("https://")) {
        rest.remove_prefix(8);
        default_port = "443";
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
        default_port = "80";
    } else {
        return std::nullopt;
    }
    const auto parts = split_host(rest);
    if (!parts) return std::nullopt;
    std::string scheme_and_host = text.substr(0, text.size() - parts->second.size());
    if (parts->second.empty()) return scheme_and_host;
    if (!parts->second.starts_with(':')) return std::nullopt;
    const auto port = runtime::parse_number<std::uint16_t>(parts->second.substr(1));
    if (!port || *port == 0) return std::nullopt;
    if (std::to_string(*port) == default_port) return scheme_and_host;
    return scheme_and_host + ":" + std::to_string(*port);
}

void ShopOrigins::add(std::uint32_t shop, const std::vector<std::string>& origins) {
    std::vector<std::string>& list = by_shop_[shop];
    for (const std::string& origin : origins) {
        if (auto normal = normal_origin(origin)) {
            all_.insert(*normal);
            list.push_back(std::move(*normal));
        }
    }
}

bool ShopOrigins::allows(std::uint32_t shop, const std::string& origin) const {
    const auto at = by_shop_.find(shop);
    return at != by_shop_.end() && std::ranges::find(at->second, origin) != at->second.end();
}

OriginPolicy::OriginPolicy(const std::vector<std::string>& allowed, bool tls) : tls_(tls) {
    for (const std::string& origin : allowed) {
        if (auto normal = normal_origin(origin)) allowed_.insert(std::move(*normal));
    }
}

bool OriginPolicy::is_same_host(const std::string& origin, std::string_view host) const {
    if (origin == normal_origin("https://" + std::string(host))) return true;
    return !tls_ && origin == normal_origin("http://" + std::string(host));
}

std::optional<Admission> OriginPolicy::judge(std::string_view origin, std::string_view host) const {
    if (origin.empty()) return Admission{};
    auto normal = normal_origin(origin);
    if (!normal) return std::nullopt;
    const bool own = allowed_.contains(*normal) || is_same_host(*normal, host);
    return Admission{std::move(*normal), own};
}

}  // namespace yunke::gateway
