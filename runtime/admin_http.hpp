// A small HTTP/1.1 server for /metrics, /healthz and /readyz, for processes that have no other HTTP port (the
// dispatcher). It is bounded in connections, header size and time, and meant for loopback or a private network.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/asio.hpp"
#include "runtime/log.hpp"

namespace yunke::runtime {

struct Health {
    bool ok = true;
    std::vector<std::string> reasons;  // what is wrong, a sentence each
};

// {"ok":false,"reasons":["..."]}; the gateway answers its own /healthz and /readyz with it, too.
std::string to_json(const Health& health);

// Called on the server's io_context for each request; they must answer at once.
struct AdminAnswers {
    std::function<std::string()> metrics;  // text exposition
    std::function<Health()> health;        // 503 if not ok: the process should be restarted
    std::function<Health()> ready;         // 503 if not ok: send no work here
};

class AdminHttp {
public:
    // `listen` is "address:port", port 0 for any.
    AdminHttp(net::io_context& io, std::string listen, AdminAnswers answers, Log log);
    ~AdminHttp();  // stops
    AdminHttp(const AdminHttp&) = delete;
    AdminHttp& operator=(const AdminHttp&) = delete;

    // Binds and begins to accept; the port bound, or a sentence saying why not.
    std::expected<std::uint16_t, std::string> start();
    void stop();  // closes everything

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace yunke::runtime
