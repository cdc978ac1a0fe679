// `yunkectl report program` as a program.
#include "tests/registry/yunkectl_runner.hpp"

namespace yunke::testing {
namespace {

using ::testing::HasSubstr;

class ReportTest : public YunkectlTest {
protected:
    Finished report(const std::string& people, const std::string& by = "region", const std::string& month = "2026-10") {
        const std::string file = dir_.write("people.csv", people).string();
        return run({"report", "program", "--month", month, "--people", file, "--by", by});
    }
};

TEST_F(ReportTest, CountsPeopleAndHidesSmallNumbers) {
    std::string people =
        "\xEF\xBB\xBF"
        "agent,stage,region,grade\r\n";
    for (int i = 0; i < 30; ++i)
        people += ",signed_up,north,1\r\n";
    for (int i = 0; i < 20; ++i)
        people += "7,trained,\"south, coast\",2\r\n";  // nobody of that number ever worked
    people += ",passed,\"south, coast\",2\r\n";
    const Finished done = report(people, "region,grade");
    ASSERT_EQ(done.exit_code, 0) << done.err;
    EXPECT_THAT(done.out, HasSubstr("region,north,stage,signed_up,30\r\n"));
    EXPECT_THAT(done.out, HasSubstr("region,\"south, coast\",stage,passed,*\r\n"));
    EXPECT_THAT(done.out, HasSubstr("region,\"south, coast\",stage,trained,*\r\n")) << "or the one could be reckoned";
    EXPECT_THAT(done.out, HasSubstr("grade,all,stage,all,51\r\n"));
    EXPECT_THAT(done.out, HasSubstr("region,all,hours,median,*\r\n"));
}

TEST_F(ReportTest, SaysWhichLineIsWrong) {
    EXPECT_THAT(report("agent,stage\n").err, HasSubstr("people.csv:1: there is no column \"region\""));
    EXPECT_THAT(report("stage,region\n").err, HasSubstr("no line names a column \"agent\""));
    EXPECT_THAT(report("agent,stage,region\nx,passed,a\n").err, HasSubstr("people.csv:2: agent is no number"));
    EXPECT_THAT(report("agent,stage,region\n\n1,dancing,a\n").err, HasSubstr("people.csv:3: stage must be"));
    EXPECT_THAT(report("agent,stage,region\n1,passed\n").err, HasSubstr("2 fields, but there are 3 columns"));
    EXPECT_THAT(report("", "region").err, HasSubstr("no line names a column \"agent\""));
    EXPECT_EQ(report("agent,stage,region\n", "region", "2026").exit_code, 2);
}

}  // namespace
}  // namespace yunke::testing
