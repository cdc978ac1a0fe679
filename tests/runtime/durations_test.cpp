#include "runtime/durations.hpp"

#include <gtest/gtest.h>

namespace yunke::runtime {
namespace {

TEST(Durations, AreWholeNumbersWithUnits) {
    EXPECT_EQ(parse_duration("0"), 0U);
    EXPECT_EQ(parse_duration("250"), 250U);
    EXPECT_EQ(parse_duration("250ms"), 250U);
    EXPECT_EQ(parse_duration("30s"), 30'000U);
    EXPECT_EQ(parse_duration("5m"), 300'000U);
    EXPECT_EQ(parse_duration("5 min"), 300'000U);
    EXPECT_EQ(parse_duration("2h"), 7'200'000U);
    EXPECT_EQ(parse_duration("7d"), 604'800'000U);
}

TEST(Durations, AreNothingElse) {
    for (const char* bad : {"", "s", "-5s", "+5s", "1.5h", "5 weeks", "5S", "5s ", " 5s", "1h30m", "4294967296", "50d",
                            "99999999999999999999s"}) {
        EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
    }
    EXPECT_EQ(parse_duration("49d"), 4'233'600'000U) << "the most that 32 bits hold";
}

TEST(Durations, AreWrittenInTheGreatestUnitThatTellsThemExactly) {
    for (const char* text : {"0s", "1ms", "1500ms", "90s", "5m", "24h"}) {
        EXPECT_EQ(format_duration(parse_duration(text).value()), text);
    }
    EXPECT_EQ(format_duration(604'800'000), "168h");
}

}  // namespace
}  // namespace yunke::runtime
