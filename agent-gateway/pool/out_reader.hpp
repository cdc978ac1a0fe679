// Tails this thread's out stream and hands each item to its socket. Entries must come without gaps and of one log
// epoch: anything else means that frames were lost, so all sockets of the thread are closed with 1012 and resume by
// state. One per thread, run by Worker.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent-gateway/pool/pool_keys.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"
#include "runtime/redis/endpoint.hpp"
#include "runtime/redis/stream_reader.hpp"

namespace yunke::v1 {
class OutBatch;
}

namespace yunke::gateway {

class GatewayIdentity;
class GatewayMetrics;

// What the next entry's id may be.
class OutSequence {
public:
    // True if it follows the last one; either way it is the last one now.
    bool accept(const redis::StreamId& id);
    redis::StreamId last() const { return last_; }

private:
    redis::StreamId last_;  // log epoch, number; 0-0 = none yet
};

class OutReader {
public:
    struct Actions {
        std::function<void(const v1::OutBatch&)> dispatch;
        std::function<void()> broken;  // closes all sockets
    };

    OutReader(net::io_context& io, redis::Endpoint endpoint, const PoolKeys& keys, const Timings& timings,
              const GatewayIdentity& identity, const GatewayMetrics& metrics, Actions actions, runtime::Log log);
    ~OutReader();

    net::awaitable<void> run();  // until stop()
    void stop();

private:
    void take(const redis::StreamEntry& entry);

    redis::StreamReader reader_;
    PoolKeys keys_;
    const Timings& timings_;
    const GatewayIdentity& identity_;
    const GatewayMetrics& metrics_;
    Actions actions_;
    runtime::Log log_;
    OutSequence sequence_;
    std::unique_ptr<v1::OutBatch> batch_;
    bool stopping_ = false;
};

}  // namespace yunke::gateway
