// The registry's rows as its callers see them. Queues, agents and pool settings are the very messages that the
// dispatcher gets (entity.proto); what only the edge needs (origins, key versions, accounts) is described here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yunke/v1/client.pb.h"
#include "yunke/v1/entity.pb.h"

namespace yunke::registry {

// What an account may do. Shoppers have no account.
enum class Role : std::uint8_t { none, administrator, merchant, supervisor, agent, finance, officer };

// "administrator", "merchant", "supervisor", "agent", "finance", "officer": as stored in SQL and typed at yunkectl.
std::string_view role_name(Role role);
std::optional<Role> role_by_name(std::string_view name);
// As what the account opens live sessions; nullopt: never, it works by HTTP alone (merchants, finance people, programme
// officers).
std::optional<v1::Role> session_role(Role role);

// Somebody who logs in with a password.
struct Account {
    std::uint32_t id = 0;
    std::string login;  // lower case; 1 to 64 of [a-z0-9._@+-]
    std::string name;   // display name
    Role role = Role::none;
    std::uint32_t agent = 0;     // role agent: whom the account works as; 0 otherwise
    std::uint32_t merchant = 0;  // role merchant: whose shops it sees; 0 otherwise
    std::string region{};        // role officer: whose people it may see (program_types.hpp); empty otherwise
    bool enabled = true;
    std::int64_t created_ms = 0;
};

// What a login is checked against. `account` is empty when the login is unknown or disabled; `password_hash` is then
// a hash that nobody's password has, to be verified all the same so that the answer takes the same time.
struct LoginCandidate {
    std::optional<Account> account;
    std::string password_hash;
};

// A login that is still good, with its account.
struct LoginSession {
    Account account;
    std::int64_t created_ms = 0;
    std::int64_t expires_ms = 0;
};

struct Merchant {
    std::uint32_t id = 0;
    std::string name;
    std::optional<std::int32_t> utc_offset_minutes{};  // of its clock; nullopt = the platform's
};

struct Shop {
    std::string pool;
    v1::ShopConfig config;                     // what the dispatcher knows; the clock is its merchant's
    std::vector<std::string> allowed_origins;  // where its widget may run, e.g. https://shop.example
    std::uint32_t key_version = 1;             // signed shop keys of another version are refused
};

struct Skill {
    std::uint32_t id = 0;
    std::string key;  // [a-z0-9-]{1,32}
    std::string name_zh;
    std::string name_en;
};

// Agents who belong together: queues prefer groups, or ask for them.
struct Group {
    std::uint32_t id = 0;
    std::string key;  // [a-z0-9-]{1,32}
    std::string name_zh;
    std::string name_en;
};

struct Agent {
    std::string pool;
    v1::AgentConfig config;
};

struct Pool {
    std::string name;            // [a-z0-9-]{1,32}
    std::uint64_t revision = 0;  // of its last configuration change
};

// One change of a pool's configuration, to be appended to `{p}:cmd` as Command{config}.
struct OutboxRow {
    std::uint64_t revision = 0;
    std::string change;  // a serialized yunke.v1.ConfigChange that bears the same revision
};

}  // namespace yunke::registry
