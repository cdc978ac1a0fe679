#include "runtime/admin_http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "runtime/limits.hpp"
#include "tests/runtime/play.hpp"

namespace yunke::runtime {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using tcp = net::ip::tcp;

// Sends bytes, reads until the server closes.
net::awaitable<std::string> talk(std::uint16_t port, std::string bytes) {
    tcp::socket socket(co_await net::this_coro::executor);
    co_await socket.async_connect({net::ip::address_v4::loopback(), port}, net::use_awaitable);
    co_await net::async_write(socket, net::buffer(bytes), net::as_tuple(net::use_awaitable));
    std::string answer;
    co_await net::async_read(socket, net::dynamic_buffer(answer), net::as_tuple(net::use_awaitable));
    co_return answer;
}

net::awaitable<std::string> get(std::uint16_t port, std::string target) {
    co_return co_await talk(port, "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
}

AdminAnswers answers(Health ready = {}) {
    return {[] { return std::string("metric 1\n"); }, [] { return Health{}; }, [ready] { return ready; }};
}

TEST(AdminHttp, AnswersItsThreePages) {
    testing::play([](net::io_context& io) -> net::awaitable<void> {
        AdminHttp server(io, "127.0.0.1:0", answers({false, {"no \"lease\""}}), Log());
        const auto port = server.start();
        EXPECT_TRUE(port.has_value());
        const auto metrics = co_await get(*port, "/metrics");
        EXPECT_THAT(metrics, StartsWith("HTTP/1.1 200"));
        EXPECT_THAT(metrics, HasSubstr("\r\n\r\nmetric 1\n"));
        EXPECT_THAT(co_await get(*port, "/healthz"), HasSubstr(R"({"ok":true,"reasons":[]})"));
        const auto ready = co_await get(*port, "/readyz");
        EXPECT_THAT(ready, StartsWith("HTTP/1.1 503"));
        EXPECT_THAT(ready, HasSubstr(R"({"ok":false,"reasons":["no \"lease\""]})"));
        EXPECT_THAT(co_await get(*port, "/other"), StartsWith("HTTP/1.1 404"));
    });
}

TEST(AdminHttp, RefusesOtherMethodsAndHugeHeaders) {
    testing::play([](net::io_context& io) -> net::awaitable<void> {
        AdminHttp server(io, "127.0.0.1:0", answers(), Log());
        const auto port = *server.start();
        EXPECT_THAT(co_await talk(port, "DELETE /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                    StartsWith("HTTP/1.1 405"));
        EXPECT_EQ(co_await talk(port, "GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"), "");
        EXPECT_EQ(co_await talk(port, "not http\r\n\r\n"), "");
        EXPECT_THAT(co_await get(port, "/healthz"), StartsWith("HTTP/1.1 200"));
    });
}

TEST(AdminHttp, ClosesConnectionsBeyondItsBound) {
    testing::play([](net::io_context& io) -> net::awaitable<void> {
        AdminHttp server(io, "127.0.0.1:0", answers(), Log());
        const auto port = *server.start();
        std::vector<tcp::socket> idle;
        for (std::size_t i = 0; i < limits::admin_connections_max; ++i) {
            idle.emplace_back(io);
            co_await idle.back().async_connect({net::ip::address_v4::loopback(), port}, net::use_awaitable);
        }
        co_await testing::sleep_for(std::chrono::milliseconds(50));
        EXPECT_EQ(co_await get(port, "/healthz"), "");
    });
}

TEST(AdminHttp, SaysWhyItCannotListen) {
    net::io_context io;
    AdminHttp wrong(io, "nowhere", answers(), Log());
    EXPECT_THAT(wrong.start().error(), HasSubstr("\"nowhere\""));
    AdminHttp first(io, "127.0.0.1:0", answers(), Log());
    const auto port = first.start();
    ASSERT_TRUE(port.has_value());
    const std::string taken = "127.0.0.1:" + std::to_string(*port);
    AdminHttp second(io, taken, answers(), Log());
    EXPECT_THAT(second.start().error(), HasSubstr(taken));
}

}  // namespace
}  // namespace yunke::runtime
