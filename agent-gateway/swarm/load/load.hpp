// The load generator: pairs of one shopper and one agent, messages from shoppers at a fixed rate over all of them, each
// measured twice: until its sender has the answer (send to ack), and until the agent has it (send to delivery). A
// message's time begins when the schedule wants it sent, not when there was room to send it, so that a stall counts
// for every message it held up. Called by `yunke-swarm load` and `idle`, and by tests.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "agent-gateway/swarm/check/record.hpp"
#include "agent-gateway/swarm/client/client.hpp"
#include "agent-gateway/swarm/load/ground.hpp"
#include "agent-gateway/swarm/load/histogram.hpp"
#include "runtime/tokens.hpp"

namespace yunke::swarm {

struct LoadOptions {
    Gateways gateways;
    std::string pool;
    LoadGround ground;
    std::uint32_t shoppers = 100;
    double rate = 100;  // messages a second, over all shoppers
    double seconds = 10;
    double settle_seconds = 30;  // at most, for opening before and for the last answers after
    std::size_t text_bytes = 200;
    std::uint32_t threads = 1;
    std::uint64_t seed = 1;
    bool record = false;
    std::function<void(const std::string&)> say;  // progress, a sentence each
};

struct LoadReport {
    std::uint32_t pairs = 0;   // that came about
    double seconds = 0;        // from the first message to the last
    std::uint64_t wanted = 0;  // messages that the schedule asked for
    std::uint64_t sent = 0;    // given to a client
    std::uint64_t acknowledged = 0;
    std::uint64_t delivered = 0;
    std::uint64_t refused = 0;  // answered with an error
    std::uint64_t unknown = 0;  // without an answer at the end
    std::uint64_t unsent = 0;   // a client's queue was full
    std::uint64_t busy = 0, downs = 0, resends = 0;
    Histogram ack_ns, delivery_ns;
    std::vector<Record> records;  // only with LoadOptions::record

    bool complete() const { return acknowledged == wanted && delivered == wanted; }
    std::string text() const;  // some lines for people
    std::string json() const;  // one object
};

LoadReport run_load(const runtime::Tokens& tokens, const LoadOptions& options);

struct IdleOptions {
    Gateways gateways;
    std::string pool;
    std::uint32_t shop = 0;
    std::uint32_t connections = 1'000;
    double hold_seconds = 30;
    double connect_rate = 500;   // a second
    double settle_seconds = 30;  // for the last ones, beyond what the rate needs
    std::uint32_t threads = 1;
    std::uint64_t seed = 1;
    // Called while all still stand, after the hold; with several threads, by each.
    std::function<void()> at_end;
};

struct IdleReport {
    std::uint32_t wanted = 0;
    std::uint32_t online_at_start = 0;  // of the hold
    std::uint32_t online_at_end = 0;
    std::uint64_t downs = 0;
    double connect_seconds = 0;
    Histogram attach_ns;  // from the beginning of a connection to Attached

    std::string text() const;
    std::string json() const;
};

IdleReport run_idle(const runtime::Tokens& tokens, const IdleOptions& options);

}  // namespace yunke::swarm
