// Runs a pool's past through the very core that made it and compares the hash chain at every commit: equal hashes mean
// that state, transcripts, frames and facts were the same, byte for byte. Called by `yunkectl replay`, by explain.cpp
// and by tests.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/app/cursor.hpp"
#include "dispatcher/app/history.hpp"
#include "dispatcher/core/core.hpp"

namespace yunke::dispatcher {

// One commit of the past, ready to be applied.
struct PastBatch {
    wire::LogRecord record;
    core::BatchHeader header;
    std::vector<core::Command> commands;
    std::optional<core::Command> left_out;  // it ended its dispatcher: only told to its client
};

class Replay {
public:
    // `cursor` and `state` are what stood in Redis before the first entry of `history` that counts.
    Replay(const Cursor& cursor, core::State state, std::unique_ptr<History> history);

    // The next batch, not yet applied; nullopt at the end of the log, or where its commands were not recorded any more.
    // Errc::damaged: the past has a gap, is of another core version, or cannot be read.
    Result<std::optional<PastBatch>> next();

    // Applies what next() gave. False when the hash is another than the past's: nothing after it can be trusted.
    bool apply(const PastBatch& batch);

    // The same in a fifth of the time, for whoever looks for a place to which another run comes back with apply():
    // nothing is compared. From the first such batch on, apply() has nothing to compare with either.
    void pass(const PastBatch& batch);

    const core::State& state() const { return core_.state(); }
    std::uint64_t sequence() const { return sequence_; }
    const wire::Hash& hash() const { return hash_; }

private:
    Result<bool> take_commands(PastBatch& batch);
    core::Effects fold(const PastBatch& batch);

    core::Core core_;
    std::unique_ptr<History> history_;
    wire::CommitEncoder encoder_;
    std::uint64_t sequence_;
    wire::Hash hash_;
    redis::StreamId last_command_;
    std::optional<PastEntry> ahead_;  // the first command behind the last batch
};

struct ReplayReport {
    std::uint64_t first_sequence = 0;  // of the snapshot
    std::uint64_t sequence = 0;        // reached
    std::uint64_t commits = 0, commands = 0, skipped = 0;
    wire::Hash hash{};
    std::string state_hash;  // hex BLAKE2b-256 of the canonical bytes of the state reached
    std::string broken;      // empty: every hash was equal; else a sentence that names the commit
};

// Replays a whole recording. `arrived`, if given, is called with the state reached, to be compared with Redis'.
Result<ReplayReport> replay(const std::filesystem::path& dir,
                            const std::function<void(const core::State&, std::uint64_t sequence)>& arrived = {});

}  // namespace yunke::dispatcher
