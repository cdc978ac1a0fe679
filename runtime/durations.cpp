#include "runtime/durations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "runtime/numbers.hpp"

namespace yunke::runtime {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t ms;
};
constexpr std::array<Unit, 7> units = {
    {{"", 1}, {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

}  // namespace

std::optional<std::uint32_t> parse_duration(std::string_view text) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = parse_number<std::uint32_t>(text.substr(0, digits));
    auto name = text.substr(digits);
    while (name.starts_with(' '))
        name.remove_prefix(1);
    const auto* unit = std::ranges::find(units, name, &Unit::name);
    if (!count || unit == units.end()) return std::nullopt;
    const std::uint64_t ms = *count * unit->ms;
    if (ms > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    return static_cast<std::uint32_t>(ms);
}

std::string format_duration(std::uint32_t ms) {
    if (ms == 0) return "0s";
    for (const std::string_view name : {"h", "m", "s"}) {
        const auto unit = std::ranges::find(units, name, &Unit::name)->ms;
        if (ms % unit == 0) return std::to_string(ms / unit).append(name);
    }
    return std::to_string(ms) + "ms";
}

std::optional<std::int32_t> parse_utc_offset(std::string_view text) {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100'000; };
    const auto minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
    if (minutes > 14 * 60 || digit(4) > 5) return std::nullopt;
    return text[0] == '-' ? -minutes : minutes;
}

std::string format_utc_offset(std::int32_t minutes) {
    const auto size = static_cast<std::uint32_t>(minutes < 0 ? -minutes : minutes);
    return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

}  // namespace yunke::runtime
