#include "dispatcher/sim/scenario_tree.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <tuple>

namespace yunke::sim {
namespace {

TreeTable convert(const toml::table& table);

TreeNode convert(const toml::node& node) {
    TreeNode result;
    result.line = node.source().begin.line;
    if (const auto* flag = node.as_boolean())
        result.value = flag->get();
    else if (const auto* whole = node.as_integer())
        result.value = whole->get();
    else if (const auto* real = node.as_floating_point())
        result.value = real->get();
    else if (const auto* text = node.as_string())
        result.value = text->get();
    else if (const auto* table = node.as_table())
        result.value = convert(*table);
    else if (const auto* list = node.as_array()) {
        TreeList members;
        for (const toml::node& member : *list)
            members.push_back(convert(member));
        result.value = std::move(members);
    }
    return result;
}

TreeTable convert(const toml::table& table) {
    TreeTable members;
    for (const auto& [key, node] : table)
        members.push_back(TreeMember{std::string(key.str()), key.source().begin.line > 0 ? key.source().begin.line : 1,
                                     convert(node)});
    std::ranges::sort(members, {}, [](const TreeMember& m) { return std::tie(m.line, m.key); });
    return members;
}

}  // namespace

std::expected<TreeTable, std::string> parse_tree(std::string_view text, const std::string& file) {
    try {
        return convert(toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        return std::unexpected(
            fmt::format("{}:{}: {}", file, error.source().begin.line, std::string(error.description())));
    }
}

}  // namespace yunke::sim
