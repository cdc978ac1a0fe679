// The waits of a client, as the protocol describes them. Tests shorten them; `backoff_scale` shortens only the pauses
// between connections.
#pragma once

#include <cstdint>

namespace yunke::swarm {

struct ClientTimings {
    std::int64_t heartbeat_ms = 25'000;  // the first after a random part of it
    std::int64_t silence_ms = 15'000;    // from a heartbeat to any frame; beyond it the line is dead
    std::int64_t attach_ms = 15'000;     // from opening the socket to Attached
    std::int64_t stable_ms = 10'000;     // a line that stood this long counts as good again
    std::int64_t gap_ms = 2'000;         // a hole in a transcript is asked for after this
    std::int64_t again_ms = 2'000;       // a second Resend from the same number is an echo of the first within this
    std::int64_t backoff_min_ms = 500;
    std::int64_t backoff_max_ms = 30'000;
    std::int64_t restart_min_ms = 5'000;  // least pause after 1001 and 1012: a gateway's whole crowd comes back
    double backoff_scale = 1.0;
};

// Milliseconds until the next connection, full jitter. `attempt` counts from 1 since the line last stood well; `code`
// is the WebSocket close code (1006: none came); `random` is in [0, 1).
std::int64_t backoff_ms(const ClientTimings& timings, int attempt, std::uint16_t code, double random);

}  // namespace yunke::swarm
