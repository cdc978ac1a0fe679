// Compares what clients recorded with the transcripts as they stand in Redis: every acknowledged text stands exactly
// once, each sender's texts in the sender's order; every reader has a prefix without a hole, the same for all; nothing
// stands that nobody sent. Pure; called by `yunke-swarm verify`, by the load generator and by the integration tests.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "agent-gateway/swarm/check/record.hpp"

namespace yunke::swarm {

// One entry of a stored transcript.
struct TranscriptLine {
    std::uint32_t n = 0;
    v1::EntryKind kind = v1::ENTRY_KIND_UNSPECIFIED;
    v1::Role author = v1::ROLE_UNSPECIFIED;
    std::uint64_t text = 0;  // hash
};

using Transcripts = std::map<std::uint64_t, std::vector<TranscriptLine>>;  // by conversation, lines in their order

enum class FaultKind : std::uint8_t {
    lost,       // acknowledged, and not where its answer said (or nowhere)
    doubled,    // stands more than once
    reordered,  // stands before something that its sender sent earlier
    foreign,    // stands, and no client sent it, or its answer was a refusal
    hole,       // a reader misses an entry below one that it has, or a transcript's numbers have a hole
    differs,    // a reader has another text or kind under a number than the transcript
};
std::string_view describe(FaultKind kind);

struct Fault {
    FaultKind kind;
    std::string what;  // client, conversation, entry; never a text
};

struct CheckOptions {
    // False where people without a record take part as well: then nothing is called foreign.
    bool all_recorded = true;
    // True where the storage was made to lose its tail: an acknowledged text whose sender's session went with it is
    // counted, and no fault. All others must have been mended.
    bool tail_lost = false;
};

struct Verdict {
    std::uint64_t clients = 0;
    std::uint64_t conversations = 0;
    std::uint64_t acknowledged = 0;      // texts
    std::uint64_t unknown = 0;           // texts without an answer
    std::uint64_t unknown_standing = 0;  // those of them that stand
    std::uint64_t received = 0;          // entries over all readers
    std::uint64_t beyond = 0;            // texts lost with their session (CheckOptions::tail_lost)
    std::uint64_t faults_total = 0;
    std::vector<Fault> faults;  // the first limits::faults_told_max

    bool good() const { return faults_total == 0; }
    std::string summary() const;  // one line, then a line for each fault told
};

// Conversations that no record mentions are left alone: they belong to other runs.
Verdict check(std::span<const Record* const> records, const Transcripts& transcripts, CheckOptions options = {});

}  // namespace yunke::swarm
