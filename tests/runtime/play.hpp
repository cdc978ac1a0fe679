// Runs one coroutine on an io_context of its own until everything that it began has ended: a client that does not stop
// cleanly is seen as an io_context that still has work.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "runtime/asio.hpp"

namespace yunke::testing {

// `body` is a callable: (net::io_context&) -> net::awaitable<void>.
template <class Body>
void play(Body body, std::chrono::seconds within = std::chrono::seconds(60)) {
    net::io_context io;
    bool ended = false;
    net::co_spawn(io, body(io), [&](std::exception_ptr error) {
        ended = true;
        if (error) std::rethrow_exception(error);
    });
    io.run_for(within);
    EXPECT_TRUE(ended) << "the test did not come to its end in time";
    EXPECT_TRUE(io.stopped()) << "something still runs";
}

inline net::awaitable<void> sleep_for(std::chrono::milliseconds time) {
    net::steady_timer timer(co_await net::this_coro::executor, time);
    co_await timer.async_wait(net::use_awaitable);
}

// Waits until the condition holds; false if it does not within the time.
template <class Condition>
net::awaitable<bool> eventually(Condition condition, std::chrono::milliseconds within = std::chrono::seconds(10)) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) co_return false;
        co_await sleep_for(std::chrono::milliseconds(5));
    }
    co_return true;
}

// Starts a coroutine on the side and lets its result be looked at later.
template <class Value>
class Later {
public:
    Later(net::io_context& io, net::awaitable<Value> work) : state_(std::make_shared<State>()) {
        net::co_spawn(
            io, std::move(work),
            net::bind_cancellation_slot(state_->signal.slot(), [state = state_](std::exception_ptr error, Value value) {
                state->error = error;
                state->value.emplace(std::move(value));
            }));
    }

    bool done() const { return state_->value.has_value(); }
    void cancel() { state_->signal.emit(net::cancellation_type::terminal); }
    Value& value() {
        if (state_->error) std::rethrow_exception(state_->error);
        return *state_->value;
    }
    net::awaitable<bool> wait() {
        const auto state = state_;
        co_return co_await eventually([state] { return state->value.has_value(); }, std::chrono::seconds(30));
    }

private:
    struct State {
        net::cancellation_signal signal;
        std::exception_ptr error;
        std::optional<Value> value;
    };
    std::shared_ptr<State> state_;
};

}  // namespace yunke::testing
