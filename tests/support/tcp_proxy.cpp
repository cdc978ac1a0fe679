#include "tests/support/tcp_proxy.hpp"

#include <array>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <thread>
#include <unordered_set>

#include "runtime/asio.hpp"

namespace yunke::testing {
namespace {

using tcp = net::ip::tcp;
using namespace std::chrono_literals;

constexpr auto awaited = net::as_tuple(net::use_awaitable);
constexpr auto hold_poll = 5ms;
constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;

struct Line {
    explicit Line(net::io_context& io) : client(io), server(io) {}

    void close() {
        boost::system::error_code ignored;
        client.close(ignored);
        server.close(ignored);
    }

    tcp::socket client, server;
};

struct Flow {
    std::atomic<bool> held = false;
    std::atomic<bool> dropped = false;
    std::atomic<std::uint64_t> forwarded = 0;
};

}  // namespace

struct TcpProxy::Impl {
    explicit Impl(std::uint16_t server_port)
        : acceptor(io, tcp::endpoint(net::ip::address_v4::loopback(), 0)), target(server_port) {
        net::co_spawn(io, accept(), net::detached);
        thread = std::thread([this] { io.run(); });
    }

    ~Impl() {
        io.stop();
        thread.join();
    }

    net::awaitable<void> accept() {
        while (acceptor.is_open()) {
            auto line = std::make_shared<Line>(io);
            const auto [error] = co_await acceptor.async_accept(line->client, awaited);
            if (error) continue;
            net::co_spawn(io, join(line), net::detached);
        }
    }

    net::awaitable<void> join(std::shared_ptr<Line> line) {
        const tcp::endpoint server(net::ip::address_v4::loopback(), target);
        const auto [error] = co_await line->server.async_connect(server, awaited);
        if (error) co_return line->close();
        lines.insert(line);
        net::co_spawn(io, pump(line, line->client, line->server, flows[0]), net::detached);
        co_await pump(line, line->server, line->client, flows[1]);
        lines.erase(line);
    }

    net::awaitable<void> pump(std::shared_ptr<Line> line, tcp::socket& from, tcp::socket& to, Flow& flow) {
        std::array<char, chunk_bytes> bytes;
        net::steady_timer timer(io);
        while (true) {
            const auto [error, count] = co_await from.async_read_some(net::buffer(bytes), awaited);
            if (error) break;
            while (flow.held) {
                timer.expires_after(hold_poll);
                co_await timer.async_wait(awaited);
            }
            if (flow.dropped) continue;
            const auto [failed, written] = co_await net::async_write(to, net::buffer(bytes.data(), count), awaited);
            flow.forwarded += written;
            if (failed) break;
        }
        line->close();
    }

    void cut() {
        for (const auto& line : lines)
            line->close();
    }

    net::io_context io{1};
    tcp::acceptor acceptor;
    std::atomic<std::uint16_t> target;
    std::array<Flow, 2> flows;
    std::unordered_set<std::shared_ptr<Line>> lines;  // io's thread only
    std::thread thread;
};

TcpProxy::TcpProxy(std::uint16_t server_port) : impl_(std::make_unique<Impl>(server_port)) {}

TcpProxy::~TcpProxy() = default;

std::uint16_t TcpProxy::port() const {
    return impl_->acceptor.local_endpoint().port();
}

void TcpProxy::hold(Way way, bool on) {
    impl_->flows.at(static_cast<std::size_t>(way)).held = on;
}

void TcpProxy::drop(Way way, bool on) {
    impl_->flows.at(static_cast<std::size_t>(way)).dropped = on;
}

void TcpProxy::retarget(std::uint16_t server_port) {
    impl_->target = server_port;
    cut();
}

void TcpProxy::cut() {
    net::post(impl_->io, [impl = impl_.get()] { impl->cut(); });
}

std::uint64_t TcpProxy::forwarded(Way way) const {
    return impl_->flows.at(static_cast<std::size_t>(way)).forwarded;
}

}  // namespace yunke::testing
