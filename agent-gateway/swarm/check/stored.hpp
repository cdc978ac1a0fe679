// The transcripts of a pool as they stand in Redis, for the checker. Read once a run has come to rest.
#pragma once

#include <expected>
#include <string>

#include "agent-gateway/swarm/check/checker.hpp"
#include "runtime/asio.hpp"
#include "runtime/redis/client.hpp"

namespace yunke::swarm {

// Every `{pool}:conv:*`. The error is a sentence.
net::awaitable<std::expected<Transcripts, std::string>> read_transcripts(redis::Client& redis, std::string pool);

// The same for callers without a loop of their own: connects, reads, returns.
std::expected<Transcripts, std::string> load_transcripts(const redis::Endpoint& endpoint, const std::string& pool);

}  // namespace yunke::swarm
