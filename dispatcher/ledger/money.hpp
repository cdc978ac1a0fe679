// Money and time as the ledger counts them: whole fen and whole milliseconds in 64 bits, products in 128, no floating
// point anywhere. Everything that is rounded in the ledger is rounded by one of the two functions here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yunke::ledger {

using Fen = std::int64_t;  // hundredths of a yuan
using Ms = std::int64_t;   // milliseconds, of the pool's clock or a duration
using Wide = __int128;     // a product of two of them

constexpr Ms ms_per_hour = 3'600'000;

// a × b / c, the fraction dropped; a and b not negative, c positive.
constexpr std::int64_t floor_mul_div(std::int64_t a, std::int64_t b, std::int64_t c) {
    return static_cast<std::int64_t>(static_cast<Wide>(a) * b / c);
}

// a × b / c, a half rounded up: floor((2·a·b + c) / (2·c)); a and b not negative, c positive.
constexpr std::int64_t half_up_mul_div(std::int64_t a, std::int64_t b, std::int64_t c) {
    return static_cast<std::int64_t>((static_cast<Wide>(a) * b * 2 + c) / (static_cast<Wide>(c) * 2));
}

// What a time comes to at a rate of fen per hour.
constexpr Fen pay_of(Ms time_ms, Fen rate_per_hour) {
    return half_up_mul_div(time_ms, rate_per_hour, ms_per_hour);
}

// "1234.05", "-0.50": yuan with two decimals, as files and statements have it.
inline std::string yuan_text(Fen fen) {
    const bool negative = fen < 0;
    const std::uint64_t size = negative ? 0U - static_cast<std::uint64_t>(fen) : static_cast<std::uint64_t>(fen);
    const std::string cents = std::to_string(size % 100);
    return (negative ? "-" : "") + std::to_string(size / 100) + (cents.size() < 2 ? ".0" : ".") + cents;
}

// The reverse; also "12" and "12.5". Nothing else is taken: no sign but a leading minus, no blanks, no third decimal,
// nothing above 10^15 fen.
inline std::optional<Fen> parse_yuan(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view decimals = point == std::string_view::npos ? "" : text.substr(point + 1);
    if (whole.empty() || whole.size() > 13 || decimals.size() > 2) return std::nullopt;
    if (point != std::string_view::npos && decimals.empty()) return std::nullopt;
    Fen fen = 0;
    for (const std::string_view part : {whole, decimals}) {
        for (const char c : part) {
            if (c < '0' || c > '9') return std::nullopt;
            fen = fen * 10 + (c - '0');
        }
    }
    for (std::size_t i = decimals.size(); i < 2; ++i)
        fen *= 10;
    return negative ? -fen : fen;
}

}  // namespace yunke::ledger
