#include "agent-gateway/http/shop_directory.hpp"

namespace yunke::gateway {

namespace {

constexpr std::int64_t unknown_every_ms = 500;

struct Found {
    std::uint64_t revision = 0;
    std::shared_ptr<const ShopOrigins> origins;  // null = as before
};

// A pool that does not exist yet has no shops; that is no failure of the database.
registry::Result<Found> read_shops(registry::Registry& registry, const std::string& pool, std::uint64_t known) {
    const auto revision = registry.revision(pool);
    if (!revision && revision.error().code == registry::Errc::not_found) {
        return Found{0, std::make_shared<ShopOrigins>()};
    }
    if (!revision) return std::unexpected(revision.error());
    if (*revision == known) return Found{known, nullptr};
    const auto shops = registry.shops(pool);
    if (!shops) return std::unexpected(shops.error());
    auto origins = std::make_shared<ShopOrigins>();
    for (const registry::Shop& shop : *shops)
        origins->add(shop.config.id(), shop.allowed_origins);
    return Found{*revision, std::move(origins)};
}

}  // namespace

ShopDirectory::ShopDirectory(SqlWorkers& workers, std::string pool, const runtime::Clock& clock)
    : workers_(workers), pool_(std::move(pool)), clock_(clock), origins_(std::make_shared<const ShopOrigins>()) {}

net::awaitable<void> ShopDirectory::refresh() {
    auto work = [pool = pool_, known = revision_.load()](registry::Registry& registry) {
        return read_shops(registry, pool, known);
    };
    auto found = co_await workers_.run(std::move(work));
    answers_.store(found.has_value());
    if (!found || !found->origins) co_return;
    origins_.store(std::move(found->origins));
    revision_.store(found->revision);
}

net::awaitable<void> ShopDirectory::refresh_for_unknown() {
    const std::int64_t now_ms = clock_.boot_ms();
    std::int64_t asked_ms = asked_ms_.load();
    if (now_ms - asked_ms < unknown_every_ms) co_return;
    if (!asked_ms_.compare_exchange_strong(asked_ms, now_ms)) co_return;
    co_await refresh();
}

}  // namespace yunke::gateway
