// The record of everything that people configure and log in with: accounts, logins, merchants, shops, queues, skills,
// agents and pool settings, in SQL (SQLite or PostgreSQL, the same statements on both). A change that the dispatcher
// must learn of writes, in the same transaction, a row of the outbox with the pool's next gap-free revision; the
// dispatcher forwards the outbox to `{p}:cmd`. Called by yunkectl, the gateway's HTTP API and the dispatcher's
// forwarder.
//
// A Registry is one SQL session: use it from one thread at a time, open several for concurrency. Calls block, for at
// most the time-outs of runtime/sql/limits.hpp, so the gateway calls them on threads of their own. A lost connection is
// opened again by the next call.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/registry/error.hpp"
#include "runtime/registry/program_types.hpp"
#include "runtime/registry/types.hpp"

namespace yunke::sql {
class Database;
}

namespace yunke::registry {

class Registry {
public:
    // `sqlite3:///absolute/path` (created if absent, its folder must exist) or `postgresql://…` (libpq's URL).
    // Brings the schema to this program's version; a newer schema is refused with Errc::conflict.
    static Result<Registry> open(const std::string& url);

    Registry(Registry&&) noexcept;
    Registry& operator=(Registry&&) noexcept;
    ~Registry();

    // One round trip; for /readyz.
    Result<void> ping();

    // Runs several changes as one transaction: all of them, or none when `changes` returns an error.
    Result<void> atomically(const std::function<Result<void>()>& changes);

    // ---- pools and outbox ----
    // True while no pool was ever created here.
    Result<bool> empty();
    Result<void> create_pool(std::string_view name);  // conflict: exists
    Result<std::vector<Pool>> pools();
    Result<v1::PoolConfig> pool_config(std::string_view pool);
    // Returns the new revision.
    Result<std::uint64_t> set_pool_config(std::string_view pool, const v1::PoolConfig& config);
    // The pool's last revision, 0 before the first change.
    Result<std::uint64_t> revision(std::string_view pool);
    // Rows after `revision` in rising order without gaps; at most `limit` (1 to limits::outbox_rows_max).
    Result<std::vector<OutboxRow>> outbox_after(std::string_view pool, std::uint64_t revision, int limit);

    // ---- accounts ----
    // Fills in id, created_ms and the folded login. `password_hash` comes from hash_password() (password.hpp).
    Result<Account> add_account(const Account& account, const std::string& password_hash, std::int64_t now_ms);
    Result<Account> account(std::uint32_t id);
    Result<Account> account_by_login(std::string_view login);
    Result<std::vector<Account>> accounts();
    // How the enabled accounts are called that may see the people of a region.
    Result<std::vector<std::string>> officers(std::string_view region);
    // Disabling ends all logins of the account; an agent's account takes its agent along (AgentConfig.enabled).
    Result<Account> set_account_enabled(std::uint32_t id, bool enabled);
    // Ends all logins of the account.
    Result<void> set_password_hash(std::uint32_t id, const std::string& password_hash);

    // ---- logging in ----
    // Never not_found: see LoginCandidate. The login succeeded when `account` is there and verify_password() says so.
    Result<LoginCandidate> login_candidate(std::string_view login);
    // Milliseconds until the next try with this key is allowed; 0 = now. Keys are login names and device keys, with a
    // prefix of the caller's that tells them apart.
    Result<std::int64_t> login_allowed(std::string_view key, std::int64_t now_ms);
    // Tells how a try went. Success forgets earlier failures.
    Result<void> note_login(std::string_view key, bool ok, std::int64_t now_ms);

    // Returns the token (43 characters of base64url), which is stored nowhere: only its hash is.
    Result<std::string> create_login(std::uint32_t account, std::int64_t now_ms);
    // not_found: unknown, expired, ended, or the account is disabled.
    Result<LoginSession> find_login(std::string_view token, std::int64_t now_ms);
    Result<void> end_login(std::string_view token);  // no error if there is none
    Result<void> end_logins_of(std::uint32_t account);

    // ---- merchants, skills, groups of agents ----
    Result<Merchant> add_merchant(std::string_view name);
    Result<std::vector<Merchant>> merchants();
    // Its clock; every shop of it is written to the outbox anew. invalid: no offset that a place on earth has.
    Result<Merchant> set_merchant_clock(std::uint32_t merchant, std::int32_t utc_offset_minutes);
    Result<Skill> add_skill(const Skill& skill);  // id is ignored
    Result<Skill> update_skill(const Skill& skill);
    // Conflict while a queue asks for it; agents who hold it lose it.
    Result<void> remove_skill(std::string_view key);
    Result<std::vector<Skill>> skills();
    Result<Group> add_group(const Group& group);  // id is ignored
    Result<Group> update_group(const Group& group);
    Result<std::vector<Group>> groups();

    // ---- shops, queues, agents: every add and update writes one outbox row ----
    // add_*: the id in the argument is ignored, the result bears the new one. update_*: replaces the whole row.
    Result<Shop> add_shop(const Shop& shop);           // key_version is ignored, 1
    Result<Shop> update_shop(const Shop& shop);        // pool, merchant and key_version stay as they are
    Result<Shop> rotate_shop_key(std::uint32_t shop);  // raises key_version; writes no outbox row
    Result<Shop> shop(std::uint32_t id);
    Result<std::vector<Shop>> shops(std::string_view pool);

    // Groups, shops and queues that the routing names have to be there; chats overflow within their shop, in no ring.
    Result<v1::QueueConfig> add_queue(const v1::QueueConfig& queue);     // in the pool of its shop
    Result<v1::QueueConfig> update_queue(const v1::QueueConfig& queue);  // the shop cannot change
    Result<v1::QueueConfig> queue(std::uint32_t id);
    Result<std::vector<v1::QueueConfig>> queues(std::string_view pool);       // by shop, then id
    Result<std::vector<v1::QueueConfig>> queues_of_shop(std::uint32_t shop);  // by id; the first is the shop's default

    Result<Agent> add_agent(const Agent& agent);
    Result<Agent> update_agent(const Agent& agent);  // pool stays as it is
    Result<Agent> agent(std::uint32_t id);
    Result<std::vector<Agent>> agents(std::string_view pool);

    // ---- shifts: hours that agents book; every change writes one outbox row ----
    // The id is ignored. invalid: too short, too long, over, too far ahead; conflict: overlaps another, too many.
    Result<v1::ShiftConfig> book_shift(const v1::ShiftConfig& shift, std::int64_t now_ms);
    Result<v1::ShiftConfig> cancel_shift(std::uint32_t id, std::int64_t now_ms);  // conflict: it is over
    // Those that touch the time from `from_ms` to `to_ms`, cancelled ones too, by their beginnings.
    Result<std::vector<v1::ShiftConfig>> shifts(std::uint32_t agent, std::int64_t from_ms, std::int64_t to_ms);

    // ---- the programme: whose progress its officer may see (program.cpp) ----
    // Enters an agent, or replaces what was entered. Another region ends what she agreed to: she was not asked about
    // its officer. not_found: no such agent.
    Result<void> set_program_person(const ProgramPerson& person, std::int64_t now_ms);
    // No error if she is not there. Ends what she agreed to.
    Result<void> remove_program_person(std::uint32_t agent, std::int64_t now_ms);
    // By agent; region "" = all. For counting people, and for those who enter them: telling names needs
    // look_at_people().
    Result<std::vector<ProgramMember>> program_members(std::string_view pool, std::string_view region);

    Result<Consent> consent(std::uint32_t agent);
    // Counts from the next look on. invalid: income without progress; conflict: no region of hers is known, so that she
    // could not be told who would see her.
    Result<Consent> set_consent(std::uint32_t agent, const ConsentWish& wish, std::int64_t now_ms);
    // Those of the region who agree now and can log in to take it back, by agent; that they were shown is written down
    // with it, or nobody is shown.
    Result<Shown> look_at_people(const LookWish& wish, std::int64_t now_ms);
    Result<Looks> looks_at(std::uint32_t agent);

private:
    explicit Registry(std::unique_ptr<sql::Database> database);

    std::unique_ptr<sql::Database> db_;
};

}  // namespace yunke::registry
