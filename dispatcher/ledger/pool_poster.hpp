// Follows one pool's facts from Redis into SQL for as long as the process runs: reads, posts on the SQL thread, tells
// the pool what became of merchants' balances, cuts what is posted off the stream. Redis or SQL away: it says so once,
// tries again at growing intervals, and catches up by itself. A fact that must not be passed over (another body under
// the same id, one that the core never writes) stops this pool, loudly, until somebody has looked; others go on.
//
// Lives on the io_context's thread. Made by the poster.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/ledger/fact_reader.hpp"
#include "dispatcher/ledger/instruments.hpp"
#include "dispatcher/ledger/limits.hpp"
#include "dispatcher/ledger/sql_side.hpp"
#include "dispatcher/ledger/sql_thread.hpp"
#include "runtime/log.hpp"
#include "runtime/redis/client.hpp"

namespace yunke::ledger {

// What stays in Redis of what is posted.
struct TrimOptions {
    std::uint64_t facts_kept = limits::facts_kept;
    std::chrono::milliseconds every = limits::trim_every;
};

struct PosterParts {
    net::io_context& io;
    redis::Endpoint endpoint;
    const runtime::Clock& clock;
    runtime::Metrics& metrics;
    runtime::Log log;
    TrimOptions trim{};
};

// What becomes of merchants' balances, until Redis has it: by pool and shop, the last word only.
using Balances = std::map<std::pair<std::string, ShopId>, bool>;

class PoolPoster {
public:
    PoolPoster(const PosterParts& parts, redis::Client& redis, SqlThread& thread, SqlSide& sql, Balances& balances,
               const std::string& pool, std::size_t batch_facts_max);

    net::awaitable<void> run();
    void stop();

    const std::string& pool() const { return pool_; }
    // Why it does not get on; empty while it does.
    const std::string& trouble() const { return trouble_; }
    bool begun() const { return begun_; }

private:
    net::awaitable<Result<void>> round();
    net::awaitable<Result<void>> begin();
    net::awaitable<Result<void>> post(FactReader::Read read);
    net::awaitable<void> tell_balances();
    net::awaitable<void> measure();
    net::awaitable<void> note_level(std::int64_t wall_ms);
    net::awaitable<void> trim();
    net::awaitable<void> pause();
    void note(const Result<void>& done);
    void note_posted(const PostingOutcome& outcome);

    const PosterParts& parts_;
    redis::Client& redis_;
    SqlThread& thread_;
    SqlSide& sql_;
    Balances& balances_;
    std::string pool_;
    std::size_t batch_facts_max_;
    FactReader reader_;
    Instruments instruments_;

    bool stopping_ = false;
    bool begun_ = false;      // where to read from is known
    bool was_begun_ = false;  // at least once
    std::string trouble_;
    std::chrono::milliseconds pause_;
    net::steady_timer timer_;
    FactId posted_;
    std::deque<FactId> trims_;  // where the cursor was, some time ago each
    std::int64_t trimmed_boot_ms_ = 0;
    std::int64_t level_boot_ms_ = 0;             // when nothing was behind
    std::optional<std::int64_t> noted_boot_ms_;  // when that was noted
};

}  // namespace yunke::ledger
