// `yunkectl program`, and accounts of the role officer, by the real program.
#include "runtime/registry/password.hpp"
#include "tests/registry/yunkectl_runner.hpp"

namespace yunke::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class YunkectlProgramTest : public YunkectlTest {
protected:
    YunkectlProgramTest() { out({"demo", "seed", "--credentials", "people"}); }
    void refused(const std::vector<std::string>& arguments, const std::string& sentence, int exit_code = 1) {
        const auto done = run(arguments);
        EXPECT_EQ(done.exit_code, exit_code) << done.out;
        EXPECT_THAT(done.err, HasSubstr(sentence));
    }
};

TEST_F(YunkectlProgramTest, AnOfficersAccountBearsARegion) {
    EXPECT_THAT(out({"--json", "account", "add", "li", "--name", "Li", "--role", "officer", "--region", "华南"}),
                HasSubstr(R"("region":"华南")"));
    EXPECT_THAT(out({"account", "list", "--json"}),
                HasSubstr(R"("role":"officer","agent":0,"merchant":0,"region":"华南")"));
    refused({"account", "add", "he", "--name", "He", "--role", "officer"}, "must name a region");
    refused({"account", "add", "he", "--name", "He", "--role", "supervisor", "--region", "x"}, "must name a region");
}

TEST_F(YunkectlProgramTest, PeopleAreEnteredOneByOneAndByAFileAndNoCommandAgreesForThem) {
    out({"program", "set", "1", "--region", "north", "--signed-up", "2026-01-05"});
    EXPECT_THAT(out({"program", "list", "--json"}),
                HasSubstr(R"({"agent":1,"region":"north","signed_up":"2026-01-05","trained":"","passed":"",)"
                          R"("progress":false,"income":false})"))
        << "she had agreed for another region";
    const std::string file = dir_.write("people.csv",
                                        "\xEF\xBB\xBF"
                                        "agent,stage,region,grade,signed_up,passed\r\n"
                                        "2,passed,\"south, coast\",1,2026-02-01,2026-03-01\r\n"
                                        ",signed_up,north,2,,\r\n"
                                        "3,trained,south,2,,\r\n")
                                 .string();
    EXPECT_THAT(out({"program", "load", file, "--json"}), HasSubstr(R"("entered":2)"));
    const std::string list = out({"program", "list", "--json"});
    EXPECT_THAT(list, HasSubstr(R"({"agent":2,"region":"south, coast","signed_up":"2026-02-01","trained":"",)"
                                R"("passed":"2026-03-01",)"));
    EXPECT_THAT(list, Not(HasSubstr("grade")));
    EXPECT_THAT(list, HasSubstr(R"("agent":5,"region":"华东 East China")"));
    EXPECT_THAT(list, HasSubstr(R"("progress":true,"income":false)"));
    out({"program", "remove", "2"});
    EXPECT_THAT(out({"program", "list", "--json"}), Not(HasSubstr(R"("agent":2,)")));
}

TEST_F(YunkectlProgramTest, AWrongFileChangesNothingAndSaysWhereItIsWrong) {
    const std::string before = out({"program", "list"});
    const auto wrong = [&](const std::string& text, const std::string& sentence, int exit_code = 2) {
        refused({"program", "load", dir_.write("people.csv", text).string()}, sentence, exit_code);
    };
    wrong("agent\n1\n", "a column \"region\" is needed");
    wrong("agent,region\n1,north\nx,north\n", "people.csv:3: agent is no number");
    wrong("agent,region,passed\n1,north,\n2,north,yesterday\n", "agent 2: passed must be a day such as 2026-11-29.");
    wrong("agent,region\n1,north\n99999,north\n", "agent 99999: There is no agent 99999. Nobody was entered.", 1);
    wrong("agent,region\n1,north\n2,\n", "agent 2: Field region", 1);
    EXPECT_EQ(out({"program", "list"}), before);
    refused({"program", "set", "99999", "--region", "north"}, "There is no agent 99999.");
    refused({"program", "set", "1", "--region", "north", "--passed", "2026-13-01"}, "passed must be a day", 2);
}

TEST_F(YunkectlProgramTest, LooksTellWhoSawSomebody) {
    auto registry = open();
    const auto officer = *registry.account_by_login("officer");
    ASSERT_TRUE(registry.look_at_people(
        {.account = officer.id, .pool = "main", .region = officer.region, .after = 0, .limit = 1, .as_file = true},
        1'800'000'000'000));
    EXPECT_THAT(
        out({"program", "looks", "1", "--json"}),
        HasSubstr(R"("time":"2027-01-15T08:00:00.000Z","account":6,"name":"项目专员 Guan","file":true,"income":true)"));
    EXPECT_THAT(out({"program", "looks", "4", "--json"}), HasSubstr("[]"));
}

}  // namespace
}  // namespace yunke::testing
