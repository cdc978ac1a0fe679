#include "dispatcher/app/pool_access.hpp"

namespace yunke::dispatcher {
namespace {

redis::ClientConfig client_config(const redis::Endpoint& endpoint) {
    redis::ClientConfig config;
    config.endpoint = endpoint;
    return config;
}

}  // namespace

PoolAccess::PoolAccess(const redis::Endpoint& endpoint, std::string_view pool)
    : redis_(io_, client_config(endpoint)), store_(redis_, Keys(pool)) {}

Result<redis::Reply> PoolAccess::call(redis::Request request) {
    std::optional<redis::Result> result;
    redis_.submit(std::move(request), {}, [&](redis::Result answer) { result = std::move(answer); });
    io_.restart();
    while (!result && io_.run_one() > 0) {
    }
    if (!result) return std::unexpected(Error{Errc::unreachable, "The work was stopped."});
    if (!*result) return std::unexpected(from_redis(result->error()));
    return std::move(**result);
}

void PoolAccess::stop() {
    net::post(io_, [this] { redis_.stop(); });
}

}  // namespace yunke::dispatcher
