// How many shoppers' tickets one client address may ask for: a token bucket per address, so that one machine cannot
// fill a pool with chats that nobody means. Bounded: addresses that have been quiet long enough to have a full bucket
// again are forgotten, and when the table is full of busy ones, newcomers pass; it is meant against one address, not
// against ten thousand. Called by SessionApi. Shared by all threads; thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "agent-gateway/sockets/rate_limit.hpp"

namespace yunke::gateway {

class TicketLimit {
public:
    // Both the rate and what the bucket holds; 0 = no limit.
    explicit TicketLimit(std::uint32_t per_minute) : rate_{per_minute, per_minute} {}

    // 0: it may have one. Else the milliseconds to wait.
    std::int64_t take(const std::string& client, std::int64_t now_ms);

    std::size_t size() const;

private:
    static constexpr std::int64_t refilled_ms = 60'000;  // a bucket that holds a minute's worth is full by then

    struct Entry {
        TokenBucket bucket;
        std::int64_t asked_ms;
    };
    bool make_room(std::int64_t now_ms);

    RateLimit rate_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Entry> clients_;
    std::int64_t swept_ms_ = 0;
};

}  // namespace yunke::gateway
