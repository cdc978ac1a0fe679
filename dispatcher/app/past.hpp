// A pool's past as Redis holds it: where in it a question can begin, and the run from there up to the present. Blocks.
// Called by the SnapshotMaker, by `yunkectl explain` and by dispatcher/why.
#pragma once

#include <functional>

#include "dispatcher/app/pool_access.hpp"
#include "dispatcher/app/replay.hpp"
#include "dispatcher/app/snapshots.hpp"

namespace yunke::dispatcher {

// Asked before each page that is read; true ends the run with Errc::not_now. May be empty.
using GiveUp = std::function<bool()>;

// The last of the snapshots, or the pool's beginning, that stands before the conversation's first command; if there is
// none, the first of them. Errc::damaged if there is none at all.
Result<SnapshotAt> start_before(PoolAccess& pool, core::ConversationId conversation);

// Runs up to the commit that is the last one now, reading page by page.
Result<Replay> run_from(PoolAccess& pool, const SnapshotAt& at, GiveUp give_up);

}  // namespace yunke::dispatcher
