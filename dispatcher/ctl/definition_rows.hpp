// Between definitions and the registry: what a pool knows, and writing what a file defines. Called by
// definition_commands.cpp within one transaction, and for the names in other commands' tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/definitions/definitions.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::ctl {

// Pool, skills, groups, shops, queues; agents are many, and only needed where a file may name them.
registry::Result<definitions::Known> known_names(registry::Registry& registry, std::string_view pool);
registry::Result<definitions::Known> known_whole(registry::Registry& registry, std::string_view pool);

struct Change {
    std::string kind;  // "queue"
    std::uint32_t id = 0;
    std::string name;
    std::string change;               // "added" or "changed"
    std::vector<std::string> fields;  // as the file has them: `sticky="24h"`, or "no sticky"
};

// Adds and updates in an order in which each finds what it names; rows that are as defined are not written. Failures
// that the file is to blame for name its line.
registry::Result<std::vector<Change>> write_definitions(registry::Registry& registry, const std::string& pool,
                                                        const definitions::Known& known,
                                                        definitions::Definitions definitions);

}  // namespace yunke::ctl
