// What only SQLite has: a file, its mode, its lock.
#include <sys/stat.h>

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
