// Hours of a week: spans in order, within their days, without overlap.
#include <fmt/format.h>

#include <array>

#include "runtime/registry/limits.hpp"
#include "runtime/registry/routing_rules.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

constexpr std::uint32_t day_minutes = 1'440;

std::string clock(std::uint32_t minute) {
    return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

std::string shown(const v1::WeekHours::Span& span) {
    constexpr std::array<const char*, 8> days = {"?", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return fmt::format("{} {}-{}", days.at(span.weekday()), clock(span.from_minute()), clock(span.to_minute()));
}

Result<void> check_span(const std::string& field, const v1::WeekHours::Span& span) {
    if (span.weekday() < 1 || span.weekday() > 7) {
        return invalid(field,
                       fmt::format("must have a weekday from 1 (Monday) to 7 (Sunday), not {}.", span.weekday()));
    }
    if (span.to_minute() > day_minutes || span.from_minute() >= day_minutes) {
        return invalid(field, fmt::format("must lie within its day, minutes 0 to {}, not {} to {}.", day_minutes,
                                          span.from_minute(), span.to_minute()));
    }
    if (span.from_minute() >= span.to_minute()) {
        return invalid(field, fmt::format("must end after it begins, not {}; write hours over midnight as two spans, "
                                          "one up to 24:00 and one from 00:00 of the next day.",
                                          shown(span)));
    }
    return {};
}

Result<void> check_closed_days(const std::string& field, const v1::WeekHours& hours) {
    if (static_cast<std::size_t>(hours.closed_days_size()) > limits::closed_days_max) {
        return invalid(field, fmt::format("may hold at most {} days, not {}; drop those that are over.",
                                          limits::closed_days_max, hours.closed_days_size()));
    }
    for (int i = 0; i < hours.closed_days_size(); ++i) {
        const auto at = fmt::format("{}[{}]", field, i);
        if (hours.closed_days(i) > limits::closed_day_max) return invalid(at, "lies too far in the future.");
        if (i > 0 && hours.closed_days(i) <= hours.closed_days(i - 1)) {
            return invalid(at, "must come after the day before it; give each day once, in order.");
        }
    }
    return {};
}

}  // namespace

Result<void> check_hours(const std::string& field, const v1::WeekHours& hours, bool with_closed_days) {
    const auto offset = hours.utc_offset_minutes();
    if (offset < limits::utc_offset_minutes_min || offset > limits::utc_offset_minutes_max) {
        return invalid(field + ".utc_offset_minutes",
                       fmt::format("must be {} to {} (-12:00 to +14:00), not {}.", limits::utc_offset_minutes_min,
                                   limits::utc_offset_minutes_max, offset));
    }
    if (static_cast<std::size_t>(hours.spans_size()) > limits::week_spans_max) {
        return invalid(field + ".spans", fmt::format("may hold at most {} spans of one day each, not {}.",
                                                     limits::week_spans_max, hours.spans_size()));
    }
    for (int i = 0; i < hours.spans_size(); ++i) {
        const auto& span = hours.spans(i);
        const auto at = fmt::format("{}.spans[{}]", field, i);
        if (auto good = check_span(at, span); !good) return good;
        if (i == 0) continue;
        const auto& before = hours.spans(i - 1);
        if (span.weekday() == before.weekday() && span.from_minute() < before.to_minute() &&
            before.from_minute() < span.to_minute()) {
            return invalid(
                at, fmt::format("must not overlap: {} and {} do; make one span of them.", shown(before), shown(span)));
        }
        if (span.weekday() < before.weekday() ||
            (span.weekday() == before.weekday() && span.from_minute() < before.from_minute())) {
            return invalid(at, fmt::format("must stand in the order of the week: {} comes before {}.", shown(span),
                                           shown(before)));
        }
    }
    if (!with_closed_days && hours.closed_days_size() > 0) {
        return invalid(field + ".closed_days", "must be empty: quiet hours know no holidays.");
    }
    return check_closed_days(field + ".closed_days", hours);
}

}  // namespace yunke::registry
