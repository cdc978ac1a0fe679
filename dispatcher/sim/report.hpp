// A run's figures for people (a table), for programs (JSON) and as a drawing (SVG). Called by the program.
#pragma once

#include <string>

#include "dispatcher/sim/figures.hpp"
#include "dispatcher/sim/simulation.hpp"

namespace yunke::sim {

std::string report_table(const Scenario& scenario, const Run& run);
// One object; times in seconds, each figure as {"value": …, "ci95": …}, null where there was nothing to measure.
std::string report_json(const Scenario& scenario, const Run& run);
// Waits, queue and load over time. Needs run.series in the scenario.
std::string report_svg(const Scenario& scenario, const Run& run);

}  // namespace yunke::sim
