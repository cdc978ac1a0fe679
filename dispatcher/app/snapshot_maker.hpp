// Keeps a state of the pool now and then (snapshots.hpp), so that its past can be run after the log was cut, and from
// near to what is asked. The state is not taken from the leader, which would have to stand still for it: the log is run
// on from the last snapshot, on a thread of its own with a connection of its own. So every commit is checked a second
// time, too: one that gives another hash is an error for whoever runs the machine.
//
// Composed in main.cpp; works while its process holds the lease.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "dispatcher/app/past.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

namespace yunke::dispatcher {

struct SnapshotSpacing {
    std::uint64_t commands_min = limits::snapshot_commands_min;
    std::uint64_t commands_per_field = limits::snapshot_commands_per_field;
};

// Runs the log on from the last snapshot and keeps the state that it comes to, if enough was done since. nullopt: not
// yet, or there is nothing to go on from. Errc::damaged: the log cannot be run, or gave another hash.
Result<std::optional<SnapshotAt>> keep_next_snapshot(PoolAccess& pool, SnapshotSpacing spacing, GiveUp give_up);

struct SnapshotMakerParts {
    redis::Endpoint endpoint;
    std::string pool;
    std::string name;  // under which this process holds the lease
    runtime::Metrics& metrics;
    runtime::Log log;
    SnapshotSpacing spacing = {};
    std::chrono::milliseconds look_every = limits::snapshot_look_every;
};

class SnapshotMaker {
public:
    explicit SnapshotMaker(SnapshotMakerParts parts);
    ~SnapshotMaker();  // stops within a page's time
    SnapshotMaker(const SnapshotMaker&) = delete;
    SnapshotMaker& operator=(const SnapshotMaker&) = delete;

private:
    void run(const std::stop_token& stop);
    bool is_leader();
    void look(const std::stop_token& stop);

    SnapshotMakerParts parts_;
    PoolAccess pool_;
    runtime::Counter kept_, failed_;
    runtime::Gauge seconds_;
    std::string told_;  // the last failure, logged once
    std::jthread thread_;
};

}  // namespace yunke::dispatcher
