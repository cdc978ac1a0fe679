#include "dispatcher/app/dispatcher.hpp"

#include <algorithm>
#include <bit>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <memory>

#include "dispatcher/app/watchers.hpp"
#include "runtime/config.hpp"
#include "runtime/random.hpp"

namespace yunke::dispatcher {
namespace {

constexpr int exit_no_pool = 3;
constexpr std::size_t term_digits = 16;

redis::ClientConfig client_config(const DispatcherParts& parts) {
    redis::ClientConfig config;
    config.endpoint = parts.endpoint;
    config.request_bytes_max = limits::commit_bytes_max;
    config.backoff_last = limits::reconnect_pause_max;
    const auto failures = std::make_shared<std::uint64_t>(0);
    config.on_connect = [log = parts.log, failures](const redis::ServerInfo& server) {
        *failures = 0;
        log.info("redis_connected", {{"run_id", server.run_id}, {"version", server.version}});
    };
    config.on_down = [log = parts.log, failures](const redis::Error& error) {
        if (std::has_single_bit(++*failures))  // 1st, 2nd, 4th, 8th ...: an outage must not fill a disk
            log.warn("redis_down", {{"why", error.message()}, {"times", *failures}});
    };
    return config;
}

}  // namespace

DispatcherOptions options_from(const runtime::Settings& settings, bool create_pool) {
    DispatcherOptions options;
    options.pool = settings.pool.name;
    options.name = settings.dispatcher.name;
    options.sql_url = settings.sql.url;
    options.lease_ms = settings.dispatcher.lease_ms;
    options.gateway_lost_ms = settings.dispatcher.gateway_lost_ms;
    options.batch_commands_max = settings.dispatcher.batch_commands_max;
    options.memory_mark_percent = settings.dispatcher.memory_mark_percent;
    options.durable_always = settings.dispatcher.durability == runtime::Durability::always;
    options.create_pool = create_pool;
    return options;
}

Dispatcher::Dispatcher(DispatcherParts parts, DispatcherOptions options)
    : parts_(std::move(parts)),
      options_(std::move(options)),
      redis_(parts_.io, client_config(parts_)),
      reader_(parts_.io, parts_.endpoint),
      store_(redis_, Keys(options_.pool)),
      instruments_(parts_.metrics, options_.pool),
      lease_(options_.lease_ms) {
    if (!options_.sql_url.empty()) outbox_ = std::make_unique<OutboxReader>(parts_.io, options_.sql_url, options_.pool);
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::stop() {
    stopping_ = true;
    if (leadership_) leadership_->stop();
}

net::awaitable<void> Dispatcher::pause(std::chrono::milliseconds time) {
    net::steady_timer timer(parts_.io, time);
    co_await timer.async_wait(net::as_tuple(net::use_awaitable));
}

net::awaitable<int> Dispatcher::run() {
    if (const auto code = co_await prepare()) co_return *code;
    while (!stopping_) {
        lease_.begin(runtime::random_hex(term_digits), parts_.clock.boot_ms());
        co_await stand_by();
        if (stopping_) break;
        parts_.steps(Step::lease_held);
        const Ended ended = co_await lead();
        parts_.log.info("leading_ended", {{"why", to_string(ended)}, {"term", lease_.term()}});
        if (ended == Ended::fenced) {
            instruments_.fenced.add();
            co_await count_loss();
        }
        if (ended == Ended::reload) instruments_.reloads.add();
        co_await release();
        leadership_.reset();
        if (ended == Ended::no_pool) {
            no_pool();
            co_return exit_no_pool;
        }
        // What made us stop may still be there: do not fence and load in a tight loop.
        if (ended == Ended::reload || ended == Ended::apply_failed) co_await pause(limits::lead_again_pause);
    }
    co_await release();
    redis_.stop();
    reader_.stop();
    co_return 0;
}

// ---- before the first lease ----------------------------------------------------------------------------------------

net::awaitable<std::optional<int>> Dispatcher::prepare() {
    while (!stopping_) {
        const auto loaded = co_await store_.load_functions(false);
        if (loaded) break;
        parts_.log.warn("functions_not_loaded", {{"why", loaded.error().what}});
        co_await pause(limits::lead_again_pause);
    }
    if (stopping_) co_return 0;
    co_await check_durability();
    co_return co_await ensure_pool();
}

net::awaitable<void> Dispatcher::check_durability() {
    const auto settings = co_await store_.append_only();
    const std::string on = settings ? settings->on : "unknown";
    const std::string fsync = settings ? settings->fsync : "unknown";
    if (options_.durable_always && (on != "yes" || fsync != "always"))
        parts_.log.error("not_durable",
                         {{"problem",
                           "durability is \"always\", but Redis does not sync every write before it answers: answered "
                           "commands can be lost with power. Set appendonly yes and appendfsync always in Redis, or "
                           "dispatcher.durability to \"relaxed\"."},
                          {"redis_appendonly", on},
                          {"redis_appendfsync", fsync}});
}

net::awaitable<std::optional<int>> Dispatcher::ensure_pool() {
    while (!stopping_) {
        if (options_.create_pool) {
            const auto created = co_await store_.create_pool(mint_log_epoch(parts_.clock.wall_ms(), 0));
            if (created && *created) parts_.log.info("pool_created", {{"pool", options_.pool}});
        }
        const auto exists = co_await store_.has_cursor();
        if (exists && *exists) {
            prepared_ = true;
            co_return std::nullopt;
        }
        if (exists) {
            no_pool();
            co_return exit_no_pool;
        }
        parts_.log.warn("pool_not_read", {{"why", exists.error().what}});
        co_await pause(limits::lead_again_pause);
    }
    co_return 0;
}

void Dispatcher::no_pool() {
    parts_.log.error(
        "no_pool",
        {{"pool", options_.pool},
         {"problem",
          "Redis holds no cursor of this pool. If the pool existed before, its data is lost or Redis is the wrong one: "
          "bring it back with deploy/restore. If it is new, start once with --create-pool."}});
}

// ---- the lease -----------------------------------------------------------------------------------------------------

// One request for the lease; whether it is ours now.
net::awaitable<bool> Dispatcher::ask_for_lease() {
    const core::Ms sent_boot_ms = parts_.clock.boot_ms();
    const core::Ms sent_pool_ms = leadership_ ? leadership_->now_ms() : 0;
    const core::Ms note_ms = leadership_ ? leadership_->alive_to_note() : 0;
    // A standby asks a Redis that is there; what it asked of one that is away would be the first thing to arrive.
    const auto when_down = leadership_ ? redis::WhenDown::wait : redis::WhenDown::fail;
    const auto answer = co_await store_.lease(lease_.term(), options_.name, options_.lease_ms, note_ms, when_down);
    if (!answer) {
        lease_.failed(parts_.clock.boot_ms());
        if (answer.error().code == Errc::no_function) co_await store_.load_functions(false);
        co_return false;
    }
    if (!answer->held) {
        lease_.other(parts_.clock.boot_ms(), answer->ttl_left_ms);
        co_return false;
    }
    lease_.held(sent_boot_ms);
    if (leadership_) leadership_->renewed(sent_pool_ms);
    co_return true;
}

// When Redis comes back, the leader of before goes first, for as long as a lease: only its memory can tell that nothing
// was lost, and saves everybody a new log epoch.
net::awaitable<void> Dispatcher::stand_by() {
    bool told = false;
    std::uint64_t connection = store_.connection();
    while (!stopping_) {
        if (redis_.connected() && store_.connection() != connection) {
            connection = store_.connection();
            co_await pause(std::chrono::milliseconds(options_.lease_ms));
            continue;
        }
        if (co_await ask_for_lease()) co_return;
        if (!told) parts_.log.info("standing_by", {{"pool", options_.pool}});
        told = true;
        const core::Ms wait_ms = std::max<core::Ms>(lease_.next_ms() - parts_.clock.boot_ms(), 1);
        co_await pause(std::chrono::milliseconds(wait_ms));
    }
}

// Renews until cancelled, or until somebody else holds the lease: then it waits to be cancelled.
net::awaitable<Ended> Dispatcher::keep_lease() {
    bool lost = false;
    while ((co_await net::this_coro::cancellation_state).cancelled() == net::cancellation_type::none) {
        const core::Ms wait_ms = lost ? options_.lease_ms : lease_.next_ms() - parts_.clock.boot_ms();
        co_await pause(std::chrono::milliseconds(std::max<core::Ms>(wait_ms, 1)));
        if (lost || (co_await net::this_coro::cancellation_state).cancelled() != net::cancellation_type::none) continue;
        co_await ask_for_lease();
        lost = lease_.role() != LeaseMachine::Role::leader;
        if (!lost) continue;
        parts_.log.warn("lease_lost", {{"term", lease_.term()}});
        leadership_->lost();
    }
    co_return Ended::fenced;
}

// Another dispatcher took the lead. If that was because Redis went back, it cannot know what is gone, but we do.
net::awaitable<void> Dispatcher::count_loss() {
    const Cursor& ours = leadership_->cursor();
    if (!memo_.committed || memo_.committed->sequence != ours.sequence) co_return;
    const auto kept = co_await store_.kept_of(ours);
    if (!kept || *kept >= ours.sequence) co_return;
    instruments_.commits_lost.add(static_cast<double>(ours.sequence - *kept));
    parts_.log.warn("own_commits_lost",
                    {{"commits_lost", ours.sequence - *kept}, {"kept", *kept}, {"known_sequence", ours.sequence}});
    memo_ = {};
}

net::awaitable<void> Dispatcher::release() {
    if (lease_.role() != LeaseMachine::Role::leader) co_return;
    parts_.steps(Step::lease_releasing);
    lease_.begin(lease_.term(), parts_.clock.boot_ms());
    const auto released = co_await store_.lease(lease_.term(), options_.name, 0, 0);
    if (!released) parts_.log.warn("lease_not_released", {{"why", released.error().what}});
}

// ---- leading -------------------------------------------------------------------------------------------------------

net::awaitable<Ended> Dispatcher::watch(bool outbox) {
    WatcherParts parts{store_,
                       *leadership_,
                       parts_.clock,
                       instruments_,
                       parts_.log,
                       outbox_.get(),
                       options_.gateway_lost_ms,
                       options_.memory_mark_percent,
                       parts_.steps};
    Watchers watchers(std::move(parts));
    if (outbox)
        co_await watchers.forward_outbox();
    else
        co_await watchers.watch();
    co_return Ended::stopped;
}

// An exception that comes this far is a bug; what is in memory is void, what is in Redis is whole. Leading ends, and
// begins again with the rule for commands that end their dispatcher.
net::awaitable<Ended> Dispatcher::run_leadership() {
    try {
        co_return co_await leadership_->run();
    } catch (const std::exception& error) {
        instruments_.leader.set(0);
        instruments_.apply_failures.add();
        parts_.log.error("leading_failed", {{"what", error.what()}, {"term", lease_.term()}});
    }
    co_return Ended::apply_failed;
}

net::awaitable<Ended> Dispatcher::lead() {
    using namespace net::experimental::awaitable_operators;
    LeadershipParts parts{store_,      reader_,    parts_.clock, instruments_,
                          memo_,       parts_.log, parts_.apply, options_.batch_commands_max,
                          parts_.steps};
    leadership_ = std::make_unique<Leadership>(std::move(parts), lease_.term());
    if (stopping_) leadership_->stop();
    // The others go on until the first has ended, and are cancelled then.
    const auto ended = co_await (run_leadership() || keep_lease() || watch(false) || watch(true));
    co_return std::visit([](Ended how) { return how; }, ended);
}

// ---- what operators see --------------------------------------------------------------------------------------------

runtime::Health Dispatcher::ready() const {
    runtime::Health health;
    if (!redis_.connected()) health.reasons.emplace_back("Redis cannot be reached.");
    if (!prepared_) health.reasons.emplace_back("The pool was not found yet.");
    if (leadership_ && !leading()) health.reasons.emplace_back("The pool is being loaded.");
    health.ok = health.reasons.empty();
    return health;
}

std::string Dispatcher::metrics() {
    const core::Ms boot_ms = parts_.clock.boot_ms();
    if (const core::State* now = state(); now != nullptr && boot_ms - census_boot_ms_ >= limits::census_ms) {
        census_boot_ms_ = boot_ms;
        instruments_.census(*now);
    }
    return parts_.metrics.render();
}

}  // namespace yunke::dispatcher
