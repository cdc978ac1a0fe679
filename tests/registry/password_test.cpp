#include "runtime/registry/password.hpp"

#include <chrono>
#include <set>
#include <thread>

#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

TEST(Password, IsVerifiedByItsHashOnly) {
    const auto hash = value(hash_password("correct horse"));
    EXPECT_TRUE(verify_password(hash, "correct horse"));
    EXPECT_FALSE(verify_password(hash, "correct horsf"));
    EXPECT_FALSE(verify_password(hash, ""));
    EXPECT_FALSE(verify_password("", "correct horse"));
    EXPECT_FALSE(verify_password("plain text", "plain text"));
}

TEST(Password, CostsNineteenMebibytesAndTwoPassesOnOneLane) {
    EXPECT_THAT(value(hash_password("correct horse")), ::testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    EXPECT_THAT(nobodys_password_hash(), ::testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST(Password, HasEightTo256Bytes) {
    EXPECT_THAT(hash_password("7 bytes"), IsInvalid("password"));
    EXPECT_TRUE(hash_password("8 bytes!"));
    EXPECT_TRUE(hash_password("三个字"));
    EXPECT_TRUE(hash_password(std::string(256, 'x')));
    EXPECT_THAT(hash_password(std::string(257, 'x')), IsInvalid("password"));
    EXPECT_FALSE(verify_password(value(hash_password(std::string(256, 'x'))), std::string(257, 'x')));
}

TEST(Password, MayHoldZeroBytes) {
    using namespace std::string_literals;
    const auto hash = value(hash_password("abcd\0efgh"s));
    EXPECT_TRUE(verify_password(hash, "abcd\0efgh"s));
    EXPECT_FALSE(verify_password(hash, "abcd\0efgx"s));
}

TEST(Password, IsSaltedAnew) {
    EXPECT_NE(value(hash_password("correct horse")), value(hash_password("correct horse")));
}

TEST(Password, IsHashedOnSeveralThreadsAtOnce) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([i] {
            const auto password = "password " + std::to_string(i);
            EXPECT_TRUE(verify_password(value(hash_password(password)), password));
        });
    }
}

TEST(Password, RandomOnesAreLongAndDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i)
        seen.insert(random_password());
    EXPECT_EQ(seen.size(), 100U);
    EXPECT_EQ(seen.begin()->size(), 16U);
    EXPECT_TRUE(hash_password(random_password()));
}

}  // namespace
}  // namespace yunke::registry::testing
