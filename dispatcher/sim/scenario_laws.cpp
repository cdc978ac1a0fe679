// Laws of time as a scenario writes them.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "dispatcher/sim/csv.hpp"
#include "dispatcher/sim/scenario_tree.hpp"

namespace yunke::sim {
namespace {

// A time that must be there; `above_zero` for means.
double required(Keys& law, std::string_view key, bool above_zero) {
    const TreeNode* node = law.any(key);
    if (node == nullptr) {
        law.refuse(key, law.line(), "is missing");
        return 1;
    }
    const auto ms = law.duration(key, *node);
    if (ms && *ms == 0 && above_zero) law.refuse(key, node->line, "must be above 0");
    return static_cast<double>(ms.value_or(1));
}

std::optional<Distribution> from_values(Keys& law, const TreeNode& node) {
    const TreeList* list = node.list();
    std::vector<double> values;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
        if (const auto ms = law.duration("values", (*list)[i])) values.push_back(static_cast<double>(*ms));
    if (!values.empty()) return Distribution::sample_of(std::move(values));
    law.refuse("values", node.line, "must be a list of times");
    return std::nullopt;
}

// [[0.25, "10s"], [0.5, "30s"], …]: so much of all is at most that long.
std::optional<Distribution> from_points(Keys& law, const TreeNode& node) {
    Distribution result;
    result.law = Distribution::Law::table;
    const TreeList* list = node.list();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const TreeNode& point = (*list)[i];
        const TreeList* pair = point.list();
        if (pair == nullptr || pair->size() != 2) {
            law.refuse("table", point.line, "must be a list of pairs such as [0.5, \"30s\"]");
            return std::nullopt;
        }
        const auto probability = law.number("table", (*pair)[0], 0, 1);
        const auto ms = law.duration("table", (*pair)[1]);
        if (!probability || !ms) return std::nullopt;
        const auto value = static_cast<double>(*ms);
        if (!result.points.empty() &&
            (*probability <= result.points.back().probability || value < result.points.back().value_ms)) {
            law.refuse("table", point.line, "must rise from pair to pair");
            return std::nullopt;
        }
        result.points.push_back({*probability, value});
    }
    if (!result.points.empty()) return result;
    law.refuse("table", node.line, "must be a list of pairs such as [0.5, \"30s\"]");
    return std::nullopt;
}

// A column of seconds.
std::optional<Distribution> from_file(Keys& law, const TreeNode& node, const std::string& folder) {
    const auto column = law.text("column");
    const std::string* name = node.text();
    if (name == nullptr || !column) {
        law.refuse("file", node.line, "must be a file's name, with `column` beside it");
        return std::nullopt;
    }
    const auto table = CsvTable::read(std::filesystem::path(folder) / *name);
    const auto fail = [&](const std::string& why) {
        law.refuse("file", node.line, "cannot be used: " + why);
        return std::nullopt;
    };
    if (!table) return fail(table.error());
    if (const auto there = table->require({*column}); !there) return fail(there.error());
    std::vector<double> values;
    for (const CsvTable::Row& row : table->rows()) {
        if (table->text(row, *column).empty()) continue;
        const auto seconds = table->number(row, *column);
        if (!seconds) return fail(seconds.error());
        if (*seconds < 0) return fail(table->complain(row, *column, "times are not negative"));
        values.push_back(*seconds * 1000);
    }
    if (values.empty()) return fail("it has no values");
    return Distribution::sample_of(std::move(values));
}

std::optional<Distribution> empirical(Keys& law, const std::string& folder) {
    const TreeNode* values = law.any("values");
    const TreeNode* table = law.any("table");
    const TreeNode* file = law.any("file");
    if ((values != nullptr) + (table != nullptr) + (file != nullptr) != 1) {
        law.refuse("law", law.line(), "empirical needs one of values, table and file");
        return std::nullopt;
    }
    if (values != nullptr) return from_values(law, *values);
    if (table != nullptr) return from_points(law, *table);
    return from_file(law, *file, folder);
}

std::optional<Distribution> of_kind(Keys& law, const std::string& kind, const std::string& folder) {
    const auto mean = [&] { return required(law, "mean", true); };
    const auto deviation = [&] { return required(law, "sd", true); };
    if (kind == "none") return Distribution::never();
    if (kind == "constant") return Distribution::constant(required(law, "value", false));
    if (kind == "exponential") return Distribution::exponential(mean());
    if (kind == "lognormal") return Distribution::lognormal(mean(), deviation());
    if (kind == "gamma") return Distribution::gamma(mean(), deviation());
    if (kind == "empirical") return empirical(law, folder);
    if (kind == "uniform") {
        const double least = required(law, "least", false);
        const double most = required(law, "most", true);
        if (most < least) law.refuse("most", law.line(), "is below `least`");
        return Distribution::uniform(least, most);
    }
    law.refuse(
        "law", law.line(),
        fmt::format("is \"{}\"; allowed are none, constant, exponential, lognormal, gamma, uniform and empirical",
                    kind));
    return std::nullopt;
}

}  // namespace

std::optional<Distribution> read_law(Keys& keys, std::string_view key, const TreeNode& node,
                                     const std::string& folder) {
    if (const std::string* text = node.text(); text != nullptr && *text == "none") return Distribution::never();
    const TreeTable* table = node.table();
    if (table == nullptr) {
        keys.refuse(key, node.line, "must be a law such as { law = \"exponential\", mean = \"3min\" }");
        return std::nullopt;
    }
    Keys law(*table, node.line, keys.name() + "." + std::string(key), keys.faults());
    const auto kind = law.text("law");
    if (!kind) {
        law.refuse("law", node.line, "is missing");
        return std::nullopt;
    }
    auto result = of_kind(law, *kind, folder);
    if (result) law.finish();
    return result;
}

std::optional<std::vector<Distribution>> read_laws(Keys& keys, std::string_view key, std::size_t periods,
                                                   const std::string& folder) {
    const TreeNode* node = keys.any(key);
    if (node == nullptr) return std::nullopt;
    std::vector<Distribution> laws;
    if (const TreeList* list = node->list()) {
        if (list->size() != 1 && list->size() != periods) {
            keys.refuse(key, node->line, fmt::format("has {} laws for {} periods", list->size(), periods));
            return std::nullopt;
        }
        for (const TreeNode& one : *list)
            if (auto law = read_law(keys, key, one, folder)) laws.push_back(std::move(*law));
        if (laws.size() != list->size()) return std::nullopt;
        return laws;
    }
    auto law = read_law(keys, key, *node, folder);
    if (!law) return std::nullopt;
    laws.push_back(std::move(*law));
    return laws;
}

}  // namespace yunke::sim
