#include "dispatcher/app/snapshot_maker.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace yunke::dispatcher {
namespace {

// Below the threads that people wait for.
constexpr int nice_level = 19;

// Whether enough was done since `last`.
Result<bool> is_due(PoolAccess& pool, const SnapshotAt& last, SnapshotSpacing spacing) {
    const auto given = pool.run(Snapshots(pool.store()).commands_given());
    if (!given) return std::unexpected(given.error());
    const auto fields = pool.call(redis::Request("HLEN", pool.store().keys().state));
    if (!fields) return std::unexpected(fields.error());
    const std::uint64_t wanted =
        std::max(spacing.commands_min, spacing.commands_per_field * fields->to_u64().value_or(0));
    return *given >= last.commands + wanted;
}

}  // namespace

Result<std::optional<SnapshotAt>> keep_next_snapshot(PoolAccess& pool, SnapshotSpacing spacing, GiveUp give_up) {
    const auto starts = pool.run(Snapshots(pool.store()).starts());
    if (!starts) return std::unexpected(starts.error());
    if (starts->empty()) return std::optional<SnapshotAt>();
    SnapshotAt at = starts->back();
    const auto due = is_due(pool, at, spacing);
    if (!due) return std::unexpected(due.error());
    if (!*due) return std::optional<SnapshotAt>();

    auto past = run_from(pool, at, std::move(give_up));
    if (!past) return std::unexpected(std::move(past.error()));
    while (true) {
        const auto batch = past->next();
        if (!batch) return std::unexpected(batch.error());
        if (!*batch) break;
        const wire::CommitHeader& header = (*batch)->record.header;
        if (!past->apply(**batch))
            return std::unexpected(Error{Errc::damaged, "Commit " + std::to_string(header.sequence) +
                                                            ", run again, gave another hash than the log holds."});
        at.last_command = header.last_command;
        at.commands += (*batch)->commands.size() + header.skipped.size();
    }
    if (past->sequence() == at.sequence) return std::optional<SnapshotAt>();
    at.sequence = past->sequence();
    at.hash = past->hash();
    at.next_conversation = past->state().pool.next_conversation;
    auto kept = pool.run(Snapshots(pool.store()).keep(std::move(at), past->state()));
    if (!kept) return std::unexpected(std::move(kept.error()));
    return std::optional(std::move(*kept));
}

SnapshotMaker::SnapshotMaker(SnapshotMakerParts parts) : parts_(std::move(parts)), pool_(parts_.endpoint, parts_.pool) {
    const runtime::Labels own = {{"pool", parts_.pool}};
    kept_ = parts_.metrics.counter("yunke_dispatcher_snapshots_total", "Snapshots of the state kept.", own);
    failed_ = parts_.metrics.counter("yunke_dispatcher_snapshot_failures_total",
                                     "Times that no snapshot could be kept though it was time for one.", own);
    seconds_ = parts_.metrics.gauge("yunke_dispatcher_snapshot_seconds", "How long the last snapshot took.", own);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

SnapshotMaker::~SnapshotMaker() {
    thread_.request_stop();
    pool_.stop();
}

void SnapshotMaker::run(const std::stop_token& stop) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice_level);
    std::mutex mutex;
    std::condition_variable_any over;
    std::unique_lock lock(mutex);
    while (!over.wait_for(lock, stop, parts_.look_every, [&] { return stop.stop_requested(); }))
        if (is_leader()) look(stop);
}

bool SnapshotMaker::is_leader() {
    const auto holder = pool_.call(redis::Request("GET", pool_.store().keys().leader));
    // "<term> <name>"
    return holder && holder->text().ends_with(" " + parts_.name);
}

void SnapshotMaker::look(const std::stop_token& stop) {
    const auto started = std::chrono::steady_clock::now();
    const auto kept = keep_next_snapshot(pool_, parts_.spacing, [&] { return stop.stop_requested(); });
    if (stop.stop_requested()) return;
    if (!kept) {
        failed_.add();
        if (told_ != kept.error().what) parts_.log.error("snapshot_not_kept", {{"why", kept.error().what}});
        told_ = kept.error().what;
        return;
    }
    told_.clear();
    if (!*kept) return;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    kept_.add();
    seconds_.set(seconds);
    parts_.log.info("snapshot_kept", {{"sequence", (*kept)->sequence},
                                      {"commands", (*kept)->commands},
                                      {"fields", (*kept)->fields},
                                      {"ms", static_cast<std::int64_t>(seconds * 1000)}});
}

}  // namespace yunke::dispatcher
