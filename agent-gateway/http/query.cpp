#include "agent-gateway/http/query.hpp"

#include <charconv>

namespace yunke::gateway {

namespace {

std::optional<std::string> decoded(std::string_view text) {
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            value.push_back(text[i] == '+' ? ' ' : text[i]);
            continue;
        }
        unsigned byte = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() < 2 || error != std::errc{} || end != digits.data() + 2) return std::nullopt;
        value.push_back(static_cast<char>(byte));
        i += 2;
    }
    return value;
}

// Calls `take(value)` for each parameter of the name.
template <class Take>
void each(std::string_view query, std::string_view name, const Take& take) {
    while (!query.empty()) {
        const auto end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) != name) continue;
        take(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    }
}

}  // namespace

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
    std::optional<std::string> found;
    int times = 0;
    each(query, name, [&](std::string_view value) {
        found = decoded(value);
        ++times;
    });
    return times == 1 ? found : std::nullopt;
}

bool has_query(std::string_view query, std::string_view name) {
    bool has = false;
    each(query, name, [&](std::string_view) { has = true; });
    return has;
}

}  // namespace yunke::gateway
