// A token bucket: each frame of a socket takes one token, tokens come back evenly, and the bucket starts full. One per
// socket, so it is kept to 12 bytes; the rate stands with the caller. Called by Peer.
#pragma once

#include <algorithm>
#include <cstdint>

namespace yunke::gateway {

struct RateLimit {
    std::uint32_t per_minute = 0;
    std::uint32_t burst = 0;  // tokens that it holds when full
};

class TokenBucket {
public:
    TokenBucket(const RateLimit& limit, std::int64_t now_ms) : tokens_(static_cast<float>(limit.burst)) {
        at_ms_ = static_cast<std::uint32_t>(now_ms);
    }

    // Takes one token; false if there is none, and then nothing is taken. `now_ms` is of any steady clock.
    bool take(const RateLimit& limit, std::int64_t now_ms) {
        const auto now = static_cast<std::uint32_t>(now_ms);
        const auto passed_ms = static_cast<float>(now - at_ms_);  // right across the wrap after 49 days
        at_ms_ = now;
        const float gained = passed_ms * static_cast<float>(limit.per_minute) / 60'000.0F;
        tokens_ = std::min(tokens_ + gained, static_cast<float>(limit.burst));
        if (tokens_ < 1.0F) return false;
        tokens_ -= 1.0F;
        return true;
    }

private:
    float tokens_;
    std::uint32_t at_ms_;
};

}  // namespace yunke::gateway
