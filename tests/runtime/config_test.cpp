#include "runtime/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace yunke::runtime {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Config : public ::testing::Test {
protected:
    std::expected<Settings, ConfigError> load(std::string_view toml, const Environment& environment = {}) {
        return load_settings(dir.write("yunke.toml", toml), environment);
    }

    // The only problem of a configuration that has one.
    std::string problem(std::string_view toml, const Environment& environment = {}) {
        const auto loaded = load(toml, environment);
        if (loaded) return "no problem";
        EXPECT_EQ(loaded.error().problems.size(), 1u) << loaded.error().message();
        return loaded.error().problems.front();
    }

    std::string origin(const Settings& settings, std::string_view key) {
        for (const auto& line : settings.origins)
            if (line.key == key) return line.origin;
        return "absent";
    }

    std::string at(int line) { return (dir / "yunke.toml").string() + ":" + std::to_string(line) + ": "; }

    testing::TempDir dir;
};

TEST_F(Config, NeedsNoFileAndThenHasTheDefaults) {
    const auto settings = load_settings({}, {});
    ASSERT_TRUE(settings.has_value()) << settings.error().message();
    EXPECT_EQ(settings->pool.name, "main");
    EXPECT_EQ(settings->gateway.silence_timeout_ms, 75'000);
    EXPECT_EQ(settings->dispatcher.batch_commands_max, 1024u);
    EXPECT_EQ(settings->dispatcher.durability, Durability::always);
    EXPECT_EQ(origin(*settings, "pool.name"), "default");
}

TEST_F(Config, ReadsEveryTypeOfKey) {
    const auto settings = load(R"(
[pool]
name = "north-2"
[redis]
url = "unix:///run/redis.sock"
password_file = "secrets/redis"
[log]
level = "debug"
format = "json"
[gateway]
threads = 4
allowed_origins = ["https://shop.example", "http://127.0.0.1:8080"]
web_root = "/srv/web"
[dispatcher]
durability = "relaxed"
)");
    ASSERT_TRUE(settings.has_value()) << settings.error().message();
    EXPECT_EQ(settings->pool.name, "north-2");
    EXPECT_EQ(settings->redis.password_file, dir / "secrets/redis");
    EXPECT_EQ(settings->log.level, LogLevel::debug);
    EXPECT_EQ(settings->log.format, LogFormat::json);
    EXPECT_EQ(settings->gateway.threads, 4u);
    EXPECT_EQ(settings->gateway.allowed_origins.size(), 2u);
    EXPECT_EQ(settings->gateway.web_root, "/srv/web");
    EXPECT_EQ(settings->dispatcher.durability, Durability::relaxed);
    EXPECT_EQ(origin(*settings, "gateway.threads"), (dir / "yunke.toml").string() + ":11");
}

TEST_F(Config, TheEnvironmentWinsAndIsNamedAsOrigin) {
    const auto settings =
        load("[gateway]\nthreads = 4\n", {{"YUNKE_GATEWAY_THREADS", "2"},
                                          {"YUNKE_GATEWAY_ALLOWED_ORIGINS", "https://a.example,https://b.example"},
                                          {"YUNKE_POOL_NAME", "south"}});
    ASSERT_TRUE(settings.has_value()) << settings.error().message();
    EXPECT_EQ(settings->gateway.threads, 2u);
    EXPECT_EQ(settings->gateway.allowed_origins, (std::vector<std::string>{"https://a.example", "https://b.example"}));
    EXPECT_EQ(settings->pool.name, "south");
    EXPECT_EQ(origin(*settings, "gateway.threads"), "environment YUNKE_GATEWAY_THREADS");
}

TEST_F(Config, AMisspeltKeyIsNamedWithLineAndWhatWasMeant) {
    EXPECT_EQ(problem("[gateway]\n\nlisten_ = \"127.0.0.1:1\"\n"),
              at(3) + "no such key \"listen_\" in [gateway]; did you mean \"listen\"?");
    EXPECT_THAT(problem("[dispatcher]\nleas_ms = 3\n"), HasSubstr("did you mean \"lease_ms\"?"));
}

TEST_F(Config, AKeyLikeNoneIsToldWhatIsKnown) {
    EXPECT_THAT(problem("[pool]\ncolour = 1\n"),
                AllOf(HasSubstr("no such key \"colour\""), HasSubstr("known are name")));
}

TEST_F(Config, AMisspeltSectionIsNamed) {
    EXPECT_EQ(problem("[gatway]\nthreads = 1\n"), at(2) + "no such section [gatway]; did you mean \"gateway\"?");
}

TEST_F(Config, AKeyOutsideOfSectionsIsNamed) {
    EXPECT_THAT(problem("threads = 1\n"), HasSubstr("\"threads\" stands outside of any [section]"));
}

TEST_F(Config, AWrongTypeIsNamedWithWhatIsAllowed) {
    EXPECT_EQ(problem("[gateway]\nthreads = \"two\"\n"),
              at(2) + "gateway.threads is a text; allowed is a whole number from 0 to 256, 0 = one per core");
    EXPECT_THAT(problem("[pool]\nname = 7\n"), HasSubstr("pool.name is a whole number"));
    EXPECT_THAT(problem("[gateway]\nlag_busy_ms = 1.5\n"), HasSubstr("is a number with a decimal point"));
    EXPECT_THAT(problem("[gateway]\nallowed_origins = [1]\n"),
                HasSubstr("a list with something else than texts in it"));
    EXPECT_THAT(problem("[gateway]\nallowed_origins = \"https://a.example\"\n"),
                HasSubstr("is a text; allowed is a list"));
    EXPECT_THAT(problem("[pool.name]\nx = 1\n"), HasSubstr("pool.name is a table"));
}

TEST_F(Config, AValueOutOfRangeIsNamedWithTheRange) {
    EXPECT_EQ(problem("[dispatcher]\nlease_ms = 5\n"),
              at(2) + "dispatcher.lease_ms is 5; allowed is a whole number from 200 to 60000 (milliseconds)");
    EXPECT_THAT(problem("[gateway]\nlogin_threads = 0\n"), HasSubstr("from 1 to 64"));
    EXPECT_THAT(problem("[gateway]\nlogin_threads = -9223372036854775808\n"), HasSubstr("from 1 to 64"));
}

TEST_F(Config, AWordThatIsNoChoiceIsToldTheChoices) {
    EXPECT_THAT(problem("[log]\nformat = \"xml\"\n"),
                AllOf(HasSubstr("log.format is \"xml\""), HasSubstr("one of \"text\" \"json\"")));
}

TEST_F(Config, NamesAddressesAndOriginsAreChecked) {
    EXPECT_THAT(problem("[pool]\nname = \"}{\"\n"), HasSubstr("1 to 32 characters of a-z, 0-9 and -"));
    EXPECT_THAT(problem("[pool]\nname = \"\"\n"), HasSubstr("pool.name is \"\""));
    EXPECT_THAT(problem("[gateway]\nlisten = \"8080\"\n"), HasSubstr("an address and port"));
    EXPECT_THAT(problem("[gateway]\nlisten = \"127.0.0.1:70000\"\n"), HasSubstr("an address and port"));
    EXPECT_THAT(problem("[gateway]\nallowed_origins = [\"https://a.example/path\"]\n"), HasSubstr("no path"));
    EXPECT_THAT(problem("[sql]\nurl = \"mysql://x\"\n"), HasSubstr("\"sqlite3:///absolute/path\""));
    EXPECT_THAT(problem("[redis]\nurl = \"http://x\"\n"), HasSubstr("\"unix:///path/to/socket\""));
}

TEST_F(Config, BrokenTomlIsNamedWithItsLine) {
    EXPECT_THAT(problem("[pool]\nname = \n"), AllOf(HasSubstr(at(2)), HasSubstr("not valid TOML")));
    EXPECT_THAT(problem("[pool]\nname = \"a\"\nname = \"b\"\n"), HasSubstr("not valid TOML"));
}

TEST_F(Config, AFileThatIsNoneIsNamed) {
    EXPECT_THAT(load_settings(dir / "absent.toml", {}).error().message(), HasSubstr("absent.toml: cannot be read"));
    EXPECT_THAT(load_settings(dir.path(), {}).error().message(), HasSubstr("this is a folder"));
    EXPECT_THAT(problem(std::string(2'000'000, '#')), HasSubstr("larger than 1 MiB"));
}

TEST_F(Config, AWrongVariableIsNamed) {
    EXPECT_EQ(problem("", {{"YUNKE_GATEWAY_THREADS", "two"}}),
              "environment YUNKE_GATEWAY_THREADS: gateway.threads is not a number; allowed is a whole number from 0 to "
              "256, 0 = one per core");
    EXPECT_THAT(problem("", {{"YUNKE_GATEWAY_THREDS", "2"}}), HasSubstr("did you mean \"YUNKE_GATEWAY_THREADS\"?"));
}

TEST_F(Config, VariablesOfNoSectionAreLeftAlone) {
    EXPECT_TRUE(load("", {{"YUNKE_HOME", "/x"}}).has_value());
}

TEST_F(Config, PairsThatBelongTogetherAreChecked) {
    EXPECT_THAT(problem("[gateway]\ntls_key = \"k\"\n"), HasSubstr("give both"));
    EXPECT_THAT(problem("[dispatcher]\ngateway_lost_ms = 2000\n"), HasSubstr("must not be greater"));
}

TEST_F(Config, AllProblemsAreToldAtOnce) {
    const auto loaded = load("[pool]\nname = 1\n[gateway]\nthreads = -1\nx = 1\n");
    ASSERT_FALSE(loaded.has_value());
    EXPECT_EQ(loaded.error().problems.size(), 3u) << loaded.error().message();
}

TEST_F(Config, SecretsAreMaskedWhenPrintedAndNotRepeatedInErrors) {
    const auto settings =
        load("[redis]\nurl = \"redis://u:hunter2@127.0.0.1\"\n[sql]\nurl = \"postgresql://a:hunter2@db/yunke\"\n");
    ASSERT_TRUE(settings.has_value()) << settings.error().message();
    EXPECT_EQ(settings->redis.url, "redis://u:hunter2@127.0.0.1");
    EXPECT_THAT(describe(*settings),
                AllOf(Not(HasSubstr("hunter2")), HasSubstr("redis://u:***@127.0.0.1"), HasSubstr("yunke.toml:4)")));
    EXPECT_THAT(problem("[redis]\nurl = \"redis:/u:hunter2@x\"\n"), Not(HasSubstr("hunter2")));
    const auto local = load("[redis]\nurl = \"unix:///r.sock?user=u&password=hunter2\"\n");
    EXPECT_THAT(describe(*local), AllOf(Not(HasSubstr("hunter2")), HasSubstr("password=***")));
}

TEST(HostPort, UnderstandsNamesAndBothFamilies) {
    EXPECT_EQ(parse_host_port("127.0.0.1:80")->port, 80);
    EXPECT_EQ(parse_host_port("[::1]:8080")->host, "::1");
    for (const char* text : {"", ":80", "host", "host:", "host:x", "::1:80", "host:65536"})
        EXPECT_FALSE(parse_host_port(text).has_value()) << text;
}

}  // namespace
}  // namespace yunke::runtime
