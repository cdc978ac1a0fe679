// A TOML file as a flat list of section, key, value and line: all that config.cpp needs to know of TOML, so that the
// parser's header stays in one .cpp file.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace yunke::runtime {

// A value that is of no type we use (a date, a float, a table) is std::monostate.
using ConfigValue = std::variant<std::monostate, bool, std::int64_t, std::string, std::vector<std::string>>;

struct ConfigItem {
    std::string section;
    std::string key;  // empty: `section` is a key outside of any section
    ConfigValue value;
    std::string type;  // what was found, in words: "a text", "a number", "a list with something else than texts"
    std::size_t line = 0;
};

// The error is a whole sentence with file and line.
std::expected<std::vector<ConfigItem>, std::string> read_config_file(const std::filesystem::path& file);

}  // namespace yunke::runtime
