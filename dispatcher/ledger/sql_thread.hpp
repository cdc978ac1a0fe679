// One thread for calls that block (SQL), and a way to wait for them in a coroutine. Calls run one after the other, in
// the order in which they were made, so that what only they touch needs no lock.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "runtime/asio.hpp"

namespace yunke::ledger {

class SqlThread {
public:
    explicit SqlThread(net::io_context& io) : io_(io) {}
    ~SqlThread() { thread_.join(); }  // waits for the calls that were made
    SqlThread(const SqlThread&) = delete;
    SqlThread& operator=(const SqlThread&) = delete;

    // What `work()` gives; its exceptions pass through. Await it on the io_context's thread.
    template <class Work>
    net::awaitable<std::invoke_result_t<Work&>> run(Work work) {
        const auto call = std::make_shared<Call<std::invoke_result_t<Work&>>>(io_);
        net::post(thread_, [call, io = &io_, work = std::move(work)]() mutable {
            try {
                call->value.emplace(work());
            } catch (...) {
                call->failure = std::current_exception();
            }
            net::post(*io, [call] {
                call->finished = true;
                call->done.cancel();
            });
        });
        while (!call->finished)
            co_await call->done.async_wait(net::as_tuple(net::use_awaitable));
        if (call->failure) std::rethrow_exception(call->failure);
        co_return std::move(*call->value);
    }

private:
    template <class Value>
    struct Call {
        explicit Call(net::io_context& io) : done(io, net::steady_timer::time_point::max()) {}
        net::steady_timer done;
        bool finished = false;  // the io_context's thread only
        std::optional<Value> value;
        std::exception_ptr failure;
    };

    net::io_context& io_;
    net::thread_pool thread_{1};
};

}  // namespace yunke::ledger
