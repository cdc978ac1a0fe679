#include "runtime/redis/stream.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace yunke::redis {
namespace {

constexpr auto highest = std::numeric_limits<std::uint64_t>::max();

Reply entry(std::string id, std::string field, std::string value) {
    Reply::Array pair{Reply::string(std::move(field)), Reply::string(std::move(value))};
    return Reply::array({Reply::string(std::move(id)), Reply::array(std::move(pair))});
}

TEST(StreamId, IsComparedAsNumbers) {
    EXPECT_LT(*StreamId::parse("9-9"), *StreamId::parse("10-0"));
    EXPECT_LT(*StreamId::parse("10-9"), *StreamId::parse("10-10"));
    EXPECT_EQ(*StreamId::parse("1-2"), (StreamId{1, 2}));
}

TEST(StreamId, GoesThroughText) {
    for (const StreamId id : {StreamId{}, StreamId{1'700'000'000'000, 3}, StreamId{highest, highest}})
        EXPECT_EQ(StreamId::parse(id.to_string()), id);
    for (const char* text : {"", "1", "-", "1-", "-1", "1-x", "1-2-3", "18446744073709551616-0", " 1-0"})
        EXPECT_FALSE(StreamId::parse(text).has_value()) << text;
}

TEST(StreamId, NextCarriesOver) {
    EXPECT_EQ((StreamId{1, 2}).next(), (StreamId{1, 3}));
    EXPECT_EQ((StreamId{1, highest}).next(), (StreamId{2, 0}));
    EXPECT_EQ((StreamId{highest, highest}).next(), (StreamId{highest, highest}));
}

TEST(StreamEntries, AreTakenFromARange) {
    const auto entries = take_entries(Reply::array({entry("1-0", "c", "x"), entry("2-0", "c", "y")}));
    ASSERT_TRUE(entries.has_value());
    ASSERT_EQ(entries->size(), 2u);
    EXPECT_EQ((*entries)[1].id, (StreamId{2, 0}));
    EXPECT_EQ(*(*entries)[1].field("c"), "y");
    EXPECT_EQ((*entries)[1].field("d"), nullptr);
}

TEST(StreamEntries, AreTakenFromARead) {
    Reply::Array stream{Reply::string("key"), Reply::array({entry("5-1", "o", "z")})};
    const auto batches = take_batches(Reply::array({Reply::array(std::move(stream))}));
    ASSERT_TRUE(batches.has_value());
    EXPECT_EQ(batches->front().key, "key");
    EXPECT_EQ(batches->front().entries.front().id, (StreamId{5, 1}));
    EXPECT_TRUE(take_batches(Reply())->empty());
}

TEST(StreamEntries, OfAnotherShapeAreRefused) {
    EXPECT_FALSE(take_entries(Reply::string("x")).has_value());
    EXPECT_FALSE(take_entries(Reply::array({Reply::string("x")})).has_value());
    EXPECT_FALSE(take_entries(Reply::array({entry("nonsense", "c", "x")})).has_value());
    EXPECT_FALSE(take_batches(Reply::array({entry("1-0", "c", "x")})).has_value());
}

}  // namespace
}  // namespace yunke::redis
