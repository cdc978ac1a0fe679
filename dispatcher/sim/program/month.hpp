// A scenario of which books are kept: every fact that the core tells goes through the ledger's own posting, priced by a
// card file, so that the hours and pay of invented people come out of the code that those of real ones go through.
// Called by `yunke-sim month`.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "dispatcher/ledger/calendar.hpp"
#include "dispatcher/sim/simulation.hpp"

namespace yunke::sim {

struct MonthOptions {
    std::filesystem::path cards;  // docs/ledger.md
    std::string books;            // as [ledger] url; must hold none yet
};

// Of everybody who worked in a month.
struct Spread {
    double mean = 0, p10 = 0, median = 0, p90 = 0, most = 0;
};

struct MonthFigures {
    ledger::Month month{};
    std::size_t people = 0;
    Spread hours;  // paid time
    Spread yuan;   // earned, before tax
};

struct MonthResult {
    std::vector<MonthFigures> months;
    std::uint64_t facts = 0, transfers = 0, conversations = 0;
    double posting_s = 0;  // of the time that the run took
    RunCost cost;
};

// One replication. The error says what to do.
std::expected<MonthResult, std::string> simulate_month(const Scenario& scenario, const MonthOptions& options);

// Who these people are, for `yunkectl report program --people`: a line for each agent of the scenario, and for those
// who signed up and are not at work, by the shares that docs/simulator.md states. Drawn by the scenario's seed.
std::string invent_people(const Scenario& scenario);

}  // namespace yunke::sim
