// A pipelining Redis client for one thread: everything that runs in the same turn leaves in one write, answers are
// matched in order, and the connection is made again by itself. The gateway has one per thread, the dispatcher one per
// pool. Hiredis parses, Asio does the I/O.
//
// A request is waiting (not written), staged (in the buffer being written), written, or done. What was not written
// outlives a lost connection. What was written is ambiguous when its answer is lost: by default it then fails with
// errc::lost_maybe_applied, and with OnLost::retry, for idempotent requests, it is written again, before newer ones.
// A written request that is cancelled or late is abandoned: its answer is awaited and dropped, so that the others stay
// matched.
//
// Not thread-safe: use it only from its io_context's thread. Results always arrive by post, never inside the call.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/asio.hpp"
#include "runtime/redis/endpoint.hpp"
#include "runtime/redis/errors.hpp"
#include "runtime/redis/limits.hpp"
#include "runtime/redis/reply.hpp"
#include "runtime/redis/request.hpp"

namespace yunke::redis {

enum class OnLost : std::uint8_t {
    fail,   // written but unanswered when the connection broke: errc::lost_maybe_applied
    retry,  // write it again; only for requests that may be carried out twice
};

enum class WhenDown : std::uint8_t {
    wait,  // until connected or the deadline
    fail,  // errc::not_connected at once, or as soon as the connection is lost before it was written
};

struct Options {
    std::chrono::milliseconds timeout = limits::request_timeout;
    OnLost on_lost = OnLost::fail;
    WhenDown when_down = WhenDown::wait;
};

struct ClientConfig {
    Endpoint endpoint;
    std::size_t requests_max = limits::requests_max;
    std::size_t request_bytes_max = limits::request_bytes_max;
    std::chrono::milliseconds connect_timeout = limits::connect_timeout;
    std::chrono::milliseconds answer_timeout = limits::answer_timeout;
    std::chrono::milliseconds backoff_first = limits::backoff_first;
    std::chrono::milliseconds backoff_last = limits::backoff_last;

    // Called on the io_context's thread after each connect, before any waiting request is written. May queue requests.
    std::function<void(const ServerInfo&)> on_connect;
    // Called when a connection was lost, and after each attempt that failed.
    std::function<void(const Error&)> on_down;
};

using Result = std::expected<Reply, Error>;

class Client {
public:
    // Begins to connect at once.
    Client(net::io_context& io, ClientConfig config);
    ~Client();  // stops
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Error replies of Redis arrive as errc::server_error.
    net::awaitable<Result> exec(Request request, Options options = {});

    // All of them in order and without others between, though not atomically; one result each. Taken whole or
    // refused whole (errc::overloaded). An empty batch gives no results.
    net::awaitable<std::vector<Result>> exec_batch(std::vector<Request> requests, Options options = {});

    // The same without waiting: queues the request now and calls back by post. For callers that are no coroutines.
    void submit(Request request, Options options, std::function<void(Result)> done);

    // Fails everything outstanding with errc::stopped and closes. Requests made later fail in the same way.
    void stop();

    bool connected() const;
    const ServerInfo& server() const;  // of the present or last connection
    std::size_t outstanding() const;   // requests held, abandoned ones included
    std::size_t outstanding_bytes() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace yunke::redis
