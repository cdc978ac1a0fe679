#include "dispatcher/ledger/calendar.hpp"

#include <fmt/format.h>

#include <chrono>

#include "runtime/numbers.hpp"

namespace yunke::ledger {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 24 * 60 * minute_ms;

std::chrono::year_month_day date_of(Day day) {
    return std::chrono::sys_days{std::chrono::days{static_cast<std::int32_t>(day)}};
}

std::optional<std::chrono::year_month_day> date(std::int32_t year, std::uint32_t month, std::uint32_t day) {
    const std::chrono::year_month_day made{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!made.ok()) return std::nullopt;
    return made;
}

Day number_of(const std::chrono::year_month_day& made) {
    return Day{static_cast<std::int32_t>(std::chrono::sys_days(made).time_since_epoch().count())};
}

// Digits only: parse_number takes a sign.
template <class Number>
std::optional<Number> digits(std::string_view text) {
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return runtime::parse_number<Number>(text);
}

}  // namespace

Day day_of(std::int64_t at_ms, std::int32_t utc_offset_minutes) {
    const auto local = at_ms + utc_offset_minutes * minute_ms;
    const auto whole = local / day_ms;
    return Day{static_cast<std::int32_t>(local % day_ms < 0 ? whole - 1 : whole)};
}

Day day_of(std::int32_t year, std::uint32_t month, std::uint32_t day) {
    return number_of({std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}});
}

Month month_of(Day day) {
    const auto date = date_of(day);
    return {static_cast<std::int32_t>(date.year()), static_cast<std::uint32_t>(date.month())};
}

Month month_of(std::int64_t at_ms, std::int32_t utc_offset_minutes) {
    return month_of(day_of(at_ms, utc_offset_minutes));
}

std::int64_t begin_ms(Day day, std::int32_t utc_offset_minutes) {
    return static_cast<std::int64_t>(day) * day_ms - utc_offset_minutes * minute_ms;
}

Day first_day(Month month) {
    return day_of(month.year, month.month, 1);
}

Day next(Day day) {
    return Day{static_cast<std::int32_t>(day) + 1};
}

Month next(Month month) {
    if (month.month == 12) return {month.year + 1, 1};
    return {month.year, month.month + 1};
}

std::int32_t months_between(Month from, Month to) {
    return (to.year - from.year) * 12 + static_cast<std::int32_t>(to.month) - static_cast<std::int32_t>(from.month);
}

std::string text_of(Day day) {
    const auto date = date_of(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::string text_of(Month month) {
    return fmt::format("{:04}-{:02}", month.year, month.month);
}

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits<std::int32_t>(text.substr(0, 4));
    const auto month = digits<std::uint32_t>(text.substr(5, 2));
    const auto day = digits<std::uint32_t>(text.substr(8));
    const auto made = year && month && day ? date(*year, *month, *day) : std::nullopt;
    return made ? std::optional(number_of(*made)) : std::nullopt;
}

std::optional<Month> parse_month(std::string_view text) {
    const auto day = text.size() == 7 ? parse_day(std::string(text) + "-01") : std::nullopt;
    return day ? std::optional(month_of(*day)) : std::nullopt;
}

}  // namespace yunke::ledger
