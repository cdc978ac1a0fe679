// Times as people write them in options and files: "90s", "5m", "2h", and clocks: "+08:00". Used by yunkectl, by
// runtime/definitions and by card files.
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

// What parse_utc_offset takes, to complete "allowed is …".
inline constexpr std::string_view utc_offset_rule =
    "hours and minutes ahead of or behind UTC, such as +08:00 or -03:30";

// Minutes of a clock's offset from UTC, at most 14 hours. nullopt: not written so.
std::optional<std::int32_t> parse_utc_offset(std::string_view text);
std::string format_utc_offset(std::int32_t minutes);

}  // namespace yunke::runtime
