#include "runtime/encoding.hpp"

#include <gtest/gtest.h>

#include <set>

#include "runtime/hash.hpp"
#include "runtime/numbers.hpp"
#include "runtime/random.hpp"

namespace yunke::runtime {
namespace {

TEST(Base64Url, GivesTheVectorsOfRfc4648WithoutPadding) {
    EXPECT_EQ(base64url_encode(""), "");
    EXPECT_EQ(base64url_encode("f"), "Zg");
    EXPECT_EQ(base64url_encode("fo"), "Zm8");
    EXPECT_EQ(base64url_encode("foo"), "Zm9v");
    EXPECT_EQ(base64url_encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url_encode("\xfb\xff\xfe"), "-__-");
}

TEST(Base64Url, GivesBackAnyBytes) {
    for (std::size_t length = 0; length < 70; ++length) {
        const std::string bytes = random_bytes(length);
        EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
    }
}

TEST(Base64Url, RefusesWhatNoEncoderWrites) {
    for (const char* text : {"Z", "Zg==", "Zm9v+", "Zm9/", "Zm 9", "Zm9v\n", "Zh", "Zm9\x80"})
        EXPECT_FALSE(base64url_decode(text).has_value()) << text;
}

TEST(Hex, GoesBothWaysAndRefusesTheRest) {
    EXPECT_EQ(hex_encode(std::string("\x00\xff\x10", 3)), "00ff10");
    EXPECT_EQ(hex_decode("00FF10"), std::string("\x00\xff\x10", 3));
    EXPECT_FALSE(hex_decode("0").has_value());
    EXPECT_FALSE(hex_decode("0g").has_value());
}

TEST(Hash, IsBlake2b256) {
    // Vectors made with Python's hashlib.blake2b(digest_size=32).
    EXPECT_EQ(blake2b_256("").hex(), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    EXPECT_EQ(blake2b_256("abc").hex(), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Hash, InPiecesIsTheSameAsAtOnce) {
    EXPECT_EQ(Blake2b().update("a").update("").update("bc").finish(), blake2b_256("abc"));
    EXPECT_EQ(Blake2b().update_u64(0x0102030405060708).finish(),
              blake2b_256(std::string_view("\x08\x07\x06\x05\x04\x03\x02\x01", 8)));
}

TEST(Hash, FramedPartsCannotBeConfused) {
    EXPECT_NE(Blake2b().update_framed("ab").update_framed("c").finish(),
              Blake2b().update_framed("a").update_framed("bc").finish());
}

TEST(Hash, ReadsItsOwnHexAndBytes) {
    const Hash256 hash = blake2b_256("x");
    EXPECT_EQ(Hash256::from_hex(hash.hex()), hash);
    EXPECT_EQ(Hash256::from_bytes(hash.view()), hash);
    EXPECT_FALSE(Hash256::from_hex("ab").has_value());
}

TEST(Hash, OfABodyIsTheFirstEightBytesLittleEndian) {
    EXPECT_EQ(body_hash("abc"), 0x723942633c81ddbdULL);
}

TEST(Random, IdsAreNeverZeroAndFitInSixtyThreeBits) {
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto id = random_id();
        EXPECT_NE(id, 0u);
        EXPECT_EQ(id >> 63, 0u);
        EXPECT_TRUE(seen.insert(id).second);
    }
}

TEST(Random, HexHasExactlyTheDigitsAskedFor) {
    EXPECT_EQ(random_hex(0).size(), 0u);
    EXPECT_EQ(random_hex(7).size(), 7u);
    EXPECT_EQ(random_hex(16).find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(Random, BelowStaysBelow) {
    EXPECT_EQ(random_below(0), 0u);
    EXPECT_EQ(random_below(1), 0u);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 500; ++i)
        seen.insert(random_below(3));
    EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2}));
}

TEST(Numbers, AreWholeTextsInRangeOrNothing) {
    EXPECT_EQ(parse_u64("18446744073709551615"), 18446744073709551615ULL);
    EXPECT_EQ(parse_i64("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
    for (const char* text : {"", " 1", "1 ", "+1", "1x", "18446744073709551616", "-1", "0x1"})
        EXPECT_FALSE(parse_u64(text).has_value()) << text;
}

}  // namespace
}  // namespace yunke::runtime
