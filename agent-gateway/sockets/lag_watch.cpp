#include "agent-gateway/sockets/lag_watch.hpp"

namespace yunke::gateway {

std::uint64_t LagWatch::appended(std::int64_t now_ms) {
    waiting_.push_back({now_ms, false});
    return first_ + waiting_.size() - 1;
}

void LagWatch::answered(std::uint64_t id) {
    while (first_ <= id && !waiting_.empty()) {
        waiting_.pop_front();
        ++first_;
    }
    drop_forgotten();
}

void LagWatch::forget(std::uint64_t id) {
    if (id < first_ || id - first_ >= waiting_.size()) return;
    waiting_[static_cast<std::size_t>(id - first_)].forgotten = true;
    drop_forgotten();
}

void LagWatch::drop_forgotten() {
    while (!waiting_.empty() && waiting_.front().forgotten) {
        waiting_.pop_front();
        ++first_;
    }
}

std::int64_t LagWatch::oldest_ms(std::int64_t now_ms) const {
    return waiting_.empty() ? 0 : now_ms - waiting_.front().at_ms;
}

}  // namespace yunke::gateway
