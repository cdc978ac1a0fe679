#include "runtime/config_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "runtime/limits.hpp"

namespace yunke::runtime {
namespace {

std::pair<ConfigValue, std::string> convert_list(const toml::array& array) {
    std::vector<std::string> texts;
    for (const toml::node& node : array) {
        const auto text = node.value_exact<std::string>();
        if (!text) return {std::monostate{}, "a list with something else than texts in it"};
        texts.push_back(*text);
    }
    return {std::move(texts), "a list"};
}

std::pair<ConfigValue, std::string> convert(const toml::node& node) {
    if (const auto flag = node.value_exact<bool>()) return {*flag, "true or false"};
    if (const auto number = node.value_exact<std::int64_t>()) return {*number, "a whole number"};
    if (const auto text = node.value_exact<std::string>()) return {*text, "a text"};
    if (const auto* list = node.as_array()) return convert_list(*list);
    if (node.is_floating_point()) return {std::monostate{}, "a number with a decimal point"};
    if (node.is_table()) return {std::monostate{}, "a table"};
    return {std::monostate{}, "a date or time"};
}

std::vector<ConfigItem> flatten(const toml::table& root) {
    std::vector<ConfigItem> items;
    for (const auto& [section, node] : root) {
        const toml::table* table = node.as_table();
        const std::string name(section.str());
        if (!table) {
            items.push_back({name, "", {}, "", section.source().begin.line});
            continue;
        }
        for (const auto& [key, value] : *table) {
            auto [converted, type] = convert(value);
            items.push_back({name, std::string(key.str()), std::move(converted), type, key.source().begin.line});
        }
    }
    std::ranges::stable_sort(items, {}, &ConfigItem::line);
    return items;
}

}  // namespace

std::expected<std::vector<ConfigItem>, std::string> read_config_file(const std::filesystem::path& file) {
    std::error_code failed;
    if (std::filesystem::is_directory(file, failed))
        return std::unexpected(file.string() + ": this is a folder, a configuration file is needed");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::unexpected(file.string() + ": cannot be read: " + std::strerror(errno));
    std::string content;
    content.resize(limits::config_bytes_max + 1);
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(stream.gcount()));
    if (content.size() > limits::config_bytes_max)
        return std::unexpected(file.string() + ": larger than 1 MiB, this is no configuration");
    try {
        return flatten(toml::parse(content, file.string()));
    } catch (const toml::parse_error& error) {
        return std::unexpected(file.string() + ":" + std::to_string(error.source().begin.line) +
                               ": not valid TOML: " + std::string(error.description()));
    }
}

}  // namespace yunke::runtime
