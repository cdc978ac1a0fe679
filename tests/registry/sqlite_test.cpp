// What only SQLite has: a file, its mode, its lock.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/registry/support.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::registry::testing {
namespace {

using SqliteTest = RegistryTest;

TEST_F(SqliteTest, TheFileCanBeReadByItsOwnerOnly) {
    struct stat status{};
    const auto path = database->url().substr(std::string("sqlite3://").size());
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat((path + "-wal").c_str(), &status), 0) << "write-ahead logging is on";
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

// SQLite's shared lock on a file in use (its file format: 510 bytes from 2 behind the pending byte), as another process
// sees it. Without it that process, when it ends, takes itself for the last one and removes the write-ahead log.
bool another_process_sees_it_in_use(const std::string& path) {
    const pid_t child = ::fork();
    if (child == 0) {
        struct flock lock{};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = 0x40000002;
        lock.l_len = 510;
        const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        ::_exit(file >= 0 && ::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 0 : 1);
    }
    int status = 0;
    return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(SqliteTest, ASecondSessionInOneProcessLeavesTheLocksOfTheFirst) {
    const auto path = database->url().substr(std::string("sqlite3://").size());
    ASSERT_TRUE(registry.ping());
    ASSERT_TRUE(another_process_sees_it_in_use(path));
    {
        auto second = open();
        EXPECT_TRUE(another_process_sees_it_in_use(path));
    }
    EXPECT_TRUE(another_process_sees_it_in_use(path));
}

TEST(SqliteUrl, MustNameAFileByItsAbsolutePath) {
    for (const char* url : {"", "yunke.db", "sqlite3://yunke.db", "sqlite3:///", "sqlite3:///tmp/\"x", "mysql://x"}) {
        EXPECT_THAT(Registry::open(url), IsInvalid("sql.url")) << url;
    }
}

TEST(SqliteUrl, NamesAMissingFolderInTheSentence) {
    const auto opened = Registry::open("sqlite3:///no-such-folder/yunke.db");
    ASSERT_THAT(opened, FailsWith(Errc::unavailable));
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("/no-such-folder/yunke.db"));
}

TEST(SqliteUrl, APathWithSpacesWorks) {
    yunke::testing::TempDir dir;
    EXPECT_TRUE(Registry::open("sqlite3://" + (dir / "my shop.db").string()));
    EXPECT_TRUE(std::filesystem::exists(dir / "my shop.db"));
}

TEST(SqliteUrl, AFileThatIsNoDatabaseIsRefused) {
    yunke::testing::TempDir dir;
    const auto file = dir.write("yunke.db", std::string(8192, 'x'));
    EXPECT_THAT(Registry::open("sqlite3://" + file.string()), FailsWith(Errc::database));
}

TEST_F(SqliteTest, AWriterThatFindsTheFileLockedGivesUpWithUnavailable) {
    auto other = open();
    const auto done = other.atomically([&]() -> Result<void> {
        EXPECT_THAT(registry.create_pool("late"), FailsWith(Errc::unavailable));
        EXPECT_TRUE(registry.pools()) << "readers go on";
        return {};
    });
    EXPECT_TRUE(done);
    value(registry.create_pool("late"));
}

}  // namespace
}  // namespace yunke::registry::testing
