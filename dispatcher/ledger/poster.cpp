#include "dispatcher/ledger/poster.hpp"

#include <utility>

#include "dispatcher/ledger/limits.hpp"

namespace yunke::ledger {
namespace {

redis::ClientConfig client_config(const PosterParts& parts) {
    redis::ClientConfig config;
    config.endpoint = parts.endpoint;
    config.on_connect = [log = parts.log](const redis::ServerInfo& server) {
        log.info("redis_connected", {{"run_id", server.run_id}, {"version", server.version}});
    };
    config.on_down = [log = parts.log](const redis::Error& error) {
        log.warn("redis_down", {{"why", error.message()}});
    };
    return config;
}

}  // namespace

Poster::Poster(PosterParts parts, SqlSideOptions options)
    : parts_(std::move(parts)),
      batch_facts_max_(options.batch_facts_max),
      redis_(parts_.io, client_config(parts_)),
      sql_(std::move(options), parts_.clock),
      thread_(parts_.io),
      timer_(parts_.io) {}

Poster::~Poster() = default;

void Poster::stop() {
    stopping_ = true;
    timer_.cancel();
    for (const auto& [name, pool] : pools_)
        pool->stop();
}

net::awaitable<void> Poster::run() {
    using Steady = std::chrono::steady_clock;
    auto wait = limits::retry_first;
    auto due = Steady::now();
    while (!stopping_) {
        if (Steady::now() >= due) {
            co_await refresh();
            wait = refreshed_ ? std::chrono::milliseconds(limits::setup_every) : std::min(2 * wait, limits::retry_last);
            due = Steady::now() + wait;
        } else {
            co_await look_at_office();
        }
        if (stopping_) break;
        timer_.expires_at(std::min(due, Steady::now() + limits::office_every));
        co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
    }
    // Pools end by themselves once they were told to; each wakes this.
    while (running_ > 0) {
        timer_.expires_at(net::steady_timer::time_point::max());
        co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
    }
    redis_.stop();
}

net::awaitable<void> Poster::refresh() {
    const auto refreshed = co_await thread_.run([this] { return sql_.refresh(); });
    refreshed_ = refreshed.has_value();
    if (!refreshed) {
        if (refreshed.error().what != trouble_)
            parts_.log.warn("ledger_setup_not_read", {{"why", refreshed.error().what}});
        trouble_ = refreshed.error().what;
        co_return;
    }
    trouble_.clear();
    if (!refreshed->has_cards && !cards_missed_)
        parts_.log.warn("no_rate_cards", {{"problem",
                                           "There are no rate cards: facts are stored and priced at nothing. Give a "
                                           "card file with `yunkectl ledger cards FILE`."}});
    cards_missed_ = !refreshed->has_cards;
    // Told again after every start: what an earlier process could not tell any more is in these rows.
    if (!balances_read_) {
        const auto balances = co_await thread_.run([this] { return sql_.all_balances(); });
        balances_read_ = balances.has_value();
        if (balances) {
            for (const SqlSide::Balance& balance : *balances)
                balances_.try_emplace({balance.pool, balance.shop}, balance.used_up);
        }
    }
    for (const std::string& pool : refreshed->pools)
        follow(pool);
}

// A failure is told by whoever needs the database next: the pools, or refresh().
net::awaitable<void> Poster::look_at_office() {
    if (!balances_read_) co_return;
    const auto balances = co_await thread_.run([this] { return sql_.balances_by_office(); });
    if (!balances) co_return;
    for (const SqlSide::Balance& balance : *balances)
        balances_[{balance.pool, balance.shop}] = balance.used_up;
}

void Poster::follow(const std::string& pool) {
    if (stopping_ || pools_.contains(pool)) return;
    auto& made = pools_[pool];
    made = std::make_unique<PoolPoster>(parts_, redis_, thread_, sql_, balances_, pool, batch_facts_max_);
    ++running_;
    net::co_spawn(parts_.io, made->run(), [this, pool](const std::exception_ptr& failure) {
        --running_;
        timer_.cancel();
        if (failure) std::rethrow_exception(failure);
    });
}

runtime::Health Poster::ready() const {
    runtime::Health health;
    const auto add = [&](std::string why) {
        health.ok = false;
        health.reasons.push_back(std::move(why));
    };
    if (!trouble_.empty()) add(trouble_);
    if (!refreshed_ && trouble_.empty()) add("The configuration is not read yet.");
    for (const auto& [name, pool] : pools_) {
        if (!pool->trouble().empty()) add("pool " + name + ": " + pool->trouble());
        if (pool->trouble().empty() && !pool->begun()) add("pool " + name + " is not followed yet.");
    }
    return health;
}

}  // namespace yunke::ledger
