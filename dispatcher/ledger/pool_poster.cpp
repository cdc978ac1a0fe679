#include "dispatcher/ledger/pool_poster.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/app/keys.hpp"
#include "dispatcher/ledger/limits.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::ledger {
namespace {

redis::Request balance_command(const std::string& pool, ShopId shop, bool used_up) {
    v1::Command command;
    command.mutable_balance()->set_shop(raw(shop));
    command.mutable_balance()->set_used_up(used_up);
    return redis::Request("XADD", dispatcher::Keys(pool).cmd, "NOMKSTREAM", "*", "c", command.SerializeAsString());
}

std::string id_text(FactId id) {
    return redis::StreamId{id.epoch, id.number}.to_string();
}

}  // namespace

PoolPoster::PoolPoster(const PosterParts& parts, redis::Client& redis, SqlThread& thread, SqlSide& sql,
                       Balances& balances, const std::string& pool, std::size_t batch_facts_max)
    : parts_(parts),
      redis_(redis),
      thread_(thread),
      sql_(sql),
      balances_(balances),
      pool_(pool),
      batch_facts_max_(batch_facts_max),
      reader_(parts.io, parts.endpoint, pool),
      instruments_(parts.metrics, pool),
      pause_(limits::retry_first),
      timer_(parts.io),
      trimmed_boot_ms_(parts.clock.boot_ms()),
      level_boot_ms_(parts.clock.boot_ms()) {}

void PoolPoster::stop() {
    stopping_ = true;
    reader_.stop();
    timer_.cancel();
}

net::awaitable<void> PoolPoster::run() {
    while (!stopping_) {
        const auto done = co_await round();
        if (stopping_) break;
        note(done);
        if (!done) co_await pause();
    }
}

net::awaitable<void> PoolPoster::pause() {
    timer_.expires_after(pause_);
    pause_ = std::min(2 * pause_, limits::retry_last);
    co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
}

// Once for each trouble: what goes wrong again and again is one line, not thousands.
void PoolPoster::note(const Result<void>& done) {
    instruments_.failing.set(done ? 0 : 1);
    if (done) {
        if (!trouble_.empty()) parts_.log.info("ledger_goes_on", {{"pool", pool_}, {"posted", id_text(posted_)}});
        trouble_.clear();
        pause_ = limits::retry_first;
        return;
    }
    instruments_.errors.add();
    begun_ = false;
    if (done.error().what == trouble_) return;
    trouble_ = done.error().what;
    const bool passing = done.error().code == Errc::away || done.error().code == Errc::refused;
    parts_.log.at(passing ? runtime::LogLevel::warn : runtime::LogLevel::error, "ledger_waits",
                  {{"pool", pool_}, {"posted", id_text(posted_)}, {"why", trouble_}});
}

// Where SQL says that the pool is.
net::awaitable<Result<void>> PoolPoster::begin() {
    const auto posted = co_await thread_.run([this] { return sql_.posted(pool_); });
    if (!posted) co_return std::unexpected(posted.error());
    posted_ = *posted;
    reader_.restart(posted_);
    if (!was_begun_) parts_.log.info("ledger_follows", {{"pool", pool_}, {"posted", id_text(posted_)}});
    begun_ = true;
    was_begun_ = true;
    co_return Result<void>();
}

net::awaitable<Result<void>> PoolPoster::round() {
    if (!begun_) {
        auto begun = co_await begin();
        if (!begun) co_return begun;
    }
    auto read = co_await reader_.read(batch_facts_max_, limits::read_wait);
    if (!read) co_return std::unexpected(read.error());
    const auto missing = read->missing;
    auto posted = co_await post(std::move(*read));
    if (!posted) co_return posted;
    co_await tell_balances();
    co_await measure();
    co_await trim();
    if (missing) {
        Error error{Errc::refused, "Fact " + text_of(*missing) + " is missing in Redis; later ones wait for it."};
        co_return std::unexpected(std::move(error));
    }
    co_return Result<void>();
}

net::awaitable<Result<void>> PoolPoster::post(FactReader::Read read) {
    if (!read.earlier.empty()) {
        auto same = co_await thread_.run([this, &read] { return sql_.compare(pool_, read.earlier); });
        if (!same) co_return same;
    }
    if (read.facts.empty()) co_return Result<void>();
    const auto began_ms = parts_.clock.boot_ms();
    PostingOutcome outcome;
    auto done = co_await thread_.run([this, &read, &outcome] { return sql_.post(pool_, read.facts, outcome); });
    instruments_.post_seconds.observe(static_cast<double>(parts_.clock.boot_ms() - began_ms) / 1'000);
    note_posted(outcome);
    if (done) posted_ = read.facts.back().id;
    const bool told_anew = outcome.epoch_began;  // what the pool had been told may be gone
    auto balances = co_await thread_.run([this, told_anew, &outcome]() -> Result<std::vector<SqlSide::Balance>> {
        if (told_anew) return sql_.all_balances();
        return sql_.shops_of(outcome.balances);
    });
    if (!balances) co_return std::unexpected(balances.error());
    for (const SqlSide::Balance& balance : *balances)
        balances_[{balance.pool, balance.shop}] = balance.used_up;
    co_return done;
}

void PoolPoster::note_posted(const PostingOutcome& outcome) {
    instruments_.facts.add(static_cast<double>(outcome.facts));
    instruments_.transfers.add(static_cast<double>(outcome.transfers));
    for (const Alert& alert : outcome.alerts) {
        instruments_.alerts.add();
        parts_.log.warn("merchant_has_little_left", {{"pool", pool_},
                                                     {"merchant", raw(alert.merchant)},
                                                     {"percent", alert.percent},
                                                     {"left_ms", alert.left_ms}});
    }
    if (outcome.reversed.empty()) return;
    instruments_.reversed.add(static_cast<double>(outcome.reversed.size()));
    parts_.log.warn("facts_reversed", {{"pool", pool_},
                                       {"count", outcome.reversed.size()},
                                       {"first", id_text(outcome.reversed.back())},
                                       {"last", id_text(outcome.reversed.front())}});
}

// Appended again until Redis has taken it: the core takes it as often as it comes.
net::awaitable<void> PoolPoster::tell_balances() {
    std::vector<std::pair<ShopId, bool>> told;
    std::vector<redis::Request> requests;
    for (const auto& [place, used_up] : balances_) {
        if (place.first != pool_) continue;
        told.emplace_back(place.second, used_up);
        requests.push_back(balance_command(pool_, place.second, used_up));
    }
    if (requests.empty()) co_return;
    const auto replies = co_await redis_.exec_batch(std::move(requests));
    for (std::size_t i = 0; i < told.size() && i < replies.size(); ++i) {
        if (!replies[i] || replies[i]->is_nil()) {
            parts_.log.warn("balance_not_told", {{"pool", pool_}, {"shop", raw(told[i].first)}});
            continue;
        }
        instruments_.balances.add();
        const auto found = balances_.find({pool_, told[i].first});
        if (found != balances_.end() && found->second == told[i].second) balances_.erase(found);
    }
}

net::awaitable<void> PoolPoster::measure() {
    const auto asked_ms = parts_.clock.wall_ms();
    redis::Request request("XREVRANGE", dispatcher::Keys(pool_).facts, "+", "-", "COUNT", 1);
    auto reply = co_await redis_.exec(std::move(request));
    if (!reply) co_return;
    const auto entries = redis::take_entries(std::move(*reply));
    if (!entries) co_return;
    const std::uint64_t last = entries->empty() ? posted_.number : entries->front().id.seq;
    const std::uint64_t behind = last > posted_.number ? last - posted_.number : 0;
    const auto now_ms = parts_.clock.boot_ms();
    if (behind == 0) level_boot_ms_ = now_ms;
    instruments_.lag_facts.set(static_cast<double>(behind));
    instruments_.lag_seconds.set(static_cast<double>(now_ms - level_boot_ms_) / 1'000);
    if (behind == 0) co_await note_level(asked_ms);
}

// So that a month can be closed in which the pool had no facts at its end.
net::awaitable<void> PoolPoster::note_level(std::int64_t wall_ms) {
    const auto now_ms = parts_.clock.boot_ms();
    const std::chrono::milliseconds every = limits::level_every, margin = limits::level_margin;
    if (noted_boot_ms_ && now_ms - *noted_boot_ms_ < every.count()) co_return;
    const auto level_ms = wall_ms - margin.count();
    const auto noted = co_await thread_.run([this, level_ms] { return sql_.note_level(pool_, level_ms); });
    if (noted) noted_boot_ms_ = now_ms;
}

// Cuts the stream up to where the cursor was when it was facts_kept behind: never beyond what is committed.
net::awaitable<void> PoolPoster::trim() {
    const auto now_ms = parts_.clock.boot_ms();
    if (now_ms - trimmed_boot_ms_ < parts_.trim.every.count()) co_return;
    trimmed_boot_ms_ = now_ms;
    if (trims_.empty() || trims_.back() != posted_) trims_.push_back(posted_);
    std::optional<FactId> up_to;
    while (!trims_.empty() && trims_.front().number + parts_.trim.facts_kept <= posted_.number) {
        up_to = trims_.front();
        trims_.pop_front();
    }
    if (!up_to) co_return;
    redis::Request request("XTRIM", dispatcher::Keys(pool_).facts, "MINID", "~", id_text(*up_to));
    const auto reply = co_await redis_.exec(std::move(request));
    if (!reply) parts_.log.warn("facts_not_trimmed", {{"pool", pool_}, {"why", reply.error().message()}});
}

}  // namespace yunke::ledger
