// The process around the core: waits for the lease of its pool, leads while it holds it, and hands it over. A process
// that does not lead is a hot standby. Built by the composition root (main.cpp) and by tests.
//
//   run():  prepare (Functions, the pool itself) -> loop { standby -> Leadership::run() beside lease and watchers }
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "dispatcher/app/instruments.hpp"
#include "dispatcher/app/keys.hpp"
#include "dispatcher/app/leadership.hpp"
#include "dispatcher/app/lease.hpp"
#include "dispatcher/app/outbox_reader.hpp"
#include "dispatcher/app/store.hpp"
#include "runtime/admin_http.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"
#include "runtime/redis/client.hpp"
#include "runtime/redis/stream_reader.hpp"

namespace yunke::runtime {
struct Settings;
}

namespace yunke::dispatcher {

struct DispatcherOptions {
    std::string pool = "main";
    std::string name = "d1";
    std::string sql_url;  // empty: no configuration is forwarded
    core::Ms lease_ms = 1'500;
    core::Ms gateway_lost_ms = 10'000;
    std::size_t batch_commands_max = 1024;
    std::uint32_t memory_mark_percent = 70;
    bool durable_always = true;  // warn if Redis does not sync every write
    bool create_pool = false;    // if neither its cursor nor its command stream exists
};

// What the configuration says.
DispatcherOptions options_from(const runtime::Settings& settings, bool create_pool);

struct DispatcherParts {
    net::io_context& io;
    redis::Endpoint endpoint;
    const runtime::Clock& clock;
    runtime::Metrics& metrics;
    runtime::Log log;
    Apply apply = plain_apply;
    Steps steps = no_steps;
};

class Dispatcher {
public:
    Dispatcher(DispatcherParts parts, DispatcherOptions options);
    ~Dispatcher();
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    // Exit codes: 0 told to stop; 3 there is no such pool in Redis.
    net::awaitable<int> run();

    // Ends run() within seconds: the commit under way is finished, the lease given up.
    void stop();

    bool leading() const { return leadership_ && leadership_->state() != nullptr; }
    const core::State* state() const { return leadership_ ? leadership_->state() : nullptr; }
    const Cursor* cursor() const { return leading() ? &leadership_->cursor() : nullptr; }

    runtime::Health ready() const;
    std::string metrics();

private:
    net::awaitable<std::optional<int>> prepare();
    net::awaitable<std::optional<int>> ensure_pool();
    net::awaitable<void> check_durability();
    net::awaitable<void> stand_by();
    net::awaitable<bool> ask_for_lease();
    net::awaitable<Ended> lead();
    net::awaitable<Ended> run_leadership();
    net::awaitable<Ended> keep_lease();
    net::awaitable<Ended> watch(bool outbox);
    net::awaitable<void> release();
    net::awaitable<void> count_loss();
    net::awaitable<void> pause(std::chrono::milliseconds time);
    void no_pool();

    DispatcherParts parts_;
    DispatcherOptions options_;
    redis::Client redis_;
    redis::StreamReader reader_;
    Store store_;
    Instruments instruments_;
    LeaseMachine lease_;
    Memo memo_;
    std::unique_ptr<OutboxReader> outbox_;
    std::unique_ptr<Leadership> leadership_;
    bool prepared_ = false;
    bool stopping_ = false;
    core::Ms census_boot_ms_ = 0;
};

}  // namespace yunke::dispatcher
