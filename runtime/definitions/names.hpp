// Where the names of one file lead: to what is known already and to what the file itself adds. Private to
// runtime/definitions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/definitions/reader.hpp"

namespace yunke::definitions {

// Names of one kind with their ids.
class Directory {
public:
    explicit Directory(std::string kind) : kind_(std::move(kind)) {}

    void add(const std::string& name, std::uint32_t id) { ids_.emplace(name, id); }
    std::optional<std::uint32_t> find(const std::string& name) const;
    // "names the skill flying, which does not exist; …"
    std::string unknown(const std::string& name) const;
    std::string name_of(std::uint32_t id) const;

private:
    std::string kind_;
    std::map<std::string, std::uint32_t> ids_;
};

class Names {
public:
    explicit Names(const Known& known);

    Directory skills{"skill"};
    Directory groups{"group"};

    // By name or id; nullopt became a problem.
    std::optional<std::uint32_t> shop(Reader& reader, std::string_view key, const Node& node) const;
    std::string shop_name(std::uint32_t id) const;  // its number if several bear the name
    void add_queue(std::uint32_t shop, const std::string& topic, std::uint32_t id) { queues_[{shop, topic}] = id; }
    std::optional<std::uint32_t> queue(std::uint32_t shop, const std::string& topic) const;
    std::string topic(std::uint32_t queue) const;

private:
    const Known& known_;
    std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> queues_;
};

// The ids of a list of texts; nullopt became a problem.
std::optional<std::vector<std::uint32_t>> ids_of(Reader& reader, std::string_view key, const std::vector<Text>& texts,
                                                 const Directory& directory);

}  // namespace yunke::definitions
