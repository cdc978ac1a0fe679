// What the dispatcher counts and measures for Prometheus, with the pool as label. One per process, made in the
// composition root and handed to the parts.
#pragma once

#include <string>

#include "dispatcher/core/core.hpp"
#include "runtime/metrics.hpp"

namespace yunke::dispatcher {

struct Instruments {
    Instruments(runtime::Metrics& metrics, const std::string& pool);

    // Counts of conversations by state and of agents by presence; walks the whole pool.
    void census(const core::State& state);

    runtime::Counter commits, commit_retries, commands, skipped, undecodable, apply_failures, gateways_lost, take_overs,
        fenced, reloads, config_forwarded, log_epochs_minted, commits_lost;
    runtime::Histogram batch_commands, commit_seconds, apply_seconds, take_over_seconds;
    runtime::Gauge leader, sequence, log_epoch, lag_seconds, gap_seconds, gateways, sessions, memory_pressure;
    runtime::Gauge waiting, active, wrap_up, closed;                                        // conversations
    runtime::Gauge offline, available, finishing, resting, on_demand, training, line_lost;  // agents
};

}  // namespace yunke::dispatcher
