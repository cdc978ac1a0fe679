// What is simulated: queues with their arrivals, patience and service, groups of agents, and how the run goes. Plain
// data, in milliseconds; scenario_file.hpp reads it from TOML, the checks and tests build it themselves. What routing
// decides stands in core's own configuration types.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/core/types.hpp"
#include "dispatcher/sim/distribution.hpp"
#include "dispatcher/sim/limits.hpp"

namespace yunke::sim {

using core::Ms;

// The pool's clock at a scenario's time 0, unless it says when it begins: Monday, 2026-01-05, 00:00 UTC.
inline constexpr Ms usual_origin_ms = 20'458 * limits::day_ms;

// One arrival that is known beforehand. What is negative is drawn.
struct TraceRow {
    Ms at_ms = 0;
    Ms service_ms = -1;
    Ms patience_ms = -1;
};

// Lists that go by period have one element for each, or one for all.
struct QueuePlan {
    std::string name;
    core::QueueConfig config;
    Ms target_ms = 20'000;            // T of the service levels
    std::vector<double> per_hour{0};  // arrivals, by period
    std::vector<TraceRow> trace;      // instead of a rate, rising
    std::vector<Distribution> patience{Distribution::never()};
    std::vector<Distribution> service{Distribution::exponential(300'000)};
    std::vector<double> speed_by_level;  // of work at each of 1, 2, … chats; the last one from there on; empty = 1
    std::uint32_t copies = 0;            // queues of a market that are made like this one; 0 = it stands by itself
    double spread = 0;                   // the n-th copy has a part of the arrivals in proportion to n^-spread
    double retry_probability = 0;        // of those who abandon
    Distribution retry_after = Distribution::constant(0);
    std::string language = "zh";
};

struct Shift {
    Ms from_ms = 0, to_ms = 0;  // of the cycle
};

// So many of a group are wanted from then on. Whoever is too many leaves: first those without a chat, then whoever is
// done first.
struct StaffStep {
    Ms from_ms = 0;
    std::uint32_t count = 0;
};

struct GroupPlan {
    std::string name;
    std::vector<core::AgentConfig> members;
    core::AgentConfig usual;                                 // a member before anything is drawn for her
    std::uint32_t skills_drawn = 0;                          // of the market's, for each member
    std::vector<Shift> shifts;                               // of every member; none = always there
    std::vector<StaffStep> staff;                            // instead of shifts
    Distribution accept_after = Distribution::constant(0);   // where config.auto_accept is off
    Distribution wrap_up_takes = Distribution::constant(0);  // where config.wrap_up is until_done
    std::vector<double> pace;                                // of each member, times accept_after; empty = 1
    double miss_probability = 0;
    Ms resume_after_ms = 300'000;  // after her arrivals were held
};

// Settings that a part of all agents has, whatever their group: as drawn for each of them.
struct SettingPlan {
    std::string name;
    double share = 0;
    core::AgentConfig values;
    std::vector<std::string> keys;  // of the definitions file: what of the values is meant
    double pace = 1;                // times accept_after
};

// Shops and skills that are made up, for queues and agents that would fill a book. The n-th copied queue is of shop n
// and asks for skill n, both counted in turn.
struct MarketPlan {
    std::uint32_t shops = 0, skills = 0;  // 0 = there is none
    std::uint64_t seed = 1;               // of who has which skills and settings: the same people on every day
};

struct RunPlan {
    std::uint64_t seed = 1;
    Ms origin_ms = usual_origin_ms;  // the pool's clock at time 0
    Ms warm_up_ms = 0;
    Ms horizon_ms = 8 * limits::hour_ms;  // arrivals end
    std::uint32_t replications = 1;
    std::uint32_t batches = 20;  // of one replication's time; with several replications each is a batch
    Ms cycle_ms = limits::day_ms;
    std::vector<Ms> periods{0};  // where each begins within the cycle, rising from 0
    double busyness_shape = 0;   // of the gamma factor, mean 1, on a cycle's arrivals; 0 = none
    std::uint32_t lines = 0;     // chats at once, waiting or served; beyond, arrivals are blocked; 0 = no limit
    Ms drain_max_ms = limits::drain_ms;
    bool measure_drain = false;  // agents' time goes on counting after the horizon, until the last chat's end
    // Some published models take a random one of the free agents, which the pool never does. With this, whoever was
    // idle for longer than a random one of those who could take an arrival steps away and back just before it, so that
    // she is the longest idle. Needs agents of capacity 1 and that order.
    bool random_turns = false;
    bool series = false;  // note what the drawing needs
};

struct Scenario {
    std::string name;
    std::string rival;  // the policy that decides instead of the core; empty = the pool's own
    core::PoolConfig pool;
    std::vector<core::ShopConfig> shops;
    std::vector<QueuePlan> queues;
    std::vector<GroupPlan> groups;
    std::vector<SettingPlan> settings;
    MarketPlan market;
    RunPlan run;
};

// The element for this period of a list that has one for each, or one for all.
template <class T>
const T& by_period(const std::vector<T>& list, std::size_t period) {
    return list.size() == 1 ? list.front() : list[period];
}

}  // namespace yunke::sim
