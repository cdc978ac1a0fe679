// One gateway thread with all that it owns: its io_context, its acceptor, its sockets, its connections to Redis and its
// name towards the pool. Threads share nothing but what stands in Shared, all of it thread-safe or constant. Built and
// run by App.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "agent-gateway/timings.hpp"
#include "runtime/asio.hpp"
#include "runtime/config.hpp"
#include "runtime/log.hpp"
#include "runtime/redis/endpoint.hpp"

namespace boost::asio::ssl {
class context;
}
namespace yunke::runtime {
class Clock;
class Metrics;
class Tokens;
}  // namespace yunke::runtime

namespace yunke::gateway {

class ArchiveWorkers;
class ClientAddresses;
class DeskWorkers;
class GatewayMetrics;
class LedgerWorkers;
class LoginService;
class OriginPolicy;
class Readiness;
class ShopDirectory;
class SqlWorkers;
class TicketLimit;
class WhyWorkers;

// What all threads share. Outlives them.
struct Shared {
    const runtime::Settings& settings;
    const Timings& timings;
    const redis::Endpoint& redis;
    const runtime::Clock& clock;
    const runtime::Tokens& tokens;
    const OriginPolicy& origins;
    const GatewayMetrics& metrics;
    runtime::Metrics& all_metrics;
    Readiness& readiness;
    ShopDirectory& shops;
    SqlWorkers& workers;
    LedgerWorkers& ledger;
    DeskWorkers& desk;
    WhyWorkers& why;
    ArchiveWorkers& archive;
    LoginService& logins;
    TicketLimit& ticket_limit;
    const ClientAddresses& addresses;
    boost::asio::ssl::context* tls;  // null = plain
    unsigned threads;
    runtime::Log log;
};

class Worker {
public:
    Worker(Shared& shared, unsigned index);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // Binds; `port` overrides the one of gateway.listen if it is not 0. Gives the port. The error is a sentence.
    std::expected<std::uint16_t, std::string> listen(std::uint16_t port);

    // Serves until it is drained. Call once, on the thread that is to be this worker's.
    void run();

    // From any thread: stop accepting, close every socket with 1012, and end run() when all have gone, or after
    // timings.drain_ms. Only the first call counts.
    void drain();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace yunke::gateway
