// What only SQLite does: another process holds its file.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "tests/archive/support.hpp"

namespace yunke::archive::testing {
namespace {

using ArchiveInSqlite = ArchiveTest;

TEST_F(ArchiveInSqlite, AFileThatSomebodyHoldsIsWaitedFor) {
    put(20);
    move_all();
    put(21);
    {
        soci::session holder(soci::sqlite3, "db=\"" + database->url().substr(10) + "\"");
        holder << "BEGIN IMMEDIATE";
        const auto moved = step();
        ASSERT_FALSE(moved);
        EXPECT_EQ(moved.error().code, ledger::Errc::away);
        EXPECT_TRUE(in_redis(21));
        holder << "ROLLBACK";
    }
    EXPECT_EQ(move_all().let_go, 1U);
    EXPECT_FALSE(in_redis(21));
}

TEST_F(ArchiveInSqlite, WordsAreFoundByTheIndexAlone) {
    put(1);
    move_all();
    soci::session session(soci::sqlite3, "db=\"" + database->url().substr(10) + "\"");
    std::string plan, line;
    int a = 0, b = 0, c = 0;
    soci::statement explain =
        (session.prepare << "EXPLAIN QUERY PLAN SELECT number FROM archive_word WHERE token = 5 AND merchant = 2",
         soci::into(a), soci::into(b), soci::into(c), soci::into(line));
    explain.execute();
    while (explain.fetch())
        plan += line;
    EXPECT_THAT(plan, ::testing::HasSubstr("USING PRIMARY KEY (token=? AND merchant=?)"));
}

}  // namespace
}  // namespace yunke::archive::testing
