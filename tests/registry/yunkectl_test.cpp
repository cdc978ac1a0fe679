// The real program yunkectl on a database of its own: what it prints, its exit codes, and what it leaves behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>
#include <sstream>

#include "runtime/registry/password.hpp"
#include "runtime/tokens.hpp"
#include "tests/registry/yunkectl_runner.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string value_of(const std::string& output, const std::string& column) {
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(column + " ")) return line.substr(line.find_last_of(' ') + 1);
    }
    return {};
}

TEST_F(YunkectlTest, BuildsAPoolFromNothing) {
    out({"pool", "create"});
    EXPECT_THAT(out({"merchant", "add", "青禾生活"}), HasSubstr("青禾生活"));
    out({"shop", "add", "青禾家居", "--merchant", "1", "--origin", "https://a.example", "--origin",
         "https://b.example"});
    EXPECT_THAT(out({"merchant", "list", "--json"}), HasSubstr(R"([{"id":1,"name":"青禾生活","utc_offset":""}])"));
    out({"skill", "add", "delivery", "--name-zh", "物流", "--name-en", "Delivery"});
    out({"queue", "add", "--shop", "1", "--topic", "delivery", "--title-zh", "物流", "--title-en", "Delivery",
         "--skill", "delivery:3", "--answer-target", "90s"});
    out({"agent", "add", "小禾", "--skill", "delivery:4", "--language", "zh-CN,en", "--capacity", "5",
         "--offer-timeout", "10min", "--wrap-up", "fixed", "--wrap-up-time", "30s"});
    EXPECT_THAT(out({"pool", "status", "--json"}),
                HasSubstr(R"([{"pool":"main","revision":3,"shops":1,"queues":1,"agents":1}])"));
    EXPECT_THAT(out({"merchant", "set", "1", "--utc-offset", "+09:00", "--json"}),
                HasSubstr(R"("utc_offset":"+09:00")"));
    EXPECT_THAT(out({"pool", "status", "--json"}), HasSubstr(R"("revision":4)")) << "its shop goes out anew";
    EXPECT_THAT(out({"--json", "shop", "list"}),
                HasSubstr(R"("allowed_origins":["https://a.example","https://b.example"])"));
    EXPECT_THAT(out({"queue", "list", "--json"}), HasSubstr(R"("skills":["delivery:3"],"answer_target_ms":90000)"));
    EXPECT_THAT(out({"agent", "list", "--json"}),
                HasSubstr(R"("languages":["zh-CN","en"],"capacity":5,"offer_timeout_ms":600000)"));
    EXPECT_THAT(out({"agent", "list"}), HasSubstr("delivery:4"));
}

TEST_F(YunkectlTest, SetChangesWhatIsGivenAndKeepsTheRest) {
    out({"demo", "seed", "--credentials", "people"});
    auto registry = open();
    const auto before = *registry.agent(1);
    out({"agent", "set", "1", "--capacity", "2", "--auto-accept", "yes"});
    auto agent = *registry.agent(1);
    EXPECT_EQ(agent.config.capacity(), 2U);
    EXPECT_TRUE(agent.config.auto_accept());
    EXPECT_EQ(agent.config.name(), before.config.name());
    EXPECT_EQ(agent.config.skills_size(), before.config.skills_size());
    out({"agent", "set", "1", "--no-skills", "--enabled", "no"});
    agent = *registry.agent(1);
    EXPECT_EQ(agent.config.skills_size(), 0);
    EXPECT_FALSE(agent.config.enabled());

    out({"queue", "set", "1", "--open", "no", "--idle-warn", "0"});
    EXPECT_FALSE(registry.queue(1)->open());
    EXPECT_EQ(registry.queue(1)->idle_warn_ms(), 0U);
    EXPECT_EQ(registry.queue(1)->idle_close_ms(), 120'000U);

    out({"shop", "set", "1", "--name", "青禾", "--no-origins"});
    EXPECT_EQ(registry.shop(1)->config.name(), "青禾");
    EXPECT_TRUE(registry.shop(1)->config.open());
    EXPECT_TRUE(registry.shop(1)->allowed_origins.empty());

    out({"pool", "settings", "--agent-grace", "2min"});
    EXPECT_EQ(registry.pool_config("main")->agent_grace_ms(), 120'000U);
    EXPECT_EQ(value_of(out({"pool", "settings"}), "agent_grace_ms"), "120000");
}

TEST_F(YunkectlTest, ANewAccountsPasswordIsPrintedOnceOrReadFromStandardInput) {
    const auto password =
        value_of(out({"account", "add", "Yun", "--name", "云姐", "--role", "supervisor"}), "password");
    auto registry = open();
    EXPECT_TRUE(registry::verify_password(registry.login_candidate("yun")->password_hash, password));
    EXPECT_THAT(out({"account", "list"}), Not(HasSubstr(password)));

    const auto changed = out({"account", "password", "yun", "--password-stdin"}, "my own password\n");
    EXPECT_THAT(changed, Not(HasSubstr("my own password")));
    EXPECT_TRUE(registry::verify_password(registry.login_candidate("yun")->password_hash, "my own password"));

    EXPECT_EQ(run({"account", "password", "yun", "--password-stdin"}, "short\n").exit_code, 1);
    EXPECT_EQ(run({"account", "password", "yun", "--password-stdin"}).exit_code, 1) << "nothing on standard input";
    out({"account", "disable", "yun"});
    EXPECT_FALSE(registry.login_candidate("yun")->account);
    out({"account", "enable", "yun"});
    EXPECT_TRUE(registry.login_candidate("yun")->account);
}

TEST_F(YunkectlTest, AShopKeyIsSignedForItsPoolShopAndVersion) {
    out({"demo", "seed", "--credentials", "people"});
    const auto key = runtime::load_token_key(dir_ / "token.key");
    ASSERT_TRUE(key);
    const runtime::Tokens tokens(*key);
    const auto first = value_of(out({"shop", "key", "2"}), "key");
    const auto shop_key = tokens.shop_key(first);
    ASSERT_TRUE(shop_key);
    EXPECT_EQ(shop_key->pool(), "main");
    EXPECT_EQ(shop_key->shop(), 2U);
    EXPECT_EQ(shop_key->version(), 1U);
    EXPECT_EQ(value_of(out({"shop", "key", "2"}), "key"), first);
    EXPECT_EQ(tokens.shop_key(value_of(out({"shop", "key", "2", "--rotate"}), "key"))->version(), 2U);
    EXPECT_THAT(out({"demo", "shops", "--json"}), HasSubstr(R"({"slug":"qinghe","shop":1,"name":"青禾家居","key":")"));
}

TEST_F(YunkectlTest, SeedingTheDemoWritesWorkingCredentialsForTheOwnerOnly) {
    EXPECT_THAT(out({"demo", "seed", "--credentials", "people", "--origin", "http://127.0.0.1:9000"}),
                HasSubstr("people"));
    struct stat status{};
    ASSERT_EQ(::stat((dir_ / "people").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    std::map<std::string, std::string> people;
    std::istringstream lines(read_file(dir_ / "people"));
    for (std::string login, password; lines >> login >> password;)
        people[login] = password;
    EXPECT_EQ(people.size(), 38U);
    auto registry = open();
    for (const char* login :
         {"admin", "supervisor", "merchant", "finance1", "finance2", "officer", "agent1", "agent8", "swarm-agent-24"}) {
        EXPECT_TRUE(registry::verify_password(registry.login_candidate(login)->password_hash, people.at(login)))
            << login;
    }
    EXPECT_EQ(registry.shop(1)->allowed_origins, std::vector<std::string>{"http://127.0.0.1:9000"});

    const auto again = run({"demo", "seed", "--credentials", "more"});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_THAT(again.err, HasSubstr("already holds shops or agents"));
    EXPECT_FALSE(std::filesystem::exists(dir_ / "more")) << "no file with passwords that open nothing";
    EXPECT_THAT(run({"demo", "seed", "--credentials", "people", "--pool", "other"}).err, HasSubstr("exists already"));
}

TEST_F(YunkectlTest, RefusalsAreSentencesOnStandardErrorWithExitCode1) {
    out({"pool", "create"});
    const auto refused = [&](std::vector<std::string> arguments, const std::string& sentence) {
        const auto done = run(arguments);
        EXPECT_EQ(done.exit_code, 1) << ::testing::PrintToString(arguments);
        EXPECT_THAT(done.out, IsEmpty());
        EXPECT_THAT(done.err, HasSubstr(sentence));
    };
    refused({"pool", "create"}, "There is already a pool main.");
    refused({"shop", "set", "7", "--open", "no"}, "There is no shop 7. `yunkectl shop list` shows the shops.");
    refused({"account", "disable", "nobody"}, "There is no account nobody. `yunkectl account list`");
    refused({"agent", "add", "x", "--skill", "flying:2"}, "There is no skill flying; `yunkectl skill list`");
    refused({"agent", "add", "x", "--skill", "flying"}, "There is no skill flying");
    refused({"agent", "add", "x", "--capacity", "21"}, "Field capacity must be 1 to 20, not 21.");
    refused({"agent", "add", "x", "--offer-timeout", "5s"}, "Field offer_timeout_ms must be 0 or 20000 to 1200000");
    refused({"agent", "add", "x", "--pool", "other"}, "There is no pool other");
    refused({"pool", "settings", "--pool", "other"}, "There is no pool other");
    const auto json = run({"pool", "create", "--json"});
    EXPECT_THAT(json.err,
                HasSubstr(R"({"error":"conflict","field":"pool","message":"There is already a pool main."})"));
}

TEST_F(YunkectlTest, WrongUsageHasExitCode2) {
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {},
             {"fly"},
             {"agent"},
             {"agent", "add"},
             {"agent", "add", "x", "--capacity", "many"},
             {"agent", "add", "x", "--capacity", "-1"},
             {"agent", "add", "x", "--offer-timeout", "5 weeks"},
             {"agent", "add", "x", "--wrap-up", "sometimes"},
             {"agent", "set", "x"},
             {"account", "add", "x", "--name", "x", "--role", "owner"},
             {"pool", "status", "--colour"},
         }) {
        const auto done = run(arguments);
        EXPECT_EQ(done.exit_code, 2) << ::testing::PrintToString(arguments) << done.out;
        EXPECT_THAT(done.err, Not(IsEmpty()));
    }
    EXPECT_EQ(run_bare({"--config", "/no/such/file", "pool", "status"}).exit_code, 2);
}

TEST_F(YunkectlTest, HelpSpeaksEnglishAndChineseForEveryCommand) {
    const auto help = run_bare({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, HasSubstr("Administers Yunke"));
    EXPECT_THAT(help.out, HasSubstr("管理云客"));
    for (const char* group : {"account", "merchant", "shop", "skill", "group", "queue", "agent", "pool", "program",
                              "demo", "apply", "definitions"}) {
        const auto of_group = run_bare({group, "--help"});
        EXPECT_EQ(of_group.exit_code, 0) << group;
        EXPECT_THAT(help.out, HasSubstr(group));
    }
    EXPECT_THAT(run_bare({"agent", "--help"}).out, HasSubstr("新增坐席"));
    EXPECT_THAT(run_bare({"agent", "set", "--help"}).out, HasSubstr("修改坐席"));
}

TEST_F(YunkectlTest, ADatabaseThatIsMissingIsExplained) {
    const auto unset = run_bare({"pool", "status"});
    EXPECT_EQ(unset.exit_code, 1);
    EXPECT_THAT(unset.err, HasSubstr("No database is configured"));
    const auto gone = dir_.write("gone.toml", "[sql]\nurl = \"sqlite3:///no-such-folder/yunke.db\"\n");
    const auto missing = run_bare({"--config", gone.string(), "pool", "status"});
    EXPECT_EQ(missing.exit_code, 1);
    EXPECT_THAT(missing.err, HasSubstr("/no-such-folder/yunke.db"));
    const auto wrong = dir_.write("wrong.toml", "[sql]\nurl = 7\n");
    EXPECT_THAT(run_bare({"--config", wrong.string(), "pool", "status"}).err, HasSubstr("wrong.toml"));
}

TEST_F(YunkectlTest, AShopKeyNeedsTheKeyFileBeforeAnythingIsRotated) {
    out({"demo", "seed", "--credentials", "people"});
    std::filesystem::remove(dir_ / "token.key");
    const auto refused = run({"shop", "key", "1", "--rotate"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("token.key"));
    EXPECT_EQ(open().shop(1)->key_version, 1U);
}

}  // namespace
}  // namespace yunke::testing
