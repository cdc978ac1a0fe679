#include "runtime/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yunke::runtime {
namespace {

using ::testing::ElementsAre;

TEST(CsvTest, FieldsMayBeQuotedAndHaveSpacesAround) {
    EXPECT_THAT(csv_fields("1, two ,\"3, and \"\"more\"\"\",\r"), ElementsAre("1", "two", "3, and \"more\"", ""));
    EXPECT_THAT(csv_fields(""), ElementsAre(""));
    EXPECT_THAT(csv_fields("a,\"never closed, b"), ElementsAre("a", "never closed, b"));
}

TEST(CsvTest, WhatStandsAboveTheNamesIsPassedOver) {
    const auto csv = parse_csv(
        "\xEF\xBB\xBF"
        "A bank of ours,2026-11\r\n\r\n序号,结果\r\n1,成功\r\n\r\n2,失败",
        {"row", "序号"});
    ASSERT_TRUE(csv.has_value()) << csv.error();
    EXPECT_EQ(csv->columns_line, 3U);
    EXPECT_EQ(csv->column({"answer", "结果"}), 1U);
    EXPECT_EQ(csv->column({"answer"}), Csv::npos);
    ASSERT_EQ(csv->rows.size(), 2U);
    EXPECT_EQ(csv->rows[1].line, 6U);
    EXPECT_THAT(csv->rows[1].fields, ElementsAre("2", "失败"));
}

TEST(CsvTest, SaysWhatIsWrongAndInWhichLine) {
    EXPECT_EQ(parse_csv("agent,stage\n1,passed\n2\n", {"agent"}).error(), "line 3: 1 fields, but there are 2 columns");
    EXPECT_EQ(parse_csv("stage\npassed\n", {"agent"}).error(),
              "no line names a column \"agent\"; the first line must name the columns");
    EXPECT_FALSE(parse_csv("", {"agent"}).has_value());
}

}  // namespace
}  // namespace yunke::runtime
