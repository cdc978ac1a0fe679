#include "agent-gateway/http/login_service.hpp"

#include <algorithm>

#include "runtime/registry/limits.hpp"
#include "runtime/registry/password.hpp"

namespace yunke::gateway {

namespace {

using Outcome = std::expected<LoginDone, LoginRefusal>;

registry::Result<void> note_both(registry::Registry& registry, const std::string& login_key,
                                 const std::string& device_key, bool ok, std::int64_t now_ms) {
    if (auto noted = registry.note_login(login_key, ok, now_ms); !noted) return noted;
    return registry.note_login(device_key, ok, now_ms);
}

registry::Result<Outcome> try_login(registry::Registry& registry, const std::string& login, const std::string& password,
                                    const std::string& device, std::int64_t now_ms) {
    const std::string login_key = "login:" + login;
    const std::string device_key = "device:" + device;
    std::int64_t wait_ms = 0;
    for (const std::string& key : {login_key, device_key}) {
        const auto allowed = registry.login_allowed(key, now_ms);
        if (!allowed) return std::unexpected(allowed.error());
        wait_ms = std::max(wait_ms, *allowed);
    }
    if (wait_ms > 0) return Outcome(std::unexpected(LoginRefusal{LoginRefusal::Why::delayed, wait_ms}));
    const auto candidate = registry.login_candidate(login);
    if (!candidate) return std::unexpected(candidate.error());
    const bool right = registry::verify_password(candidate->password_hash, password) && candidate->account;
    if (const auto noted = note_both(registry, login_key, device_key, right, now_ms); !noted) {
        return std::unexpected(noted.error());
    }
    if (!right) return Outcome(std::unexpected(LoginRefusal{LoginRefusal::Why::wrong, 0}));
    auto token = registry.create_login(candidate->account->id, now_ms);
    if (!token) return std::unexpected(token.error());
    return Outcome(LoginDone{*candidate->account, std::move(*token)});
}

// Login names are told apart without regard to case, so their delays must be, too.
std::string folded(std::string login) {
    std::ranges::transform(login, login.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return login;
}

}  // namespace

net::awaitable<Outcome> LoginService::log_in(std::string login, std::string password, std::string device) {
    // What cannot be a login or a password is wrong without looking, but goes the same way.
    if (login.size() > registry::limits::login_bytes_max) login.resize(registry::limits::login_bytes_max);
    if (password.size() > registry::limits::password_bytes_max) password.clear();
    auto work = [login = folded(std::move(login)), password = std::move(password), device = std::move(device),
                 now_ms = clock_.wall_ms()](registry::Registry& registry) {
        return try_login(registry, login, password, device, now_ms);
    };
    auto result = co_await workers_.run(std::move(work));
    if (!result) co_return std::unexpected(LoginRefusal{LoginRefusal::Why::unavailable, 0});
    co_return std::move(*result);
}

net::awaitable<registry::Result<registry::LoginSession>> LoginService::find(std::string token) {
    auto work = [token = std::move(token), now_ms = clock_.wall_ms()](registry::Registry& registry) {
        return registry.find_login(token, now_ms);
    };
    co_return co_await workers_.run(std::move(work));
}

net::awaitable<registry::Result<void>> LoginService::log_out(std::string token) {
    auto work = [token = std::move(token)](registry::Registry& registry) { return registry.end_login(token); };
    co_return co_await workers_.run(std::move(work));
}

}  // namespace yunke::gateway
