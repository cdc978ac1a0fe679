#include "runtime/tokens.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "runtime/encoding.hpp"
#include "runtime/limits.hpp"
#include "tests/support/temp_dir.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::runtime {
namespace {

constexpr std::int64_t now_ms = 1'700'000'000'000;

TokenKey key(std::uint8_t fill) {
    std::array<std::uint8_t, TokenKey::size> bytes{};
    bytes.fill(fill);
    return TokenKey(bytes);
}

v1::Ticket ticket() {
    v1::Ticket made;
    made.set_pool("main");
    made.set_subject(7);
    made.set_name("\xe6\x9d\x8e");
    made.set_session(0x7fff'ffff'ffff'ffffULL);
    made.set_expires_ms(now_ms + 30'000);
    return made;
}

const Tokens tokens{key(1)};

TEST(Tokens, BringATicketBackAsItWas) {
    const auto read = tokens.ticket(tokens.sign(ticket()), now_ms);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->SerializeAsString(), ticket().SerializeAsString());
}

TEST(Tokens, BringResumeTokensAndShopKeysBack) {
    v1::ResumeToken resume;
    resume.set_session(9);
    resume.set_expires_ms(now_ms + 1);
    EXPECT_EQ(tokens.resume(tokens.sign(resume), now_ms)->session(), 9u);
    v1::ShopKey shop;
    shop.set_shop(12);
    shop.set_version(3);
    EXPECT_EQ(tokens.shop_key(tokens.sign(shop))->version(), 3u);
}

TEST(Tokens, FollowTheDocumentedLayout) {
    const auto bytes = base64url_decode(tokens.sign(ticket()));
    ASSERT_TRUE(bytes.has_value());
    EXPECT_EQ(bytes->front(), '\x01');
    EXPECT_EQ(bytes->substr(1, bytes->size() - 33), ticket().SerializeAsString());
}

TEST(Tokens, ExpireAtTheirTimeExactly) {
    const auto token = tokens.sign(ticket());
    EXPECT_TRUE(tokens.ticket(token, now_ms + 29'999).has_value());
    EXPECT_EQ(tokens.ticket(token, now_ms + 30'000).error(), token_errc::expired);
}

TEST(Tokens, OfAnotherKeyAreForged) {
    EXPECT_EQ(Tokens(key(2)).ticket(tokens.sign(ticket()), now_ms).error(), token_errc::forged);
}

TEST(Tokens, OfAnotherPurposeAreForged) {
    const auto token = tokens.sign(ticket());
    EXPECT_EQ(tokens.resume(token, now_ms).error(), token_errc::forged);
    EXPECT_EQ(tokens.shop_key(token).error(), token_errc::forged);
}

TEST(Tokens, WithAnyBitChangedAreRefused) {
    const std::string bytes = *base64url_decode(tokens.sign(ticket()));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string changed = bytes;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        const auto read = tokens.ticket(base64url_encode(changed), now_ms);
        ASSERT_FALSE(read.has_value());
        EXPECT_EQ(read.error(), bit < 8 ? token_errc::version : token_errc::forged);
    }
}

TEST(Tokens, CutAnywhereAreRefused) {
    const std::string token = tokens.sign(ticket());
    for (std::size_t length = 0; length < token.size(); ++length)
        EXPECT_FALSE(tokens.ticket(token.substr(0, length), now_ms).has_value()) << length;
}

TEST(Tokens, ThatAreNoneAreMalformed) {
    EXPECT_EQ(tokens.ticket("", now_ms).error(), token_errc::malformed);
    EXPECT_EQ(tokens.ticket("not a token!", now_ms).error(), token_errc::malformed);
    EXPECT_EQ(tokens.ticket(std::string(limits::token_chars_max + 1, 'A'), now_ms).error(), token_errc::malformed);
    EXPECT_FALSE(describe(token_errc::malformed).empty());
}

class KeyFile : public ::testing::Test {
protected:
    testing::TempDir dir;
};

TEST_F(KeyFile, MayHoldRawBytesOrHexDigits) {
    const std::string raw(32, '\x05');
    EXPECT_TRUE(load_token_key(dir.write("raw", raw)).has_value());
    const auto hex = load_token_key(dir.write("hex", std::string("0505") + std::string(60, '5') + "\n"));
    ASSERT_TRUE(hex.has_value());
    EXPECT_EQ(hex->data()[0], 5);
}

TEST_F(KeyFile, OfAnotherSizeIsRefused) {
    for (const std::string& content :
         {std::string(), std::string(31, 'a'), std::string(64, 'g'), std::string(5000, 'a')}) {
        const auto loaded = load_token_key(dir.write("key", content));
        ASSERT_FALSE(loaded.has_value());
        EXPECT_NE(loaded.error().find("32 raw bytes nor 64 hex digits"), std::string::npos);
    }
}

TEST_F(KeyFile, ThatEverybodyCanReadIsRefusedWithTheRemedy) {
    const auto file = dir.write("key", std::string(32, 'k'));
    ::chmod(file.c_str(), 0644);
    const auto loaded = load_token_key(file);
    ASSERT_FALSE(loaded.has_value());
    EXPECT_NE(loaded.error().find("chmod 600 " + file.string()), std::string::npos);
}

TEST_F(KeyFile, ThatIsMissingIsNamed) {
    const auto loaded = load_token_key(dir / "absent");
    ASSERT_FALSE(loaded.has_value());
    EXPECT_NE(loaded.error().find((dir / "absent").string()), std::string::npos);
    EXPECT_FALSE(load_token_key(dir.path()).has_value());
}

}  // namespace
}  // namespace yunke::runtime
