// What the leader does beside its batches: it watches the gateways' beats and Redis' memory, forwards the outbox of
// configuration changes, and cuts the command stream behind the cursor. All of it ends in commands appended to
// `{p}:cmd`, so it takes the same road as everything else. Runs while Leadership runs; made anew with it.
#pragma once

#include "dispatcher/app/gateway_watch.hpp"
#include "dispatcher/app/instruments.hpp"
#include "dispatcher/app/leadership.hpp"
#include "dispatcher/app/memory_watch.hpp"
#include "dispatcher/app/outbox_reader.hpp"
#include "dispatcher/app/outbox_window.hpp"
#include "dispatcher/app/store.hpp"
#include "runtime/log.hpp"

namespace yunke::dispatcher {

struct WatcherParts {
    Store& store;
    const Leadership& leadership;
    const runtime::Clock& clock;
    Instruments& instruments;
    runtime::Log log;
    OutboxReader* outbox = nullptr;  // none: no SQL is configured
    core::Ms gateway_lost_ms = 10'000;
    std::uint32_t memory_mark_percent = 70;
    Steps steps = no_steps;
};

class Watchers {
public:
    explicit Watchers(WatcherParts parts);

    // Both end only when they are cancelled.
    net::awaitable<void> watch();
    net::awaitable<void> forward_outbox();

private:
    net::awaitable<bool> sleep(std::chrono::milliseconds time);
    net::awaitable<void> look_at_gateways(const core::State& state);
    net::awaitable<void> look_at_memory(const core::State& state);
    net::awaitable<void> trim();
    net::awaitable<void> forward(std::uint64_t after);
    net::awaitable<bool> append(const core::Command& command);

    WatcherParts parts_;
    GatewayWatch gateways_;
    MemoryWatch memory_;
    OutboxWindow window_;
    core::Ms trimmed_boot_ms_ = 0;
    bool outbox_failing_ = false;
};

}  // namespace yunke::dispatcher
