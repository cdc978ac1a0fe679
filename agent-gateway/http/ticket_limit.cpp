#include "agent-gateway/http/ticket_limit.hpp"

#include "agent-gateway/limits.hpp"

namespace yunke::gateway {

std::int64_t TicketLimit::take(const std::string& client, std::int64_t now_ms) {
    if (rate_.per_minute == 0) return 0;
    const std::lock_guard lock(mutex_);
    auto at = clients_.find(client);
    if (at == clients_.end()) {
        if (clients_.size() >= limits::ticket_clients_max && !make_room(now_ms)) return 0;
        at = clients_.emplace(client, Entry{TokenBucket(rate_, now_ms), now_ms}).first;
    }
    at->second.asked_ms = now_ms;
    return at->second.bucket.take(rate_, now_ms) ? 0 : 60'000 / rate_.per_minute + 1;
}

// Walks the table once a second at the most, so that a flood of addresses cannot keep a thread busy with it.
bool TicketLimit::make_room(std::int64_t now_ms) {
    if (swept_ms_ != 0 && now_ms - swept_ms_ < 1'000) return false;
    swept_ms_ = now_ms;
    return std::erase_if(clients_, [&](const auto& one) { return now_ms - one.second.asked_ms >= refilled_ms; }) > 0;
}

std::size_t TicketLimit::size() const {
    const std::lock_guard lock(mutex_);
    return clients_.size();
}

}  // namespace yunke::gateway
