// What a crowd has done so far, for the demo's status line. One per thread, filled by its people.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "yunke/v1/client.pb.h"

namespace yunke::swarm {

struct CrowdCounts {
    std::uint64_t opened = 0;
    std::uint64_t accepted = 0;
    std::uint64_t ended = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t messages_left = 0;
    std::uint64_t rated = 0;
    std::uint64_t sent = 0;       // messages acknowledged
    std::uint64_t downs = 0;      // lines lost
    std::uint64_t no_ticket = 0;  // refused or unreachable
    std::map<v1::ErrorCode, std::uint64_t> refusals;

    void refused(v1::ErrorCode code) { ++refusals[code]; }
    std::uint64_t refusals_total() const {
        std::uint64_t total = 0;
        for (const auto& [code, count] : refusals)
            total += count;
        return total;
    }
};

}  // namespace yunke::swarm
