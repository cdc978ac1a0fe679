// Logging in: what a login is checked against, the delay after failures, and the sessions of those who succeeded.
#include <sodium.h>

#include <algorithm>
#include <array>

#include "runtime/registry/account_rows.hpp"
#include "runtime/registry/database.hpp"
#include "runtime/registry/limits.hpp"
#include "runtime/registry/password.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

constexpr std::size_t token_bytes = 32;

// BLAKE2b-256 as hex. Of tokens, so that a copy of the database lets nobody in; of delay keys, so that whatever
// people type as their login fits into a column.
std::string hash_of(std::string_view text) {
    std::array<unsigned char, crypto_generichash_BYTES> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       nullptr, 0);
    std::array<char, 2 * hash.size() + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return hex.data();
}

std::string new_token() {
    std::array<unsigned char, token_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::array<char, sodium_base64_ENCODED_LEN(token_bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes.data(), bytes.size());
    return text.data();
}

std::int64_t delay_after(int failures) {
    if (failures < limits::login_failures_free) return 0;
    const int doublings = std::min(failures - limits::login_failures_free, 20);
    return std::min(limits::login_delay_first_ms << doublings, limits::login_delay_max_ms);
}

// Forgets keys that were quiet for long, and the oldest of too many.
void prune_delays(soci::session& sql, std::int64_t now_ms) {
    const long long forgotten_ms = now_ms - limits::login_delay_memory_ms;
    sql << "DELETE FROM login_delay WHERE noted_ms < :forgotten", soci::use(forgotten_ms, "forgotten");
    sql << "DELETE FROM login_delay WHERE noted_ms <= (SELECT noted_ms FROM login_delay ORDER BY noted_ms DESC "
           "LIMIT 1 OFFSET " +
               std::to_string(limits::login_delay_rows_max) + ")";
}

void note_failure(soci::session& sql, const std::string& key, std::int64_t now_ms) {
    const long long now = now_ms;
    const long long forgotten_ms = now_ms - limits::login_delay_memory_ms;
    int failures = 0;
    sql << "INSERT INTO login_delay (key_hash, failures, not_before_ms, noted_ms) VALUES (:key, 1, 0, :now) "
           "ON CONFLICT (key_hash) DO UPDATE SET noted_ms = excluded.noted_ms, failures = "
           "CASE WHEN login_delay.noted_ms < :forgotten THEN 1 WHEN login_delay.failures > 1000 THEN 1000 "
           "ELSE login_delay.failures + 1 END RETURNING failures",
        soci::use(key, "key"), soci::use(now, "now"), soci::use(forgotten_ms, "forgotten"), soci::into(failures);
    const long long not_before_ms = now_ms + delay_after(failures);
    sql << "UPDATE login_delay SET not_before_ms = :not_before WHERE key_hash = :key",
        soci::use(not_before_ms, "not_before"), soci::use(key, "key");
    if (failures == 1) prune_delays(sql, now_ms);
}

}  // namespace

Result<LoginCandidate> Registry::login_candidate(std::string_view login) {
    const auto folded = fold_login(login);
    // The statement runs for impossible logins as well, so that they take as long as others.
    const std::string key = folded ? *folded : std::string("?");
    return db_->run(Around::snapshot, [&](soci::session& sql) -> Result<LoginCandidate> {
        LoginCandidate candidate;
        auto found = select_accounts(sql, "a.login = :key", key);
        std::string hash;
        sql << "SELECT password_hash FROM account WHERE login = :login", soci::use(key, "login"), soci::into(hash);
        if (found.empty() || !found.front().enabled) {
            candidate.password_hash = nobodys_password_hash();
        } else {
            candidate.account = std::move(found.front());
            candidate.password_hash = std::move(hash);
        }
        return candidate;
    });
}

Result<std::int64_t> Registry::login_allowed(std::string_view key, std::int64_t now_ms) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<std::int64_t> {
        const auto hash = hash_of(key);
        long long not_before_ms = 0;
        sql << "SELECT not_before_ms FROM login_delay WHERE key_hash = :key", soci::use(hash, "key"),
            soci::into(not_before_ms);
        // A clock that was set back must not turn a short delay into a long one.
        return std::clamp<std::int64_t>(not_before_ms - now_ms, 0, limits::login_delay_max_ms);
    });
}

Result<void> Registry::note_login(std::string_view key, bool ok, std::int64_t now_ms) {
    return db_->run(Around::write, [&](soci::session& sql) -> Result<void> {
        const auto hash = hash_of(key);
        if (ok) {
            sql << "DELETE FROM login_delay WHERE key_hash = :key", soci::use(hash, "key");
        } else {
            note_failure(sql, hash, now_ms);
        }
        return {};
    });
}

Result<std::string> Registry::create_login(std::uint32_t account_id, std::int64_t now_ms) {
    return db_->run(Around::write, [&](soci::session& sql) -> Result<std::string> {
        const auto found = account(account_id);
        if (!found) return std::unexpected(found.error());
        if (!found->enabled) return conflict("", "The account " + found->login + " is disabled.");
        const long long id = account_id;
        const long long now = now_ms;
        const long long expires_ms = now_ms + limits::login_session_ms;
        sql << "DELETE FROM login_session WHERE expires_ms <= :now", soci::use(now, "now");
        sql << "DELETE FROM login_session WHERE account_id = :account AND created_ms <= (SELECT created_ms FROM "
               "login_session WHERE account_id = :same ORDER BY created_ms DESC LIMIT 1 OFFSET " +
                   std::to_string(limits::login_sessions_per_account_max - 1) + ")",
            soci::use(id, "account"), soci::use(id, "same");
        auto token = new_token();
        const auto hash = hash_of(token);
        sql << "INSERT INTO login_session (token_hash, account_id, created_ms, expires_ms) "
               "VALUES (:hash, :account, :created, :expires)",
            soci::use(hash, "hash"), soci::use(id, "account"), soci::use(now, "created"),
            soci::use(expires_ms, "expires");
        return token;
    });
}

Result<LoginSession> Registry::find_login(std::string_view token, std::int64_t now_ms) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<LoginSession> {
        const auto hash = hash_of(token);
        const long long now = now_ms;
        AccountRow row;
        long long created_ms = 0;
        long long expires_ms = 0;
        sql << "SELECT " << AccountRow::columns
            << ", s.created_ms, s.expires_ms FROM login_session s JOIN account a ON a.id = s.account_id "
               "WHERE s.token_hash = :hash AND s.expires_ms > :now AND a.enabled = 1",
            soci::use(hash, "hash"), soci::use(now, "now"), soci::into(row.id), soci::into(row.login),
            soci::into(row.name), soci::into(row.role), soci::into(row.agent), soci::into(row.merchant),
            soci::into(row.region), soci::into(row.enabled), soci::into(row.created_ms), soci::into(created_ms),
            soci::into(expires_ms);
        if (!sql.got_data()) return std::unexpected(Error{Errc::not_found, "", "This login has ended; log in again."});
        return LoginSession{row.account(), created_ms, expires_ms};
    });
}

Result<void> Registry::end_login(std::string_view token) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<void> {
        const auto hash = hash_of(token);
        sql << "DELETE FROM login_session WHERE token_hash = :hash", soci::use(hash, "hash");
        return {};
    });
}

Result<void> Registry::end_logins_of(std::uint32_t account_id) {
    return db_->run(Around::nothing, [&](soci::session& sql) -> Result<void> {
        const long long id = account_id;
        sql << "DELETE FROM login_session WHERE account_id = :account", soci::use(id, "account");
        return {};
    });
}

}  // namespace yunke::registry
