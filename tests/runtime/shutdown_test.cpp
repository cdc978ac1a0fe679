#include "runtime/shutdown.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/runtime/play.hpp"

namespace yunke::runtime {
namespace {

using namespace std::chrono_literals;

TEST(Shutdown, TheFirstSignalIsARequest) {
    testing::play([](net::io_context& io) -> net::awaitable<void> {
        Shutdown shutdown(io, Log());
        int called = 0;
        shutdown.on_request([&] { ++called; });
        ::raise(SIGTERM);
        co_await shutdown.wait();
        EXPECT_TRUE(shutdown.requested());
        co_await testing::sleep_for(1ms);
        EXPECT_EQ(called, 1);
        shutdown.on_request([&] { ++called; });
        co_await testing::sleep_for(1ms);
        EXPECT_EQ(called, 2);
    });
}

TEST(Shutdown, TheSecondSignalEndsTheProcess) {
    const pid_t child = ::fork();
    if (child == 0) {
        net::io_context io;
        Shutdown shutdown(io, Log());
        shutdown.on_request([] { ::raise(SIGINT); });
        ::raise(SIGTERM);
        io.run_for(10s);
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 128 + SIGINT);
}

TEST(Drain, EndsWhenAllIsDoneOrTheTimeIsUp) {
    testing::play([](net::io_context& io) -> net::awaitable<void> {
        int left = 3;
        EXPECT_TRUE(co_await drained([&] { return --left == 0; }));
        EXPECT_FALSE(co_await drained([] { return false; }, 50ms));
        static_cast<void>(io);
    });
}

}  // namespace
}  // namespace yunke::runtime
