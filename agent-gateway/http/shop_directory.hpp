// The allowed origins of the pool's shops, kept in memory and looked at again when the pool's configuration revision
// has changed, so that a socket's upgrade and Hello need no database. Shared by all threads; thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "agent-gateway/http/origin_policy.hpp"
#include "agent-gateway/http/sql_workers.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"

namespace yunke::gateway {

class ShopDirectory {
public:
    ShopDirectory(SqlWorkers& workers, std::string pool, const runtime::Clock& clock);

    // Never null; empty before the first refresh.
    std::shared_ptr<const ShopOrigins> origins() const { return origins_.load(); }

    // Reads the revision and, if it is another one, the shops.
    net::awaitable<void> refresh();
    // The same for somebody who met an unknown origin: a shop that was added just now should not have to wait. At most
    // twice a second, so that foreign pages cannot keep the database busy.
    net::awaitable<void> refresh_for_unknown();

    bool database_answers() const { return answers_.load(); }

private:
    SqlWorkers& workers_;
    std::string pool_;
    const runtime::Clock& clock_;
    std::atomic<std::shared_ptr<const ShopOrigins>> origins_;
    std::atomic<std::uint64_t> revision_ = ~std::uint64_t{0};
    std::atomic<std::int64_t> asked_ms_ = 0;
    std::atomic<bool> answers_ = false;
};

}  // namespace yunke::gateway
