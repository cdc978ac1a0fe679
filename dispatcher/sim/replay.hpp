// The real calls of the "Anonymous Bank" call centre once more, over the pool's rules: the same arrivals and service
// times, the same patience as far as it is known, as many agents as were estimated to be on duty. That data bears no
// licence and is not part of this project; the folder that holds it is named by the caller.
#pragma once

#include <array>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "dispatcher/sim/figures.hpp"

namespace yunke::sim {

struct ReplayFigure {
    std::string name;
    double real = 0;
    Estimate simulated;  // batches are days
};

struct ReplayHour {
    double calls = 0;
    double real_wait_s = 0, simulated_wait_s = 0;        // means
    double real_abandoned = 0, simulated_abandoned = 0;  // parts of all
};

struct ReplayResult {
    std::vector<ReplayFigure> figures;
    std::array<ReplayHour, 24> hours;  // of the day
    double agent_hours = 0;
};

// Months that the data has: "1999_02", "1999_08".
std::vector<std::string> replay_months();
std::expected<ReplayResult, std::string> replay_month(const std::filesystem::path& folder, const std::string& month,
                                                      std::uint64_t seed);

}  // namespace yunke::sim
