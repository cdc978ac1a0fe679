// Merchants, and shops with the origins where their widget may run.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "runtime/registry/database.hpp"
#include "runtime/registry/limits.hpp"
#include "runtime/registry/outbox.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

// In the place of a clock that is not set.
constexpr long long no_clock = 100'000;
constexpr const char* clock_column = "COALESCE(m.utc_offset_minutes, 100000)";

void put_clock(v1::ShopConfig& config, long long minutes) {
    config.clear_utc_offset_minutes();
    if (minutes != no_clock) config.set_utc_offset_minutes(static_cast<std::int32_t>(minutes));
}

Merchant merchant_of(long long id, const std::string& name, long long clock) {
    Merchant merchant{.id = static_cast<std::uint32_t>(id), .name = name};
    if (clock != no_clock) merchant.utc_offset_minutes = static_cast<std::int32_t>(clock);
    return merchant;
}

// The shops `s` for which `condition` holds; it names the value of `key` as :key.
template <class Key>
std::vector<Shop> select_shops(soci::session& sql, const std::string& condition, const Key& key) {
    std::vector<Shop> shops;
    std::map<long long, std::size_t> place_of;
    long long id = 0;
    long long merchant = 0;
    long long key_version = 0;
    long long clock = 0;
    int open = 0;
    std::string pool;
    std::string name;
    soci::statement rows =
        (sql.prepare << "SELECT s.id, s.pool, s.merchant_id, s.name, s.is_open, s.key_version, " << clock_column
                     << " FROM shop s JOIN merchant m ON m.id = s.merchant_id WHERE " << condition << " ORDER BY s.id",
         soci::use(key, "key"), soci::into(id), soci::into(pool), soci::into(merchant), soci::into(name),
         soci::into(open), soci::into(key_version), soci::into(clock));
    for_each_row(rows, [&] {
        place_of[id] = shops.size();
        auto& shop = shops.emplace_back();
        shop.pool = pool;
        shop.config.set_id(static_cast<std::uint32_t>(id));
        shop.config.set_name(name);
        shop.config.set_merchant(static_cast<std::uint32_t>(merchant));
        shop.config.set_open(open != 0);
        put_clock(shop.config, clock);
        shop.key_version = static_cast<std::uint32_t>(key_version);
    });
    std::string origin;
    soci::statement origins = (sql.prepare << "SELECT o.shop_id, o.origin FROM shop_origin o JOIN shop s "
                                              "ON s.id = o.shop_id WHERE "
                                           << condition << " ORDER BY o.shop_id, o.place",
                               soci::use(key, "key"), soci::into(id), soci::into(origin));
    for_each_row(origins, [&] { shops[place_of.at(id)].allowed_origins.push_back(origin); });
    return shops;
}

Result<Shop> select_shop(soci::session& sql, std::uint32_t id) {
    auto found = select_shops(sql, "s.id = :key", static_cast<long long>(id));
    if (found.empty()) return not_found("shop", std::to_string(id));
    return std::move(found.front());
}

void write_origins(soci::session& sql, const Shop& shop) {
    const long long id = shop.config.id();
    sql << "DELETE FROM shop_origin WHERE shop_id = :shop", soci::use(id, "shop");
    int place = 0;
    for (const auto& origin : shop.allowed_origins) {
        sql << "INSERT INTO shop_origin (shop_id, place, origin) VALUES (:shop, :place, :origin)",
            soci::use(id, "shop"), soci::use(place, "place"), soci::use(origin, "origin");
        ++place;
    }
}

void publish(soci::session& sql, const Shop& shop, std::uint64_t revision) {
    v1::ConfigChange change;
    change.set_revision(revision);
    *change.mutable_shop() = shop.config;
    write_outbox(sql, shop.pool, change);
}

void insert(soci::session& sql, const Shop& shop) {
    const long long id = shop.config.id();
    const long long merchant = shop.config.merchant();
    const long long key_version = shop.key_version;
    const int open = shop.config.open() ? 1 : 0;
    sql << "INSERT INTO shop (id, pool, merchant_id, name, is_open, key_version) "
           "VALUES (:id, :pool, :merchant, :name, :open, :version)",
        soci::use(id, "id"), soci::use(shop.pool, "pool"), soci::use(merchant, "merchant"),
        soci::use(shop.config.name(), "name"), soci::use(open, "open"), soci::use(key_version, "version");
}

}  // namespace

Result<Merchant> Registry::add_merchant(std::string_view name) {
    if (auto good = check_text("name", name, limits::title_max); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Merchant> {
        Merchant merchant{.id = 0, .name = std::string(name)};
        int taken = 0;
        sql << "SELECT 1 FROM merchant WHERE name = :name", soci::use(merchant.name, "name"), soci::into(taken);
        if (taken == 1) return conflict("name", "There is already a merchant called " + merchant.name + ".");
        const auto next = next_id(sql, "merchant");
        if (!next) return std::unexpected(next.error());
        merchant.id = *next;
        const long long id = merchant.id;
        sql << "INSERT INTO merchant (id, name) VALUES (:id, :name)", soci::use(id, "id"),
            soci::use(merchant.name, "name");
        return merchant;
    });
}

Result<std::vector<Merchant>> Registry::merchants() {
    return db_->run(Around::nothing, [](soci::session& sql) -> Result<std::vector<Merchant>> {
        std::vector<Merchant> merchants;
        long long id = 0;
        long long clock = 0;
        std::string name;
        soci::statement rows =
            (sql.prepare << "SELECT m.id, m.name, " << clock_column << " FROM merchant m ORDER BY m.id", soci::into(id),
             soci::into(name), soci::into(clock));
        for_each_row(rows, [&] { merchants.push_back(merchant_of(id, name, clock)); });
        return merchants;
    });
}

Result<Merchant> Registry::set_merchant_clock(std::uint32_t merchant, std::int32_t utc_offset_minutes) {
    if (utc_offset_minutes < limits::utc_offset_minutes_min || utc_offset_minutes > limits::utc_offset_minutes_max) {
        return invalid("utc_offset_minutes",
                       fmt::format("must be {} to {} (-12:00 to +14:00), not {}.", limits::utc_offset_minutes_min,
                                   limits::utc_offset_minutes_max, utc_offset_minutes));
    }
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Merchant> {
        const long long id = merchant;
        auto shops = select_shops(sql, "s.merchant_id = :key", id);
        // Pools one after the other in the order of their names, whoever changes several.
        std::ranges::sort(shops, {}, [](const Shop& shop) { return std::pair(shop.pool, shop.config.id()); });
        for (Shop& shop : shops) {
            const auto revision = take_revision(sql, shop.pool);
            if (!revision) return std::unexpected(revision.error());
            put_clock(shop.config, utc_offset_minutes);
            publish(sql, shop, *revision);
        }
        const long long minutes = utc_offset_minutes;
        sql << "UPDATE merchant SET utc_offset_minutes = :minutes WHERE id = :id", soci::use(minutes, "minutes"),
            soci::use(id, "id");
        std::string name;
        sql << "SELECT name FROM merchant WHERE id = :id", soci::use(id, "id"), soci::into(name);
        if (!sql.got_data()) return not_found("merchant", std::to_string(merchant));
        return merchant_of(id, name, minutes);
    });
}

Result<Shop> Registry::add_shop(const Shop& shop) {
    if (auto good = check_shop(shop); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Shop> {
        const auto revision = take_revision(sql, shop.pool);
        if (!revision) return std::unexpected(revision.error());
        const long long merchant = shop.config.merchant();
        long long clock = 0;
        sql << "SELECT " << clock_column << " FROM merchant m WHERE m.id = :id", soci::use(merchant, "id"),
            soci::into(clock);
        if (!sql.got_data()) return not_found("merchant", std::to_string(merchant));
        const auto id = next_id(sql, "shop");
        if (!id) return std::unexpected(id.error());
        auto added = shop;
        put_clock(added.config, clock);
        added.config.set_id(*id);
        added.key_version = 1;
        insert(sql, added);
        write_origins(sql, added);
        publish(sql, added, *revision);
        return added;
    });
}

Result<Shop> Registry::update_shop(const Shop& shop) {
    if (auto good = check_shop(shop); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Shop> {
        auto updated = select_shop(sql, shop.config.id());
        if (!updated) return updated;
        const auto revision = take_revision(sql, updated->pool);
        if (!revision) return std::unexpected(revision.error());
        updated->config.set_name(shop.config.name());
        updated->config.set_open(shop.config.open());
        updated->allowed_origins = shop.allowed_origins;
        const long long id = shop.config.id();
        const int open = shop.config.open() ? 1 : 0;
        sql << "UPDATE shop SET name = :name, is_open = :open WHERE id = :id",
            soci::use(updated->config.name(), "name"), soci::use(open, "open"), soci::use(id, "id");
        write_origins(sql, *updated);
        publish(sql, *updated, *revision);
        return updated;
    });
}

Result<Shop> Registry::rotate_shop_key(std::uint32_t shop) {
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Shop> {
        const long long id = shop;
        sql << "UPDATE shop SET key_version = key_version + 1 WHERE id = :id", soci::use(id, "id");
        return select_shop(sql, shop);
    });
}

Result<Shop> Registry::shop(std::uint32_t id) {
    return db_->run(Around::snapshot, [&](soci::session& sql) { return select_shop(sql, id); });
}

Result<std::vector<Shop>> Registry::shops(std::string_view pool) {
    const std::string name(pool);
    return db_->run(Around::snapshot, [&](soci::session& sql) -> Result<std::vector<Shop>> {
        return select_shops(sql, "s.pool = :key", name);
    });
}

}  // namespace yunke::registry
