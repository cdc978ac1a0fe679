#include "runtime/log_format.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <iterator>

#include "runtime/limits.hpp"

namespace yunke::runtime {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

// Length of the well-formed UTF-8 sequence at the front, 0 if there is none (overlong, surrogate, cut, beyond
// U+10FFFF).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if ((first & 0xf0) == 0xe0) {
        if (first == 0xe0 && byte(1) < 0xa0) return 0;
        if (first == 0xed && byte(1) > 0x9f) return 0;
        return follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        if (first == 0xf0 && byte(1) < 0x90) return 0;
        if (first == 0xf4 && byte(1) > 0x8f) return 0;
        return follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

void append_escaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const auto byte = static_cast<unsigned char>(text.front());
        const std::size_t length = utf8_length(text);
        if (byte == '"' || byte == '\\') {
            out.push_back('\\');
            out.push_back(text.front());
        } else if (byte == '\n') {
            out.append("\\n");
        } else if (byte < 0x20 || byte == 0x7f) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        } else if (length == 0) {
            out.append(replacement);
        } else {
            out.append(text.substr(0, length));
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

std::string_view shortened(std::string_view text) {
    return text.substr(0, limits::log_value_bytes_max);
}

bool is_plain(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= ' ' || byte >= 0x7f || byte == '"' || byte == '\\' || byte == '=') return false;
    }
    return true;
}

void append_number(std::string& out, const LogField::Value& value) {
    if (const auto* i = std::get_if<std::int64_t>(&value)) fmt::format_to(std::back_inserter(out), "{}", *i);
    if (const auto* u = std::get_if<std::uint64_t>(&value)) fmt::format_to(std::back_inserter(out), "{}", *u);
    if (const auto* b = std::get_if<bool>(&value)) out.append(*b ? "true" : "false");
    if (const auto* d = std::get_if<double>(&value)) {
        // JSON knows no infinities.
        if (std::isfinite(*d)) {
            fmt::format_to(std::back_inserter(out), "{}", *d);
        } else {
            out.append("null");
        }
    }
}

struct WallTime {
    std::tm parts{};
    int micros = 0;
};

WallTime split(std::int64_t wall_us, bool local) {
    WallTime result;
    const auto seconds = static_cast<std::time_t>(wall_us / 1'000'000);
    result.micros = static_cast<int>(wall_us % 1'000'000);
    if (local) {
        localtime_r(&seconds, &result.parts);
    } else {
        gmtime_r(&seconds, &result.parts);
    }
    return result;
}

constexpr std::string_view level_columns[] = {"TRACE", "DEBUG", "INFO ", "WARN ", "ERROR", "OFF  "};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    append_escaped(out, text);
    out.push_back('"');
}

void append_text(std::string& out, const LogLine& line) {
    const WallTime time = split(line.wall_us, true);
    const auto& t = time.parts;
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03} {} {:<11} {:<24}",
                   t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, time.micros / 1000,
                   level_columns[static_cast<std::size_t>(line.level)], line.part, line.event);
    for (const LogField& field : line.fields) {
        out.push_back(' ');
        out.append(field.key);
        out.push_back('=');
        const auto* text = std::get_if<std::string_view>(&field.value);
        if (!text) {
            append_number(out, field.value);
        } else if (is_plain(*text)) {
            out.append(shortened(*text));
        } else {
            append_json_string(out, shortened(*text));
        }
    }
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
}

void append_json(std::string& out, const LogLine& line) {
    const WallTime time = split(line.wall_us, false);
    const auto& t = time.parts;
    fmt::format_to(std::back_inserter(out),
                   R"({{"time":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z","level":"{}","part":)", t.tm_year + 1900,
                   t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, time.micros, to_string(line.level));
    append_json_string(out, line.part);
    out.append(R"(,"event":)");
    append_json_string(out, line.event);
    for (const LogField& field : line.fields) {
        out.push_back(',');
        append_json_string(out, field.key);
        out.push_back(':');
        const auto* text = std::get_if<std::string_view>(&field.value);
        if (text) {
            append_json_string(out, shortened(*text));
        } else {
            append_number(out, field.value);
        }
    }
    out.push_back('}');
}

}  // namespace yunke::runtime
