#include "dispatcher/app/replay.hpp"

#include <algorithm>

#include "dispatcher/app/recording.hpp"
#include "dispatcher/wire/command.hpp"
#include "runtime/hash.hpp"

namespace yunke::dispatcher {
namespace {

std::unexpected<Error> damaged(std::string what) {
    return std::unexpected(Error{Errc::damaged, std::move(what)});
}

}  // namespace

Replay::Replay(const Cursor& cursor, core::State state, std::unique_ptr<History> history)
    : core_(std::move(state)),
      history_(std::move(history)),
      sequence_(cursor.sequence),
      hash_(cursor.hash),
      last_command_(redis::StreamId::parse(cursor.last_command).value_or(redis::StreamId{})) {}

Result<std::optional<PastBatch>> Replay::next() {
    while (true) {
        auto entry = history_->next_log();
        if (!entry) return std::unexpected(std::move(entry.error()));
        if (!*entry) return std::optional<PastBatch>();
        if ((*entry)->id.ms <= sequence_) continue;
        auto record = wire::decode_log((*entry)->bytes);
        if (!record || record->header.sequence != (*entry)->id.ms)
            return damaged("Log entry " + (*entry)->id.to_string() + " is damaged.");
        if (record->header.sequence != sequence_ + 1)
            return damaged("Log entry " + std::to_string(sequence_ + 1) + " is missing.");
        if (record->core_version != core::core_version)
            return damaged("Log entry " + std::to_string(sequence_ + 1) + " was written by core version " +
                           record->core_version + ", this program has " + std::string(core::core_version) + ".");
        PastBatch batch;
        batch.record = std::move(*record);
        const wire::CommitHeader& header = batch.record.header;
        batch.header = {header.now_ms, header.gap_ms, header.new_log_epoch};
        const auto whole = take_commands(batch);
        if (!whole) return std::unexpected(whole.error());
        if (!*whole) return std::optional<PastBatch>();
        return std::optional(std::move(batch));
    }
}

// False if the commands end before the batch does: a recording that was stopped in between.
Result<bool> Replay::take_commands(PastBatch& batch) {
    const wire::CommitHeader& header = batch.record.header;
    const auto last = redis::StreamId::parse(header.last_command);
    if (!last) return damaged("Log entry " + std::to_string(header.sequence) + " names no command.");
    while (last_command_ < *last) {
        if (!ahead_) {
            auto next = history_->next_command();
            if (!next) return std::unexpected(std::move(next.error()));
            if (!*next) return false;
            ahead_ = std::move(*next);
        }
        if (ahead_->id <= last_command_) {
            ahead_.reset();
            continue;
        }
        if (ahead_->id > *last) return damaged("Command " + header.last_command + " is missing.");
        auto command = wire::decode_command(ahead_->bytes);
        const bool skipped = std::ranges::find(header.skipped, ahead_->id.to_string()) != header.skipped.end();
        if (command && skipped) batch.left_out = std::move(*command);
        if (command && !skipped) batch.commands.push_back(std::move(*command));
        if (!command && !skipped) return damaged("Command " + ahead_->id.to_string() + " cannot be decoded.");
        last_command_ = ahead_->id;
        ahead_.reset();
    }
    return true;
}

core::Effects Replay::fold(const PastBatch& batch) {
    return batch.left_out ? core_.skip(batch.header, *batch.left_out) : core_.apply(batch.header, batch.commands);
}

void Replay::pass(const PastBatch& batch) {
    fold(batch);
    sequence_ = batch.record.header.sequence;
}

bool Replay::apply(const PastBatch& batch) {
    const core::Effects effects = fold(batch);
    const wire::CommitPlan& plan = encoder_.make(core_.state(), effects, batch.record.header);
    const wire::Hash hash = wire::commit_hash(hash_, plan);
    if (hash != batch.record.hash) return false;
    hash_ = hash;
    sequence_ = batch.record.header.sequence;
    return true;
}

Result<ReplayReport> replay(const std::filesystem::path& dir,
                            const std::function<void(const core::State&, std::uint64_t)>& arrived) {
    auto snapshot = read_snapshot(dir);
    if (!snapshot) return std::unexpected(std::move(snapshot.error()));
    auto history = open_recording(dir);
    if (!history) return std::unexpected(std::move(history.error()));
    Replay past(snapshot->cursor, std::move(snapshot->state), std::move(*history));
    ReplayReport report;
    report.first_sequence = past.sequence();
    while (true) {
        const auto batch = past.next();
        if (!batch) return std::unexpected(batch.error());
        if (!*batch) break;
        if (!past.apply(**batch)) {
            report.broken = "Commit " + std::to_string((*batch)->record.header.sequence) +
                            " gave another hash than the log holds: " + to_hex((*batch)->record.hash) + ".";
            break;
        }
        ++report.commits;
        report.commands += (*batch)->commands.size();
        report.skipped += (*batch)->record.header.skipped.size();
    }
    report.sequence = past.sequence();
    report.hash = past.hash();
    report.state_hash = runtime::blake2b_256(wire::state_bytes(past.state())).hex();
    if (arrived) arrived(past.state(), past.sequence());
    return report;
}

}  // namespace yunke::dispatcher
