#include <algorithm>

#include "agent-gateway/swarm/client/timings.hpp"

namespace yunke::swarm {

std::int64_t backoff_ms(const ClientTimings& timings, int attempt, std::uint16_t code, double random) {
    const auto spread = [&](std::int64_t low, std::int64_t high) {
        const double ms = static_cast<double>(low) + random * static_cast<double>(high - low);
        return static_cast<std::int64_t>(ms * timings.backoff_scale);
    };
    if (code == 1001 || code == 1012) return spread(timings.restart_min_ms, timings.backoff_max_ms);
    // 1013: the gateway or its storage asked for time, so begin where others are after two tries.
    const int step = std::clamp(code == 1013 ? attempt + 2 : attempt, 1, 16);
    return spread(timings.backoff_min_ms, std::min(timings.backoff_max_ms, timings.backoff_min_ms << step));
}

}  // namespace yunke::swarm
