#include "agent-gateway/pool/beat.hpp"

#include <algorithm>
#include <vector>

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/pool/command_log.hpp"
#include "agent-gateway/pool/gateway_identity.hpp"
#include "agent-gateway/sockets/lag_watch.hpp"

namespace yunke::gateway {

namespace {

constexpr std::int64_t first_wait_ms = 1'000;

}  // namespace

Beat::Beat(net::io_context& io, Parts parts, const PoolKeys& keys, const Timings& timings, std::size_t thread,
           std::function<void()> lost, runtime::Log log)
    : parts_(parts),
      gateways_key_(keys.gateways()),
      cmd_key_(keys.cmd()),
      timings_(timings),
      thread_(thread),
      lost_(std::move(lost)),
      log_(std::move(log)),
      timer_(io) {}

net::awaitable<void> Beat::run() {
    while (!stopping_) {
        Readiness::ThreadView view;
        const bool counted = co_await beat_once(view);
        if (stopping_) co_return;
        view.dispatcher = !parts_.lag.busy(parts_.clock.boot_ms());
        parts_.readiness.report(thread_, std::move(view));
        if (counted) parts_.commands.retry_detaches();
        if (parts_.commands.take_overflow() && counted_) take_new_name("too many detaches owed");
        timer_.expires_after(std::chrono::milliseconds(timings_.beat_every_ms));
        co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
    }
}

net::awaitable<bool> Beat::beat_once(Readiness::ThreadView& view) {
    const std::int64_t sent_ms = parts_.clock.boot_ms();
    redis::Options options;
    const std::int64_t late_ms = timings_.gateway_lost_ms / 2;
    options.timeout = std::chrono::milliseconds(counted_ ? late_ms : std::min(late_ms, first_wait_ms));
    // The first one waits for the connection, so that a fresh gateway is ready as soon as it can be.
    options.when_down = counted_ ? redis::WhenDown::fail : redis::WhenDown::wait;
    std::vector<redis::Request> requests;
    requests.emplace_back("FCALL", "yunke_beat", 1, gateways_key_, parts_.identity.name());
    requests.emplace_back("EXISTS", cmd_key_);
    const auto results = co_await parts_.client.exec_batch(std::move(requests), options);
    if (stopping_) co_return false;
    const redis::Result& beat = results.at(0);
    const redis::Result& pool = results.at(1);
    const bool answered = beat || beat.error().code == redis::errc::server_error;
    view.redis = answered;
    if (!answered) view.redis_problem = beat.error().message();
    view.function = beat.has_value();
    view.pool = pool && pool->to_i64() == 1;
    if (!beat) {
        since_ms_ = parts_.clock.boot_ms();
        if (counted_) take_new_name(beat.error().message());
        co_return false;
    }
    // A name is also late with its first beat: sockets may have attached under it before. That one may have waited for
    // the connection, which is no lateness.
    const std::int64_t until_ms = counted_ ? parts_.clock.boot_ms() : sent_ms;
    if (since_ms_ != 0 && until_ms - since_ms_ > late_ms) {
        take_new_name("the beat came late");
        co_return true;
    }
    counted_ = true;
    since_ms_ = sent_ms;
    co_return true;
}

void Beat::take_new_name(std::string_view why) {
    const std::string old = parts_.identity.name();
    counted_ = false;
    since_ms_ = parts_.clock.boot_ms();
    parts_.metrics.late_beats.add();
    parts_.identity.renew();
    log_.warn("beat_lost", {{"gateway", old}, {"why", why}, {"now", parts_.identity.name()}});
    lost_();
}

void Beat::stop() {
    stopping_ = true;
    timer_.cancel();
}

}  // namespace yunke::gateway
