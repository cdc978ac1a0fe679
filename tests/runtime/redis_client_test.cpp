#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/random.hpp"
#include "runtime/redis/client.hpp"
#include "runtime/redis/stream.hpp"
#include "tests/runtime/play.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::redis {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::Later;
using testing::play;
using testing::RedisServer;

ClientConfig config(const std::string& url) {
    ClientConfig made;
    made.endpoint = parse_endpoint(url).value();
    return made;
}

TEST(RedisClient, CarriesRequestsOut) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url()));
        EXPECT_EQ((co_await client.exec(Request("SET", "k", "v"))).value().text(), "OK");
        EXPECT_EQ((co_await client.exec(Request("GET", "k"))).value().text(), "v");
        EXPECT_TRUE((co_await client.exec(Request("GET", "absent"))).value().is_nil());
        EXPECT_EQ((co_await client.exec(Request("INCRBY", "n", 41))).value().to_i64(), 41);
        EXPECT_TRUE(client.connected());
        EXPECT_EQ(client.outstanding(), 0u);
        EXPECT_EQ(client.outstanding_bytes(), 0u);
    });
}

TEST(RedisClient, WorksOverTcp) {
    RedisServer server({.arguments = {}, .tcp = true});
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.tcp_url()));
        EXPECT_EQ((co_await client.exec(Request("PING"))).value().text(), "PONG");
    });
}

TEST(RedisClient, GivesServerErrorsAsErrors) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url()));
        co_await client.exec(Request("SET", "k", "v"));
        const auto result = co_await client.exec(Request("XLEN", "k"));
        EXPECT_FALSE(result.has_value());
        EXPECT_EQ(result.error().code, errc::server_error);
        EXPECT_EQ(result.error().server_code(), "WRONGTYPE");
        EXPECT_FALSE(result.error().maybe_applied);
    });
}

TEST(RedisClient, KeepsTheOrderOfWhatIsPipelined) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url()));
        std::vector<Later<Result>> results;
        for (int i = 0; i < 1000; ++i)
            results.emplace_back(io, client.exec(Request("RPUSH", "list", i)));
        for (int i = 0; i < 1000; ++i) {
            EXPECT_TRUE(co_await results[static_cast<std::size_t>(i)].wait());
            EXPECT_EQ(results[static_cast<std::size_t>(i)].value().value().to_i64(), i + 1);
        }
        const auto list = co_await client.exec(Request("LRANGE", "list", 0, -1));
        for (std::size_t i = 0; i < 1000; ++i)
            EXPECT_EQ((*list)[i].to_u64(), i);
    });
}

TEST(RedisClient, AppendsTenThousandStreamEntries) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url()));
        std::vector<Request> requests;
        for (int i = 0; i < 10'000; ++i)
            requests.emplace_back("XADD", "s", "*", "c", std::to_string(i));
        const auto results = co_await client.exec_batch(std::move(requests));
        StreamId last;
        for (const auto& result : results) {
            const auto id = StreamId::parse(result.value().text());
            EXPECT_GT(*id, last);
            last = *id;
        }
        auto entries = take_entries((co_await client.exec(Request("XRANGE", "s", "-", "+"))).value());
        EXPECT_EQ(entries->size(), 10'000u);
        EXPECT_EQ(*entries->back().field("c"), "9999");
    });
}

TEST(RedisClient, ABatchGivesOneResultEachInOrder) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url()));
        std::vector<Request> requests;
        requests.emplace_back("SET", "k", "1");
        requests.emplace_back("XLEN", "k");
        requests.emplace_back("GET", "k");
        const auto results = co_await client.exec_batch(std::move(requests));
        EXPECT_EQ(results.size(), 3u);
        EXPECT_TRUE(results[0].has_value());
        EXPECT_EQ(results[1].error().server_code(), "WRONGTYPE");
        EXPECT_EQ(results[2].value().text(), "1");
        EXPECT_TRUE((co_await client.exec_batch({})).empty());
    });
}

TEST(RedisClient, KeepsAnyBytes) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url()));
        for (const std::size_t size : {0u, 1u, 255u, 65'536u, 3'000'000u}) {
            const std::string bytes = runtime::random_bytes(size) + std::string("\0\r\n", 3);
            EXPECT_TRUE((co_await client.exec(Request("SET", bytes.substr(0, 300), bytes))).has_value());
            EXPECT_EQ((co_await client.exec(Request("GET", bytes.substr(0, 300)))).value().text(), bytes);
        }
    });
}

TEST(RedisClient, CallsBackWithoutCoroutines) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url()));
        std::string answer;
        bool inside = true;
        client.submit(Request("PING"), {}, [&](Result result) {
            EXPECT_FALSE(inside);
            answer = result.value().text();
        });
        inside = false;
        EXPECT_TRUE(co_await testing::eventually([&] { return !answer.empty(); }));
        EXPECT_EQ(answer, "PONG");
    });
}

TEST(RedisClient, TellsWhoTheServerIsBeforeAnythingIsWritten) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        std::vector<ServerInfo> seen;
        ClientConfig made = config(server.url());
        made.on_connect = [&](const ServerInfo& info) { seen.push_back(info); };
        Client client(io, std::move(made));
        const auto info = co_await client.exec(Request("INFO", "server"));
        EXPECT_EQ(seen.size(), 1u);
        EXPECT_EQ(seen[0].run_id.size(), 40u);
        EXPECT_THAT(std::string(info->text()), HasSubstr("run_id:" + seen[0].run_id));
        EXPECT_EQ(client.server().run_id, seen[0].run_id);
        EXPECT_EQ(seen[0].connection, 1u);
    });
}

TEST(RedisClient, LogsInWithAPassword) {
    RedisServer server({.arguments = {"--requirepass", "secret"}});
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url() + "?password=secret"));
        EXPECT_EQ((co_await client.exec(Request("PING"))).value().text(), "PONG");
    });
}

TEST(RedisClient, LogsInAsAnAclUser) {
    RedisServer server({.arguments = {"--user", "alice", "on", ">wonder", "~*", "+@all"}});
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config(server.url() + "?user=alice&password=wonder"));
        EXPECT_EQ((co_await client.exec(Request("ACL", "WHOAMI"))).value().text(), "alice");
    });
}

TEST(RedisClient, SaysThatThePasswordIsWrongOrMissing) {
    RedisServer server({.arguments = {"--requirepass", "secret"}});
    for (const std::string suffix : {"?password=wrong", ""}) {
        play([&](net::io_context& io) -> net::awaitable<void> {
            std::optional<Error> down;
            ClientConfig made = config(server.url() + suffix);
            made.on_down = [&](const Error& error) { down = error; };
            Client client(io, std::move(made));
            const auto result = co_await client.exec(Request("PING"), {.timeout = 300ms});
            EXPECT_EQ(result.error().code, errc::timed_out);
            EXPECT_FALSE(result.error().maybe_applied);
            EXPECT_EQ(down.value().code, errc::authentication) << down->message();
        });
    }
}

TEST(RedisClient, RefusesWhatIsBeyondItsBounds) {
    RedisServer server;
    play([&](net::io_context& io) -> net::awaitable<void> {
        ClientConfig made = config(server.url());
        made.requests_max = 10;
        made.request_bytes_max = 100'000;
        Client client(io, std::move(made));
        const auto big = co_await client.exec(Request("SET", "k", std::string(100'000, 'x')));
        EXPECT_EQ(big.error().code, errc::overloaded);
        std::vector<Later<Result>> results;
        for (int i = 0; i < 12; ++i)
            results.emplace_back(io, client.exec(Request("INCR", "n")));
        for (auto& result : results)
            EXPECT_TRUE(co_await result.wait());
        EXPECT_TRUE(results[9].value().has_value());
        EXPECT_EQ(results[10].value().error().code, errc::overloaded);
        EXPECT_EQ(results[11].value().error().code, errc::overloaded);
        EXPECT_EQ((co_await client.exec(Request("GET", "n"))).value().text(), "10");
        std::vector<Request> batch(11, Request("INCR", "n"));
        const auto refused = co_await client.exec_batch(std::move(batch));
        EXPECT_EQ(refused[0].error().code, errc::overloaded);
        EXPECT_EQ((co_await client.exec(Request("GET", "n"))).value().text(), "10");
    });
}

}  // namespace
}  // namespace yunke::redis
