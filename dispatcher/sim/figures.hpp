// The figures of a run: what is asked of a simulation, each with its confidence interval over batches.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dispatcher/sim/measures.hpp"

namespace yunke::sim {

inline constexpr double percentiles[] = {0.5, 0.9, 0.95, 0.99};

struct QueueFigures {
    Counts totals;
    Estimate p_wait, p_abandon, p_blocked;       // of all arrivals
    Estimate mean_wait_ms, mean_wait_served_ms;  // of all who were not blocked; of the served
    Estimate served_in_target;                   // served within T, of all arrivals
    Estimate good_of_served;                     // served within T, of the served
    Estimate good_of_answerable;                 // served within T, of the served and those who left after T or more
    Estimate mean_queue;
    Estimate mean_service_ms;
    Estimate served_per_hour;
    Estimate wait_percentile_ms[std::size(percentiles)];
};

struct AgentFigures {
    Estimate busy;       // part of the time at work with at least one chat
    Estimate chats;      // held on average while at work
    Estimate room_used;  // chats of the capacity
    Estimate chats_when_busy;
    Estimate hours;               // at work, in a batch
    std::vector<Estimate> level;  // part of the time with 0, 1, 2, … chats
};

QueueFigures queue_figures(const Scenario& scenario, const Measures& measures, std::span<const std::uint32_t> queues);
QueueFigures queue_figures(const Scenario& scenario, const Measures& measures);  // of all queues

// Of agents first .. first + count - 1, counted from 0 through all groups.
AgentFigures agent_figures(const Measures& measures, std::uint32_t first, std::uint32_t count);

// How often agents' own settings were broken: in all, of each kind, and for each chat served.
struct AccommodationFigures {
    double total = 0;
    std::array<double, accommodations> count{};
    Estimate per_served;
};
AccommodationFigures accommodation_figures(const Measures& measures, std::size_t queues);

// Gini's coefficient of each agent's busy time over the time wished for.
Estimate fairness(const Scenario& scenario, const Measures& measures);
std::vector<double> fairness_by_batch(const Scenario& scenario, const Measures& measures);

}  // namespace yunke::sim
