// Ids and entries of Redis streams, for everybody who reads cmd, log, out, conv and facts.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/redis/reply.hpp"

namespace yunke::redis {

// "<ms>-<seq>", compared as a pair of numbers, as Redis does; never as text.
struct StreamId {
    std::uint64_t ms = 0;
    std::uint64_t seq = 0;

    auto operator<=>(const StreamId&) const = default;

    std::string to_string() const;
    static std::optional<StreamId> parse(std::string_view text);  // both parts needed

    StreamId next() const;  // the smallest id above this one, for inclusive ranges; the highest has none and stays
};

struct StreamEntry {
    StreamId id;
    std::vector<std::pair<std::string, std::string>> fields;

    // A field's bytes; nullptr if it is absent.
    const std::string* field(std::string_view name) const;
};

// One stream's part of an XREAD answer.
struct StreamBatch {
    std::string key;
    std::vector<StreamEntry> entries;
};

// The answers of XRANGE and XREAD; nullopt if they have another shape. An XREAD that found nothing gives no batches.
std::optional<std::vector<StreamEntry>> take_entries(Reply&& reply);
std::optional<std::vector<StreamBatch>> take_batches(Reply&& reply);

}  // namespace yunke::redis
