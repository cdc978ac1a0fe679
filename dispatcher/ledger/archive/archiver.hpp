// Moves ended conversations out of Redis into the archive in SQL, for all pools, and has those erased whose time is
// over. The ledger's process owns one.
//
// One conversation's way: its field of `{p}:archive` and its transcript are read; one SQL transaction writes them,
// unless they stand already; only when that is committed does the Function yunke_let_go take them out of Redis, and
// only if they still are what was written. So whatever dies in between, the next round does what is left to do: nothing
// is lost, and nothing stands twice. A field comes into `{p}:archive` when nobody can go on with the conversation or
// rate it any more.
//
// Everything that blocks runs on a thread of the archiver's own with an SQL session of its own, so that it never delays
// postings. Use it from its io_context's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/ledger/archive/archive_store.hpp"
#include "dispatcher/ledger/archive/erase_clock.hpp"
#include "dispatcher/ledger/sql_thread.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "runtime/redis/client.hpp"

namespace yunke::archive {

struct ArchiverOptions {
    std::string url;           // the database of the archive, as sql.url
    std::string registry_url;  // where the pools stand
};

// What one step did.
struct Moved {
    std::size_t archived = 0;  // written now
    std::size_t let_go = 0;    // taken out of Redis
    std::size_t erased = 0;
    bool more = false;  // there may be more to do at once
};

class Archiver {
public:
    Archiver(net::io_context& io, const redis::Endpoint& endpoint, ArchiverOptions options, const runtime::Clock& clock,
             runtime::Metrics& metrics, const runtime::Log& log);
    ~Archiver();  // waits for the call of SQL that is under way
    Archiver(const Archiver&) = delete;
    Archiver& operator=(const Archiver&) = delete;

    // A page of each pool's ended conversations, and what is to be erased if it is time to look. away: SQL or Redis
    // could not be asked; nothing is half done.
    net::awaitable<Result<Moved>> step();

    // Steps until stop(): at once while there is more, every two seconds otherwise, later and later after failures.
    net::awaitable<void> run();
    void stop();

    // Before the first step. Called on both threads, never at once.
    void set_steps(Steps steps) { steps_ = std::move(steps); }

private:
    struct Pool {
        std::string name;
        std::string position = "0";  // HSCAN's
    };

    net::awaitable<Result<void>> refresh();
    net::awaitable<Result<void>> move_page(Pool& pool, Moved& moved);
    net::awaitable<Result<std::vector<Held>>> read_page(Pool& pool);
    net::awaitable<Result<void>> read_transcript(Held& held);
    net::awaitable<Result<bool>> still_stands(const Held& held);
    net::awaitable<Result<void>> archive(std::vector<Held> all, Moved& moved);
    net::awaitable<Result<void>> let_go(const Held& held, Moved& moved);
    net::awaitable<Result<void>> erase(Moved& moved);
    net::awaitable<Result<redis::Reply>> ask(redis::Request request);
    net::awaitable<void> pause(std::chrono::milliseconds time);
    Result<Store*> store();  // on the SQL thread
    void step_at(std::string_view what) const;
    void tell_damaged(const Held& held, const Error& error);

    redis::Client redis_;
    ArchiverOptions options_;
    const runtime::Clock& clock_;
    runtime::Log log_;
    net::steady_timer timer_;
    Steps steps_;

    std::unique_ptr<Store> store_;  // the SQL thread's
    std::vector<Pool> pools_;
    std::optional<std::int64_t> pools_read_ms_, erased_ms_;  // by boot time
    EraseClock erase_clock_;
    std::set<std::pair<std::string, std::uint64_t>> damaged_;
    bool stopped_ = false;

    runtime::Counter archived_, erased_, failures_;
    runtime::Gauge unreadable_;
    ledger::SqlThread sql_;  // after what its calls use
};

}  // namespace yunke::archive
