// yunke-ledger as a process: it moves conversations by itself, and stops when asked.
#include "tests/support/process.hpp"
#include "tests/archive/support.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::archive::testing {
namespace {

using LedgerProcess = ArchiveTest;

TEST_F(LedgerProcess, MovesEndedConversationsUntilItIsStopped) {
    const yunke::testing::TempDir dir;
    const auto config = dir.write(
        "yunke.toml", "[redis]\nurl = \"" + server.url() + "\"\n[sql]\nurl = \"" + database->url() +
                          "\"\n[ledger]\nlisten = \"127.0.0.1:" + std::to_string(yunke::testing::free_port()) + "\"\n");
    clock.wall = runtime::SystemClock().wall_ms();  // the process goes by the machine's
    put(21);
    yunke::testing::Process process({.command = {YUNKE_LEDGER, "--config", config.string()},
                                     .environment = {},
                                     .output = dir / "log",
                                     .folder = dir.path()});
    EXPECT_TRUE(yunke::testing::eventually([&] { return !in_redis(21); }, std::chrono::seconds(30)))
        << process.output();
    put(22);
    EXPECT_TRUE(yunke::testing::eventually([&] { return !in_redis(22); }, std::chrono::seconds(30)));
    EXPECT_EQ(rows("archive_conversation"), 2);
    process.signal(SIGTERM);
    EXPECT_EQ(process.wait(std::chrono::seconds(20)), 0) << process.output();
}

}  // namespace
}  // namespace yunke::archive::testing
