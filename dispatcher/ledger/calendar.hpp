// Days and months as a place's own clock counts them, and which days are holidays. Every rate card, tax table and
// package is dated in local days, while facts carry milliseconds: pricing turns one into the other here, by fact and
// configured offset only, so that a replay finds the same days again. China has had one offset since 1991 and no
// summer time; an offset in minutes is all a platform's clock needs.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace yunke::ledger {

constexpr std::int32_t default_utc_offset_minutes = 8 * 60;

// Days since 1970-01-01 of the clock that it was read from.
enum class Day : std::int32_t {};

struct Month {
    std::int32_t year = 1970;
    std::uint32_t month = 1;  // 1 to 12

    auto operator<=>(const Month&) const = default;
};

Day day_of(std::int64_t at_ms, std::int32_t utc_offset_minutes);
Day day_of(std::int32_t year, std::uint32_t month, std::uint32_t day);  // of a date that exists
Month month_of(Day day);
Month month_of(std::int64_t at_ms, std::int32_t utc_offset_minutes);

// The instant at which a local day begins.
std::int64_t begin_ms(Day day, std::int32_t utc_offset_minutes);
Day first_day(Month month);
Day next(Day day);
Month next(Month month);
// Whole months from one to the other; negative if `to` is earlier.
std::int32_t months_between(Month from, Month to);

// "2026-10-01", "2026-10". Parsing takes exactly that, and only what the calendar has.
std::string text_of(Day day);
std::string text_of(Month month);
std::optional<Day> parse_day(std::string_view text);
std::optional<Month> parse_month(std::string_view text);

// The platform's public holidays: days that are listed one by one, because the State Council announces each year's.
class Holidays {
public:
    // False: it was listed already.
    bool add(Day day) { return days_.insert(day).second; }
    bool contains(Day day) const { return days_.contains(day); }
    const std::set<Day>& days() const { return days_; }

private:
    std::set<Day> days_;
};

}  // namespace yunke::ledger
