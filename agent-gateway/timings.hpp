// The gateway's time-outs and intervals, in milliseconds. Those that the configuration knows are set from it by
// app.cpp; the rest are what docs/protocol.md promises. Tests shorten them, nobody else does.
#pragma once

#include <cstdint>

namespace yunke::gateway {

struct Timings {
    std::int64_t tick_ms = 100;  // grain of the timer wheel

    // sockets
    std::int64_t hello_ms = 5'000;         // from the upgrade to Hello
    std::int64_t silence_ms = 75'000;      // three heartbeats; browsers throttle background tabs
    std::int64_t write_stall_ms = 20'000;  // a write of at most a few MB that makes no end: the peer does not read
    std::int64_t close_wait_ms = 3'000;    // for the peer's half of the closing handshake
    std::int64_t busy_after_ms = 2'000;    // oldest unanswered command from which new work is answered Busy
    std::int64_t busy_retry_ms = 2'000;

    // HTTP
    std::int64_t header_ms = 5'000;       // TLS handshake, then request line and headers
    std::int64_t body_ms = 10'000;        // the rest of the request
    std::int64_t response_ms = 30'000;    // our work on it and writing the answer
    std::int64_t keep_alive_ms = 15'000;  // between requests
    std::int64_t accept_pause_ms = 100;   // after a failed accept (no descriptors left), so that it never spins

    // the pool
    std::int64_t append_ms = 5'000;  // one XADD
    std::int64_t page_ms = 5'000;    // one XRANGE
    std::int64_t beat_every_ms = 1'000;
    std::int64_t gateway_lost_ms = 10'000;
    std::int64_t out_block_ms = 500;  // one XREAD; also how long stopping may take
    std::int64_t shops_refresh_ms = 5'000;

    std::int64_t drain_ms = 10'000;  // from SIGTERM to the end

    // tokens and cookies
    std::int64_t ticket_ms = 30'000;
    // At least as long as any session lives: that of a shopper whom an agent knows, up to 30 days.
    std::int64_t resume_ms = 31LL * 24 * 3'600'000;
};

}  // namespace yunke::gateway
