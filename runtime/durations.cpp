#include "runtime/durations.hpp"

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

}  // namespace yunke::runtime
