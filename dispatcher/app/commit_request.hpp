// The call of the Redis Function yunke_commit that carries out a CommitPlan. Called by the batch loop and by tests of
// the Function.
#pragma once

#include <string_view>

#include "dispatcher/app/cursor.hpp"
#include "dispatcher/app/keys.hpp"
#include "runtime/redis/request.hpp"

namespace yunke::dispatcher {

// `before` is the cursor that the plan follows: its term, sequence and hash are what Redis must hold. `hash` is the
// plan's own; `alive_ms` and `run_id` are noted in the cursor.
redis::Request commit_request(const Keys& keys, const Cursor& before, const wire::CommitPlan& plan,
                              const wire::Hash& hash, core::Ms alive_ms, std::string_view run_id);

}  // namespace yunke::dispatcher
