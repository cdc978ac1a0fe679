#include "dispatcher/ctl/redis_pool.hpp"

namespace yunke::ctl {

std::expected<std::unique_ptr<dispatcher::PoolAccess>, Refusal> open_redis_pool(Context& context) {
    const auto settings = context.settings();
    if (!settings) return std::unexpected(settings.error());
    const auto pool = context.pool();
    if (!pool) return std::unexpected(pool.error());
    if (!dispatcher::is_pool_name(*pool)) return refuse("A pool's name is 1 to 32 of a-z, 0-9 and -.");
    const auto& redis = (*settings)->redis;
    const auto endpoint = redis::load_endpoint(redis.url, redis.user, redis.password_file);
    if (!endpoint) return refuse("[redis] url: " + endpoint.error().message());
    return std::make_unique<dispatcher::PoolAccess>(*endpoint, *pool);
}

std::unexpected<Refusal> refuse_redis(const dispatcher::Error& error) {
    Refusal refusal(error.what);
    if (error.code == dispatcher::Errc::unreachable)
        refusal.message += " Check that the Redis named by [redis] url is there and can be reached.";
    return std::unexpected(std::move(refusal));
}

}  // namespace yunke::ctl
