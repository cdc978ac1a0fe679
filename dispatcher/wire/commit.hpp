// Everything that one commit writes, as bytes in a fixed order, and the hash that chains it to the commit before. The
// leader sends the plan to the Redis Function yunke_commit; a replay makes the same plan again and compares the hash.
//
// The hash chain: hash(n) = BLAKE2b-256 of hash(n-1), every count, number and length of plan n (8 bytes each,
// little-endian), its header and its bytes. Nothing in a plan depends on the machine, the
// process or the order of a hash table.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/core/core.hpp"
#include "dispatcher/wire/error.hpp"

namespace yunke::wire {

using Hash = std::array<std::uint8_t, 32>;  // all zero before the first commit

// What the leader says of a commit besides the core's effects; it stands in `{p}:log`.
struct CommitHeader {
    std::uint64_t sequence = 0;
    std::string last_command;  // id in `{p}:cmd`, inclusive; the previous commit's if this one took none
    core::Ms now_ms = 0;
    core::Ms gap_ms = 0;
    std::uint64_t new_log_epoch = 0;
    std::vector<std::string> skipped;  // command ids left out
    bool operator==(const CommitHeader&) const = default;
};

// One entry of `{p}:log`.
struct LogRecord {
    CommitHeader header;
    Hash hash{};
    std::string core_version;
};
std::string encode_log(const CommitHeader& header, const Hash& hash);
Decoded<LogRecord> decode_log(std::string_view bytes);

class CommitPlan {
public:
    struct Slice {
        std::size_t at = 0, size = 0;
    };
    struct Set {
        Slice field, value;
    };
    struct TranscriptLine {
        core::ConversationId conversation{};
        std::uint32_t n = 0;
        Slice value;
    };
    struct OutEntry {
        Slice gateway;
        std::uint64_t number = 0;
        Slice value;
    };
    struct FactEntry {
        std::uint64_t number = 0;
        Slice value;
    };
    struct ArchiveEntry {
        core::ConversationId conversation{};
        Slice value;
    };

    std::string_view view(Slice slice) const { return std::string_view(bytes).substr(slice.at, slice.size); }

    CommitHeader header;
    std::uint64_t log_epoch = 0;        // of the ids of outs and facts
    std::uint64_t config_revision = 0;  // after this commit
    std::vector<Set> sets;
    std::vector<Slice> deletes;
    std::vector<TranscriptLine> entries;
    std::vector<OutEntry> outs;
    std::vector<FactEntry> facts;
    std::vector<ArchiveEntry> archived;
    std::vector<Slice> gone_gateways;
    std::string bytes;  // what the slices point into
};

// Keeps the memory of one commit for the next. Not thread-safe.
class CommitEncoder {
public:
    CommitEncoder();
    ~CommitEncoder();
    CommitEncoder(CommitEncoder&&) noexcept;
    CommitEncoder& operator=(CommitEncoder&&) noexcept;

    // `state` is the one after the batch that gave `effects`. The plan is valid until the next call.
    const CommitPlan& make(const core::State& state, const core::Effects& effects, CommitHeader header);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

CommitPlan make_commit(const core::State& state, const core::Effects& effects, CommitHeader header);

Hash commit_hash(const Hash& previous, const CommitPlan& plan);

}  // namespace yunke::wire
