// `yunkectl tax explain` as a program, without configuration, Redis or database.
#include "tests/registry/yunkectl_runner.hpp"

namespace yunke::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class TaxExplainTest : public YunkectlTest {
protected:
    Finished explain(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"tax", "explain"});
        return run_bare(std::move(arguments));
    }
    std::string taxes(std::vector<std::string> arguments) {
        const auto done = explain(std::move(arguments));
        EXPECT_EQ(done.exit_code, 0) << done.err;
        return done.out;
    }
    void expect_misused(std::vector<std::string> arguments, const std::string& part) {
        const auto done = explain(std::move(arguments));
        EXPECT_EQ(done.exit_code, 2) << done.out << done.err;
        EXPECT_THAT(done.out, IsEmpty());
        EXPECT_THAT(done.err, HasSubstr(part));
    }
};

TEST_F(TaxExplainTest, PrintsTheTaxOfEachPaymentAndNothingElse) {
    EXPECT_EQ(taxes({"--method", "per-payment", "800", "1000", "4000", "10000", "25000", "70000"}),
              "0.00\n40.00\n640.00\n1600.00\n4000.00\n15400.00\n");
    EXPECT_EQ(taxes({"--method", "cumulative", "10000", "10000", "10000"}), "90.00\n90.00\n90.00\n");
    EXPECT_EQ(taxes({"--method", "cumulative", "6250"}), "0.00\n");
    EXPECT_EQ(taxes({"--method=cumulative", "52500.00"}), "1180.00\n");
}

TEST_F(TaxExplainTest, RelievesByPercentAndYearlyCap) {
    EXPECT_EQ(taxes({"--method", "cumulative", "--relief-percent", "50", "10000", "10000"}), "45.00\n45.00\n");
    EXPECT_EQ(taxes({"--method", "cumulative", "--relief-percent", "33.33", "10000"}), "60.00\n");
    EXPECT_EQ(taxes({"--method", "cumulative", "--relief-cap-year", "100", "10000", "10000"}), "0.00\n80.00\n");
    EXPECT_EQ(taxes({"--method", "per-payment", "--relief-percent", "50", "--relief-cap-year", "1000", "10000", "10000",
                     "10000"}),
              "800.00\n1400.00\n1600.00\n");
}

TEST_F(TaxExplainTest, ZeroIsAMonthWithoutPayment) {
    EXPECT_EQ(taxes({"--method", "cumulative", "40000", "40000", "0", "40000"}), "810.00\n2070.00\n0.00\n810.00\n");
    EXPECT_EQ(taxes({"--method", "per-payment", "0", "1000"}), "0.00\n40.00\n");
}

TEST_F(TaxExplainTest, TellsTheFormulaInWordsBesideTheTaxes) {
    const std::vector<std::string> arguments = {"--method", "cumulative", "10000"};
    EXPECT_THAT(explain(arguments).err,
                HasSubstr("income 10000.00 - 20 % x 10000.00 - 5000.00 x 1 month(s) = 3000.00"));
    const auto words = explain({"--method", "cumulative", "--words", "--language", "zh", "10000", "10000"});
    EXPECT_THAT(words.out, StartsWith("90.00\n90.00\n# "));
    EXPECT_THAT(words.out, HasSubstr("累计应纳税所得额"));
    EXPECT_THAT(words.err, IsEmpty());
}

TEST_F(TaxExplainTest, PrintsJson) {
    const auto done = explain({"--method", "cumulative", "--json", "10000", "0"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_THAT(done.out, HasSubstr(R"(-01","amount":"10000.00","tax":"90.00","net":"9910.00","words":")"));
    EXPECT_THAT(done.out, HasSubstr(R"(-02","amount":"0.00","tax":"0.00","net":"0.00","words":")"));
    EXPECT_THAT(done.err, IsEmpty());
}

TEST_F(TaxExplainTest, RefusesWhatIsNoAmount) {
    for (const auto* amount : {"-5", "10.001", "ten", "1e3", "1,000", "", "1.", "0x10", "99999999999999"}) {
        expect_misused({"--method", "per-payment", "1000", amount}, "");
    }
    expect_misused({"--method", "per-payment", "1000", "10.001"},
                   "An AMOUNT is \"10.001\"; write yuan with at most two");
    expect_misused({"--method", "per-payment", "--", "-5"}, "and no sign");
    expect_misused({"--method", "per-payment", "1000000000000"}, "at most 10000000000.00 can be meant");
    expect_misused({"--method", "cumulative", "--relief-percent", "101", "1"}, "a number from 0 to 100");
    expect_misused({"--method", "cumulative", "--relief-percent", "-1", "1"}, "");
    expect_misused({"--method", "cumulative", "--relief-percent", "half", "1"}, "a number from 0 to 100");
    expect_misused({"--method", "cumulative", "--relief-cap-year", "1.234", "1"}, "--relief-cap-year is \"1.234\"");
    expect_misused({"--method", "yearly", "1"}, "yearly");
    expect_misused({"1000"}, "--method");
    expect_misused({"--method", "cumulative"}, "amount");
    std::vector<std::string> many(121, "1");
    many.insert(many.begin(), {"--method", "cumulative"});
    expect_misused(many, "give fewer");
    EXPECT_THAT(explain({"--method", "per-payment", "--json", "x"}).err, Not(IsEmpty()));
}

}  // namespace
}  // namespace yunke::testing
