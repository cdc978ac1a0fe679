// What integration tests of the dispatcher stand on: a Redis client that waits, and a dispatcher on a thread of its
// own.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include "dispatcher/app/dispatcher.hpp"
#include "tests/app/fake_clock.hpp"

namespace yunke::testing {

using std::chrono::milliseconds;

// Asks until `done` says so; false when the time is up.
bool eventually(const std::function<bool()>& done, milliseconds within = std::chrono::seconds(10));

redis::Endpoint endpoint_of(const std::string& url);

// Runs coroutines to their end on the calling thread.
class SyncRedis {
public:
    explicit SyncRedis(const std::string& url, const std::string& pool = "main");

    template <class T>
    T run(net::awaitable<T> work) {
        std::optional<T> result;
        std::exception_ptr failure;
        net::co_spawn(io_, std::move(work), [&](std::exception_ptr error, T value) {
            failure = std::move(error);
            result = std::move(value);
        });
        io_.restart();
        while (!result && io_.run_one() > 0) {
        }
        if (failure) std::rethrow_exception(failure);
        return std::move(*result);
    }

    redis::Result try_call(redis::Request request);
    redis::Reply call(redis::Request request);  // throws what Redis answers as an error

    template <class... Args>
    redis::Reply operator()(std::string_view command, const Args&... args) {
        return call(redis::Request(command, args...));
    }

    dispatcher::Store& store() { return store_; }
    const dispatcher::Keys& keys() const { return store_.keys(); }
    dispatcher::Cursor cursor();
    core::State state();
    std::vector<wire::LogRecord> log();

private:
    net::io_context io_{1};
    redis::Client redis_;
    dispatcher::Store store_;
};

// A whole dispatcher as in a process of its own; stopped, in order, by its end.
class DispatcherThread {
public:
    using Options = dispatcher::DispatcherOptions;

    DispatcherThread(const std::string& url, Options options, const runtime::Clock& clock,
                     dispatcher::Apply apply = dispatcher::plain_apply);
    ~DispatcherThread();
    DispatcherThread(const DispatcherThread&) = delete;
    DispatcherThread& operator=(const DispatcherThread&) = delete;

    // Short times, the pool created.
    static Options options();

    bool wait_leading(milliseconds within = std::chrono::seconds(10));
    bool leading();
    void stop();  // asks it to stop
    std::optional<int> wait_ended(milliseconds within = std::chrono::seconds(15));

    // Runs `work` on the dispatcher's thread and gives its result.
    template <class Work>
    auto inside(Work work) {
        std::packaged_task<decltype(work(std::declval<dispatcher::Dispatcher&>()))()> task(
            [this, work = std::move(work)] { return work(*dispatcher_); });
        auto result = task.get_future();
        net::post(io_, std::move(task));
        return result.get();
    }
    std::string metrics() {
        return inside([](dispatcher::Dispatcher& d) { return d.metrics(); });
    }
    // Everything it logged so far.
    std::string logged();

private:
    net::io_context io_{1};
    runtime::Metrics metrics_;
    std::mutex log_mutex_;
    std::string log_lines_;
    std::unique_ptr<dispatcher::Dispatcher> dispatcher_;
    std::promise<int> ended_promise_;
    std::shared_future<int> ended_;
    std::optional<net::executor_work_guard<net::io_context::executor_type>> work_;
    std::thread thread_;
};

}  // namespace yunke::testing
