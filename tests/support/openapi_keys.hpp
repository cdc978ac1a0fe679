// What docs/openapi.yaml asks of a JSON object, for tests that compare answers with it: every key that it lists must be
// there, and no other.
#pragma once

#include <boost/json/value.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace yunke::testing {

// The keys of a schema. Those of inner objects stand deeper than its own.
inline std::set<std::string> described_keys(const std::string& openapi, const std::string& schema) {
    std::ifstream file(openapi);
    std::map<std::size_t, std::string> lists;  // by how deep they stand
    std::string line;
    bool inside = false;
    while (std::getline(file, line)) {
        const std::size_t depth = line.find_first_not_of(' ');
        if (depth == 4) inside = line.starts_with("    " + schema + ":");
        const auto list = line.find("required: [");
        if (inside && list != std::string::npos && list == depth)
            lists.try_emplace(depth, line.substr(list + 11, line.find(']') - list - 11));
    }
    std::set<std::string> keys;
    if (lists.empty()) return keys;
    std::istringstream words(lists.begin()->second);
    for (std::string key; words >> key;)
        keys.insert(key.substr(0, key.find(',')));
    return keys;
}

// Of schemas that are put together.
inline std::set<std::string> described_keys(const std::string& openapi, const std::vector<std::string>& schemas) {
    std::set<std::string> keys;
    for (const std::string& schema : schemas)
        keys.merge(described_keys(openapi, schema));
    return keys;
}

inline std::set<std::string> keys_of(const boost::json::value& value) {
    std::set<std::string> found;
    for (const auto& member : value.as_object())
        found.insert(std::string(member.key()));
    return found;
}

}  // namespace yunke::testing
