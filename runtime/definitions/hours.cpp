// Hours of a week: "Mon-Fri 09:00-18:00" in a file, spans of single days in the message.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>

#include "runtime/definitions/keys.hpp"
#include "runtime/durations.hpp"
#include "runtime/numbers.hpp"

namespace yunke::definitions {
namespace {

using runtime::parse_number;
using Span = v1::WeekHours::Span;

constexpr std::array<std::string_view, 7> day_names = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::pair<std::string_view, std::string_view> split(std::string_view text, char at) {
    const auto found = text.find(at);
    if (found == std::string_view::npos) return {text, {}};
    return {text.substr(0, found), text.substr(found + 1)};
}

// "09:00" to "24:00".
std::optional<std::uint32_t> minute_of(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = parse_number<std::uint32_t>(text.substr(0, 2));
    const auto minute = parse_number<std::uint32_t>(text.substr(3));
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 1'440) return std::nullopt;
    return *hour * 60 + *minute;
}

std::optional<std::uint32_t> weekday_of(std::string_view text) {
    const auto* found = std::ranges::find(day_names, text);
    if (found == day_names.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - day_names.begin()) + 1;
}

// "Mon", "Mon-Fri" or "Sat,Sun"; empty if it is none.
std::vector<std::uint32_t> weekdays_of(std::string_view text) {
    std::vector<std::uint32_t> days;
    while (!text.empty()) {
        const auto [part, rest] = split(text, ',');
        const auto [first, last] = split(part, '-');
        const auto from = weekday_of(first);
        const auto to = part.contains('-') ? weekday_of(last) : from;
        if (!from || !to || *from > *to || text.ends_with(',')) return {};
        for (auto day = *from; day <= *to; ++day)
            days.push_back(day);
        text = rest;
    }
    return days;
}

std::optional<std::vector<Span>> spans_of(std::string_view text) {
    const auto [days, hours] = split(text, ' ');
    const auto [from, to] = split(hours, '-');
    const auto begin = minute_of(from);
    const auto end = minute_of(to);
    const auto weekdays = weekdays_of(days);
    if (weekdays.empty() || !begin || !end) return std::nullopt;
    std::vector<Span> spans;
    for (const auto day : weekdays) {
        auto& span = spans.emplace_back();
        span.set_weekday(day);
        span.set_from_minute(*begin);
        span.set_to_minute(*end);
    }
    return spans;
}

std::optional<std::int32_t> offset_of(std::string_view text) {
    if (text == "Z") return 0;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const auto minutes = minute_of(text.substr(1));
    if (!minutes) return std::nullopt;
    return text[0] == '-' ? -static_cast<std::int32_t>(*minutes) : static_cast<std::int32_t>(*minutes);
}

std::optional<std::uint32_t> day_of(int year, unsigned month, unsigned day) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    if (!date.ok() || days < 0) return std::nullopt;
    return static_cast<std::uint32_t>(days);
}

std::optional<std::uint32_t> day_of(const Node& node) {
    if (const auto* date = std::get_if<Date>(&node.value)) return day_of(date->year, date->month, date->day);
    const auto* text = std::get_if<std::string>(&node.value);
    if (text == nullptr || text->size() != 10 || (*text)[4] != '-' || (*text)[7] != '-') return std::nullopt;
    const auto year = parse_number<int>(text->substr(0, 4));
    const auto month = parse_number<unsigned>(text->substr(5, 2));
    const auto day = parse_number<unsigned>(text->substr(8));
    if (!year || !month || !day) return std::nullopt;
    return day_of(*year, *month, *day);
}

// In the order of the week, each span noted where its text stands.
void put_spans(Reader& reader, std::string_view key, const std::string& field, const std::vector<Text>& texts,
               v1::WeekHours& hours) {
    struct Placed {
        Span span;
        std::size_t text = 0;
    };
    std::vector<Placed> placed;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto spans = spans_of(texts[i].text);
        if (!spans) {
            reader.refuse(fmt::format("{}[{}]", key, i), texts[i].line,
                          fmt::format("is \"{}\"; write days and hours such as \"Mon-Fri 09:00-18:00\" or \"Sat,Sun "
                                      "10:00-24:00\".",
                                      texts[i].text));
            continue;
        }
        for (const auto& span : *spans)
            placed.push_back({span, i});
    }
    std::ranges::sort(
        placed, {}, [](const Placed& one) { return std::tuple(one.span.weekday(), one.span.from_minute(), one.text); });
    hours.clear_spans();
    for (const auto& one : placed) {
        reader.note(fmt::format("{}.spans[{}]", field, hours.spans_size()), texts[one.text].line,
                    fmt::format("{}[{}]", key, one.text));
        *hours.add_spans() = one.span;
    }
}

void put_holidays(Reader& reader, const std::string& field, const Node& node, v1::WeekHours& hours) {
    const auto* list = std::get_if<List>(&node.value);
    if (list == nullptr) {
        reader.refuse("holidays", node.line, fmt::format("is {}; allowed is a list of dates.", type_name(node)));
        return;
    }
    std::vector<std::pair<std::uint32_t, std::size_t>> days;
    for (const auto& one : *list) {
        if (const auto day = day_of(one)) {
            days.emplace_back(*day, one.line);
        } else {
            reader.refuse("holidays", one.line, "holds something else than dates such as \"2026-10-01\".");
        }
    }
    std::ranges::sort(days);
    hours.clear_closed_days();
    for (const auto& [day, line] : days) {
        reader.note(fmt::format("{}.closed_days[{}]", field, hours.closed_days_size()), line, "holidays");
        hours.add_closed_days(day);
    }
}

void read_week(Reader& reader, const std::string& field, std::string_view key, v1::WeekHours& hours) {
    hours.Clear();
    const auto offset = reader.text("utc_offset", field + ".utc_offset_minutes");
    if (const auto texts = reader.texts(key, field + ".spans")) put_spans(reader, key, field, *texts, hours);
    if (key == "open") {
        if (const auto* node = reader.any("holidays", field + ".closed_days")) {
            put_holidays(reader, field, *node, hours);
        }
    }
    if (offset) {
        const auto minutes = offset_of(offset->text);
        if (minutes) hours.set_utc_offset_minutes(*minutes);
        if (!minutes) {
            reader.refuse("utc_offset", offset->line,
                          fmt::format("is \"{}\"; write it as \"+08:00\" or \"-03:30\".", offset->text));
        }
    } else if (hours.spans_size() > 0 || hours.closed_days_size() > 0) {
        reader.refuse("utc_offset", reader.line(), "is missing; say whose clock the hours mean, such as \"+08:00\".");
    }
    reader.finish();
}

std::string clock(std::uint32_t minute) {
    return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

}  // namespace

void read_hours(Reader& reader, const std::string& field, v1::WeekHours& hours) {
    read_week(reader, field, "open", hours);
}

void read_quiet(Reader& reader, const std::string& field, v1::WeekHours& hours) {
    read_week(reader, field, "spans", hours);
}

std::string offset_text(std::int32_t minutes) {
    return runtime::format_utc_offset(minutes);
}

std::vector<std::string> span_texts(const v1::WeekHours& hours) {
    std::vector<Span> left(hours.spans().begin(), hours.spans().end());
    std::vector<std::string> texts;
    while (!left.empty()) {
        // The same hours on the days that follow become one text.
        const Span first = left.front();
        auto last = first.weekday();
        left.erase(left.begin());
        for (auto next = left.begin(); next != left.end();) {
            const bool joins = next->weekday() == last + 1 && next->from_minute() == first.from_minute() &&
                               next->to_minute() == first.to_minute();
            last = joins ? last + 1 : last;
            next = joins ? left.erase(next) : next + 1;
        }
        auto days = std::string(day_names.at(first.weekday() - 1));
        if (last > first.weekday()) days.append("-").append(day_names.at(last - 1));
        texts.push_back(fmt::format("{} {}-{}", days, clock(first.from_minute()), clock(first.to_minute())));
    }
    return texts;
}

std::vector<std::string> day_texts(const v1::WeekHours& hours) {
    std::vector<std::string> texts;
    for (const auto day : hours.closed_days()) {
        const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
        texts.push_back(fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())));
    }
    return texts;
}

}  // namespace yunke::definitions
