// The two streams that a replay runs on, from wherever they are kept.
#pragma once

#include <optional>
#include <string>

#include "dispatcher/app/error.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::dispatcher {

struct PastEntry {
    redis::StreamId id;
    std::string bytes;
};

class History {
public:
    virtual ~History() = default;
    // The next entry in order; nullopt at the end.
    virtual Result<std::optional<PastEntry>> next_command() = 0;
    virtual Result<std::optional<PastEntry>> next_log() = 0;
};

}  // namespace yunke::dispatcher
