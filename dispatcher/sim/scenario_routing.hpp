// The part of a scenario that the pool itself would read. Private to the reading of scenarios; apart because it needs
// the messages of the wire.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/sim/scenario.hpp"

namespace yunke::sim {

// Queues and agents in the file's order; each agent is a group of one. `shops` are the names that the file mentions.
std::expected<Scenario, std::vector<std::string>> read_routing(std::string_view text, const std::string& file,
                                                               const std::vector<std::string>& shops);

}  // namespace yunke::sim
