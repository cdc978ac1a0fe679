#include "runtime/definitions/toml_tree.hpp"

#include <toml++/toml.h>

#include <array>
#include <map>
#include <utility>

namespace yunke::definitions {
namespace {

Node convert(const toml::node& node);

// The library sorts by key; people think in the order that they wrote.
Table members_of(const toml::table& table) {
    std::multimap<std::pair<std::size_t, std::size_t>, Member> placed;
    for (const auto& [key, value] : table) {
        const auto at = key.source().begin;
        placed.emplace(std::pair(at.line, at.column), Member{std::string(key.str()), at.line, convert(value)});
    }
    Table members;
    members.reserve(placed.size());
    for (auto& [at, member] : placed)
        members.push_back(std::move(member));
    return members;
}

Node convert(const toml::node& node) {
    Node made{.value = {}, .line = node.source().begin.line};
    if (const auto flag = node.value_exact<bool>()) {
        made.value = *flag;
    } else if (const auto number = node.value_exact<std::int64_t>()) {
        made.value = *number;
    } else if (auto text = node.value_exact<std::string>()) {
        made.value = std::move(*text);
    } else if (const auto date = node.value_exact<toml::date>()) {
        made.value = Date{static_cast<int>(date->year), date->month, date->day};
    } else if (const auto* table = node.as_table()) {
        made.value = members_of(*table);
    } else if (const auto* array = node.as_array()) {
        List list;
        list.reserve(array->size());
        for (const auto& item : *array)
            list.push_back(convert(item));
        made.value = std::move(list);
    }
    return made;
}

}  // namespace

std::string_view type_name(const Node& node) {
    constexpr std::array<std::string_view, 7> names = {
        "a value of another kind", "true or false", "a whole number", "a text", "a date", "a list", "a table"};
    return names.at(node.value.index());
}

std::expected<Table, std::string> parse_toml(std::string_view text, const std::string& file) {
    try {
        return members_of(toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        return std::unexpected(file + ":" + std::to_string(error.source().begin.line) +
                               ": not valid TOML: " + std::string(error.description()));
    }
}

}  // namespace yunke::definitions
