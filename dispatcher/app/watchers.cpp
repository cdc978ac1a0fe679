#include "dispatcher/app/watchers.hpp"

#include <algorithm>

#include "dispatcher/app/trimming.hpp"
#include "dispatcher/wire/command.hpp"

namespace yunke::dispatcher {

Watchers::Watchers(WatcherParts parts)
    : parts_(std::move(parts)),
      gateways_(parts_.gateway_lost_ms),
      memory_(parts_.memory_mark_percent),
      trimmed_boot_ms_(parts_.clock.boot_ms()) {}

// False when cancelled.
net::awaitable<bool> Watchers::sleep(std::chrono::milliseconds time) {
    net::steady_timer timer(co_await net::this_coro::executor, time);
    const auto [error] = co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    co_return !error;
}

net::awaitable<void> Watchers::watch() {
    while (co_await sleep(limits::watch_every)) {
        if (const core::State* state = parts_.leadership.state()) co_await look_at_gateways(*state);
        if (const core::State* state = parts_.leadership.state()) co_await look_at_memory(*state);
        const core::Ms boot_ms = parts_.clock.boot_ms();
        if (boot_ms - trimmed_boot_ms_ < std::chrono::milliseconds(limits::trim_every).count()) continue;
        trimmed_boot_ms_ = boot_ms;
        co_await trim();
    }
}

net::awaitable<bool> Watchers::append(const core::Command& command) {
    std::vector<std::string> commands;
    commands.push_back(wire::encode_command(command));
    const auto appended = co_await parts_.store.append(std::move(commands));
    if (!appended) parts_.log.warn("append_failed", {{"why", appended.error().what}});
    co_return appended.has_value();
}

net::awaitable<void> Watchers::look_at_gateways(const core::State& state) {
    std::vector<std::string> in_state;
    in_state.reserve(state.gateways.size());
    for (const auto& [name, gateway] : state.gateways)
        in_state.push_back(name);
    std::ranges::sort(in_state);
    const auto beats = co_await parts_.store.beats();
    if (!beats) {
        gateways_.missed();
        co_return;
    }
    const auto lost = gateways_.look(parts_.clock.boot_ms(), *beats, in_state);
    parts_.instruments.gateways.set(static_cast<double>(beats->size()));
    for (const std::string& name : lost) {
        const core::Command command = core::GatewayLost{name};
        parts_.steps(Step::loss_appending);
        if (!co_await append(command)) continue;
        parts_.steps(Step::loss_appended);
        parts_.instruments.gateways_lost.add();
        parts_.log.warn("gateway_lost", {{"gateway", name}, {"silent_ms", parts_.gateway_lost_ms}});
    }
}

net::awaitable<void> Watchers::look_at_memory(const core::State& state) {
    const bool on_in_state = state.pool.memory_pressure;
    const auto memory = co_await parts_.store.memory();
    if (!memory) co_return;
    const auto say = memory_.look(parts_.clock.boot_ms(), memory->used, memory->max, on_in_state);
    if (!say) co_return;
    const core::Command command = core::MemoryPressure{*say};
    if (co_await append(command))
        parts_.log.warn("memory_pressure", {{"on", *say}, {"used", memory->used}, {"max", memory->max}});
}

net::awaitable<void> Watchers::trim() {
    const Cursor& cursor = parts_.leadership.cursor();
    const auto trimmed = co_await dispatcher::trim(parts_.store, cursor.last_command, cursor.sequence, {});
    if (!trimmed)
        parts_.log.warn("trim_failed", {{"why", trimmed.error().what}});
    else if (*trimmed > 0)
        parts_.log.info("commands_trimmed", {{"commands", *trimmed}, {"cursor", cursor.last_command}});
}

// ---- the outbox ----------------------------------------------------------------------------------------------------

net::awaitable<void> Watchers::forward_outbox() {
    while (co_await sleep(limits::outbox_every)) {
        const core::State* state = parts_.leadership.state();
        if (parts_.outbox == nullptr || state == nullptr) continue;
        if (const auto after = window_.wanted(state->pool.config_revision, parts_.clock.boot_ms()))
            co_await forward(*after);
    }
}

net::awaitable<void> Watchers::forward(std::uint64_t after) {
    auto rows = co_await parts_.outbox->after(after, limits::outbox_timeout);
    if (!rows || !*rows) {
        if (!outbox_failing_)
            parts_.log.warn("outbox_unreadable", {{"why", rows ? rows->error() : std::string("no answer in time")}});
        outbox_failing_ = true;
        co_return;
    }
    if (outbox_failing_) parts_.log.info("outbox_readable_again");
    outbox_failing_ = false;
    OutboxRows& found = **rows;
    if (found.commands.empty()) co_return;
    const auto count = found.commands.size();
    parts_.steps(Step::rows_appending);
    const auto appended = co_await parts_.store.append(std::move(found.commands));
    parts_.steps(Step::rows_appended);
    // Even a window that failed may have come through in part: give it its time, then start where the state is.
    window_.forwarded(after, found.last, parts_.clock.boot_ms());
    if (!appended) {
        parts_.log.warn("outbox_not_forwarded", {{"after", after}, {"why", appended.error().what}});
        co_return;
    }
    parts_.instruments.config_forwarded.add(static_cast<double>(count));
    parts_.log.info("config_forwarded", {{"from", after + 1}, {"to", found.last}});
}

}  // namespace yunke::dispatcher
