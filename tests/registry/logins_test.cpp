#include "runtime/registry/limits.hpp"
#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

using LoginsTest = RegistryTest;

TEST_F(LoginsTest, AKnownLoginGivesItsAccountAndHash) {
    const auto added = add_account("mei");
    const auto hash = value(hash_password("correct horse"));
    value(registry.set_password_hash(added.id, hash));
    const auto candidate = value(registry.login_candidate("MEI"));
    ASSERT_TRUE(candidate.account);
    EXPECT_EQ(candidate.account->id, added.id);
    EXPECT_EQ(candidate.password_hash, hash);
}

TEST_F(LoginsTest, UnknownDisabledAndImpossibleLoginsGiveAHashOfTheSameCost) {
    const auto disabled = add_account("gone");
    value(registry.set_account_enabled(disabled.id, false));
    for (const std::string& login : {std::string("nobody"), std::string("gone"), std::string("a b"), std::string(),
                                     std::string(10'000, 'x'), std::string("\xff\0", 2)}) {
        const auto candidate = value(registry.login_candidate(login));
        EXPECT_FALSE(candidate.account);
        EXPECT_EQ(candidate.password_hash, nobodys_password_hash());
    }
}

TEST_F(LoginsTest, ASessionIsFoundByItsTokenUntilItExpires) {
    const auto account = add_account("mei");
    const auto token = value(registry.create_login(account.id, now_ms));
    EXPECT_EQ(token.size(), 43U);
    const auto session = value(registry.find_login(token, now_ms + limits::login_session_ms - 1));
    EXPECT_EQ(session.account.login, "mei");
    EXPECT_EQ(session.created_ms, now_ms);
    EXPECT_EQ(session.expires_ms, now_ms + 12 * 3'600'000);
    EXPECT_THAT(registry.find_login(token, now_ms + limits::login_session_ms), FailsWith(Errc::not_found));
}

TEST_F(LoginsTest, AForgedTokenFindsNothing) {
    auto token = value(registry.create_login(add_account("mei").id, now_ms));
    token.front() = token.front() == 'A' ? 'B' : 'A';
    for (const std::string& forged : {token, std::string(), std::string(100'000, 'x'), std::string("' OR 1=1 --")}) {
        EXPECT_THAT(registry.find_login(forged, now_ms), FailsWith(Errc::not_found));
    }
}

TEST_F(LoginsTest, EndingOneLeavesTheOthers) {
    const auto account = add_account("mei");
    const auto phone = value(registry.create_login(account.id, now_ms));
    const auto laptop = value(registry.create_login(account.id, now_ms + 1));
    value(registry.end_login(phone));
    value(registry.end_login(phone));
    EXPECT_THAT(registry.find_login(phone, now_ms + 2), FailsWith(Errc::not_found));
    EXPECT_TRUE(registry.find_login(laptop, now_ms + 2));
    value(registry.end_logins_of(account.id));
    EXPECT_THAT(registry.find_login(laptop, now_ms + 2), FailsWith(Errc::not_found));
}

TEST_F(LoginsTest, TheOldestOfTooManyEnds) {
    const auto account = add_account("mei");
    std::vector<std::string> tokens;
    for (int i = 0; i <= limits::login_sessions_per_account_max; ++i) {
        tokens.push_back(value(registry.create_login(account.id, now_ms + i)));
    }
    EXPECT_THAT(registry.find_login(tokens.front(), now_ms + 100), FailsWith(Errc::not_found));
    EXPECT_TRUE(registry.find_login(tokens[1], now_ms + 100));
    EXPECT_TRUE(registry.find_login(tokens.back(), now_ms + 100));
}

TEST_F(LoginsTest, OnlyAnAccountThatExistsLogsIn) {
    EXPECT_THAT(registry.create_login(77, now_ms), FailsWith(Errc::not_found));
}

TEST_F(LoginsTest, FailuresDelayTheNextTryExponentiallyUpToFiveMinutes) {
    std::vector<std::int64_t> waits;
    for (int failure = 1; failure <= 14; ++failure) {
        value(registry.note_login("login:mei", false, now_ms));
        waits.push_back(value(registry.login_allowed("login:mei", now_ms)));
    }
    EXPECT_THAT(waits, ::testing::ElementsAre(0, 0, 1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 64'000, 128'000,
                                              256'000, 300'000, 300'000, 300'000));
    EXPECT_EQ(value(registry.login_allowed("login:mei", now_ms + 299'000)), 1'000);
    EXPECT_EQ(value(registry.login_allowed("login:mei", now_ms + 300'000)), 0) << "there is no lock-out";
    EXPECT_EQ(value(registry.login_allowed("login:jun", now_ms)), 0) << "others are not delayed";
}

TEST_F(LoginsTest, SuccessForgetsFailures) {
    for (int i = 0; i < 5; ++i)
        value(registry.note_login("login:mei", false, now_ms));
    value(registry.note_login("login:mei", true, now_ms));
    EXPECT_EQ(value(registry.login_allowed("login:mei", now_ms)), 0);
    value(registry.note_login("login:mei", false, now_ms));
    EXPECT_EQ(value(registry.login_allowed("login:mei", now_ms)), 0);
}

TEST_F(LoginsTest, AQuietDayForgetsFailures) {
    for (int i = 0; i < 12; ++i)
        value(registry.note_login("login:mei", false, now_ms));
    const auto later = now_ms + limits::login_delay_memory_ms + 1;
    value(registry.note_login("login:mei", false, later));
    EXPECT_EQ(value(registry.login_allowed("login:mei", later)), 0);
}

TEST_F(LoginsTest, AClockSetBackNeverMakesTheDelayLonger) {
    for (int i = 0; i < 3; ++i)
        value(registry.note_login("login:mei", false, now_ms));
    EXPECT_LE(value(registry.login_allowed("login:mei", now_ms - 3'600'000)), limits::login_delay_max_ms);
}

TEST_F(LoginsTest, DelayKeysMayBeAnyBytes) {
    for (const std::string& key : {std::string(), std::string("\xff\0x", 3), std::string(1'000'000, 'x')}) {
        for (int i = 0; i < 3; ++i)
            value(registry.note_login(key, false, now_ms));
        EXPECT_EQ(value(registry.login_allowed(key, now_ms)), 1'000);
    }
}

TEST_F(LoginsTest, TokensAndDelayKeysAreStoredAsHashesOnly) {
    const auto token = value(registry.create_login(add_account("mei").id, now_ms));
    value(registry.note_login("login:mei", false, now_ms));
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM login_session"), 1);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM login_session WHERE token_hash = '" + token + "'"), 0);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM login_delay WHERE LENGTH(key_hash) = 64"), 1);
    EXPECT_TRUE(registry.find_login(token, now_ms));
}

}  // namespace
}  // namespace yunke::registry::testing
