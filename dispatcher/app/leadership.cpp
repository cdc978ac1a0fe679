#include "dispatcher/app/leadership.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <exception>

#include "dispatcher/app/commit_request.hpp"
#include "dispatcher/app/snapshots.hpp"

namespace yunke::dispatcher {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

core::Effects plain_apply(core::Core& core, const core::BatchHeader& header, std::span<const core::Command> commands) {
    return core.apply(header, commands);
}

std::string_view to_string(Ended ended) {
    constexpr std::array<std::string_view, 5> names = {"stopped", "fenced", "reload", "apply_failed", "no_pool"};
    return names.at(static_cast<std::size_t>(ended));
}

Leadership::Leadership(LeadershipParts parts, std::string term)
    : parts_(std::move(parts)), term_(std::move(term)), clock_(parts_.clock) {}

void Leadership::stop() {
    if (!stopping_) stop_boot_ms_ = parts_.clock.boot_ms();
    stopping_ = true;
}

void Leadership::lost() {
    lost_ = true;
}

net::awaitable<void> Leadership::pause(std::chrono::milliseconds time) {
    net::steady_timer timer(co_await net::this_coro::executor, time);
    co_await timer.async_wait(net::as_tuple(net::use_awaitable));
}

net::awaitable<Ended> Leadership::run() {
    const auto started = std::chrono::steady_clock::now();
    if (const auto ended = co_await take_over()) co_return *ended;
    parts_.instruments.take_overs.add();
    parts_.instruments.take_over_seconds.observe(seconds_since(started));
    parts_.instruments.leader.set(1);
    const Ended ended = co_await lead();
    parts_.instruments.leader.set(0);
    co_return ended;
}

// ---- taking over ---------------------------------------------------------------------------------------------------

// Tries until Redis answers; nullopt when it is no longer ours to try.
net::awaitable<std::optional<FenceAnswer>> Leadership::fence() {
    while (!stopping_ && !lost_) {
        // The leader's own Functions replace those of an older program.
        const auto loaded = co_await parts_.store.load_functions(true);
        verified_connection_ = parts_.store.connection();
        auto answer =
            loaded ? co_await parts_.store.fence(term_) : Result<FenceAnswer>(std::unexpected(loaded.error()));
        if (answer) co_return std::move(*answer);
        parts_.log.warn("fence_failed", {{"why", answer.error().what}});
        co_await pause(limits::retry_pause);
    }
    co_return std::nullopt;
}

net::awaitable<std::optional<Ended>> Leadership::take_over() {
    auto fenced = co_await fence();
    if (!fenced) co_return lost_ ? Ended::fenced : Ended::stopped;
    if (fenced->kind == FenceAnswer::Kind::fenced) co_return Ended::fenced;
    if (fenced->kind == FenceAnswer::Kind::newlog) co_return Ended::no_pool;
    parts_.steps(Step::fenced);
    cursor_ = std::move(fenced->cursor);
    if (cursor_.run_id != parts_.store.run_id()) co_await rewrite_file();
    auto state = co_await parts_.store.load_state();
    if (!state) {
        parts_.log.error("state_not_loaded", {{"why", state.error().what}});
        co_return Ended::reload;
    }
    co_await begin_past(*state);
    decide_epoch(*state);
    clock_.start(std::max(state->pool.now_ms, cursor_.alive_ms));
    gap_.start(cursor_.alive_ms);
    poison_.start(fenced->starts, fenced->trying, cursor_.last_command, parts_.batch_commands_max);
    core_.emplace(std::move(*state));
    loaded_ = true;
    parts_.steps(Step::loaded);
    const core::State& loaded = core_->state();
    parts_.log.info("leading", {{"term", term_},
                                {"sequence", cursor_.sequence},
                                {"cursor", cursor_.last_command},
                                {"log_epoch", new_log_epoch_ > 0 ? new_log_epoch_ : cursor_.log_epoch},
                                {"conversations", loaded.conversations.size()},
                                {"sessions", loaded.sessions.size()},
                                {"agents", loaded.agents.size()},
                                {"starts_here", fenced->starts}});
    if (poison_.careful())
        parts_.log.warn("one_by_one", {{"cursor", cursor_.last_command}, {"trying", fenced->trying}});
    co_return std::nullopt;
}

// Redis was started anew. Whoever leads goes on all the same if it will not: it may be at it already.
net::awaitable<void> Leadership::rewrite_file() {
    const auto asked = co_await parts_.store.rewrite_file();
    if (!asked) parts_.log.warn("file_not_rewritten", {{"why", asked.error().what}});
}

net::awaitable<void> Leadership::begin_past(const core::State& state) {
    const auto begun = co_await Snapshots(parts_.store).begin_past(term_, cursor_, state);
    if (!begun)
        parts_.log.warn("snapshot_not_kept", {{"why", begun.error().what}});
    else if (*begun)
        parts_.log.info("past_begins", {{"sequence", cursor_.sequence}});
}

void Leadership::decide_epoch(const core::State& state) {
    const std::string& run_id = parts_.store.run_id();
    if (redis_went_back(cursor_, run_id, parts_.memo.committed, parts_.memo.under_way)) {
        new_log_epoch_ = mint_log_epoch(parts_.clock.wall_ms(), std::max(cursor_.log_epoch, state.pool.log_epoch));
        tell_epoch();
    } else if (state.pool.log_epoch < cursor_.log_epoch) {
        new_log_epoch_ = cursor_.log_epoch;  // a new pool's first
    }
}

// What is gone can only be counted by a process that saw it: one that committed more than Redis now holds.
void Leadership::tell_epoch() {
    const auto& known = parts_.memo.committed;
    const std::uint64_t lost = known && known->sequence > cursor_.sequence ? known->sequence - cursor_.sequence : 0;
    parts_.instruments.log_epochs_minted.add();
    parts_.instruments.commits_lost.add(static_cast<double>(lost));
    const std::string count = known ? std::to_string(lost) : "unknown: this process saw none of the last commits";
    parts_.log.warn("log_epoch_minted", {{"old", cursor_.log_epoch},
                                         {"new", new_log_epoch_},
                                         {"sequence", cursor_.sequence},
                                         {"commits_lost", count},
                                         {"known_sequence", known ? known->sequence : 0},
                                         {"last_command", cursor_.last_command},
                                         {"redis_run_id", parts_.store.run_id()}});
}

// ---- the loop ------------------------------------------------------------------------------------------------------

net::awaitable<Ended> Leadership::lead() {
    while (!stopping_) {
        if (lost_) co_return Ended::fenced;
        if (const auto ended = co_await check_connection()) co_return *ended;
        auto entries = co_await read();
        if (!entries) continue;
        // One by one, timers go alone as well: a command must not be blamed for one that ends its leader.
        const auto due_ms = core_->next_due_ms();
        if (poison_.careful() && due_ms && *due_ms <= clock_.now_ms()) entries->clear();
        if (!entries->empty()) parts_.steps(Step::batch_read);
        const auto started = std::chrono::steady_clock::now();
        Batch batch = decode_batch(*entries, poison_, parts_.instruments, parts_.log);
        if (!co_await record_trying(batch)) continue;
        const core::Ms now_ms = clock_.now_ms();
        const core::BatchHeader header{now_ms, gap_.take(now_ms), new_log_epoch_};
        const auto effects = apply(header, batch);
        if (!effects) co_return Ended::apply_failed;
        if (!batch.last_id.empty()) parts_.steps(Step::batch_applied);
        more_ = effects->more;
        if (batch.last_id.empty() && effects->empty()) continue;
        parts_.instruments.apply_seconds.observe(seconds_since(started));
        if (const auto ended = co_await commit(*effects, header, batch)) co_return *ended;
    }
    co_return Ended::stopped;
}

// After a reconnect Redis may be another process, or hold something older. What it holds decides how to go on.
net::awaitable<std::optional<Ended>> Leadership::check_connection() {
    const std::uint64_t connection = parts_.store.connection();
    if (connection == verified_connection_ || !parts_.store.redis().connected()) co_return std::nullopt;
    const auto stored = co_await parts_.store.cursor();
    if (!stored && stored.error().code == Errc::damaged) {
        const auto exists = co_await parts_.store.has_cursor();
        if (exists && !*exists) co_return Ended::no_pool;
    }
    if (!stored) co_return std::nullopt;
    if (stored->sequence != cursor_.sequence || stored->hash != cursor_.hash) {
        parts_.log.warn("redis_holds_another_commit", {{"stored", stored->sequence}, {"ours", cursor_.sequence}});
        co_return Ended::reload;
    }
    if (stored->term != term_) co_return Ended::fenced;
    if (stored->run_id != parts_.store.run_id()) {
        parts_.log.info("redis_restarted", {{"sequence", cursor_.sequence}, {"run_id", parts_.store.run_id()}});
        co_await rewrite_file();
    }
    verified_connection_ = connection;
    co_return std::nullopt;
}

// What came after the cursor. Waits for it until the next timer is due; nullopt if Redis did not answer.
net::awaitable<std::optional<std::vector<redis::StreamEntry>>> Leadership::read() {
    using std::chrono::milliseconds;
    const std::size_t count = poison_.careful() ? 1 : parts_.batch_commands_max;
    milliseconds wait = limits::idle_wait;
    if (const auto due_ms = core_->next_due_ms()) {
        const core::Ms left_ms = std::max<core::Ms>(*due_ms - clock_.now_ms(), 0);
        wait = std::min(wait, milliseconds(left_ms));
    }
    if (more_ || new_log_epoch_ > 0 || wait.count() == 0) {
        auto entries = co_await parts_.store.read_commands(cursor_.last_command, count);
        if (entries) co_return std::move(*entries);
        co_await pause(limits::retry_pause);
        co_return std::nullopt;
    }
    const auto after = redis::StreamId::parse(cursor_.last_command).value_or(redis::StreamId{});
    std::vector<redis::StreamPosition> positions;
    positions.push_back({parts_.store.keys().cmd, after});
    const redis::ReadOptions options{wait, count};
    auto batches = co_await parts_.reader.read(std::move(positions), options);
    if (!batches) co_return std::nullopt;
    if (batches->empty()) co_return std::vector<redis::StreamEntry>();
    co_return std::move(batches->front().entries);
}

// False if it could not be recorded: the batch is read again.
net::awaitable<bool> Leadership::record_trying(const Batch& batch) {
    if (!poison_.careful() || batch.last_id.empty() || batch.left_out) co_return true;
    const auto recorded = co_await parts_.store.set_trying(poison_.to_record(batch.last_id));
    if (recorded) {
        parts_.steps(Step::command_recorded);
        co_return true;
    }
    co_await pause(limits::retry_pause);
    co_return false;
}

// nullopt if it threw: the state in memory is void then.
std::optional<core::Effects> Leadership::apply(const core::BatchHeader& header, const Batch& batch) {
    if (header.gap_ms > 0) {
        parts_.instruments.gap_seconds.set(static_cast<double>(header.gap_ms) / 1000.0);
        parts_.log.warn("gap_without_leader", {{"gap_ms", header.gap_ms}});
    }
    try {
        if (batch.poison) return core_->skip(header, *batch.poison);
        return parts_.apply(*core_, header, batch.commands);
    } catch (const std::exception& error) {
        parts_.instruments.apply_failures.add();
        parts_.log.error("apply_failed", {{"cursor", cursor_.last_command},
                                          {"up_to", batch.last_id},
                                          {"commands", batch.commands.size()},
                                          {"what", error.what()}});
        return std::nullopt;
    }
}

// ---- committing ----------------------------------------------------------------------------------------------------

net::awaitable<std::optional<Ended>> Leadership::commit(const core::Effects& effects, const core::BatchHeader& header,
                                                        Batch& batch) {
    wire::CommitHeader wanted;
    wanted.sequence = cursor_.sequence + 1;
    wanted.last_command = batch.last_id.empty() ? cursor_.last_command : batch.last_id;
    wanted.now_ms = header.now_ms;
    wanted.gap_ms = header.gap_ms;
    wanted.new_log_epoch = header.new_log_epoch;
    wanted.skipped = batch.skipped;
    const wire::CommitPlan& plan = encoder_.make(core_->state(), effects, std::move(wanted));
    const Remembered mine{plan.header.sequence, wire::commit_hash(cursor_.hash, plan)};
    // Made for each attempt, the same each time: keeping one would cost a copy of it for every commit.
    const auto request = [&, run_id = parts_.store.run_id()] {
        return commit_request(parts_.store.keys(), cursor_, plan, mine.hash, header.now_ms, run_id);
    };
    parts_.memo.under_way = mine;
    const auto started = std::chrono::steady_clock::now();
    if (const auto ended = co_await send(request)) {
        // The batch was applied without harm: what is recorded must not be left out at the next start.
        if (*ended == Ended::reload && poison_.careful()) co_await parts_.store.set_trying("");
        co_return *ended;
    }
    parts_.instruments.commit_seconds.observe(seconds_since(started));
    committed(mine, batch);
    parts_.steps(Step::commit_noted);
    // A clean end of the careful time: what was recorded last did no harm.
    if (!batch.last_id.empty() && poison_.committed(batch.last_id)) co_await parts_.store.set_trying("");
    co_return std::nullopt;
}

// Sends the same bytes until Redis says what became of them. nullopt when they are committed.
net::awaitable<std::optional<Ended>> Leadership::send(const std::function<redis::Request()>& request) {
    for (std::uint64_t attempt = 1;; ++attempt) {
        redis::Request bytes = request();
        parts_.steps(Step::commit_sending);
        const auto answer = co_await parts_.store.commit(std::move(bytes));
        if (answer) {
            parts_.steps(Step::commit_answered);
            if (*answer == CommitAnswer::committed || *answer == CommitAnswer::already) co_return std::nullopt;
            parts_.log.warn("commit_not_taken",
                            {{"answer", to_string(*answer)}, {"sequence", cursor_.sequence + 1}, {"term", term_}});
            if (*answer == CommitAnswer::fenced) co_return Ended::fenced;
            co_return *answer == CommitAnswer::newlog ? Ended::no_pool : Ended::reload;
        }
        parts_.instruments.commit_retries.add();
        if (std::has_single_bit(attempt))  // 1st, 2nd, 4th, 8th ...: an outage must not fill a disk
            parts_.log.warn("commit_unanswered",
                            {{"sequence", cursor_.sequence + 1}, {"attempt", attempt}, {"why", answer.error().what}});
        if (answer.error().code == Errc::refused) co_return Ended::reload;
        if (lost_) co_return Ended::fenced;
        if (stopping_ && parts_.clock.boot_ms() - stop_boot_ms_ > limits::stop_wait.count()) co_return Ended::stopped;
        if (answer.error().code == Errc::no_function) co_await parts_.store.load_functions(true);
        co_await pause(limits::retry_pause);
    }
}

void Leadership::committed(const Remembered& now, const Batch& batch) {
    const core::Pool& pool = core_->state().pool;
    parts_.memo.committed = now;
    parts_.memo.under_way.reset();
    cursor_.sequence = now.sequence;
    cursor_.hash = now.hash;
    cursor_.log_epoch = pool.log_epoch;
    cursor_.config_revision = pool.config_revision;
    if (!batch.last_id.empty()) cursor_.last_command = batch.last_id;
    new_log_epoch_ = 0;
    Instruments& metrics = parts_.instruments;
    metrics.commits.add();
    metrics.commands.add(static_cast<double>(batch.commands.size()));
    metrics.batch_commands.observe(static_cast<double>(batch.commands.size()));
    metrics.sequence.set(static_cast<double>(cursor_.sequence));
    metrics.log_epoch.set(static_cast<double>(cursor_.log_epoch));
    if (batch.left_out) {
        metrics.skipped.add();
        parts_.log.error("command_skipped", {{"id", batch.last_id}, {"sequence", cursor_.sequence}});
    }
    report_lag(batch);
}

void Leadership::report_lag(const Batch& batch) {
    const auto id = redis::StreamId::parse(batch.last_id);
    const core::Ms age_ms = id ? parts_.clock.wall_ms() - static_cast<core::Ms>(id->ms) : 0;
    parts_.instruments.lag_seconds.set(static_cast<double>(std::max<core::Ms>(age_ms, 0)) / 1000.0);
}

}  // namespace yunke::dispatcher
