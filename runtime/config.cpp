#include "runtime/config.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "runtime/config_keys.hpp"
#include "runtime/numbers.hpp"
#include "runtime/suggestion.hpp"

extern char** environ;

namespace yunke::runtime {
namespace {

constexpr std::string_view variable_prefix = "YUNKE_";

std::vector<std::string> known_sections() {
    std::vector<std::string> names;
    for (const auto& key : config_keys())
        if (std::ranges::find(names, key.section) == names.end()) names.emplace_back(key.section);
    return names;
}

std::vector<std::string> known_keys(std::string_view section) {
    std::vector<std::string> names;
    for (const auto& key : config_keys())
        if (key.section == section) names.emplace_back(key.name);
    return names;
}

const ConfigKey* find_key(std::string_view section, std::string_view name) {
    const auto keys = config_keys();
    const auto found =
        std::ranges::find_if(keys, [&](const ConfigKey& key) { return key.section == section && key.name == name; });
    return found == keys.end() ? nullptr : &*found;
}

bool fits(KeyType type, const ConfigValue& value) {
    switch (type) {
        case KeyType::whole_number:
            return std::holds_alternative<std::int64_t>(value);
        case KeyType::text:
        case KeyType::path:
            return std::holds_alternative<std::string>(value);
        case KeyType::list:
            return std::holds_alternative<std::vector<std::string>>(value);
    }
    return false;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (comma > 0) items.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

// The refused value, as far as it may be repeated.
std::string shown(const ConfigKey& key, const ConfigValue& value) {
    if (key.secret) return "something else";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return "\"" + text->substr(0, 80) + "\"";
    return "something else";
}

// An environment variable's text as the key's type; nullopt if it cannot be one.
std::optional<ConfigValue> from_text(KeyType type, const std::string& text) {
    if (type == KeyType::list) return split_list(text);
    if (type != KeyType::whole_number) return text;
    const auto number = parse_i64(text);
    return number ? std::optional<ConfigValue>(*number) : std::nullopt;
}

class Loader {
public:
    explicit Loader(std::filesystem::path file) : file_(std::move(file)) {}

    void read_file() {
        const auto items = read_config_file(file_);
        if (!items) {
            problems_.push_back(items.error());
            return;
        }
        for (const ConfigItem& item : *items)
            take(item);
    }

    void read_environment(const Environment& environment) {
        std::set<std::string> known;
        for (const ConfigKey& key : config_keys()) {
            const auto variable = key.variable();
            known.insert(variable);
            const auto found = environment.find(variable);
            if (found != environment.end()) take(key, found->second);
        }
        const std::vector<std::string> names(known.begin(), known.end());
        for (const auto& [name, value] : environment) {
            // A misspelt variable would be ignored in silence otherwise; other programs' prefixes are their own.
            const bool ours = std::ranges::any_of(
                known_sections(), [&](const std::string& section) { return name.starts_with(key_prefix(section)); });
            if (ours && !known.contains(name))
                problems_.push_back("environment " + name + ": no such key" + suggestion_for_variable(name, names));
        }
    }

    std::expected<Settings, ConfigError> finish() {
        if (problems_.empty())
            for (auto& problem : check_together(settings_))
                problems_.push_back(prefix() + std::move(problem));
        if (!problems_.empty()) return std::unexpected(ConfigError{std::move(problems_)});
        for (const ConfigKey& key : config_keys()) {
            const auto origin = origins_.find(key.full_name());
            settings_.origins.push_back(
                {key.full_name(), key.print(settings_), origin == origins_.end() ? "default" : origin->second});
        }
        return std::move(settings_);
    }

private:
    static std::string key_prefix(const std::string& section) {
        return ConfigKey{section, "", KeyType::text, "", {}, {}, false}.variable();
    }

    static std::string suggestion_for_variable(const std::string& name, const std::vector<std::string>& names) {
        const auto text = suggestion(name, names);
        return text.starts_with("; did") ? text : "";
    }

    std::string prefix() const { return file_.empty() ? "" : file_.string() + ": "; }

    void take(const ConfigItem& item) {
        const std::string where = file_.string() + ":" + std::to_string(item.line);
        const auto sections = known_sections();
        if (item.key.empty()) {
            problems_.push_back(where + ": \"" + item.section + "\" stands outside of any [section]" +
                                suggestion(item.section, sections));
            return;
        }
        if (std::ranges::find(sections, item.section) == sections.end()) {
            problems_.push_back(where + ": no such section [" + item.section + "]" +
                                suggestion(item.section, sections));
            return;
        }
        const ConfigKey* key = find_key(item.section, item.key);
        if (!key) {
            problems_.push_back(where + ": no such key \"" + item.key + "\" in [" + item.section + "]" +
                                suggestion(item.key, known_keys(item.section)));
            return;
        }
        if (!fits(key->type, item.value)) {
            problems_.push_back(where + ": " + key->full_name() + " is " + item.type + "; allowed is " + key->allowed);
            return;
        }
        ConfigValue value = item.value;
        if (key->type == KeyType::path) make_absolute(std::get<std::string>(value));
        store(*key, value, where);
    }

    void take(const ConfigKey& key, const std::string& text) {
        const std::string where = "environment " + key.variable();
        const auto value = from_text(key.type, text);
        if (!value) {
            problems_.push_back(where + ": " + key.full_name() + " is not a number; allowed is " + key.allowed);
            return;
        }
        store(key, *value, where);
    }

    void store(const ConfigKey& key, const ConfigValue& value, const std::string& where) {
        if (key.store(settings_, value)) {
            origins_[key.full_name()] = where;
        } else {
            problems_.push_back(where + ": " + key.full_name() + " is " + shown(key, value) + "; allowed is " +
                                key.allowed);
        }
    }

    void make_absolute(std::string& path) const {
        if (!path.empty()) path = (std::filesystem::absolute(file_).parent_path() / path).lexically_normal().string();
    }

    std::filesystem::path file_;
    Settings settings_;
    std::map<std::string, std::string> origins_;
    std::vector<std::string> problems_;
};

}  // namespace

std::string ConfigError::message() const {
    std::string text;
    for (const auto& problem : problems)
        text.append(text.empty() ? "" : "\n").append(problem);
    return text;
}

Environment process_environment() {
    Environment found;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (text.starts_with(variable_prefix) && equals != std::string_view::npos)
            found.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return found;
}

std::expected<Settings, ConfigError> load_settings(const std::filesystem::path& file, const Environment& environment) {
    Loader loader(file);
    if (!file.empty()) loader.read_file();
    loader.read_environment(environment);
    return loader.finish();
}

std::string describe(const Settings& settings) {
    std::size_t key_width = 0;
    std::size_t value_width = 0;
    for (const auto& line : settings.origins) {
        key_width = std::max(key_width, line.key.size());
        value_width = std::max(value_width, std::min(line.value.size(), std::size_t{40}));
    }
    std::string text;
    for (const auto& line : settings.origins) {
        std::string row = line.key + std::string(key_width - line.key.size(), ' ') + " = " + line.value;
        if (line.value.size() < value_width) row.append(value_width - line.value.size(), ' ');
        text.append(row).append("  (").append(line.origin).append(")\n");
    }
    return text;
}

std::optional<HostPort> parse_host_port(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    if (!port || host.empty()) return std::nullopt;
    return HostPort{std::string(host), *port};
}

}  // namespace yunke::runtime
