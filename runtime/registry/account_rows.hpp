// Reading account rows, for accounts.cpp and logins.cpp. Private to runtime/registry.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runtime/registry/database.hpp"
#include "runtime/registry/types.hpp"

namespace yunke::registry {

// The variables that one account row is fetched into.
struct AccountRow {
    static constexpr const char* columns =
        "a.id, a.login, a.name, a.role, COALESCE(a.agent_id, 0), COALESCE(a.merchant_id, 0), COALESCE(a.region, ''), "
        "a.enabled, a.created_ms";

    long long id = 0;
    std::string login;
    std::string name;
    std::string role;
    long long agent = 0;
    long long merchant = 0;
    std::string region;
    int enabled = 0;
    long long created_ms = 0;

    Account account() const {
        return {.id = static_cast<std::uint32_t>(id),
                .login = login,
                .name = name,
                .role = role_by_name(role).value_or(Role::none),
                .agent = static_cast<std::uint32_t>(agent),
                .merchant = static_cast<std::uint32_t>(merchant),
                .region = region,
                .enabled = enabled != 0,
                .created_ms = created_ms};
    }
};

// The accounts `a` for which `condition` holds; it names the value of `key` as :key.
template <class Key>
std::vector<Account> select_accounts(soci::session& sql, const std::string& condition, const Key& key) {
    AccountRow row;
    soci::statement rows =
        (sql.prepare << "SELECT " << AccountRow::columns << " FROM account a WHERE " << condition << " ORDER BY a.id",
         soci::use(key, "key"), soci::into(row.id), soci::into(row.login), soci::into(row.name), soci::into(row.role),
         soci::into(row.agent), soci::into(row.merchant), soci::into(row.region), soci::into(row.enabled),
         soci::into(row.created_ms));
    std::vector<Account> accounts;
    for_each_row(rows, [&] { accounts.push_back(row.account()); });
    return accounts;
}

}  // namespace yunke::registry
