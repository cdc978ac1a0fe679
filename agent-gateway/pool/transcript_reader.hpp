// Reads pages of transcripts (`{p}:conv:<id>`) and makes Entries frames of them. Bounds how many pages a thread reads
// at once; further ones wait in order, at most one per socket. Called by Catchup. One per thread; not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "agent-gateway/pool/pool_keys.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/metrics.hpp"
#include "runtime/redis/client.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::gateway {

struct PageRange {
    std::uint64_t conversation = 0;
    std::uint32_t first = 0;  // inclusive
    std::uint32_t last = 0;   // inclusive; at most limits::page_entries of them
    v1::Role role = v1::ROLE_UNSPECIFIED;
};

class TranscriptReader {
public:
    // The frame's entries rise in n; nullopt: Redis did not answer, or with something that is no transcript.
    using Done = std::function<void(std::optional<v1::ServerFrame>)>;

    TranscriptReader(redis::Client& client, const PoolKeys& keys, const Timings& timings, runtime::Metrics& metrics);
    ~TranscriptReader();
    TranscriptReader(const TranscriptReader&) = delete;
    TranscriptReader& operator=(const TranscriptReader&) = delete;

    // `done` is called later, once.
    void read(const PageRange& range, Done done);

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

// The stored entries as this role may see them: shoppers never see the note of a transfer.
std::optional<v1::ServerFrame> make_page(const PageRange& range, redis::Reply&& reply);

// The page in frames of at most some limits::page_frame_bytes, newest first; at least one.
std::vector<v1::ServerFrame> split_page(v1::ServerFrame&& page);

}  // namespace yunke::gateway
