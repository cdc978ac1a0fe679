#include <thread>

#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

TEST(Schema, AFreshDatabaseIsEmptyUntilAPoolIsCreated) {
    const auto database = TestDatabase::create();
    auto registry = value(Registry::open(database->url()));
    EXPECT_TRUE(value(registry.empty()));
    value(registry.ping());
    value(registry.create_pool("main"));
    EXPECT_FALSE(value(registry.empty()));
}

TEST(Schema, OpeningAgainFindsAllAsItWas) {
    const auto database = TestDatabase::create();
    value(value(Registry::open(database->url())).create_pool("main"));
    auto again = value(Registry::open(database->url()));
    EXPECT_EQ(value(again.pools()).size(), 1U);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM schema_version"), 1);
}

TEST(Schema, ANewerOneIsRefusedAndLeftAlone) {
    const auto database = TestDatabase::create();
    value(Registry::open(database->url()));
    database->execute("INSERT INTO schema_version (version) VALUES (1000)");
    const auto opened = Registry::open(database->url());
    ASSERT_THAT(opened, FailsWith(Errc::conflict));
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("1000"));
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM schema_version"), 2);
}

TEST(Schema, ProgramsThatStartTogetherCreateItOnce) {
    const auto database = TestDatabase::create();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] { EXPECT_TRUE(Registry::open(database->url())); });
        }
    }
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM schema_version"), 1);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM id_counter"), 6);
}

TEST(Schema, GuardsRolesAndLinksBelowTheProgram) {
    const auto database = TestDatabase::create();
    value(Registry::open(database->url()));
    const auto insert = [&](const std::string& role, const std::string& agent) {
        database->execute(
            "INSERT INTO account (id, login, name, role, password_hash, agent_id, merchant_id, enabled, created_ms) "
            "VALUES (1, 'x', 'x', '" +
            role + "', '', " + agent + ", NULL, 1, 0)");
    };
    EXPECT_ANY_THROW(insert("owner", "NULL"));
    EXPECT_ANY_THROW(insert("agent", "NULL"));
    EXPECT_NO_THROW(insert("supervisor", "NULL"));
}

}  // namespace
}  // namespace yunke::registry::testing
