// The ledger's process: one PoolPoster for each pool of the registry, one SQL thread for all of them, and the dated
// configuration read again every few seconds. Built by main.cpp and by tests.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "dispatcher/ledger/pool_poster.hpp"
#include "runtime/admin_http.hpp"

namespace yunke::ledger {

class Poster {
public:
    Poster(PosterParts parts, SqlSideOptions options);
    ~Poster();  // waits for the call of SQL that is under way
    Poster(const Poster&) = delete;
    Poster& operator=(const Poster&) = delete;

    // Returns when stop() was called and everything has ended.
    net::awaitable<void> run();
    // Ends run() within a second or two: the batch under way is finished.
    void stop();

    runtime::Health ready() const;

private:
    net::awaitable<void> refresh();
    net::awaitable<void> look_at_office();
    void follow(const std::string& pool);

    PosterParts parts_;
    std::size_t batch_facts_max_;
    redis::Client redis_;
    SqlSide sql_;
    SqlThread thread_;  // after what its calls use
    Balances balances_;
    std::map<std::string, std::unique_ptr<PoolPoster>> pools_;
    std::size_t running_ = 0;
    net::steady_timer timer_;
    bool stopping_ = false;
    bool refreshed_ = false;
    bool balances_read_ = false;
    bool cards_missed_ = false;
    std::string trouble_;
};

}  // namespace yunke::ledger
