// PostgreSQL goes away under a posting and comes back.
#include "tests/ledger/sql/fixture.hpp"
#include "tests/registry/postgresql_database.hpp"

namespace yunke::ledger::testing {
namespace {

using PostgresqlBooks = BooksTest;

TEST_F(PostgresqlBooks, AreGoneOnWithWhenTheServerIsBack) {
    auto store = open();
    const auto facts = script(41, 100);
    SharedMerchants shared;
    Posting posting(store, setup, shared, "main");
    PostingOutcome outcome;
    good(posting.post(std::span(facts).first(40), outcome));
    registry::testing::postgresql_server().stop();
    const auto away = posting.post(facts, outcome);
    ASSERT_FALSE(away);
    EXPECT_EQ(away.error().code, Errc::away);
    registry::testing::postgresql_server().start();
    good(posting.post(facts, outcome));
    EXPECT_EQ(outcome.facts, 100U);
    EXPECT_THAT(faults(store), ::testing::IsEmpty());
    EXPECT_THAT(differences(store), ::testing::IsEmpty());
}

}  // namespace
}  // namespace yunke::ledger::testing
