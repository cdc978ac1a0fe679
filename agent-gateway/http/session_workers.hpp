// A few threads for everything that blocks, each with a session of its own in SQL, opened when first needed and again
// after a failure. The queue in front of them is bounded: beyond it a caller is told `unavailable`. Results come back
// to the caller's io_context. Base of SqlWorkers and LedgerWorkers. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "agent-gateway/limits.hpp"
#include "runtime/asio.hpp"
#include "runtime/log.hpp"
#include "runtime/registry/error.hpp"

namespace yunke::gateway {

template <class Session>
class SessionWorkers {
public:
    using Open = std::function<registry::Result<Session>()>;

    // `open` is called on the threads.
    SessionWorkers(Open open, unsigned threads, runtime::Log log) : open_(std::move(open)), log_(std::move(log)) {
        for (unsigned i = 0; i < threads; ++i)
            threads_.emplace_back([this] { work(); });
    }
    ~SessionWorkers() { stop(); }  // jobs that wait are dropped with `unavailable`, running ones end first
    SessionWorkers(const SessionWorkers&) = delete;
    SessionWorkers& operator=(const SessionWorkers&) = delete;

    // Runs `work(Session&)`, which gives a registry::Result<T>, on one of the threads.
    template <class Work>
    net::awaitable<std::invoke_result_t<Work, Session&>> run(Work work) {
        using Outcome = std::invoke_result_t<Work, Session&>;
        auto task = std::make_shared<Task<Work, Outcome>>(std::move(work));
        const auto executor = co_await net::this_coro::executor;
        co_await net::async_initiate<const net::use_awaitable_t<>, void()>(
            [this, &task, &executor](auto handler) {
                using Handler = decltype(handler);
                auto kept = std::make_shared<Handler>(std::move(handler));
                auto back = net::prefer(executor, net::execution::outstanding_work.tracked);
                post({[task](Session& session) { task->outcome = task->work(session); },
                      [task](const registry::Error& error) { task->outcome = std::unexpected(error); },
                      [kept, back] { net::post(back, [kept] { std::move (*kept)(); }); }});
            },
            net::use_awaitable);
        co_return std::move(task->outcome);
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        for (std::thread& thread : threads_) {
            if (thread.joinable()) thread.join();
        }
    }

private:
    struct Job {
        std::function<void(Session&)> work;
        std::function<void(const registry::Error&)> fail;
        std::function<void()> finish;  // after one of the two
    };
    template <class Work, class Outcome>
    struct Task {
        explicit Task(Work w) : work(std::move(w)) {}
        Work work;
        Outcome outcome = std::unexpected(registry::Error{});
    };

    static void refuse(Job& job, std::string why) {
        job.fail({registry::Errc::unavailable, {}, std::move(why)});
        job.finish();
    }

    void post(Job job) {
        {
            const std::lock_guard lock(mutex_);
            if (!stopping_ && jobs_.size() < limits::sql_jobs_max) {
                jobs_.push_back(std::move(job));
                wake_.notify_one();
                return;
            }
        }
        refuse(job, "too much waits for the database");
    }

    void work() {
        std::optional<Session> session;
        auto open_again = std::chrono::steady_clock::time_point::min();
        for (;;) {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            Job job = std::move(jobs_.front());
            jobs_.pop_front();
            const bool stopping = stopping_;
            lock.unlock();
            if (stopping) {
                refuse(job, "the gateway is stopping");
                continue;
            }
            if (!session && std::chrono::steady_clock::now() >= open_again) {
                auto opened = open_();
                if (opened) {
                    session.emplace(std::move(*opened));
                } else {
                    log_.warn("database_not_opened", {{"why", opened.error().message}});
                    open_again = std::chrono::steady_clock::now() + std::chrono::seconds(1);
                }
            }
            if (!session) {
                refuse(job, "the database cannot be opened");
                continue;
            }
            job.work(*session);
            job.finish();
        }
    }

    Open open_;
    runtime::Log log_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace yunke::gateway
