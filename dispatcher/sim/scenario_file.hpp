// Scenarios as people write them: the pool's own definitions (queues, agents, skills, groups; docs/routing.md), with
// what only a simulation needs beside them: [run], `traffic` of a queue and `work` of an agent (docs/simulator.md).
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/sim/scenario.hpp"

namespace yunke::sim {

// Refused whole: every sentence names file, line and reason.
using ScenarioResult = std::expected<Scenario, std::vector<std::string>>;
ScenarioResult read_scenario(const std::filesystem::path& file);
// `folder` is where the files that the scenario names are looked for.
ScenarioResult parse_scenario(std::string_view text, const std::string& file, const std::string& folder);

// Which policy decides: the pool's own one ("own"); the core again, but by the order of chats and agents alone,
// whatever the pool would weigh; or a rival (rivals.hpp). False if there is no policy of this name.
const std::vector<std::string>& policy_names();
bool set_policy(Scenario& scenario, std::string_view policy);

}  // namespace yunke::sim
