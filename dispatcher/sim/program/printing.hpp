// What yunke-sim prints for people, besides the reports of a run. Called by main.cpp.
#pragma once

#include <string>

#include "dispatcher/sim/check.hpp"
#include "dispatcher/sim/program/month.hpp"
#include "dispatcher/sim/replay.hpp"

namespace yunke::sim {

void print_timing(const RunCost& cost, double seconds);  // to standard error
void print_month(const MonthFigures& figures);
void print_check_line(const CheckLine& line);  // at once: a table takes minutes
void print_replay(const std::string& month, const ReplayResult& result);

}  // namespace yunke::sim
