#include "runtime/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/limits.hpp"
#include "runtime/log_format.hpp"

namespace yunke::runtime {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

struct Captured {
    explicit Captured(LogFormat format, LogLevel level = LogLevel::info)
        : log(LogOptions{level, format, "gateway", [this](std::string_view line) { lines.emplace_back(line); }}) {}

    std::vector<std::string> lines;
    Log log;
};

TEST(LogText, IsAlignedAndReadable) {
    Captured captured(LogFormat::text);
    captured.log.info("socket_open", {{"session", 7u}, {"pool", "main"}, {"resumed", true}, {"took_ms", 1.5}});
    ASSERT_EQ(captured.lines.size(), 1u);
    EXPECT_THAT(captured.lines[0],
                MatchesRegex("[0-9-]+ [0-9:.]+ INFO  gateway     socket_open              session=7 pool=main "
                             "resumed=true took_ms=1.5"));
}

TEST(LogText, CannotBeBrokenByAValue) {
    Captured captured(LogFormat::text);
    captured.log.warn("odd", {{"given", "a b\nINFO forged=1\x1b[31m"}});
    EXPECT_THAT(captured.lines[0], EndsWith("given=\"a b\\nINFO forged=1\\u001b[31m\""));
}

TEST(LogJson, HoldsTypesAndEscapes) {
    Captured captured(LogFormat::json);
    captured.log.error("odd", {{"n", -3}, {"ok", false}, {"text", "\"\\\xff\xe4\xba\x91"}});
    EXPECT_THAT(captured.lines[0],
                MatchesRegex("\\{\"time\":\"[0-9T:.-]+Z\",\"level\":\"error\",\"part\":\"gateway\".*"));
    EXPECT_THAT(captured.lines[0],
                HasSubstr("\"event\":\"odd\",\"n\":-3,\"ok\":false,\"text\":\"\\\"\\\\\xef\xbf\xbd\xe4\xba\x91\"}"));
}

TEST(LogJson, ReplacesEveryKindOfBadUtf8) {
    for (const char* bad : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe4\xba", "\x80", "\xf8\x88\x80\x80"}) {
        std::string out;
        append_json_string(out, bad);
        EXPECT_THAT(out, HasSubstr("\xef\xbf\xbd"));
    }
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
    Captured captured(LogFormat::text, LogLevel::warn);
    captured.log.info("quiet");
    captured.log.warn("heard");
    EXPECT_EQ(captured.lines.size(), 1u);
    EXPECT_FALSE(captured.log.enabled(LogLevel::info));
}

TEST(Log, CutsLongValues) {
    Captured captured(LogFormat::text);
    captured.log.info("long", {{"text", std::string(100'000, 'x')}});
    EXPECT_LT(captured.lines[0].size(), 2 * limits::log_value_bytes_max);
}

TEST(Log, OfAnotherPartSharesTheOutput) {
    Captured captured(LogFormat::json);
    captured.log.part("redis").info("x");
    EXPECT_THAT(captured.lines[0], HasSubstr("\"part\":\"redis\""));
}

TEST(Log, MadeByDefaultWritesNothing) {
    Log log;
    log.error("nobody_hears");
    EXPECT_FALSE(log.enabled(LogLevel::error));
}

TEST(LogLevels, GoThroughText) {
    EXPECT_EQ(parse_log_level("warn"), LogLevel::warn);
    EXPECT_FALSE(parse_log_level("loud").has_value());
    EXPECT_EQ(to_string(LogLevel::off), "off");
}

}  // namespace
}  // namespace yunke::runtime
