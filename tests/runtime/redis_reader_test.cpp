#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/random.hpp"
#include "runtime/redis/client.hpp"
#include "runtime/redis/stream_reader.hpp"
#include "tests/runtime/play.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::redis {
namespace {

using namespace std::chrono_literals;
using Batches = std::expected<std::vector<StreamBatch>, Error>;
using testing::Later;
using testing::play;
using testing::RedisServer;
using testing::sleep_for;

class RedisReader : public ::testing::Test {
protected:
    Endpoint endpoint() const { return parse_endpoint(server.url()).value(); }
    ClientConfig config() const {
        ClientConfig made;
        made.endpoint = endpoint();
        return made;
    }

    static std::vector<StreamPosition> from(std::string key, StreamId after = {}) { return {{std::move(key), after}}; }

    RedisServer server;
};

TEST_F(RedisReader, WakesWhenAnEntryComes) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config());
        StreamReader reader(io, endpoint());
        Later<Batches> read(io, reader.read(from("s"), {.block = 10s}));
        co_await sleep_for(100ms);
        EXPECT_FALSE(read.done());
        const std::string bytes = runtime::random_bytes(1000) + std::string("\0\r\n", 3);
        const auto begin = std::chrono::steady_clock::now();
        const auto id = co_await client.exec(Request("XADD", "s", "*", "c", bytes));
        EXPECT_TRUE(co_await read.wait());
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
        const auto& batch = read.value().value().at(0);
        EXPECT_EQ(batch.key, "s");
        EXPECT_EQ(batch.entries.at(0).id.to_string(), id->text());
        EXPECT_EQ(*batch.entries.at(0).field("c"), bytes);
    });
}

TEST_F(RedisReader, GivesNothingWhenTheTimeIsUp) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        StreamReader reader(io, endpoint());
        const auto batches = co_await reader.read(from("s"), {.block = 50ms});
        EXPECT_TRUE(batches.value().empty());
        EXPECT_EQ(reader.server().run_id.size(), 40u);
    });
}

TEST_F(RedisReader, ReadsOnFromAPositionInBoundedSteps) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config());
        for (int i = 1; i <= 10; ++i)
            co_await client.exec(Request("XADD", "s", std::to_string(i) + "-0", "n", i));
        StreamReader reader(io, endpoint());
        StreamId after;
        std::vector<std::string> seen;
        while (seen.size() < 10) {
            const auto batches = co_await reader.read(from("s", after), {.count = 4});
            EXPECT_LE(batches->at(0).entries.size(), 4u);
            for (const auto& entry : batches->at(0).entries) {
                seen.push_back(*entry.field("n"));
                after = entry.id;
            }
        }
        EXPECT_THAT(seen, ::testing::ElementsAre("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"));
    });
}

TEST_F(RedisReader, ReadsSeveralStreamsAtOnce) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config());
        co_await client.exec(Request("XADD", "{p}:a", "1-1", "n", "a"));
        co_await client.exec(Request("XADD", "{p}:b", "1-1", "n", "b"));
        StreamReader reader(io, endpoint());
        const std::vector<StreamPosition> positions{{"{p}:a", {}}, {"{p}:none", {}}, {"{p}:b", {}}};
        const auto batches = co_await reader.read(positions);
        EXPECT_EQ(batches->size(), 2u);
        EXPECT_EQ(batches->at(0).key, "{p}:a");
        EXPECT_EQ(batches->at(1).key, "{p}:b");
    });
}

TEST_F(RedisReader, ConnectsAgainByItself) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config());
        co_await client.exec(Request("XADD", "s", "1-0", "n", "1"));
        StreamReader reader(io, endpoint());
        Later<Batches> read(io, reader.read(from("s", {1, 0}), {.block = 20s}));
        co_await sleep_for(100ms);
        server.kill9();
        server.start();
        EXPECT_TRUE((co_await client.exec(Request("XADD", "s", "2-0", "n", "2"))).has_value());
        EXPECT_TRUE(co_await read.wait());
        EXPECT_EQ(*read.value().value().at(0).entries.at(0).field("n"), "2");
        EXPECT_EQ(reader.server().connection, 2u);
    });
}

TEST_F(RedisReader, SaysThatRedisIsAwayAndDoesNotSpin) {
    server.kill9();
    play([&](net::io_context& io) -> net::awaitable<void> {
        StreamReader reader(io, endpoint());
        const auto begin = std::chrono::steady_clock::now();
        const auto batches = co_await reader.read(from("s"), {.block = 200ms});
        EXPECT_EQ(batches.error().code, errc::not_connected);
        EXPECT_GE(std::chrono::steady_clock::now() - begin, 190ms);
        server.start();
        EXPECT_TRUE((co_await reader.read(from("s"), {.block = 1s})).has_value());
    });
}

TEST_F(RedisReader, GivesTheServersRefusal) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config());
        co_await client.exec(Request("SET", "s", "text"));
        StreamReader reader(io, endpoint());
        const auto batches = co_await reader.read(from("s"), {.block = 100ms});
        EXPECT_EQ(batches.error().server_code(), "WRONGTYPE");
    });
}

TEST_F(RedisReader, CanBeCancelledAndReadsOnAfterwards) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        Client client(io, config());
        StreamReader reader(io, endpoint());
        Later<Batches> read(io, reader.read(from("s"), {.block = 20s}));
        co_await sleep_for(100ms);
        read.cancel();
        EXPECT_TRUE(co_await read.wait());
        EXPECT_EQ(read.value().error().code, errc::cancelled);
        co_await client.exec(Request("XADD", "s", "*", "n", "1"));
        EXPECT_EQ((co_await reader.read(from("s"))).value().size(), 1u);
    });
}

TEST_F(RedisReader, StopsWhileItWaits) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        StreamReader reader(io, endpoint());
        Later<Batches> read(io, reader.read(from("s"), {.block = 20s}));
        co_await sleep_for(100ms);
        reader.stop();
        EXPECT_TRUE(co_await read.wait());
        EXPECT_EQ(read.value().error().code, errc::stopped);
        EXPECT_EQ((co_await reader.read(from("s"))).error().code, errc::stopped);
    });
}

TEST_F(RedisReader, AllowsOneReadAtATime) {
    play([&](net::io_context& io) -> net::awaitable<void> {
        StreamReader reader(io, endpoint());
        Later<Batches> first(io, reader.read(from("s"), {.block = 300ms}));
        co_await sleep_for(20ms);
        bool refused = false;
        try {
            co_await reader.read(from("s"));
        } catch (const std::logic_error&) {
            refused = true;
        }
        EXPECT_TRUE(refused);
        EXPECT_TRUE(co_await first.wait());
        EXPECT_TRUE(first.value().has_value());
    });
}

}  // namespace
}  // namespace yunke::redis
