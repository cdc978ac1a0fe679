// Tells the dispatcher each second that this gateway thread lives. A thread whose beat failed or came late may already
// count as lost, and its sessions as detached: it then takes a new name and closes all of its sockets with 1012, so
// that their clients attach anew. Also looks, with each beat, whether the pool is there, and tries again the detaches
// that are owed. One per thread, run by Worker.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "agent-gateway/app/readiness.hpp"
#include "agent-gateway/pool/pool_keys.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/asio.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"
#include "runtime/redis/client.hpp"

namespace yunke::gateway {

class CommandLog;
class GatewayIdentity;
class GatewayMetrics;
class LagWatch;

class Beat {
public:
    struct Parts {
        redis::Client& client;
        GatewayIdentity& identity;
        CommandLog& commands;
        LagWatch& lag;
        Readiness& readiness;
        const runtime::Clock& clock;
        const GatewayMetrics& metrics;
    };

    // `lost` closes all sockets of the thread.
    Beat(net::io_context& io, Parts parts, const PoolKeys& keys, const Timings& timings, std::size_t thread,
         std::function<void()> lost, runtime::Log log);

    net::awaitable<void> run();  // until stop()
    void stop();

private:
    net::awaitable<bool> beat_once(Readiness::ThreadView& view);
    void take_new_name(std::string_view why);

    Parts parts_;
    std::string gateways_key_;
    std::string cmd_key_;
    const Timings& timings_;
    std::size_t thread_;
    std::function<void()> lost_;
    runtime::Log log_;
    net::steady_timer timer_;
    bool counted_ = false;       // some beat was, under this name
    std::int64_t since_ms_ = 0;  // the last counted beat was sent, a beat failed, or the name was taken; 0 = none of it
    bool stopping_ = false;
};

}  // namespace yunke::gateway
