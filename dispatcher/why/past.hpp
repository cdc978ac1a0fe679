// A pool's past, read once from Redis and run through as often as wanted, until it is given up. Called by why.cpp.
#pragma once

#include <functional>
#include <memory>

#include "dispatcher/app/explain.hpp"
#include "dispatcher/app/history.hpp"
#include "dispatcher/app/pool_access.hpp"

namespace yunke::why {

class Past {
public:
    using GiveUp = std::function<bool()>;

    // Errc::damaged if Redis holds only a part of it, or more than limits::past_bytes_max.
    static dispatcher::Result<Past> read(dispatcher::PoolAccess& pool, GiveUp give_up);

    // From the pool's first command on. Ends with an error when it is given up.
    dispatcher::Replay replay() const;

private:
    Past(dispatcher::HeldHistory held, GiveUp give_up)
        : held_(std::make_shared<const dispatcher::HeldHistory>(std::move(held))), give_up_(std::move(give_up)) {}

    std::shared_ptr<const dispatcher::HeldHistory> held_;
    GiveUp give_up_;
};

}  // namespace yunke::why
