// The thread that works out why a chat went to whom it went: one question at a time, since each runs through the pool's
// log and needs a processor for seconds. Few wait, and nobody has two questions there, so that no one person keeps the
// others from theirs. Apart from SqlWorkers and LedgerWorkers for the same reason. Called by WhyApi. Thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "agent-gateway/http/session_workers.hpp"
#include "dispatcher/why/why.hpp"

namespace yunke::gateway {

class WhyWorkers {
public:
    // Room for one question of an account; gives it back when it goes.
    class Place {
    public:
        Place(WhyWorkers& workers, std::uint32_t account) : workers_(&workers), account_(account) {}
        Place(Place&& other) noexcept : workers_(std::exchange(other.workers_, nullptr)), account_(other.account_) {}
        Place& operator=(Place&&) = delete;
        ~Place();

    private:
        WhyWorkers* workers_;
        std::uint32_t account_;
    };

    WhyWorkers(redis::Endpoint redis, std::string pool, runtime::Log log);
    ~WhyWorkers();
    WhyWorkers(const WhyWorkers&) = delete;
    WhyWorkers& operator=(const WhyWorkers&) = delete;

    // nullopt: all places are taken, or this account has one.
    std::optional<Place> take_place(std::uint32_t account);

    // As SessionWorkers::run. Hold a Place for as long.
    template <class Work>
    auto run(Work work) {
        return threads_->run(std::move(work));
    }

    // Questions under way, and all later ones, end soon without what takes long. For a gateway that drains.
    void give_up() { stopping_ = true; }

private:
    std::atomic<bool> stopping_ = false;
    std::mutex mutex_;
    std::set<std::uint32_t> asking_;
    std::unique_ptr<SessionWorkers<why::Why>> threads_;  // last: it uses all of the above
};

}  // namespace yunke::gateway
