#include "runtime/redis/endpoint.hpp"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace yunke::redis {
namespace {

TEST(Endpoint, UnderstandsTcpAddresses) {
    const auto plain = parse_endpoint("redis://localhost");
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(plain->host, "localhost");
    EXPECT_EQ(plain->port, 6379);
    const auto full = parse_endpoint("redis://alice:p%40ss:word@[::1]:7000/");
    ASSERT_TRUE(full.has_value()) << full.error().message();
    EXPECT_EQ(full->host, "::1");
    EXPECT_EQ(full->port, 7000);
    EXPECT_EQ(full->user, "alice");
    EXPECT_EQ(full->password, "p@ss:word");
    EXPECT_EQ(parse_endpoint("redis://:secret@h:1")->password, "secret");
    EXPECT_EQ(full->display(), "redis://[::1]:7000");
}

TEST(Endpoint, UnderstandsUnixSockets) {
    const auto local = parse_endpoint("unix:///run/my%20redis.sock?user=bob&password=x%26y");
    ASSERT_TRUE(local.has_value()) << local.error().message();
    EXPECT_EQ(local->socket_path, "/run/my redis.sock");
    EXPECT_EQ(local->user, "bob");
    EXPECT_EQ(local->password, "x&y");
    EXPECT_EQ(local->display(), "unix:///run/my redis.sock");
}

TEST(Endpoint, RefusesTheRestWithAReason) {
    for (const std::string& url :
         {std::string("rediss://h"), std::string("h:6379"), std::string("redis://"), std::string("redis://:6379"),
          std::string("redis://h:0"), std::string("redis://h:70000"), std::string("redis://h/3"),
          std::string("redis://a%zz@h"), std::string("redis://[::1"), std::string("redis://[::1]x:1"),
          std::string("unix://relative"), std::string("unix:///"), std::string("unix:///s?db=1"),
          std::string("unix:///a%00b"), "unix:///" + std::string(107, 'x')}) {
        const auto endpoint = parse_endpoint(url);
        ASSERT_FALSE(endpoint.has_value()) << url;
        EXPECT_EQ(endpoint.error().code, errc::bad_endpoint);
        EXPECT_FALSE(endpoint.error().detail.empty());
    }
}

TEST(Endpoint, TakesUserAndPasswordFromTheConfiguration) {
    const testing::TempDir dir;
    const auto endpoint = load_endpoint("redis://old:old@h", "new", dir.write("password", "secret\nignored\n"));
    ASSERT_TRUE(endpoint.has_value());
    EXPECT_EQ(endpoint->user, "new");
    EXPECT_EQ(endpoint->password, "secret");
    EXPECT_FALSE(load_endpoint("redis://h", "", dir / "absent").has_value());
    EXPECT_FALSE(load_endpoint("redis://h", "", dir.write("empty", "\n")).has_value());
}

}  // namespace
}  // namespace yunke::redis
