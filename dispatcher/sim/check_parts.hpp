// What the checks of each kind share: scenarios as plain as the theory, and the comparison with what is expected.
#pragma once

#include "dispatcher/sim/check.hpp"
#include "dispatcher/sim/csv.hpp"
#include "dispatcher/sim/simulation.hpp"

namespace yunke::sim {

inline constexpr double minute_ms = 60'000;

// How long a row is simulated: what makes its estimates slow to settle.
struct Load {
    double per_minute = 1;   // all arrivals
    double utilisation = 0;  // of what the agents can do
    double p_wait = 1;       // roughly
    double room = 1;         // chats that the agents can hold
    double queues = 1;       // each judged by its own arrivals
};

// Means within 3 %, or 5 % where so little room is left that estimates settle slowly.
double mean_tolerance(double utilisation);

QueuePlan plain_queue(std::string name, double per_minute, double service_per_minute, double patience_per_minute);
// Agents who take what they are offered at once.
GroupPlan plain_group(std::string name, std::uint32_t count, std::uint32_t capacity = 1);
// One long run in steady state.
RunPlan steady_run(const Load& load, const CheckOptions& options);

class Comparison {
public:
    Comparison(std::string row, double utilisation, const CheckOptions& options, const CheckSink& sink)
        : row_(std::move(row)), tolerance_(mean_tolerance(utilisation)), quick_(options.part < 1), sink_(sink) {}

    void probability(const std::string& measure, double expected, const Estimate& measured);
    void mean(const std::string& measure, double expected, const Estimate& measured);
    // Against a published estimate: its tolerance, or its interval where that is wider, and ours must meet.
    void published(const std::string& measure, double expected, double half, const Estimate& measured);

private:
    void judge(CheckLine& line, double tolerance) const;
    void tell(CheckLine line);

    std::string row_;
    double tolerance_;
    bool quick_;
    const CheckSink& sink_;
};

inline Estimate scaled(Estimate e, double factor) {
    return {e.value * factor, e.half * factor, e.known};
}

using CheckResult = std::expected<void, std::string>;
CheckResult check_erlang(const CsvTable& table, const CheckOptions& options, const CheckSink& sink);
CheckResult check_priority(const CsvTable& table, const CheckOptions& options, const CheckSink& sink);
CheckResult check_fcfs_alis(const CsvTable& table, const CheckOptions& options, const CheckSink& sink);
CheckResult check_chat_concurrency(const CsvTable& table, const CheckOptions& options, const CheckSink& sink);
CheckResult check_published(const CsvTable& table, const CheckOptions& options, const CheckSink& sink);

}  // namespace yunke::sim
