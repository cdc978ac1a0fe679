#include "runtime/shutdown.hpp"

#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>
#include <vector>

namespace yunke::runtime {

struct Shutdown::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::io_context& io_context, Log l)
        : io(io_context), log(std::move(l)), signals(io_context, SIGTERM, SIGINT), asked(io_context) {
        asked.expires_at(net::steady_timer::time_point::max());
    }

    void listen() {
        signals.async_wait([self = shared_from_this()](const boost::system::error_code& error, int number) {
            if (error) return;
            self->on_signal(number);
        });
    }

    void on_signal(int number) {
        if (requested) {
            log.warn("stop_forced", {{"signal", number}});
            ::_exit(128 + number);
        }
        log.info("stop_requested", {{"signal", number}});
        request();
        listen();
    }

    void request() {
        if (std::exchange(requested, true)) return;
        asked.cancel();
        for (auto& callback : std::exchange(callbacks, {}))
            net::post(io, std::move(callback));
    }

    net::io_context& io;
    Log log;
    net::signal_set signals;
    net::steady_timer asked;  // never expires; cancelled when stopping is asked for
    bool requested = false;
    std::vector<std::function<void()>> callbacks;
};

Shutdown::Shutdown(net::io_context& io, Log log) : impl_(std::make_shared<Impl>(io, std::move(log))) {
    impl_->listen();
}

Shutdown::~Shutdown() {
    close();
}

bool Shutdown::requested() const {
    return impl_->requested;
}

net::awaitable<void> Shutdown::wait() {
    const auto impl = impl_;
    while (!impl->requested) {
        const auto [error] = co_await impl->asked.async_wait(net::as_tuple(net::use_awaitable));
        // Cancelled for another reason than our own request: the caller does not want to wait any more.
        if (error && !impl->requested) co_return;
    }
}

void Shutdown::on_request(std::function<void()> callback) {
    if (impl_->requested) {
        net::post(impl_->io, std::move(callback));
        return;
    }
    impl_->callbacks.push_back(std::move(callback));
}

void Shutdown::request() {
    impl_->request();
}

void Shutdown::close() {
    impl_->signals.cancel();
    impl_->callbacks.clear();
    impl_->asked.cancel();
}

net::awaitable<bool> drained(std::function<bool()> done, std::chrono::milliseconds within) {
    net::steady_timer timer(co_await net::this_coro::executor);
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!done()) {
        if (std::chrono::steady_clock::now() >= deadline) co_return false;
        timer.expires_after(limits::drain_poll);
        const auto [error] = co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        if (error) co_return done();
    }
    co_return true;
}

}  // namespace yunke::runtime
