#include "agent-gateway/http/sql_workers.hpp"

#include <chrono>
#include <optional>

#include "agent-gateway/limits.hpp"

namespace yunke::gateway {

SqlWorkers::SqlWorkers(std::string url, unsigned threads, runtime::Log log)
    : url_(std::move(url)), log_(std::move(log)) {
    for (unsigned i = 0; i < threads; ++i)
        threads_.emplace_back([this] { work(); });
}

SqlWorkers::~SqlWorkers() {
    stop();
}

void SqlWorkers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void SqlWorkers::refuse(Job& job, std::string why) {
    job.fail({registry::Errc::unavailable, {}, std::move(why)});
    job.finish();
}

void SqlWorkers::post(Job job) {
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

void SqlWorkers::work() {
    std::optional<registry::Registry> registry;
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
        if (!registry && std::chrono::steady_clock::now() >= open_again) {
            auto opened = registry::Registry::open(url_);
            if (opened) {
                registry.emplace(std::move(*opened));
            } else {
                log_.warn("database_not_opened", {{"why", opened.error().message}});
                open_again = std::chrono::steady_clock::now() + std::chrono::seconds(1);
            }
        }
        if (!registry) {
            refuse(job, "the database cannot be opened");
            continue;
        }
        job.work(*registry);
        job.finish();
    }
}

}  // namespace yunke::gateway
