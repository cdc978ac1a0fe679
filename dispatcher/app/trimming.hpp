// Cuts a pool's commands and log behind the cursor once they take too much memory. Called by the leader's watchers.
#pragma once

#include <cstdint>
#include <string>

#include "dispatcher/app/limits.hpp"
#include "dispatcher/app/store.hpp"

namespace yunke::dispatcher {

struct TrimBounds {
    std::int64_t bytes_max = limits::cmd_bytes_max;           // of `{p}:cmd`; no more is left alone
    std::int64_t bytes_after = limits::cmd_bytes_after_trim;  // wanted, if a snapshot stands there
    std::int64_t bytes_most = limits::cmd_bytes_most;         // beyond it, it is cut even where no snapshot stands
};

// What is left begins right behind a snapshot, so that all of it can be run; older snapshots go. Nothing above the
// cursor (its last command and its sequence) is cut. Cheap when there is nothing to do. Returns how many commands went.
net::awaitable<Result<std::uint64_t>> trim(Store& store, std::string cursor, std::uint64_t sequence, TrimBounds bounds);

}  // namespace yunke::dispatcher
