// Whole-string conversion of decimal numbers: what is not exactly one number in range is nullopt, never a guess.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace yunke::runtime {

template <std::integral Number>
std::optional<Number> parse_number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

inline std::optional<std::uint64_t> parse_u64(std::string_view text) {
    return parse_number<std::uint64_t>(text);
}

inline std::optional<std::int64_t> parse_i64(std::string_view text) {
    return parse_number<std::int64_t>(text);
}

}  // namespace yunke::runtime
