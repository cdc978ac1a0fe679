// Appends to the pool's command stream. Everything appended in one turn of the thread leaves in one write (the Redis
// client sees to that), in the order of the calls. An append that failed may or may not have been written; what follows
// from that is the caller's: a socket whose append failed never appends again.
//
// Detaches are different: the dispatcher must learn of every socket that went, or an agent would count as being there
// for ever. They are owed until they are appended, and bear an attach id that makes a second one harmless.
//
// Called by Peer, the logout handlers and Beat. One per thread; not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "agent-gateway/pool/pool_keys.hpp"
#include "agent-gateway/timings.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "runtime/redis/client.hpp"

namespace yunke::v1 {
class Command;
}

namespace yunke::gateway {

class CommandLog {
public:
    CommandLog(redis::Client& client, const PoolKeys& keys, const Timings& timings, runtime::Metrics& metrics,
               runtime::Log log);

    // `command` is serialized. `done` is called later, once: true when it stands in the stream.
    void append(const std::string& command, std::function<void(bool)> done);
    net::awaitable<bool> append_and_wait(const v1::Command& command);

    void detach(std::uint64_t session, std::uint64_t attach);
    // Tries again some of what is owed; called with each beat.
    void retry_detaches();
    // True once if more is owed than is kept: the thread then needs a new identity, under whose cover the dispatcher
    // detaches everything of the old one.
    bool take_overflow();
    std::size_t detaches_owed() const { return state_->owed.size() + state_->in_flight; }
    // Appended and not answered yet; draining waits for these, if Redis is there.
    bool detaches_under_way() const { return state_->in_flight > 0 && client_.connected(); }

private:
    struct Owed {
        std::uint64_t session;
        std::uint64_t attach;
    };
    struct State {  // outlives this object in callbacks
        void count(const redis::Result& result);

        runtime::Counter appended;
        runtime::Counter failed;
        runtime::Log log;
        std::chrono::steady_clock::time_point warn_again;  // one line a second says it all
        std::deque<Owed> owed;
        std::size_t in_flight = 0;
        bool overflow = false;
    };
    void submit(std::string_view command, redis::Options options, std::function<void(bool)> done);

    redis::Client& client_;
    std::string key_;
    std::chrono::milliseconds timeout_;
    std::shared_ptr<State> state_;
};

}  // namespace yunke::gateway
