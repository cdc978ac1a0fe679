// Times as people write them in options and files: "90s", "5m", "2h". Used by yunkectl and by runtime/definitions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yunke::runtime {

// What parse_duration takes, to complete "allowed is …".
inline constexpr std::string_view duration_rule =
    "a whole number with ms, s, m (or min), h or d, such as 30s, 5m or 2h";

// Milliseconds; a plain number is milliseconds too. nullopt: negative, no number, an unknown unit, or more than 32
// bits.
std::optional<std::uint32_t> parse_duration(std::string_view text);

// The same time in the greatest unit that tells it exactly: 90000 is "90s", 0 is "0s". Days are written as hours.
std::string format_duration(std::uint32_t ms);

}  // namespace yunke::runtime
