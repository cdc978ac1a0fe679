// A pool's Store for programs that do one thing and end (yunkectl): connects, runs one piece of work after the other on
// the calling thread, and gives up after a while instead of waiting for ever.
#pragma once

#include <exception>
#include <optional>
#include <string_view>

#include "dispatcher/app/store.hpp"

namespace yunke::dispatcher {

class PoolAccess {
public:
    PoolAccess(const redis::Endpoint& endpoint, std::string_view pool);

    Store& store() { return store_; }
    net::io_context& io() { return io_; }

    // The work's own failures are in its result; exceptions pass through.
    template <class T>
    Result<T> run(net::awaitable<Result<T>> work) {
        std::optional<Result<T>> result;
        std::exception_ptr failure;
        net::co_spawn(io_, std::move(work), [&](std::exception_ptr error, Result<T> value) {
            failure = std::move(error);
            result = std::move(value);
        });
        io_.restart();
        while (!result && io_.run_one() > 0) {
        }
        if (failure) std::rethrow_exception(failure);
        if (!result) return std::unexpected(Error{Errc::unreachable, "The work was stopped."});
        return std::move(*result);
    }

    // One command of Redis.
    Result<redis::Reply> call(redis::Request request);

    // What is under way, and all that comes later, fails soon. The only call that another thread may make.
    void stop();

private:
    net::io_context io_{1};
    redis::Client redis_;
    Store store_;
};

}  // namespace yunke::dispatcher
