#include "tests/registry/support.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::registry::testing {
namespace {

using AccountsTest = RegistryTest;

TEST_F(AccountsTest, AreReadBackAsTheyWereAdded) {
    const auto added = add_account("mei@example.com", Role::agent);
    const auto found = value(registry.account(added.id));
    EXPECT_EQ(found.login, "mei@example.com");
    EXPECT_EQ(found.name, "云姐");
    EXPECT_EQ(found.role, Role::agent);
    EXPECT_EQ(found.agent, added.agent);
    EXPECT_EQ(found.merchant, 0U);
    EXPECT_TRUE(found.enabled);
    EXPECT_EQ(found.created_ms, now_ms);
    EXPECT_EQ(value(registry.account_by_login("mei@example.com")).id, added.id);
    EXPECT_THAT(registry.account(added.id + 1), FailsWith(Errc::not_found));
    EXPECT_THAT(registry.account_by_login("nobody"), FailsWith(Errc::not_found));
}

TEST_F(AccountsTest, LoginsAreUniqueWhateverTheirCase) {
    add_account("Mei");
    EXPECT_EQ(value(registry.account_by_login("mEI")).login, "mei");
    Account again{.login = "MEI", .name = "Mei", .role = Role::supervisor};
    const auto refused = registry.add_account(again, nobodys_password_hash(), now_ms);
    EXPECT_THAT(refused, FailsWith(Errc::conflict));
    EXPECT_EQ(refused.error().field, "login");
}

TEST_F(AccountsTest, LoginsHaveOneTo64PlainCharacters) {
    for (const std::string& login : {std::string(), std::string(65, 'x'), std::string("a b"), std::string("云"),
                                     std::string("a\0b", 3), std::string("a:b")}) {
        Account account{.login = login, .name = "Mei", .role = Role::supervisor};
        EXPECT_THAT(registry.add_account(account, nobodys_password_hash(), now_ms), IsInvalid("login")) << login;
    }
}

TEST_F(AccountsTest, DisplayNamesAreOneLineOfText) {
    for (const std::string& name :
         {std::string(), std::string("  "), std::string("a\nb"), std::string(41, 'x'), std::string("\xff"),
          std::string("a\xe2\x80\xae"
                      "b"),
          std::string("\xed\xa0\x80"), std::string("a\0b", 3)}) {
        Account account{.login = "mei", .name = name, .role = Role::supervisor};
        EXPECT_THAT(registry.add_account(account, nobodys_password_hash(), now_ms), IsInvalid("name")) << name;
    }
    std::string forty;
    for (int i = 0; i < 40; ++i)
        forty += "云";
    Account account{.login = "mei", .name = forty, .role = Role::supervisor};
    EXPECT_EQ(value(registry.add_account(account, nobodys_password_hash(), now_ms)).name, forty);
}

TEST_F(AccountsTest, TheRoleDecidesWhatTheAccountIsLinkedTo) {
    const auto agent = add_agent().config.id();
    const auto add = [&](Role role, std::uint32_t agent_id, std::uint32_t merchant_id) {
        Account account{.login = "mei", .name = "Mei", .role = role, .agent = agent_id, .merchant = merchant_id};
        return registry.add_account(account, nobodys_password_hash(), now_ms);
    };
    EXPECT_THAT(add(Role::agent, 0, 0), IsInvalid("agent"));
    EXPECT_THAT(add(Role::supervisor, agent, 0), IsInvalid("agent"));
    EXPECT_THAT(add(Role::merchant, 0, 0), IsInvalid("merchant"));
    EXPECT_THAT(add(Role::administrator, 0, merchant), IsInvalid("merchant"));
    EXPECT_THAT(add(Role::none, 0, 0), IsInvalid("role"));
    EXPECT_THAT(add(Role::agent, agent + 1, 0), FailsWith(Errc::not_found));
    EXPECT_THAT(add(Role::merchant, 0, merchant + 1), FailsWith(Errc::not_found));
    EXPECT_THAT(add(Role::finance, agent, 0), IsInvalid("agent"));
    EXPECT_THAT(add(Role::finance, 0, merchant), IsInvalid("merchant"));
    EXPECT_TRUE(add(Role::agent, agent, 0));
    EXPECT_THAT(add(Role::officer, 0, 0), IsInvalid("region"));
    const auto of_region = [&](Role role, const std::string& region) {
        const Account account{.login = "guan", .name = "Guan", .role = role, .region = region};
        return registry.add_account(account, nobodys_password_hash(), now_ms);
    };
    EXPECT_THAT(of_region(Role::supervisor, "north"), IsInvalid("region"));
    EXPECT_THAT(of_region(Role::officer, std::string(41, 'x')), IsInvalid("region"));
    EXPECT_EQ(value(registry.account(value(of_region(Role::officer, "华东")).id)).region, "华东");
}

TEST_F(AccountsTest, AnAgentHasOneAccount) {
    const auto first = add_account("mei", Role::agent);
    Account second{.login = "mei2", .name = "Mei", .role = Role::agent, .agent = first.agent};
    EXPECT_THAT(registry.add_account(second, nobodys_password_hash(), now_ms), FailsWith(Errc::conflict));
}

TEST_F(AccountsTest, APlainPasswordIsNotTakenForAHash) {
    Account account{.login = "mei", .name = "Mei", .role = Role::supervisor};
    EXPECT_THAT(registry.add_account(account, "secret123", now_ms), IsInvalid("password_hash"));
    const auto added = add_account("jun");
    EXPECT_THAT(registry.set_password_hash(added.id, "secret123"), IsInvalid("password_hash"));
}

TEST_F(AccountsTest, AreListedInTheOrderInWhichTheyCame) {
    add_account("zoe");
    add_account("amy");
    const auto all = value(registry.accounts());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].login, "zoe");
    EXPECT_EQ(all[1].login, "amy");
}

TEST_F(AccountsTest, DisablingEndsLoginsAndTakesTheAgentAlong) {
    const auto account = add_account("mei", Role::agent);
    const auto token = value(registry.create_login(account.id, now_ms));
    const auto before = value(registry.revision("main"));
    EXPECT_FALSE(value(registry.set_account_enabled(account.id, false)).enabled);
    EXPECT_THAT(registry.find_login(token, now_ms), FailsWith(Errc::not_found));
    EXPECT_FALSE(value(registry.agent(account.agent)).config.enabled());
    EXPECT_EQ(value(registry.revision("main")), before + 1);
    EXPECT_THAT(registry.create_login(account.id, now_ms), FailsWith(Errc::conflict));

    value(registry.set_account_enabled(account.id, true));
    EXPECT_TRUE(value(registry.agent(account.agent)).config.enabled());
    EXPECT_THAT(registry.find_login(token, now_ms), FailsWith(Errc::not_found)) << "old logins stay ended";
    EXPECT_THAT(registry.set_account_enabled(account.id + 1, false), FailsWith(Errc::not_found));
}

// Agents' sessions end with their configuration; all others' need a word of their own.
TEST_F(AccountsTest, DisablingASupervisorTellsEveryPoolThatHerSessionsAreOver) {
    value(registry.create_pool("second"));
    const auto boss = add_account("boss", Role::supervisor);
    value(registry.set_account_enabled(boss.id, false));
    for (const char* pool : {"main", "second"}) {
        const auto rows = value(registry.outbox_after(pool, 0, 100));
        ASSERT_FALSE(rows.empty()) << pool;
        v1::ConfigChange change;
        ASSERT_TRUE(change.ParseFromString(rows.back().change));
        EXPECT_EQ(change.revision(), value(registry.revision(pool)));
        EXPECT_EQ(change.end_sessions().role(), v1::SUPERVISOR);
        EXPECT_EQ(change.end_sessions().subject(), boss.id);
    }
    const auto before = value(registry.revision("main"));
    value(registry.set_account_enabled(boss.id, true));
    EXPECT_EQ(value(registry.revision("main")), before);
}

// They have no sessions, so no dispatcher needs to hear of it.
TEST_F(AccountsTest, DisablingAFinanceOrOfficersAccountEndsItsLoginsAndConcernsNoPool) {
    for (const Role role : {Role::finance, Role::officer}) {
        const auto account = add_account(std::string(role_name(role)), role);
        EXPECT_EQ(value(registry.account(account.id)).role, role);
        const auto token = value(registry.create_login(account.id, now_ms));
        EXPECT_EQ(value(registry.find_login(token, now_ms)).account.region, account.region);
        const auto before = value(registry.revision("main"));
        value(registry.set_account_enabled(account.id, false));
        EXPECT_THAT(registry.find_login(token, now_ms), FailsWith(Errc::not_found));
        EXPECT_EQ(value(registry.revision("main")), before);
    }
}

TEST_F(AccountsTest, ANewPasswordEndsLogins) {
    const auto account = add_account("mei");
    const auto token = value(registry.create_login(account.id, now_ms));
    value(registry.set_password_hash(account.id, value(hash_password("another password"))));
    EXPECT_THAT(registry.find_login(token, now_ms), FailsWith(Errc::not_found));
    EXPECT_TRUE(verify_password(value(registry.login_candidate("mei")).password_hash, "another password"));
    EXPECT_THAT(registry.set_password_hash(account.id + 1, nobodys_password_hash()), FailsWith(Errc::not_found));
}

}  // namespace
}  // namespace yunke::registry::testing
