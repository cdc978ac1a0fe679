// What only PostgreSQL does: it goes away and comes back, and two ledgers may write at once.
#include <thread>

#include "tests/archive/support.hpp"
#include "tests/registry/postgresql_database.hpp"

namespace yunke::archive::testing {
namespace {

using ArchiveInPostgresql = ArchiveTest;

TEST_F(ArchiveInPostgresql, WhileItIsAwayConversationsWaitInRedisAndThenItCatchesUp) {
    net::io_context io(1);
    runtime::Metrics metrics;
    Archiver archiver(io, *redis::parse_endpoint(server.url()), {database->url(), database->url()}, clock, metrics,
                      runtime::Log());
    bool ended = false;
    net::co_spawn(io, archiver.run(), [&](std::exception_ptr error) { ended = error == nullptr; });
    const auto turn = [&](const std::function<bool()>& done) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!done() && std::chrono::steady_clock::now() < until)
            io.run_for(std::chrono::milliseconds(20));
        return done();
    };
    put(1);
    EXPECT_TRUE(turn([&] { return !in_redis(1); }));
    registry::testing::postgresql_server().stop();
    put(2);
    put(3);
    EXPECT_TRUE(turn([&] { return metrics.render().find("yunke_archive_failures_total 2") != std::string::npos; }));
    EXPECT_TRUE(in_redis(2));
    EXPECT_TRUE(in_redis(3));
    registry::testing::postgresql_server().start();
    EXPECT_TRUE(turn([&] { return !in_redis(2) && !in_redis(3); }));
    EXPECT_EQ(rows("archive_conversation"), 3);
    archiver.stop();
    EXPECT_TRUE(turn([&] { return ended; }));
}

TEST_F(ArchiveInPostgresql, TwoArchiversWriteEachConversationOnce) {
    open();
    for (std::uint64_t id = 1; id <= 150; ++id)
        put(id);
    std::vector<Result<Moved>> results(2, Moved{});
    std::vector<std::thread> threads;
    for (Result<Moved>& result : results)
        threads.emplace_back([&] { result = step(); });
    for (std::thread& thread : threads)
        thread.join();
    for (const Result<Moved>& result : results)
        EXPECT_TRUE(result) << result.error().what;
    move_all();
    EXPECT_EQ(rows("archive_conversation"), 150);
    EXPECT_EQ(redis("EXISTS", keys.archive).to_i64(), 0);
    EXPECT_EQ(rows("archive_word"), database->number("SELECT SUM(tokens) FROM archive_conversation"));
}

}  // namespace
}  // namespace yunke::archive::testing
