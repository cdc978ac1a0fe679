#include <google/protobuf/util/message_differencer.h>

#include <thread>

#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

constexpr long long versions = 7;

// Makes both tables as they were before accounts could be officers', and takes away what version 7 added.
void back_to_version_6(TestDatabase& database) {
    for (const char* statement :
         {R"(CREATE TABLE account_before_7 (
                id BIGINT NOT NULL PRIMARY KEY,
                login TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                role TEXT NOT NULL CHECK (role IN ('administrator', 'merchant', 'supervisor', 'agent', 'finance')),
                password_hash TEXT NOT NULL,
                agent_id BIGINT UNIQUE REFERENCES agent (id),
                merchant_id BIGINT REFERENCES merchant (id),
                enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
                created_ms BIGINT NOT NULL,
                CHECK ((role = 'agent') = (agent_id IS NOT NULL)),
                CHECK ((role = 'merchant') = (merchant_id IS NOT NULL))))",
          R"(INSERT INTO account_before_7 SELECT id, login, name, role, password_hash, agent_id, merchant_id, enabled,
                created_ms FROM account)",
          R"(CREATE TABLE login_session_before_7 (
                token_hash TEXT NOT NULL PRIMARY KEY,
                account_id BIGINT NOT NULL REFERENCES account_before_7 (id),
                created_ms BIGINT NOT NULL,
                expires_ms BIGINT NOT NULL))",
          "INSERT INTO login_session_before_7 SELECT * FROM login_session", "DROP TABLE login_session",
          "DROP TABLE program_look", "DROP TABLE program_consent", "DROP TABLE program_person", "DROP TABLE account",
          "ALTER TABLE account_before_7 RENAME TO account",
          "ALTER TABLE login_session_before_7 RENAME TO login_session",
          "CREATE INDEX login_session_by_account ON login_session (account_id, created_ms)",
          "CREATE INDEX login_session_by_expiry ON login_session (expires_ms)",
          "DELETE FROM id_counter WHERE kind IN ('consent', 'look')",
          "DELETE FROM schema_version WHERE version >= 7"}) {
        database.execute(statement);
    }
    if (!database.url().starts_with("sqlite3")) database.execute("DROP FUNCTION registry_refuse()");
}

void back_to_version_5(TestDatabase& database) {
    back_to_version_6(database);
    database.execute("ALTER TABLE merchant DROP COLUMN utc_offset_minutes");
    database.execute("DELETE FROM schema_version WHERE version >= 6");
}

// Makes both tables as they were before accounts could be of the role finance.
void back_to_version_4(TestDatabase& database) {
    back_to_version_5(database);
    for (const char* statement :
         {R"(CREATE TABLE account_before (
                id BIGINT NOT NULL PRIMARY KEY,
                login TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                role TEXT NOT NULL CHECK (role IN ('administrator', 'merchant', 'supervisor', 'agent')),
                password_hash TEXT NOT NULL,
                agent_id BIGINT UNIQUE REFERENCES agent (id),
                merchant_id BIGINT REFERENCES merchant (id),
                enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
                created_ms BIGINT NOT NULL,
                CHECK ((role = 'agent') = (agent_id IS NOT NULL)),
                CHECK ((role = 'merchant') = (merchant_id IS NOT NULL))))",
          "INSERT INTO account_before SELECT * FROM account",
          R"(CREATE TABLE login_session_before (
                token_hash TEXT NOT NULL PRIMARY KEY,
                account_id BIGINT NOT NULL REFERENCES account_before (id),
                created_ms BIGINT NOT NULL,
                expires_ms BIGINT NOT NULL))",
          "INSERT INTO login_session_before SELECT * FROM login_session", "DROP TABLE login_session",
          "DROP TABLE account", "ALTER TABLE account_before RENAME TO account",
          "ALTER TABLE login_session_before RENAME TO login_session",
          "CREATE INDEX login_session_by_account ON login_session (account_id, created_ms)",
          "CREATE INDEX login_session_by_expiry ON login_session (expires_ms)",
          "DELETE FROM schema_version WHERE version >= 5"}) {
        database.execute(statement);
    }
}

// Takes away what versions 2 to 7 added, so that the database is as version 1 left it.
void back_to_version_1(TestDatabase& database) {
    back_to_version_4(database);
    for (const char* statement : {"ALTER TABLE queue DROP COLUMN routing", "ALTER TABLE agent DROP COLUMN routing",
                                  "ALTER TABLE pool DROP COLUMN criteria", "ALTER TABLE pool DROP COLUMN single_offer",
                                  "ALTER TABLE pool DROP COLUMN second_offer_percent", "DROP TABLE agent_group",
                                  "DROP TABLE shift", "DELETE FROM id_counter WHERE kind IN ('agent_group', 'shift')",
                                  "DELETE FROM schema_version WHERE version >= 2"}) {
        database.execute(statement);
    }
}

using google::protobuf::util::MessageDifferencer;
using SchemaHistory = RegistryTest;

TEST_F(SchemaHistory, ADatabaseOfVersion1KeepsItsRowsAndCanDoWhatIsNew) {
    const auto shop = add_shop();
    auto queue = sample_queue(shop.config.id());
    auto* needed = queue.add_skills();
    needed->set_skill(add_skill("delivery").id);
    needed->set_level(3);
    queue = value(registry.add_queue(queue));
    const auto agent = add_agent();
    v1::PoolConfig pool;
    pool.set_agent_grace_ms(5'000);
    value(registry.set_pool_config("main", pool));
    const auto revision = value(registry.revision("main"));
    back_to_version_1(*database);
    EXPECT_ANY_THROW(database->number("SELECT COUNT(*) FROM agent_group"));

    auto now = open();
    EXPECT_EQ(database->number("SELECT MAX(version) FROM schema_version"), versions);
    EXPECT_TRUE(MessageDifferencer::Equals(value(now.queue(queue.id())), queue));
    EXPECT_TRUE(MessageDifferencer::Equals(value(now.agent(agent.config.id())).config, agent.config));
    EXPECT_TRUE(MessageDifferencer::Equals(value(now.pool_config("main")), pool));
    EXPECT_EQ(value(now.revision("main")), revision) << "nothing changed for the dispatcher";
    EXPECT_TRUE(value(now.groups()).empty());
    const auto group = value(now.add_group({.id = 0, .key = "day", .name_zh = "白天", .name_en = "Day"}));
    EXPECT_EQ(group.id, 1U);
    queue.mutable_routing()->add_groups(group.id);
    value(now.update_queue(queue));
    EXPECT_TRUE(MessageDifferencer::Equals(value(now.queue(queue.id())), queue));
}

TEST_F(SchemaHistory, AccountsAndLoginsOfVersion4StayAndFinanceCanBeAdded) {
    const auto her = add_account("mei", Role::agent);
    const auto owner = add_account("owner", Role::merchant);
    const auto token = value(registry.create_login(her.id, now_ms));
    back_to_version_4(*database);
    EXPECT_ANY_THROW(database->execute("UPDATE account SET role = 'finance' WHERE role = 'supervisor' OR id < 9"));

    auto now = open();
    EXPECT_EQ(database->number("SELECT MAX(version) FROM schema_version"), versions);
    EXPECT_EQ(value(now.account(her.id)).agent, her.agent);
    EXPECT_EQ(value(now.account(owner.id)).merchant, owner.merchant);
    EXPECT_EQ(value(now.find_login(token, now_ms)).account.id, her.id);
    Account lin{.login = "lin", .name = "Lin", .role = Role::finance};
    lin = value(now.add_account(lin, nobodys_password_hash(), now_ms));
    EXPECT_EQ(value(now.account(lin.id)).role, Role::finance);
    const auto new_token = value(now.create_login(lin.id, now_ms));
    EXPECT_EQ(value(now.find_login(new_token, now_ms)).account.role, Role::finance);
}

TEST_F(SchemaHistory, AccountsAndLoginsOfVersion6StayAndAnOfficerCanBeAdded) {
    const auto her = add_account("mei", Role::agent);
    const auto lin = add_account("lin", Role::finance);
    const auto token = value(registry.create_login(lin.id, now_ms));
    back_to_version_6(*database);
    EXPECT_ANY_THROW(database->execute("UPDATE account SET role = 'officer' WHERE role = 'finance'"));

    auto now = open();
    EXPECT_EQ(database->number("SELECT MAX(version) FROM schema_version"), versions);
    EXPECT_EQ(value(now.account(her.id)).agent, her.agent);
    EXPECT_EQ(value(now.account(lin.id)).region, "");
    EXPECT_EQ(value(now.find_login(token, now_ms)).account.id, lin.id);
    const Account guan{.login = "guan", .name = "Guan", .role = Role::officer, .region = "north"};
    EXPECT_EQ(value(now.account(value(now.add_account(guan, nobodys_password_hash(), now_ms)).id)).region, "north");
    EXPECT_FALSE(value(now.consent(her.agent)).progress_since_ms) << "nobody agreed to anything by an update";
    EXPECT_ANY_THROW(database->execute("UPDATE account SET region = NULL WHERE role = 'officer'"));
    EXPECT_ANY_THROW(database->execute("UPDATE account SET region = 'north' WHERE role = 'finance'"));
}

TEST_F(SchemaHistory, RoutingThatANewerProgramWroteIsRefusedAndNotLost) {
    const auto queue = value(registry.add_queue(sample_queue(add_shop().config.id())));
    const auto agent = add_agent();
    database->execute("UPDATE queue SET routing = '{\"certified\":true,\"mood\":\"kind\"}'");
    EXPECT_THAT(registry.queue(queue.id()), FailsWith(Errc::conflict));
    EXPECT_THAT(registry.queues("main"), FailsWith(Errc::conflict));
    EXPECT_THAT(registry.update_queue(queue), FailsWith(Errc::conflict));
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM queue WHERE routing LIKE '%kind%'"), 1);
    database->execute("UPDATE agent SET routing = '{\"mood\":\"kind\"}'");
    EXPECT_THAT(registry.update_agent(agent), FailsWith(Errc::conflict));
    database->execute("UPDATE pool SET criteria = 'CRITERION_GROUP,CRITERION_MOOD'");
    EXPECT_THAT(registry.pool_config("main"), FailsWith(Errc::conflict));
    EXPECT_THAT(registry.set_pool_config("main", {}), FailsWith(Errc::conflict));
}

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
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM schema_version"), versions);
}

TEST(Schema, ANewerOneIsRefusedAndLeftAlone) {
    const auto database = TestDatabase::create();
    value(Registry::open(database->url()));
    database->execute("INSERT INTO schema_version (version) VALUES (1000)");
    const auto opened = Registry::open(database->url());
    ASSERT_THAT(opened, FailsWith(Errc::conflict));
    EXPECT_THAT(opened.error().message, ::testing::HasSubstr("1000"));
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM schema_version"), versions + 1);
}

TEST(Schema, ProgramsThatStartTogetherCreateItOnce) {
    const auto database = TestDatabase::create();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] { EXPECT_TRUE(Registry::open(database->url())); });
        }
    }
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM schema_version"), versions);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM id_counter"), 10);
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
