// The table of all configuration keys: what type each has, what it allows, where it goes in Settings. config.cpp walks
// it to read, check and print.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "runtime/config.hpp"
#include "runtime/config_file.hpp"

namespace yunke::runtime {

enum class KeyType : std::uint8_t { whole_number, text, list, path };

struct ConfigKey {
    std::string_view section;
    std::string_view name;
    KeyType type;
    std::string allowed;  // completes "allowed is ..."

    // Stores the value, which is of the key's type; false if it is not allowed.
    std::function<bool(Settings&, const ConfigValue&)> store;
    std::function<std::string(const Settings&)> print;  // secrets masked
    bool secret = false;                                // its value may hold a password: errors do not repeat it

    std::string full_name() const { return std::string(section).append(".").append(name); }
    std::string variable() const;  // YUNKE_SECTION_KEY
};

std::span<const ConfigKey> config_keys();

// What no single key can see: pairs that belong together. A sentence per problem.
std::vector<std::string> check_together(const Settings& settings);

}  // namespace yunke::runtime
