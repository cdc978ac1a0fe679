// The benchmarks behind `yunke-swarm bench`, a function each. All begin with an installation of their own (see
// private_pool.hpp) and add what they found to the report; a target that is missed is a finding, not an error. The
// error is a sentence: the measurement itself could not be made.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "agent-gateway/swarm/bench/report.hpp"

namespace yunke::swarm {

struct BenchOptions {
    int runs = 5;
    double seconds = 5;  // measured, per run and rate
    double warm_seconds = 1;
    std::vector<double> rates{500, 2'000, 5'000};
    bool saturation = true;  // and half of it
    std::uint32_t pairs = 500;
    unsigned window = 8;  // of each pair at saturation
    int gateways = 2;
    std::vector<std::string> systems{"always", "relaxed", "peer"};  // of the message benchmark
    std::filesystem::path peer_sources, peer_build;
    std::uint32_t connections = 19'000;
    std::vector<std::uint32_t> chats{10'000, 100'000};
    std::uint64_t commands = 1'000'000;           // of the apply benchmark
    std::function<std::uint64_t()> allocations;   // of this thread so far; may be absent
    std::function<void(const std::string&)> say;  // progress, a sentence each
};

using Benched = std::expected<void, std::string>;

Benched bench_idle(const BenchOptions& options, Report& report);
Benched bench_messages(const BenchOptions& options, Report& report);
Benched bench_takeover(const BenchOptions& options, Report& report);
Benched bench_apply(const BenchOptions& options, Report& report);

}  // namespace yunke::swarm
