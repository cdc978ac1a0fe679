// How commands of yunkectl reach the running pool: the configured Redis and --pool. Used by show_commands.cpp and
// replay_commands.cpp.
#pragma once

#include <expected>
#include <memory>

#include "dispatcher/app/pool_access.hpp"
#include "dispatcher/ctl/context.hpp"

namespace yunke::ctl {

// Refuses a pool's name that is none, and a Redis address that cannot be understood; connects with the first command.
std::expected<std::unique_ptr<dispatcher::PoolAccess>, Refusal> open_redis_pool(Context& context);

std::unexpected<Refusal> refuse_redis(const dispatcher::Error& error);

}  // namespace yunke::ctl
