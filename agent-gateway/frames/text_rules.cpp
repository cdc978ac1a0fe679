#include "agent-gateway/frames/text_rules.hpp"

#include <cstdint>

namespace yunke::gateway {

namespace {

// Decodes one code point at `at` and moves on; nullopt if it is not well-formed (Unicode 15, table 3-7).
std::optional<std::uint32_t> next_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t index) { return static_cast<std::uint8_t>(text[index]); };
    const std::uint8_t first = byte(at);
    if (first < 0x80) {
        ++at;
        return first;
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return std::nullopt;
    std::uint32_t point = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return std::nullopt;
        point = (point << 6) | (byte(at + i) & 0x3FU);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < least[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
    at += length;
    return point;
}

bool is_bidi_control(std::uint32_t point) {
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

std::optional<std::size_t> code_points(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        if (!next_point(text, at)) return std::nullopt;
    }
    return count;
}

std::optional<std::string> text_fault(std::string_view text, std::size_t points_max, TextKind kind) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        const auto point = next_point(text, at);
        if (!point) return "is not valid UTF-8";
        if (*point == 0) return "contains a NUL character";
        if (kind == TextKind::label && (*point < 0x20 || *point == 0x7F)) return "contains a control character";
        if (kind == TextKind::label && is_bidi_control(*point)) return "contains a bidirectional control character";
    }
    if (count > points_max) return "is longer than " + std::to_string(points_max) + " characters";
    return std::nullopt;
}

std::string_view cut_at_character(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<std::uint8_t>(text[bytes]) & 0xC0) == 0x80)
        --bytes;
    return text.substr(0, bytes);
}

}  // namespace yunke::gateway
