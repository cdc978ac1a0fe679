#include "agent-gateway/http/why_workers.hpp"

namespace yunke::gateway {

WhyWorkers::Place::~Place() {
    if (workers_ == nullptr) return;
    const std::lock_guard lock(workers_->mutex_);
    workers_->asking_.erase(account_);
}

WhyWorkers::WhyWorkers(redis::Endpoint redis, std::string pool, runtime::Log log)
    : threads_(std::make_unique<SessionWorkers<why::Why>>(
          [this, redis = std::move(redis), pool = std::move(pool)]() -> registry::Result<why::Why> {
              return why::Why(redis, pool, stopping_);
          },
          1U, std::move(log))) {}

WhyWorkers::~WhyWorkers() {
    give_up();
}

std::optional<WhyWorkers::Place> WhyWorkers::take_place(std::uint32_t account) {
    const std::lock_guard lock(mutex_);
    if (asking_.size() >= limits::why_questions_max || !asking_.insert(account).second) return std::nullopt;
    return std::optional<Place>(std::in_place, *this, account);
}

}  // namespace yunke::gateway
