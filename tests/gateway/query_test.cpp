// Parameters of addresses.
#include <gtest/gtest.h>

#include "agent-gateway/http/query.hpp"

namespace yunke::gateway {
namespace {

TEST(Query, AParameterIsFoundAndDecoded) {
    EXPECT_EQ(query_value("month=2026-11&lang=zh", "lang"), "zh");
    EXPECT_EQ(query_value("month=2026%2D11", "month"), "2026-11");
    EXPECT_EQ(query_value("q=a+b%E4%BA%91", "q"), "a b云");
    EXPECT_EQ(query_value("month=", "month"), "");
    EXPECT_EQ(query_value("month", "month"), "");
    EXPECT_TRUE(has_query("a&month=x", "month"));
    EXPECT_FALSE(has_query("months=x", "month"));
    EXPECT_FALSE(has_query("", "month"));
}

TEST(Query, WhatIsDoubtfulIsNoValue) {
    EXPECT_FALSE(query_value("lang=zh", "month"));
    EXPECT_FALSE(query_value("month=1&month=2", "month"));
    for (const char* broken : {"month=%", "month=%2", "month=%zz", "month=%-1", "month=%+1"})
        EXPECT_FALSE(query_value(broken, "month")) << broken;
}

}  // namespace
}  // namespace yunke::gateway
