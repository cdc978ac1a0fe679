// An installation for one benchmark: a Redis with an append-only file on a Unix socket, dispatchers and gateways, all
// as processes of their own in a temporary folder, on free ports of the loopback, ended by their ids. The programs are
// those that stand beside yunke-swarm. Nothing of a running installation is touched.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "agent-gateway/swarm/bench/child.hpp"
#include "agent-gateway/swarm/bench/folder.hpp"
#include "agent-gateway/swarm/bench/machine.hpp"
#include "agent-gateway/swarm/client/tickets.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/tokens.hpp"

namespace yunke::swarm {

// A redis-server in the folder, ready when it returns. `fsync` is "always" or "everysec".
std::expected<Child, std::string> start_redis(const Folder& folder, const std::string& fsync);

// A port of 127.0.0.1 that nobody listens on at this moment.
std::uint16_t free_port();

struct PrivatePoolOptions {
    bool always = true;  // durability
    int dispatchers = 1;
    int gateways = 1;
    bool tls = false;
    std::int64_t lease_ms = 1'500;
};

// What every benchmark sets otherwise than an installation has it, a line each; printed with the results.
std::vector<std::string> raised_limits();

class PrivatePool {
public:
    static constexpr const char* name = "bench";

    // Its processes run and its registry is open, no gateway is started. The error is a sentence.
    static std::expected<std::unique_ptr<PrivatePool>, std::string> start(PrivatePoolOptions options);
    ~PrivatePool();

    // Once the registry is filled: waits until each is ready.
    std::expected<void, std::string> start_gateways();
    std::expected<void, std::string> start_dispatcher(int index);

    registry::Registry& registry() { return *registry_; }
    const runtime::Tokens& tokens() const { return *tokens_; }
    std::string config() const { return config_.string(); }
    std::string redis_url() const;
    Gateways gateways() const;
    std::uint16_t gateway_port(int index) const { return gateway_ports_.at(static_cast<std::size_t>(index)); }

    Child& redis() { return redis_; }
    Child& dispatcher(int index) { return dispatchers_.at(static_cast<std::size_t>(index)); }
    Child& gateway(int index) { return gateways_.at(static_cast<std::size_t>(index)); }
    int leader() const;  // index of the dispatcher that leads; -1: none
    // Waits for the outbox to be forwarded: the pool has the registry's newest configuration.
    std::expected<void, std::string> wait_configured();
    std::expected<std::string, std::string> redis_answer(const std::vector<std::string>& command) const;
    Roles roles() const;

private:
    explicit PrivatePool(PrivatePoolOptions options) : options_(options) {}
    std::expected<void, std::string> prepare();
    std::expected<void, std::string> make_certificate();
    std::expected<void, std::string> wait_ready(std::uint16_t port);

    PrivatePoolOptions options_;
    Folder folder_;
    std::filesystem::path config_, certificate_;
    std::unique_ptr<runtime::Tokens> tokens_;
    std::unique_ptr<registry::Registry> registry_;
    std::vector<std::uint16_t> gateway_ports_, dispatcher_ports_;
    Child redis_;
    std::vector<Child> dispatchers_, gateways_;
    bool pool_created_ = false;
};

}  // namespace yunke::swarm
