#include "runtime/redis/client.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <utility>

#include "runtime/redis/client_impl.hpp"

namespace yunke::redis {

Client::Client(net::io_context& io, ClientConfig config) : impl_(std::make_shared<Impl>(io, std::move(config))) {
    impl_->start();
}

Client::~Client() {
    stop();
}

net::awaitable<std::vector<Result>> Client::exec_batch(std::vector<Request> requests, Options options) {
    if (requests.empty()) co_return std::vector<Result>();
    const auto impl = impl_;
    auto initiate = [&](auto handler) {
        auto waiter = std::make_shared<Impl::Waiter>();
        waiter->executor = net::get_associated_executor(handler, impl->executor());
        waiter->slot = net::get_associated_cancellation_slot(handler);
        waiter->done = [kept = std::move(handler)](std::vector<Result> results) mutable {
            std::move(kept)(std::move(results));
        };
        impl->submit(std::move(requests), options, waiter);
    };
    co_return co_await net::async_initiate<const net::use_awaitable_t<>&, void(std::vector<Result>)>(
        initiate, net::use_awaitable);
}

net::awaitable<Result> Client::exec(Request request, Options options) {
    std::vector<Request> one;
    one.push_back(std::move(request));
    auto results = co_await exec_batch(std::move(one), options);
    co_return std::move(results.front());
}

void Client::submit(Request request, Options options, std::function<void(Result)> done) {
    auto waiter = std::make_shared<Impl::Waiter>();
    waiter->executor = impl_->executor();
    waiter->done = [kept = std::move(done)](std::vector<Result> results) { kept(std::move(results.front())); };
    std::vector<Request> one;
    one.push_back(std::move(request));
    impl_->submit(std::move(one), options, waiter);
}

void Client::stop() {
    impl_->stop();
}

bool Client::connected() const {
    return impl_->connected();
}

const ServerInfo& Client::server() const {
    return impl_->server();
}

std::size_t Client::outstanding() const {
    return impl_->outstanding();
}

std::size_t Client::outstanding_bytes() const {
    return impl_->outstanding_bytes();
}

}  // namespace yunke::redis
