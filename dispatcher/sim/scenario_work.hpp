// The part of a scenario that says what agents do: [agent.work]. Private to the reading of scenarios.
#pragma once

#include <cstddef>
#include <string>

#include "dispatcher/sim/scenario_tree.hpp"

namespace yunke::sim {

// `agent` is the whole table that it stands in, of the group `which`.
void read_work(Keys& keys, const TreeTable& agent, const std::string& folder, std::size_t which, Scenario& scenario);

// Once all are read: tables that only name settings are no groups.
void take_settings_out(Scenario& scenario);

}  // namespace yunke::sim
