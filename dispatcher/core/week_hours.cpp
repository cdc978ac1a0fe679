#include "dispatcher/core/week_hours.hpp"

#include <algorithm>

namespace yunke::core {
namespace {

constexpr Ms minute_ms = 60'000;
constexpr Ms day_ms = 24 * 60 * minute_ms;
constexpr std::uint32_t days_searched = 366;

// 1970-01-01 was a Thursday.
std::uint32_t weekday_of(std::uint32_t day) {
    return (day + 3) % 7 + 1;
}

}  // namespace

std::uint32_t local_day(Ms at_ms, std::int32_t utc_offset_minutes) {
    return static_cast<std::uint32_t>(std::max<Ms>(at_ms + utc_offset_minutes * minute_ms, 0) / day_ms);
}

Ms day_begins_ms(std::uint32_t day, std::int32_t utc_offset_minutes) {
    return Ms{day} * day_ms - utc_offset_minutes * minute_ms;
}

bool within(const WeekHours& hours, Ms at_ms) {
    const std::uint32_t day = local_day(at_ms, hours.utc_offset_minutes);
    if (std::ranges::binary_search(hours.closed_days, day)) return false;
    if (hours.spans.empty()) return true;
    const auto minute = static_cast<std::uint32_t>((at_ms - day_begins_ms(day, hours.utc_offset_minutes)) / minute_ms);
    return std::ranges::any_of(hours.spans, [&](const WeekHours::Span& span) {
        return span.weekday == weekday_of(day) && span.from_minute <= minute && minute < span.to_minute;
    });
}

Ms next_change_ms(const WeekHours& hours, Ms at_ms) {
    if (hours.spans.empty() && hours.closed_days.empty()) return 0;
    const bool now = within(hours, at_ms);
    const std::uint32_t today = local_day(at_ms, hours.utc_offset_minutes);
    for (std::uint32_t day = today; day <= today + days_searched; ++day) {
        const Ms begins_ms = day_begins_ms(day, hours.utc_offset_minutes);
        Ms first_ms = 0;
        const auto consider = [&](Ms candidate_ms) {
            if (candidate_ms > at_ms && within(hours, candidate_ms) != now &&
                (first_ms == 0 || candidate_ms < first_ms))
                first_ms = candidate_ms;
        };
        consider(begins_ms);
        for (const WeekHours::Span& span : hours.spans) {
            if (span.weekday != weekday_of(day)) continue;
            consider(begins_ms + span.from_minute * minute_ms);
            consider(begins_ms + span.to_minute * minute_ms);
        }
        if (first_ms > 0) return first_ms;
    }
    return 0;
}

}  // namespace yunke::core
