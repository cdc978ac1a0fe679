#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "dispatcher/sim/scenario_tree.hpp"

namespace yunke::sim {
namespace {

// What fits on a screen; the rest shows once these are mended.
constexpr std::size_t faults_told = 20;

constexpr const char* duration_rule =
    "a time with its unit in quotation marks, such as \"500ms\", \"20s\", \"1.5min\" or \"8h\"";

std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<double> parse_ms(std::string_view text) {
    constexpr std::pair<std::string_view, double> units[] = {
        {"ms", 1}, {"min", 60'000}, {"s", 1'000}, {"h", 3'600'000}, {"d", 86'400'000}};
    for (const auto& [unit, factor] : units)
        if (text.ends_with(unit))
            if (const auto value = number_in(text.substr(0, text.size() - unit.size()))) return *value * factor;
    return std::nullopt;
}

}  // namespace

std::optional<double> TreeNode::number() const {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return std::nullopt;
}

std::vector<std::string> Faults::take() const {
    std::vector<std::string> sentences;
    for (const auto& [line, sentence] : found_) {
        if (sentences.size() == faults_told) {
            sentences.push_back(fmt::format("{}: and {} more; mend these first", file_, found_.size() - faults_told));
            break;
        }
        sentences.push_back(sentence);
    }
    return sentences;
}

const TreeNode* Keys::any(std::string_view key) {
    taken_.emplace_back(key);
    const auto found = std::ranges::find(*table_, key, &TreeMember::key);
    return found == table_->end() ? nullptr : &found->node;
}

std::optional<std::string> Keys::text(std::string_view key) {
    const TreeNode* node = any(key);
    if (node == nullptr) return std::nullopt;
    if (const std::string* text = node->text()) return *text;
    refuse(key, node->line, "must be a text in quotation marks");
    return std::nullopt;
}

std::optional<bool> Keys::flag(std::string_view key) {
    const TreeNode* node = any(key);
    if (node == nullptr) return std::nullopt;
    if (const bool* flag = std::get_if<bool>(&node->value)) return *flag;
    refuse(key, node->line, "must be true or false");
    return std::nullopt;
}

std::optional<double> Keys::number(std::string_view key, const TreeNode& node, double least, double most) {
    const auto number = node.number();
    if (number && *number >= least && *number <= most) return number;
    const std::string given = number ? fmt::format("is {:g}", *number) : "is no number";
    refuse(key, node.line, fmt::format("{}; allowed is a number from {:g} to {:g}", given, least, most));
    return std::nullopt;
}

std::optional<double> Keys::number(std::string_view key, double least, double most) {
    const TreeNode* node = any(key);
    return node == nullptr ? std::nullopt : number(key, *node, least, most);
}

std::optional<std::uint64_t> Keys::whole(std::string_view key, std::uint64_t least, std::uint64_t most) {
    const TreeNode* node = any(key);
    if (node == nullptr) return std::nullopt;
    const auto* whole = std::get_if<std::int64_t>(&node->value);
    if (whole != nullptr && *whole >= 0) {
        const auto value = static_cast<std::uint64_t>(*whole);
        if (value >= least && value <= most) return value;
    }
    const std::string given = whole != nullptr ? fmt::format("is {}", *whole) : "is no whole number";
    refuse(key, node->line, fmt::format("{}; allowed is a whole number from {} to {}", given, least, most));
    return std::nullopt;
}

std::optional<Ms> Keys::duration(std::string_view key, const TreeNode& node) {
    const std::string* text = node.text();
    const auto ms = text != nullptr ? parse_ms(*text) : std::nullopt;
    if (!ms) {
        refuse(key, node.line, fmt::format("must be {}", duration_rule));
        return std::nullopt;
    }
    if (*ms < 0 || *ms > static_cast<double>(limits::time_ms)) {
        refuse(key, node.line,
               fmt::format("is \"{}\"; times are not negative and at most {} days", *text,
                           limits::time_ms / limits::day_ms));
        return std::nullopt;
    }
    return std::llround(*ms);
}

std::optional<Ms> Keys::duration(std::string_view key) {
    const TreeNode* node = any(key);
    return node == nullptr ? std::nullopt : duration(key, *node);
}

std::optional<Ms> Keys::time_of_cycle(std::string_view key, const TreeNode& node) {
    if (const std::string* text = node.text()) {
        const std::size_t colon = text->find(':');
        const auto hours = number_in(std::string_view(*text).substr(0, colon));
        const auto minutes =
            colon == std::string::npos ? std::nullopt : number_in(std::string_view(*text).substr(colon + 1));
        const bool good = hours && minutes && *hours >= 0 && *hours <= 24'000 && *minutes >= 0 && *minutes < 60 &&
                          *hours == std::floor(*hours) && *minutes == std::floor(*minutes);
        if (good) return static_cast<Ms>(*hours) * limits::hour_ms + static_cast<Ms>(*minutes) * 60'000;
    }
    refuse(key, node.line, "must be a time of the cycle such as \"08:30\"");
    return std::nullopt;
}

std::optional<Ms> Keys::date_and_time(std::string_view key, const TreeNode& node) {
    const std::string* text = node.text();
    int year = 0, hours = 0, minutes = 0, offset_hours = 0, offset_minutes = 0, read = 0;
    unsigned month = 0, day = 0;
    char sign = 0;
    // What the format leaves over, `read` tells.
    if (text != nullptr &&
        std::sscanf(text->c_str(), "%4d-%2u-%2u %2d:%2d %c%2d:%2d%n", &year, &month, &day, &hours, &minutes, &sign,
                    &offset_hours, &offset_minutes, &read) == 8 &&
        static_cast<std::size_t>(read) == text->size() && (sign == '+' || sign == '-')) {
        const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                               std::chrono::day(day)};
        const int of_day = hours * 60 + minutes, offset = offset_hours * 60 + offset_minutes;
        if (date.ok() && year >= 2000 && year < 2200 && of_day >= 0 && of_day < 24 * 60 && offset <= 14 * 60) {
            const Ms days = std::chrono::sys_days(date).time_since_epoch().count();
            return days * limits::day_ms + Ms{of_day - (sign == '+' ? offset : -offset)} * 60'000;
        }
    }
    refuse(key, node.line, "must be a date, a time and its distance from UTC, such as \"2026-06-01 00:00 +08:00\"");
    return std::nullopt;
}

std::optional<Keys> Keys::table(std::string_view key) {
    const TreeNode* node = any(key);
    if (node == nullptr) return std::nullopt;
    if (const TreeTable* table = node->table())
        return Keys(*table, node->line, name_ + "." + std::string(key), *faults_);
    refuse(key, node->line, "must be a table");
    return std::nullopt;
}

void Keys::finish() {
    for (const TreeMember& member : *table_)
        if (std::ranges::find(taken_, member.key) == taken_.end()) {
            std::vector<std::string> known = taken_;
            std::ranges::sort(known);
            known.erase(std::ranges::unique(known).begin(), known.end());
            refuse(member.key, member.line,
                   fmt::format("is no key of the simulator; there are {}", fmt::join(known, ", ")));
        }
}

}  // namespace yunke::sim
