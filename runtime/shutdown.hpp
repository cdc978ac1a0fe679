// How a process learns that it should stop: the first SIGTERM or SIGINT asks it to drain, a second one ends it at once.
// Built in the composition root of every program.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "runtime/asio.hpp"
#include "runtime/limits.hpp"
#include "runtime/log.hpp"

namespace yunke::runtime {

class Shutdown {
public:
    // Takes over SIGTERM and SIGINT from now on. Use from the io_context's thread only.
    Shutdown(net::io_context& io, Log log);
    ~Shutdown();
    Shutdown(const Shutdown&) = delete;
    Shutdown& operator=(const Shutdown&) = delete;

    bool requested() const;
    net::awaitable<void> wait();                      // returns when stopping was asked for; any number may wait
    void on_request(std::function<void()> callback);  // called once, by post; at once if it was asked for already
    void request();                                   // as if the first signal had come
    void close();                                     // stop listening, so that the io_context can run out of work

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

// Waits until done() says so, asking every 20 ms: true; or until the time is up: false.
net::awaitable<bool> drained(std::function<bool()> done, std::chrono::milliseconds within = limits::drain_time_max);

}  // namespace yunke::runtime
