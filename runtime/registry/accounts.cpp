// Accounts: who may log in, as what, and with which password hash.
#include <sodium.h>

#include "runtime/registry/account_rows.hpp"
#include "runtime/registry/database.hpp"
#include "runtime/registry/outbox.hpp"
#include "runtime/registry/password.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

bool exists(soci::session& sql, const std::string& table, std::uint32_t id) {
    const long long key = id;
    int found = 0;
    sql << "SELECT 1 FROM " + table + " WHERE id = :id", soci::use(key, "id"), soci::into(found);
    return found == 1;
}

Result<void> check_links(soci::session& sql, const Account& account) {
    if (account.merchant != 0 && !exists(sql, "merchant", account.merchant)) {
        return not_found("merchant", std::to_string(account.merchant));
    }
    if (account.agent == 0) return {};
    if (!exists(sql, "agent", account.agent)) return not_found("agent", std::to_string(account.agent));
    const long long agent = account.agent;
    std::string login;
    sql << "SELECT login FROM account WHERE agent_id = :agent", soci::use(agent, "agent"), soci::into(login);
    if (!login.empty()) {
        return conflict("agent", "Agent " + std::to_string(account.agent) + " already has the account " + login + ".");
    }
    return {};
}

void insert(soci::session& sql, const Account& account, const std::string& password_hash) {
    const long long id = account.id;
    const long long agent = account.agent;
    const long long merchant = account.merchant;
    const long long created_ms = account.created_ms;
    const int enabled = account.enabled ? 1 : 0;
    const std::string role(role_name(account.role));
    sql << "INSERT INTO account (id, login, name, role, password_hash, agent_id, merchant_id, region, enabled, "
           "created_ms) "
           "VALUES (:id, :login, :name, :role, :hash, NULLIF(CAST(:agent AS BIGINT), 0), "
           "NULLIF(CAST(:merchant AS BIGINT), 0), NULLIF(CAST(:region AS TEXT), ''), :enabled, :created)",
        soci::use(id, "id"), soci::use(account.login, "login"), soci::use(account.name, "name"),
        soci::use(role, "role"), soci::use(password_hash, "hash"), soci::use(agent, "agent"),
        soci::use(merchant, "merchant"), soci::use(account.region, "region"), soci::use(enabled, "enabled"),
        soci::use(created_ms, "created");
}

// Tells every pool's dispatcher that the account's sessions are over; such an account may have one in any pool, or
// never any.
Result<void> end_sessions_of(soci::session& sql, const Account& account) {
    const auto role = session_role(account.role);
    if (!role) return {};
    std::vector<std::string> pools;
    for (const std::string& name : soci::rowset<std::string>(sql.prepare << "SELECT name FROM pool ORDER BY name"))
        pools.push_back(name);
    for (const std::string& pool : pools) {
        const auto revision = take_revision(sql, pool);
        if (!revision) return std::unexpected(revision.error());
        v1::ConfigChange change;
        change.set_revision(*revision);
        change.mutable_end_sessions()->set_role(*role);
        change.mutable_end_sessions()->set_subject(account.id);
        write_outbox(sql, pool, change);
    }
    return {};
}

}  // namespace

Result<Account> Registry::add_account(const Account& account, const std::string& password_hash, std::int64_t now_ms) {
    auto added = account;
    auto login = fold_login(account.login);
    if (!login) return std::unexpected(login.error());
    added.login = std::move(*login);
    added.created_ms = now_ms;
    if (auto good = check_account(added); !good) return std::unexpected(good.error());
    if (!password_hash.starts_with(crypto_pwhash_argon2id_STRPREFIX)) {
        return invalid("password_hash", "must come from hash_password().");
    }
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Account> {
        int taken = 0;
        sql << "SELECT 1 FROM account WHERE login = :login", soci::use(added.login, "login"), soci::into(taken);
        if (taken == 1) return conflict("login", "The login " + added.login + " is taken.");
        if (auto good = check_links(sql, added); !good) return std::unexpected(good.error());
        const auto id = next_id(sql, "account");
        if (!id) return std::unexpected(id.error());
        added.id = *id;
        insert(sql, added, password_hash);
        return added;
    });
}

Result<Account> Registry::account(std::uint32_t id) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<Account> {
        auto found = select_accounts(sql, "a.id = :key", static_cast<long long>(id));
        if (found.empty()) return not_found("account", std::to_string(id));
        return std::move(found.front());
    });
}

Result<Account> Registry::account_by_login(std::string_view login) {
    const auto folded = fold_login(login);
    if (!folded) return std::unexpected(folded.error());
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<Account> {
        auto found = select_accounts(sql, "a.login = :key", *folded);
        if (found.empty()) return not_found("account", *folded);
        return std::move(found.front());
    });
}

Result<std::vector<std::string>> Registry::officers(std::string_view region) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<std::vector<std::string>> {
        std::vector<std::string> names;
        for (Account& one :
             select_accounts(sql, "a.region = :key AND a.role = 'officer' AND a.enabled = 1", std::string(region)))
            names.push_back(std::move(one.name));
        return names;
    });
}

Result<std::vector<Account>> Registry::accounts() {
    return db_->run(Around::nothing, [](soci::session& sql) -> Result<std::vector<Account>> {
        return select_accounts(sql, "a.id > :key", 0LL);
    });
}

Result<Account> Registry::set_account_enabled(std::uint32_t id, bool enabled) {
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Account> {
        auto found = account(id);
        if (!found) return found;
        if (found->agent == 0 && !enabled) {
            if (auto ended = end_sessions_of(sql, *found); !ended) return std::unexpected(ended.error());
        }
        // The dispatcher knows agents, not accounts: only through the agent does the change reach an open session.
        if (found->agent != 0) {
            auto worker = agent(found->agent);
            if (!worker) return std::unexpected(worker.error());
            worker->config.set_enabled(enabled);
            if (auto updated = update_agent(*worker); !updated) return std::unexpected(updated.error());
        }
        const long long key = id;
        const int flag = enabled ? 1 : 0;
        sql << "UPDATE account SET enabled = :enabled WHERE id = :id", soci::use(flag, "enabled"), soci::use(key, "id");
        found->enabled = enabled;
        if (!enabled) {
            if (auto ended = end_logins_of(id); !ended) return std::unexpected(ended.error());
        }
        return found;
    });
}

Result<void> Registry::set_password_hash(std::uint32_t id, const std::string& password_hash) {
    if (!password_hash.starts_with(crypto_pwhash_argon2id_STRPREFIX)) {
        return invalid("password_hash", "must come from hash_password().");
    }
    return db_->run(Around::write, [&](soci::session& sql) -> Result<void> {
        const long long key = id;
        int changed = 0;
        sql << "UPDATE account SET password_hash = :hash WHERE id = :id RETURNING 1", soci::use(password_hash, "hash"),
            soci::use(key, "id"), soci::into(changed);
        if (changed == 0) return not_found("account", std::to_string(id));
        return end_logins_of(id);
    });
}

}  // namespace yunke::registry
