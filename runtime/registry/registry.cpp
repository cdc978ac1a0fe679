#include "runtime/registry/registry.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>

#include "runtime/registry/database.hpp"
#include "runtime/registry/limits.hpp"
#include "runtime/registry/migrations.hpp"
#include "runtime/registry/outbox.hpp"
#include "runtime/registry/routing_rows.hpp"
#include "runtime/registry/validate.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::registry {
namespace {

std::string base64(const std::string& bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the terminating zero
    return text;
}

Result<std::string> from_base64(const std::string& text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(),
                          nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
        return std::unexpected(Error{Errc::database, "", "An outbox row is damaged; restore the database."});
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace

Registry::Registry(std::unique_ptr<Database> database) : db_(std::move(database)) {}
Registry::Registry(Registry&&) noexcept = default;
Registry& Registry::operator=(Registry&&) noexcept = default;
Registry::~Registry() = default;

Result<Registry> Registry::open(const std::string& url) {
    if (sodium_init() < 0) {
        return std::unexpected(Error{Errc::unavailable, "", "libsodium found no source of random numbers."});
    }
    auto database = Database::open(url);
    if (!database) return std::unexpected(database.error());
    if (auto migrated = migrate(**database); !migrated) return std::unexpected(migrated.error());
    return Registry(std::move(*database));
}

Result<void> Registry::ping() {
    return db_->run(Around::nothing, [](soci::session& sql) -> Result<void> {
        int version = 0;
        sql << "SELECT MAX(version) FROM schema_version", soci::into(version);
        return {};
    });
}

Result<void> Registry::atomically(const std::function<Result<void>()>& changes) {
    return db_->run(Around::write, [&](soci::session&) { return changes(); });
}

Result<bool> Registry::empty() {
    return db_->run(Around::nothing, [](soci::session& sql) -> Result<bool> {
        long long count = 0;
        sql << "SELECT COUNT(*) FROM pool", soci::into(count);
        return count == 0;
    });
}

Result<void> Registry::create_pool(std::string_view name) {
    if (auto good = check_key("pool", name); !good) return good;
    return db_->run(Around::write, [&](soci::session& sql) -> Result<void> {
        const std::string pool(name);
        long long created = 0;
        sql << "INSERT INTO pool (name, revision, agent_grace_ms, shopper_grace_ms, decline_cooldown_ms, "
               "agent_session_ms) VALUES (:name, 0, 0, 0, 0, 0) ON CONFLICT (name) DO NOTHING RETURNING 1",
            soci::use(pool, "name"), soci::into(created);
        if (created == 0) return conflict("pool", "There is already a pool " + pool + ".");
        return {};
    });
}

Result<std::vector<Pool>> Registry::pools() {
    return db_->run(Around::nothing, [](soci::session& sql) -> Result<std::vector<Pool>> {
        std::vector<Pool> pools;
        std::string name;
        long long revision = 0;
        soci::statement rows =
            (sql.prepare << "SELECT name, revision FROM pool ORDER BY name", soci::into(name), soci::into(revision));
        for_each_row(rows, [&] { pools.push_back({name, static_cast<std::uint64_t>(revision)}); });
        return pools;
    });
}

Result<v1::PoolConfig> Registry::pool_config(std::string_view pool) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<v1::PoolConfig> {
        const std::string name(pool);
        long long agent_grace = 0;
        long long shopper_grace = 0;
        long long decline_cooldown = 0;
        long long agent_session = 0;
        std::string criteria;
        int single_offer = 0;
        int second_offer = 0;
        sql << "SELECT agent_grace_ms, shopper_grace_ms, decline_cooldown_ms, agent_session_ms, criteria, "
               "single_offer, second_offer_percent FROM pool WHERE name = :name",
            soci::use(name, "name"), soci::into(agent_grace), soci::into(shopper_grace), soci::into(decline_cooldown),
            soci::into(agent_session), soci::into(criteria), soci::into(single_offer), soci::into(second_offer);
        if (!sql.got_data()) return not_found("pool", pool);
        v1::PoolConfig config;
        config.set_agent_grace_ms(static_cast<std::uint32_t>(agent_grace));
        config.set_shopper_grace_ms(static_cast<std::uint32_t>(shopper_grace));
        config.set_decline_cooldown_ms(static_cast<std::uint32_t>(decline_cooldown));
        config.set_agent_session_ms(static_cast<std::uint32_t>(agent_session));
        if (auto good = read_criteria(criteria, config); !good) return std::unexpected(good.error());
        config.set_single_offer(single_offer != 0);
        config.set_second_offer_percent(static_cast<std::uint32_t>(second_offer));
        return config;
    });
}

Result<std::uint64_t> Registry::set_pool_config(std::string_view pool, const v1::PoolConfig& config) {
    if (auto good = check_pool_config(config); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<std::uint64_t> {
        const std::string name(pool);
        const auto revision = take_revision(sql, name);
        if (!revision) return revision;
        // Criteria of a newer program must not be lost.
        if (auto stored = pool_config(pool); !stored) return std::unexpected(stored.error());
        const long long agent_grace = config.agent_grace_ms();
        const long long shopper_grace = config.shopper_grace_ms();
        const long long decline_cooldown = config.decline_cooldown_ms();
        const long long agent_session = config.agent_session_ms();
        const auto criteria = criteria_text(config);
        const int single_offer = config.single_offer() ? 1 : 0;
        const int second_offer = static_cast<int>(config.second_offer_percent());
        sql << "UPDATE pool SET agent_grace_ms = :agent_grace, shopper_grace_ms = :shopper_grace, "
               "decline_cooldown_ms = :decline_cooldown, agent_session_ms = :agent_session, criteria = :criteria, "
               "single_offer = :single_offer, second_offer_percent = :second_offer WHERE name = :name",
            soci::use(agent_grace, "agent_grace"), soci::use(shopper_grace, "shopper_grace"),
            soci::use(decline_cooldown, "decline_cooldown"), soci::use(agent_session, "agent_session"),
            soci::use(criteria, "criteria"), soci::use(single_offer, "single_offer"),
            soci::use(second_offer, "second_offer"), soci::use(name, "name");
        v1::ConfigChange change;
        change.set_revision(*revision);
        *change.mutable_pool() = config;
        write_outbox(sql, name, change);
        return revision;
    });
}

Result<std::uint64_t> Registry::revision(std::string_view pool) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<std::uint64_t> {
        const std::string name(pool);
        long long revision = -1;
        sql << "SELECT revision FROM pool WHERE name = :name", soci::use(name, "name"), soci::into(revision);
        if (revision < 0) return not_found("pool", pool);
        return static_cast<std::uint64_t>(revision);
    });
}

Result<std::vector<OutboxRow>> Registry::outbox_after(std::string_view pool, std::uint64_t revision, int limit) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<std::vector<OutboxRow>> {
        const std::string name(pool);
        const auto after = static_cast<long long>(std::min(revision, std::uint64_t{INT64_MAX}));
        const int rows_max = std::clamp(limit, 1, limits::outbox_rows_max);
        long long number = 0;
        std::string change;
        soci::statement rows =
            (sql.prepare << "SELECT revision, config_change FROM outbox "
                            "WHERE pool = :pool AND revision > :after ORDER BY revision LIMIT "
                         << rows_max,
             soci::use(name, "pool"), soci::use(after, "after"), soci::into(number), soci::into(change));
        std::vector<OutboxRow> found;
        Result<void> good;
        for_each_row(rows, [&] {
            auto bytes = from_base64(change);
            if (bytes) {
                found.push_back({static_cast<std::uint64_t>(number), std::move(*bytes)});
            } else {
                good = std::unexpected(bytes.error());
            }
        });
        if (!good) return std::unexpected(good.error());
        return found;
    });
}

Result<std::uint64_t> take_revision(soci::session& sql, const std::string& pool) {
    long long revision = 0;
    sql << "UPDATE pool SET revision = revision + 1 WHERE name = :name RETURNING revision", soci::use(pool, "name"),
        soci::into(revision);
    if (revision == 0) {
        return std::unexpected(Error{Errc::not_found, "pool", "There is no pool " + pool + "; create it first."});
    }
    return static_cast<std::uint64_t>(revision);
}

void write_outbox(soci::session& sql, const std::string& pool, const v1::ConfigChange& change) {
    const auto revision = static_cast<long long>(change.revision());
    const auto text = base64(change.SerializeAsString());
    sql << "INSERT INTO outbox (pool, revision, config_change) VALUES (:pool, :revision, :change)",
        soci::use(pool, "pool"), soci::use(revision, "revision"), soci::use(text, "change");
}

}  // namespace yunke::registry
