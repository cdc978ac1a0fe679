// A few threads for everything that blocks: SQL and password hashing. Each has a Registry of its own, opened when first
// needed and again after a failure. The queue in front of them is bounded: beyond it a caller is told `unavailable`.
// Results come back to the caller's io_context. Called by LoginService, AdminApi and ShopDirectory. Thread-safe.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/asio.hpp"
#include "runtime/log.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

class SqlWorkers {
public:
    SqlWorkers(std::string url, unsigned threads, runtime::Log log);
    ~SqlWorkers();  // jobs that wait are dropped with `unavailable`, running ones end first
    SqlWorkers(const SqlWorkers&) = delete;
    SqlWorkers& operator=(const SqlWorkers&) = delete;

    // Runs `work(registry::Registry&)`, which gives a registry::Result<T>, on one of the threads.
    template <class Work>
    net::awaitable<std::invoke_result_t<Work, registry::Registry&>> run(Work work) {
        using Outcome = std::invoke_result_t<Work, registry::Registry&>;
        auto task = std::make_shared<Task<Work, Outcome>>(std::move(work));
        const auto executor = co_await net::this_coro::executor;
        co_await net::async_initiate<const net::use_awaitable_t<>, void()>(
            [this, &task, &executor](auto handler) {
                using Handler = decltype(handler);
                auto kept = std::make_shared<Handler>(std::move(handler));
                auto back = net::prefer(executor, net::execution::outstanding_work.tracked);
                post({[task](registry::Registry& registry) { task->outcome = task->work(registry); },
                      [task](const registry::Error& error) { task->outcome = std::unexpected(error); },
                      [kept, back] { net::post(back, [kept] { std::move (*kept)(); }); }});
            },
            net::use_awaitable);
        co_return std::move(task->outcome);
    }

    void stop();

private:
    struct Job {
        std::function<void(registry::Registry&)> work;
        std::function<void(const registry::Error&)> fail;
        std::function<void()> finish;  // after one of the two
    };
    template <class Work, class Outcome>
    struct Task {
        explicit Task(Work w) : work(std::move(w)) {}
        Work work;
        Outcome outcome = std::unexpected(registry::Error{});
    };

    void post(Job job);
    void work();
    static void refuse(Job& job, std::string why);

    std::string url_;
    runtime::Log log_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace yunke::gateway
