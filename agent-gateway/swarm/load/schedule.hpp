// When which message of a load run is due: message k at k / rate after the beginning, whatever became of those before
// it. Pure; used by Lane.
#pragma once

#include <algorithm>
#include <cstdint>

namespace yunke::swarm {

struct Schedule {
    double per_second = 1;
    std::uint64_t total = 0;

    // Nanoseconds after the beginning.
    std::int64_t at_ns(std::uint64_t number) const {
        return static_cast<std::int64_t>(static_cast<double>(number) / per_second * 1e9);
    }

    // How many are due so long after the beginning; number 0 is at once.
    std::uint64_t due(std::int64_t passed_ns) const {
        if (passed_ns < 0) return 0;
        auto count = static_cast<std::uint64_t>(static_cast<double>(passed_ns) / 1e9 * per_second);
        while (count < total && at_ns(count) <= passed_ns)
            ++count;
        return std::min(count, total);
    }
};

}  // namespace yunke::swarm
