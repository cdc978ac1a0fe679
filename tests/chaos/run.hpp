// One run of yunke-chaos: its seed, what it has counted, what it found wrong. A scenario is a function of a Run;
// main.cpp lists and calls them. Everything that chance decides in a run comes from its seed, so the printed command
// repeats the schedule (what the machine makes of it may differ by milliseconds).
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agent-gateway/swarm/chance.hpp"

namespace yunke::chaos {

struct Request {
    std::string scenario;
    std::uint64_t seed = 1;
    std::uint64_t kills = 0;  // 0: as many as the scenario has by itself
    std::uint64_t seconds = 0;
    std::uint64_t clients = 0;
};

class Run {
public:
    explicit Run(Request request) : request_(std::move(request)), chance_(request_.seed) {}

    const Request& request() const { return request_; }
    swarm::Chance& chance() { return chance_; }
    std::chrono::milliseconds between(std::int64_t low_ms, std::int64_t high_ms);

    void say(const std::string& line);  // with the time since the run began
    void count(const std::string& what, std::uint64_t more = 1);
    std::uint64_t counted(const std::string& what) const;
    // What must be true; a sentence for the verdict if it is not.
    void expect(bool holds, const std::string& sentence);

    bool good() const { return wrong_.empty(); }
    void print_counts() const;
    // The last lines: what was wrong, the command that repeats the run. Its exit code.
    int verdict(const std::string& command) const;

private:
    Request request_;
    swarm::Chance chance_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::vector<std::pair<std::string, std::uint64_t>> counts_;  // in the order in which they were first counted
    std::vector<std::string> wrong_;
};

// Runs a program of the system to its end and gives its output; throws a sentence if it fails.
std::string run_program(std::vector<std::string> command);

struct Scenario {
    const char* name;
    void (*run)(Run&);
    const char* en;
    const char* zh;
    // Mounts or network devices of its own: the run moves into namespaces that nobody else sees.
    bool own_namespaces = false;
};

void kills(Run&);
void crash_points(Run&);
void poison(Run&);
void leader_stopped(Run&);
void gateway_stopped(Run&);
void redis_away(Run&);
void clock_steps(Run&);
void aof_cut(Run&);
void maxmemory(Run&);
void disk_full(Run&);
void lagging_replica(Run&);
void one_way_drop(Run&);
void storm(Run&);
void wages(Run&);

}  // namespace yunke::chaos
