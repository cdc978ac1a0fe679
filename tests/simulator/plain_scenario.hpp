// Small scenarios for the simulator's tests.
#pragma once

#include <gmock/gmock.h>

#include "dispatcher/sim/figures.hpp"
#include "dispatcher/sim/simulation.hpp"

namespace yunke::sim::testing {

inline constexpr double minute = 60'000;
inline constexpr Ms minute_ms = 60'000;

// One queue, agents who take what comes at once. Rates a minute.
inline Scenario plain(double per_minute, double service_per_minute, std::uint32_t agents, std::uint32_t capacity = 1) {
    Scenario scenario;
    scenario.name = "plain";
    scenario.pool.order = {core::Criterion::longest_idle};
    QueuePlan& queue = scenario.queues.emplace_back();
    queue.name = "queue";
    queue.per_hour = {per_minute * 60};
    queue.service = {Distribution::exponential(minute / service_per_minute)};
    GroupPlan& group = scenario.groups.emplace_back();
    group.name = "agents";
    core::AgentConfig agent;
    agent.languages = {"zh"};
    agent.capacity = capacity;
    agent.auto_accept = true;
    group.members.assign(agents, agent);
    scenario.run.horizon_ms = 10 * limits::hour_ms;
    return scenario;
}

// Arrivals at these times, each of so much work, with endless patience unless told otherwise.
inline std::vector<TraceRow> trace(std::initializer_list<Ms> at_ms, Ms service_ms, Ms patience_ms = limits::time_ms) {
    std::vector<TraceRow> rows;
    for (const Ms at : at_ms)
        rows.push_back({at, service_ms, patience_ms});
    return rows;
}

// Every chat's end of waiting, in the order in which they came.
inline std::vector<Outcome> outcomes(const Scenario& scenario) {
    std::vector<Outcome> found;
    simulate(scenario, [&](const Outcome& outcome) { found.push_back(outcome); });
    std::ranges::sort(found, {}, [](const Outcome& o) { return std::pair(o.arrival_ms, o.queue); });
    return found;
}

inline std::vector<Ms> waits(const Scenario& scenario) {
    std::vector<Ms> found;
    for (const Outcome& outcome : outcomes(scenario))
        found.push_back(outcome.wait_ms);
    return found;
}

}  // namespace yunke::sim::testing
