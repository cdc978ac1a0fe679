// The two streams that a replay runs on, from wherever they are kept.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>

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

// Held in memory: what was read from the live streams, or made by a test.
class HeldHistory final : public History {
public:
    Result<std::optional<PastEntry>> next_command() override { return take(commands); }
    Result<std::optional<PastEntry>> next_log() override { return take(log); }

    std::deque<PastEntry> commands, log;

private:
    static std::optional<PastEntry> take(std::deque<PastEntry>& from) {
        if (from.empty()) return std::nullopt;
        std::optional<PastEntry> first = std::move(from.front());
        from.pop_front();
        return first;
    }
};

}  // namespace yunke::dispatcher
