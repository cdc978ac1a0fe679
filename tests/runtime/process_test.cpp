#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "tests/support/temp_dir.hpp"

namespace yunke::testing {
namespace {

using namespace std::chrono_literals;

ProcessOptions shell(const std::string& script) {
    ProcessOptions options;
    options.command = {"sh", "-c", script};
    return options;
}

TEST(Process, GivesOutputEnvironmentAndExitCode) {
    const TempDir dir;
    ProcessOptions options = shell("echo \"$COLOUR in $(pwd)\"; exit 7");
    options.environment = {{"COLOUR", "blue"}};
    options.folder = dir.path();
    options.output = dir / "out";
    Process process(options);
    EXPECT_EQ(process.wait(), 7);
    EXPECT_EQ(process.output(), "blue in " + dir.path().string() + "\n");
}

TEST(Process, WaitsForALine) {
    const TempDir dir;
    ProcessOptions options = shell("echo one; sleep 0.1; echo two words; sleep 60");
    options.output = dir / "out";
    Process process(options);
    EXPECT_EQ(process.wait_for_line("two"), "two words");
    EXPECT_EQ(process.wait_for_line("three", 50ms), std::nullopt);
    EXPECT_TRUE(process.running());
    EXPECT_EQ(process.kill9(), 128 + SIGKILL);
}

TEST(Process, StopsPolitelyFirst) {
    Process process(shell("trap 'exit 3' TERM; while :; do sleep 0.01; done"));
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(process.stop(), 3);
}

TEST(Process, ThatCannotStartIsAnException) {
    ProcessOptions options;
    options.command = {"no-such-program-anywhere"};
    EXPECT_THROW(Process{options}, std::runtime_error);
}

TEST(TempDir, IsGoneAfterwards) {
    std::filesystem::path path;
    {
        const TempDir dir;
        path = dir.path();
        dir.write("file", "content");
        EXPECT_EQ(read_file(dir / "file"), "content");
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(FreePort, IsOne) {
    EXPECT_GT(free_port(), 1023);
}

}  // namespace
}  // namespace yunke::testing
