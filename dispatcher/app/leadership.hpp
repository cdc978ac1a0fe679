// One leader's life in a pool: fence, load, then read, apply and commit, batch by batch, until it is told to stop, is
// fenced out, or finds that Redis holds something else than it should. Made anew for each term by Dispatcher, which
// keeps the lease meanwhile.
//
//   run():  fence -> load state -> decide the log epoch -> loop { read -> decode -> apply -> plan -> commit }
//
// Everything happens on one io_context, in one coroutine; watchers only append commands like anybody else.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "dispatcher/app/batch.hpp"
#include "dispatcher/app/gap.hpp"
#include "dispatcher/app/instruments.hpp"
#include "dispatcher/app/poison.hpp"
#include "dispatcher/app/pool_clock.hpp"
#include "dispatcher/app/steps.hpp"
#include "dispatcher/app/store.hpp"
#include "dispatcher/core/core.hpp"
#include "runtime/log.hpp"
#include "runtime/redis/stream_reader.hpp"

namespace yunke::dispatcher {

// How a batch is folded in; tests give another to make a command fail.
using Apply = std::function<core::Effects(core::Core&, const core::BatchHeader&, std::span<const core::Command>)>;
core::Effects plain_apply(core::Core& core, const core::BatchHeader& header, std::span<const core::Command> commands);

// What outlives a term within this process: it decides whether Redis went back (cursor.hpp).
struct Memo {
    std::optional<Remembered> committed;
    std::optional<Remembered> under_way;
};

struct LeadershipParts {
    Store& store;
    redis::StreamReader& reader;
    const runtime::Clock& clock;
    Instruments& instruments;
    Memo& memo;
    runtime::Log log;
    Apply apply;
    std::size_t batch_commands_max = 1024;
    Steps steps = no_steps;
};

enum class Ended : std::uint8_t {
    stopped,       // stop() was called and the last commit is answered, or cannot be
    fenced,        // somebody else leads
    reload,        // Redis holds something else than we do: lead again from what it holds
    apply_failed,  // a batch ended in an exception; the state in memory is void
    no_pool,       // there is no cursor: this pool was never created, or is lost
};
std::string_view to_string(Ended ended);

class Leadership {
public:
    Leadership(LeadershipParts parts, std::string term);

    net::awaitable<Ended> run();

    // Ends run() after the commit under way. The same for lost(), when the lease went to somebody else.
    void stop();
    void lost();

    // The lease was asked for at this pool time, or renewed by a request sent then.
    core::Ms now_ms() { return clock_.now_ms(); }
    core::Ms alive_to_note() { return loaded_ ? gap_.to_note(clock_.now_ms()) : 0; }
    void renewed(core::Ms sent_ms) { gap_.renewed(sent_ms); }

    // nullptr before the state is loaded.
    const core::State* state() const { return core_ ? &core_->state() : nullptr; }
    const Cursor& cursor() const { return cursor_; }

private:
    net::awaitable<std::optional<Ended>> take_over();
    net::awaitable<std::optional<FenceAnswer>> fence();
    net::awaitable<void> rewrite_file();
    net::awaitable<void> begin_past(const core::State& state);
    void decide_epoch(const core::State& state);
    void tell_epoch();
    net::awaitable<Ended> lead();
    net::awaitable<std::optional<Ended>> check_connection();
    net::awaitable<std::optional<std::vector<redis::StreamEntry>>> read();
    net::awaitable<bool> record_trying(const Batch& batch);
    std::optional<core::Effects> apply(const core::BatchHeader& header, const Batch& batch);
    net::awaitable<std::optional<Ended>> commit(const core::Effects& effects, const core::BatchHeader& header,
                                                Batch& batch);
    net::awaitable<std::optional<Ended>> send(const std::function<redis::Request()>& request);
    void committed(const Remembered& now, const Batch& batch);
    void report_lag(const Batch& batch);
    net::awaitable<void> pause(std::chrono::milliseconds time);

    LeadershipParts parts_;
    std::string term_;
    PoolClock clock_;
    Gap gap_;
    Poison poison_;
    Cursor cursor_;  // of the last commit
    std::optional<core::Core> core_;
    wire::CommitEncoder encoder_;
    std::uint64_t new_log_epoch_ = 0;
    std::uint64_t verified_connection_ = 0;
    bool loaded_ = false;
    bool more_ = false;  // the core has more to do at once
    bool stopping_ = false;
    bool lost_ = false;
    std::int64_t stop_boot_ms_ = 0;
};

}  // namespace yunke::dispatcher
