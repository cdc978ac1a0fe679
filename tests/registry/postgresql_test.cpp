// What only PostgreSQL does: it goes away and comes back under an open Registry.
#include "tests/registry/postgresql_database.hpp"
#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

using PostgresqlTest = RegistryTest;

TEST_F(PostgresqlTest, AStoppedServerIsUnavailableAndTheSameRegistryGoesOnWhenItIsBack) {
    add_shop();
    postgresql_server().stop();
    EXPECT_THAT(registry.ping(), FailsWith(Errc::unavailable));
    EXPECT_THAT(registry.shops("main"), FailsWith(Errc::unavailable));
    EXPECT_THAT(registry.create_pool("other"), FailsWith(Errc::unavailable));
    EXPECT_THAT(Registry::open(database->url()), FailsWith(Errc::unavailable));
    postgresql_server().start();
    EXPECT_EQ(value(registry.shops("main")).size(), 1U);
    value(registry.create_pool("other"));
}

TEST_F(PostgresqlTest, AConnectionLostInATransactionLeavesNothingAndIsReported) {
    const auto done = registry.atomically([&]() -> Result<void> {
        add_shop();
        postgresql_server().stop();
        postgresql_server().start();
        if (auto shop = registry.shops("main"); !shop) return std::unexpected(shop.error());
        return {};
    });
    EXPECT_THAT(done, FailsWith(Errc::unavailable));
    EXPECT_EQ(value(registry.shops("main")).size(), 0U);
    EXPECT_EQ(value(registry.revision("main")), 0U);
}

TEST_F(PostgresqlTest, AnUnknownDatabaseIsNamedInTheSentence) {
    const auto opened = Registry::open(postgresql_server().url("no_such_database"));
    EXPECT_THAT(opened, FailsWith(Errc::unavailable));
}

}  // namespace
}  // namespace yunke::registry::testing
