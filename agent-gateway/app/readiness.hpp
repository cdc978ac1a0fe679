// Whether this gateway can serve, and if not, what is missing, in sentences. Each thread reports what it sees of the
// pool; /readyz of any thread tells all of it. Thread-safe.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/admin_http.hpp"

namespace yunke::gateway {

class ShopDirectory;

class Readiness {
public:
    // What one thread sees.
    struct ThreadView {
        bool redis = false;         // connected, and it answers
        bool pool = false;          // the command stream exists
        bool function = false;      // the dispatcher has loaded its Functions
        bool dispatcher = true;     // it answers commands in time
        std::string redis_problem;  // the client's words
    };

    Readiness(std::size_t threads, const ShopDirectory& shops) : views_(threads), shops_(shops) {}

    void report(std::size_t thread, ThreadView view);
    void draining() { draining_.store(true); }

    runtime::Health ready() const;

private:
    mutable std::mutex mutex_;
    std::vector<ThreadView> views_;
    const ShopDirectory& shops_;
    std::atomic<bool> draining_ = false;
};

}  // namespace yunke::gateway
