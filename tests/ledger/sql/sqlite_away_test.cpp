// Somebody holds the SQLite file for too long, and lets go of it again.
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "tests/ledger/sql/fixture.hpp"

namespace yunke::ledger::testing {
namespace {

using SqliteBooks = BooksTest;

TEST_F(SqliteBooks, AreGoneOnWithWhenTheFileIsFree) {
    auto store = open();
    const auto facts = script(42, 100);
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    good(posting.post(std::span(facts).first(40), outcome));
    const auto path = database->url().substr(std::string("sqlite3://").size());
    soci::session other(soci::sqlite3, "db=\"" + path + "\"");
    other << "BEGIN IMMEDIATE";
    const auto away = posting.post(facts, outcome);
    ASSERT_FALSE(away);
    EXPECT_EQ(away.error().code, Errc::away);
    other << "ROLLBACK";
    good(posting.post(facts, outcome));
    EXPECT_EQ(outcome.facts, 100U);
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
}

}  // namespace
}  // namespace yunke::ledger::testing
