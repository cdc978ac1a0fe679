// Redis asked from a program without a loop of its own: one question, its answer. Used around measurements, never
// within them.
#pragma once

#include <expected>
#include <string>

#include "runtime/redis/client.hpp"

namespace yunke::swarm {

// On a connection of its own. The error is a sentence.
std::expected<redis::Reply, std::string> ask_redis(const redis::Endpoint& endpoint, redis::Request request);

}  // namespace yunke::swarm
