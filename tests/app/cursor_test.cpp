#include "dispatcher/app/cursor.hpp"

#include <gtest/gtest.h>

namespace yunke::dispatcher {
namespace {

wire::Hash hash_of(std::uint8_t byte) {
    wire::Hash hash;
    hash.fill(byte);
    return hash;
}

Cursor stored(std::uint64_t sequence, std::uint8_t hash, std::string run_id) {
    Cursor cursor;
    cursor.sequence = sequence;
    cursor.hash = hash_of(hash);
    cursor.run_id = std::move(run_id);
    return cursor;
}

TEST(LogEpoch, AFreshLeaderTrustsTheSameRedisAndNoOther) {
    EXPECT_FALSE(redis_went_back(stored(9, 9, "a"), "a", std::nullopt, std::nullopt));
    EXPECT_TRUE(redis_went_back(stored(9, 9, "a"), "b", std::nullopt, std::nullopt));
}

TEST(LogEpoch, AnotherRedisThatHoldsWhatWeHoldIsTrusted) {
    EXPECT_FALSE(redis_went_back(stored(9, 9, "a"), "b", Remembered{9, hash_of(9)}, std::nullopt));
    EXPECT_FALSE(redis_went_back(stored(10, 10, "a"), "b", Remembered{9, hash_of(9)}, Remembered{10, hash_of(10)}))
        << "the commit under way came through";
}

TEST(LogEpoch, ARedisThatLostWhatWeKnowIsNot) {
    EXPECT_TRUE(redis_went_back(stored(8, 8, "a"), "b", Remembered{9, hash_of(9)}, std::nullopt));
    EXPECT_TRUE(redis_went_back(stored(8, 8, "a"), "a", Remembered{9, hash_of(9)}, std::nullopt))
        << "an older data set was put back under the same process";
    EXPECT_TRUE(redis_went_back(stored(9, 7, "a"), "a", Remembered{9, hash_of(9)}, std::nullopt));
}

TEST(LogEpoch, AnotherLeadersCommitsAreNoFallBack) {
    EXPECT_FALSE(redis_went_back(stored(12, 12, "a"), "a", Remembered{9, hash_of(9)}, Remembered{10, hash_of(10)}));
}

TEST(LogEpoch, RisesEvenIfTheClockWasSetBack) {
    EXPECT_EQ(mint_log_epoch(5'000, 4'000), 5'000U);
    EXPECT_EQ(mint_log_epoch(3'000, 4'000), 4'001U);
    EXPECT_EQ(mint_log_epoch(-1, 0), 1U);
}

redis::Reply fields(std::initializer_list<const char*> texts) {
    redis::Reply::Array items;
    for (const char* text : texts)
        items.push_back(redis::Reply::string(text));
    return redis::Reply::array(std::move(items));
}

TEST(CursorFields, ComeBack) {
    const auto cursor = parse_cursor(
        fields({"last_command", "1700-3", "sequence", "18446744073709551615", "hash",
                "0101010101010101010101010101010101010101010101010101010101010101", "log_epoch", "5", "run_id", "abc",
                "config_revision", "6", "alive_ms", "7", "term", "0123456789abcdef", "of a later version", "x"}));
    ASSERT_TRUE(cursor);
    EXPECT_EQ(cursor->last_command, "1700-3");
    EXPECT_EQ(cursor->sequence, 18'446'744'073'709'551'615U);
    EXPECT_EQ(cursor->hash, hash_of(1));
    EXPECT_EQ(cursor->alive_ms, 7);
    EXPECT_EQ(cursor->term, "0123456789abcdef");
    EXPECT_EQ(to_hex(cursor->hash).size(), 64U);
}

TEST(CursorFields, DamageIsNamed) {
    EXPECT_FALSE(parse_cursor(fields({})));
    EXPECT_FALSE(parse_cursor(fields({"sequence", "x"})));
    EXPECT_FALSE(parse_cursor(fields({"sequence", "1", "hash", "zz"})));
    const auto damaged = parse_cursor(fields({"sequence", "1", "last_command", "1700"}));
    ASSERT_FALSE(damaged);
    EXPECT_NE(damaged.error().what.find("last_command"), std::string::npos);
}

}  // namespace
}  // namespace yunke::dispatcher
