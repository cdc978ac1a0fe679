// Prices all stored facts anew, into empty books in memory, with the configuration as it stands now, and tells every
// difference to what was posted: transfers that come out otherwise, and rows. What the office booked is taken as it was
// booked and put in where it stood among the facts. Reads only; called by `yunkectl ledger rebuild` and by tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/ledger/store.hpp"

namespace yunke::ledger {

struct RebuildReport {
    std::uint64_t facts = 0;
    std::uint64_t transfers = 0;
    std::uint64_t differences = 0;
    std::vector<std::string> told;  // a sentence each, the first differences_told_max
};

inline constexpr std::size_t differences_told_max = 10'000;

// Holds all rows in memory.
Result<RebuildReport> rebuild(Store& store, const Setup& setup);

}  // namespace yunke::ledger
