// Logging in and out, and who is logged in. Everything runs on the SQL threads, argon2id included, and comes back to
// the caller's thread. An unknown login, a disabled account and a wrong password look the same and take the same time;
// failures slow down further tries per login name and per device (the client's address), and lock nobody out.
// Called by SessionApi and AdminApi. Thread-safe.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "agent-gateway/http/sql_workers.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"

namespace yunke::gateway {

struct LoginDone {
    registry::Account account;
    std::string token;  // for the cookie
};

struct LoginRefusal {
    enum class Why : std::uint8_t { wrong, delayed, unavailable };
    Why why = Why::wrong;
    std::int64_t retry_after_ms = 0;  // delayed only
};

class LoginService {
public:
    LoginService(SqlWorkers& workers, const runtime::Clock& clock) : workers_(workers), clock_(clock) {}

    net::awaitable<std::expected<LoginDone, LoginRefusal>> log_in(std::string login, std::string password,
                                                                  std::string device);
    // not_found: not logged in (any more).
    net::awaitable<registry::Result<registry::LoginSession>> find(std::string token);
    net::awaitable<registry::Result<void>> log_out(std::string token);

private:
    SqlWorkers& workers_;
    const runtime::Clock& clock_;
};

}  // namespace yunke::gateway
