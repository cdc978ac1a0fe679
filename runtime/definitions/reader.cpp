#include "runtime/definitions/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "runtime/durations.hpp"
#include "runtime/limits.hpp"
#include "runtime/suggestion.hpp"

namespace yunke::definitions {

void Problems::add(std::size_t line, const std::string& sentence) {
    found_.emplace(line, sentence);
}

std::vector<std::string> Problems::take() {
    std::vector<std::string> sentences;
    for (const auto& [line, sentence] : found_) {
        if (sentences.size() == runtime::limits::definition_problems_max) {
            sentences.push_back(
                fmt::format("{}: and {} more; mend these first.", file_, found_.size() - sentences.size()));
            break;
        }
        sentences.push_back(fmt::format("{}:{}: {}", file_, line, sentence));
    }
    return sentences;
}

const Member* Reader::take(std::string_view key, const std::string& field) {
    taken_.emplace_back(key);
    const auto found = std::ranges::find(table_, key, &Member::key);
    note(field, line_, std::string(key));  // of an absent key, too: it may be what is missing
    if (found == table_.end()) return nullptr;
    note(field, found->line, std::string(key));
    return &*found;
}

void Reader::note(const std::string& field, std::size_t line, const std::string& key) {
    places_[field] = {line, name_ + "." + key};
}

void Reader::refuse(std::string_view key, std::size_t line, const std::string& sentence) {
    problems_.add(line, fmt::format("{}.{} {}", name_, key, sentence));
}

void Reader::wrong_type(const Member& member, std::string_view allowed) {
    refuse(member.key, member.line, fmt::format("is {}; allowed is {}.", type_name(member.node), allowed));
}

const Node* Reader::any(std::string_view key, const std::string& field) {
    const auto* member = take(key, field);
    return member == nullptr ? nullptr : &member->node;
}

std::optional<Text> Reader::text(std::string_view key, const std::string& field) {
    const auto* member = take(key, field);
    if (member == nullptr) return std::nullopt;
    if (const auto* text = std::get_if<std::string>(&member->node.value)) return Text{*text, member->line};
    wrong_type(*member, "a text in quotation marks");
    return std::nullopt;
}

std::optional<bool> Reader::flag(std::string_view key, const std::string& field) {
    const auto* member = take(key, field);
    if (member == nullptr) return std::nullopt;
    if (const auto* flag = std::get_if<bool>(&member->node.value)) return *flag;
    wrong_type(*member, "true or false");
    return std::nullopt;
}

std::optional<std::uint32_t> Reader::number(std::string_view key, const std::string& field) {
    const auto* member = take(key, field);
    if (member == nullptr) return std::nullopt;
    const auto* number = std::get_if<std::int64_t>(&member->node.value);
    if (number == nullptr) {
        wrong_type(*member, "a whole number");
        return std::nullopt;
    }
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    if (*number >= 0 && *number <= most) return static_cast<std::uint32_t>(*number);
    refuse(key, member->line, fmt::format("is {}; allowed is a whole number from 0 on, within its limit.", *number));
    return std::nullopt;
}

std::optional<std::uint32_t> Reader::duration(std::string_view key, const std::string& field) {
    const auto* member = take(key, field);
    if (member == nullptr) return std::nullopt;
    if (const auto* number = std::get_if<std::int64_t>(&member->node.value)) {
        if (*number == 0) return 0;
        refuse(key, member->line, fmt::format("is {} without a unit; write it as a text, such as \"30s\".", *number));
        return std::nullopt;
    }
    const auto* text = std::get_if<std::string>(&member->node.value);
    if (text == nullptr) {
        wrong_type(*member, fmt::format("{}, in quotation marks", runtime::duration_rule));
        return std::nullopt;
    }
    const auto ms = runtime::parse_duration(*text);
    const bool plain = !text->empty() && text->find_first_not_of("0123456789") == std::string::npos;
    if (ms && (*ms == 0 || !plain)) return ms;
    const char* negative = text->starts_with('-') ? " times are not negative;" : "";
    refuse(key, member->line, fmt::format("is \"{}\";{} allowed is {}.", *text, negative, runtime::duration_rule));
    return std::nullopt;
}

std::optional<std::vector<Text>> Reader::texts(std::string_view key, const std::string& field) {
    const auto* member = take(key, field);
    if (member == nullptr) return std::nullopt;
    const auto* list = std::get_if<List>(&member->node.value);
    std::vector<Text> found;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const auto* text = std::get_if<std::string>(&(*list)[i].value);
        if (text == nullptr) {
            list = nullptr;
        } else {
            note(fmt::format("{}[{}]", field, i), (*list)[i].line, fmt::format("{}[{}]", key, i));
            found.push_back({*text, (*list)[i].line});
        }
    }
    if (list != nullptr) return found;
    wrong_type(*member, "a list of texts");
    return std::nullopt;
}

std::optional<Reader> Reader::table(std::string_view key, const std::string& field) {
    const auto* member = take(key, field);
    if (member == nullptr) return std::nullopt;
    if (const auto* table = std::get_if<Table>(&member->node.value)) {
        return Reader(*table, member->line, fmt::format("{}.{}", name_, key), problems_, places_);
    }
    wrong_type(*member, "a table");
    return std::nullopt;
}

std::optional<std::vector<Reader>> Reader::tables(std::string_view key, const std::string& field) {
    const auto* member = take(key, field);
    if (member == nullptr) return std::nullopt;
    const auto* list = std::get_if<List>(&member->node.value);
    std::vector<Reader> found;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const auto& node = (*list)[i];
        const auto* table = std::get_if<Table>(&node.value);
        if (table == nullptr) {
            list = nullptr;
        } else {
            note(fmt::format("{}[{}]", field, i), node.line, fmt::format("{}[{}]", key, i));
            found.emplace_back(*table, node.line, fmt::format("{}.{}[{}]", name_, key, i), problems_, places_);
        }
    }
    if (list != nullptr) return found;
    wrong_type(*member, "a list of tables");
    return std::nullopt;
}

void Reader::finish(const std::vector<std::string>& others) {
    for (const auto& member : table_) {
        if (std::ranges::find(taken_, member.key) != taken_.end()) continue;
        if (std::ranges::find(others, member.key) != others.end()) continue;
        problems_.add(member.line, fmt::format("no such key \"{}\" in {}{}", member.key, name_,
                                               runtime::suggestion(member.key, taken_)));
    }
}

}  // namespace yunke::definitions
