#include <gtest/gtest.h>

#include <limits>

#include "runtime/redis/parser.hpp"
#include "runtime/redis/request.hpp"

namespace yunke::redis {
namespace {

std::string wire(const Request& request) {
    std::string out;
    request.append_to(out);
    return out;
}

TEST(Request, IsBuiltInWireFormat) {
    EXPECT_EQ(wire(Request("PING")), "*1\r\n$4\r\nPING\r\n");
    EXPECT_EQ(wire(Request("SET", "k", std::string("v"))), "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n");
    EXPECT_EQ(wire(Request("X").arg("").arg(-5)), "*3\r\n$1\r\nX\r\n$0\r\n\r\n$2\r\n-5\r\n");
}

TEST(Request, TakesAnyBytesAndTheWholeRangeOfNumbers) {
    const std::string_view bytes("\0\r\n$", 4);
    EXPECT_EQ(wire(Request("X", bytes)), std::string("*2\r\n$1\r\nX\r\n$4\r\n\0\r\n$\r\n", 21));
    EXPECT_NE(wire(Request("X", std::numeric_limits<std::uint64_t>::max())).find("18446744073709551615"),
              std::string::npos);
    EXPECT_NE(wire(Request("X", std::numeric_limits<std::int64_t>::min())).find("-9223372036854775808"),
              std::string::npos);
}

TEST(Request, NeverTakesMoreThanItSays) {
    Request request("MSET");
    for (int i = 0; i < 1000; ++i)
        request.arg(i);
    EXPECT_GE(request.bytes(), wire(request).size());
    EXPECT_EQ(request.arguments(), 1001u);
}

class ParserTest : public ::testing::Test {
protected:
    Reply one(std::string_view bytes) {
        EXPECT_TRUE(parser.feed(bytes).has_value());
        auto reply = parser.next();
        EXPECT_TRUE(reply.has_value() && reply->has_value());
        return reply && *reply ? std::move(**reply) : Reply();
    }

    Parser parser;
};

TEST_F(ParserTest, ReadsEveryKind) {
    EXPECT_EQ(one("+OK\r\n").text(), "OK");
    EXPECT_TRUE(one("-ERR no\r\n").is_error());
    EXPECT_EQ(one(":-9223372036854775808\r\n").to_i64(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(one(std::string_view("$3\r\na\0b\r\n", 9)).text(), std::string_view("a\0b", 3));
    EXPECT_EQ(one("$0\r\n\r\n").kind(), Reply::Kind::string);
    EXPECT_TRUE(one("$-1\r\n").is_nil());
    EXPECT_TRUE(one("*-1\r\n").is_nil());
    const Reply nested = one("*3\r\n*2\r\n:1\r\n$1\r\nx\r\n$-1\r\n*0\r\n");
    EXPECT_EQ(nested.size(), 3u);
    EXPECT_EQ(nested[0][0].to_u64(), 1u);
    EXPECT_EQ(nested[0][1].text(), "x");
    EXPECT_TRUE(nested[1].is_nil());
    EXPECT_TRUE(nested[2].is_array());
    EXPECT_TRUE(nested[9][9].is_nil());
}

TEST_F(ParserTest, ReadsARepliesBytesOneByOne) {
    const std::string_view bytes = "*2\r\n$5\r\nhello\r\n:42\r\n";
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        ASSERT_TRUE(parser.feed(bytes.substr(i, 1)).has_value());
        const auto reply = parser.next();
        ASSERT_TRUE(reply.has_value());
        EXPECT_FALSE(reply->has_value());
    }
    EXPECT_EQ(one(bytes.substr(bytes.size() - 1))[1].to_i64(), 42);
}

TEST_F(ParserTest, ReadsManyRepliesFromOnePiece) {
    std::string bytes;
    for (int i = 0; i < 10'000; ++i)
        bytes += ":" + std::to_string(i) + "\r\n";
    ASSERT_TRUE(parser.feed(bytes).has_value());
    for (int i = 0; i < 10'000; ++i)
        EXPECT_EQ(parser.next().value().value().to_i64(), i);
    EXPECT_FALSE(parser.next().value().has_value());
}

TEST_F(ParserTest, RefusesWhatIsNotRedis) {
    ASSERT_TRUE(parser.feed("HTTP/1.1 400 Bad Request\r\n").has_value());
    const auto reply = parser.next();
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().code, errc::protocol);
}

// A table for the promised items would take 16 GB, and as long to free.
TEST_F(ParserTest, RefusesAPromiseOfMoreItemsThanAnyReplyHas) {
    ASSERT_TRUE(parser.feed("*2\r\n*16000000\r\n").has_value());
    EXPECT_FALSE(parser.next().value().has_value());
    Parser another;
    ASSERT_TRUE(another.feed("*2\r\n*2\r\n$1\r\nx\r\n*2000000000\r\n").has_value());
    const auto reply = another.next();
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().code, errc::protocol);
}

TEST(Reply, TurnsTextsIntoNumbersOnlyIfTheyAreExactlyThat) {
    EXPECT_EQ(Reply::string("12").to_u64(), 12u);
    EXPECT_FALSE(Reply::string("12x").to_u64().has_value());
    EXPECT_FALSE(Reply::integer(-1).to_u64().has_value());
    EXPECT_FALSE(Reply().to_i64().has_value());
}

TEST(RedisError, GivesTheServersOwnCode) {
    EXPECT_EQ((Error{errc::server_error, "OOM command not allowed"}).server_code(), "OOM");
    EXPECT_EQ((Error{errc::timed_out, "OOM"}).server_code(), "");
    EXPECT_EQ((Error{errc::server_error, "OOM x"}).message(), "Redis refused the request: OOM x");
}

}  // namespace
}  // namespace yunke::redis
