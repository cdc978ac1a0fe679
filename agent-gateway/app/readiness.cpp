#include "agent-gateway/app/readiness.hpp"

#include <algorithm>

#include "agent-gateway/http/shop_directory.hpp"

namespace yunke::gateway {

void Readiness::report(std::size_t thread, ThreadView view) {
    const std::lock_guard lock(mutex_);
    views_.at(thread) = std::move(view);
}

runtime::Health Readiness::ready() const {
    runtime::Health health;
    const auto missing = [&](std::string sentence) {
        health.ok = false;
        if (std::ranges::find(health.reasons, sentence) == health.reasons.end()) {
            health.reasons.push_back(std::move(sentence));
        }
    };
    if (draining_.load()) missing("the gateway is stopping");
    if (!shops_.database_answers()) missing("sql: the database does not answer");
    const std::lock_guard lock(mutex_);
    for (const ThreadView& view : views_) {
        if (!view.redis) {
            missing("redis: " + (view.redis_problem.empty() ? std::string("not connected yet") : view.redis_problem));
        } else if (!view.function) {
            missing("pool: no dispatcher has ever started here (the Function yunke_beat is missing)");
        } else if (!view.pool) {
            missing("pool: it has not been created yet (its command stream is missing)");
        } else if (!view.dispatcher) {
            missing("dispatcher: it does not answer commands");
        }
    }
    return health;
}

}  // namespace yunke::gateway
