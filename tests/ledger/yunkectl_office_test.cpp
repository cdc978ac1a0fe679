// `yunkectl office` as a program: a month from its facts to the bank and back, with who booked it.
#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "tests/ledger/bench.hpp"
#include "tests/registry/yunkectl_runner.hpp"

namespace yunke::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class YunkectlOfficeTest : public YunkectlTest {
protected:
    YunkectlOfficeTest() : store_(std::move(*ledger::Store::open(url()))) {
        out({"pool", "create"});
        out({"merchant", "add", "青禾生活"});
        out({"agent", "add", "小安"});
        out({"account", "add", "fang", "--name", "方", "--role", "finance"});
        out({"account", "add", "gao", "--name", "高", "--role", "finance"});
        out({"account", "add", "ada", "--name", "小安", "--role", "agent", "--agent", "1"});
        out({"account", "add", "root", "--name", "管", "--role", "administrator"});
        out({"ledger", "cards",
             dir_.write("cards.toml", R"(
[[card]]
key = "standard"
version = 1
from = 2020-01-01
online = "12.00"

[[plan]]
key = "hundred"
version = 1
from = 2020-01-01
name = "100"
hours = 100
price = "4500.00"

[[plan]]
key = "charity"
version = 2
from = 2020-01-01
name = "100 for charities"
hours = 100
price = "3150.00"
list_price = "4500.00"
note = "30 % off for charities"
merchants = ["青禾生活"]
)")
                 .string()});
    }

    // Two hours online in March 2026, and an idle pool beyond it.
    void post_march() {
        auto registry = open();
        const auto setup = ledger::load_setup(store_, ledger::read_registry(registry)->names);
        const auto nine = ledger::testing::clock_ms(9), eleven = ledger::testing::clock_ms(11);
        v1::Fact first;
        first.mutable_epoch()->set_last(0);
        std::vector<ledger::OrderedFact> facts;
        for (const v1::Fact& fact :
             {first, ledger::testing::work(1, nine, nine, eleven), ledger::testing::period_ended(1, nine, eleven)})
            facts.push_back({{5, facts.size() + 1}, fact.SerializeAsString(), fact});
        ledger::SharedMerchants shared;
        ledger::Posting posting(store_, setup->setup, shared, "main");
        ledger::PostingOutcome outcome;
        const auto done = posting.post(facts, outcome);
        ASSERT_TRUE(done) << done.error().what;
        ASSERT_TRUE(store_.note_level("main", eleven + 60LL * 24 * ledger::ms_per_hour));
    }

    std::string office(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"office", "--as", "fang", "--json"});
        return out(std::move(arguments));
    }
    void refused(std::vector<std::string> arguments, const std::string& words, int exit_code = 1) {
        arguments.insert(arguments.begin(), "office");
        const auto done = run(std::move(arguments));
        EXPECT_EQ(done.exit_code, exit_code) << done.out;
        EXPECT_THAT(done.err, HasSubstr(words));
    }

    ledger::Store store_;
};

TEST_F(YunkectlOfficeTest, SellsAndRefundsPackagesInTheNameOfSomebody) {
    refused({"topup", "1", "hundred"}, "--as", 2);
    refused({"topup", "1", "hundred", "--as", "nobody"}, "account list");
    refused({"topup", "1", "hundred", "--as", "ada"}, "has the role agent; only finance books");
    refused({"topup", "1", "hundred", "--as", "root"}, "has the role administrator; only finance books");
    refused({"topup", "9", "hundred", "--as", "fang"}, "no merchant 9");
    refused({"topup", "1", "thousand", "--as", "1"}, "not on offer");
    EXPECT_THAT(office({"topup", "1", "hundred"}), HasSubstr("\"price\":\"4500.00\""));
    EXPECT_THAT(office({"refund", "16777217", "--hours", "12.5"}), HasSubstr("\"money_back\":\"562.50\""));
    refused({"refund", "16777217", "--hours", "90", "--as", "fang"}, "refund that or less");
    EXPECT_THAT(office({"refund", "16777217"}), HasSubstr("\"available\":\"0.00\""));
    EXPECT_THAT(out({"office", "packages", "1"}), HasSubstr("100.00"));
    EXPECT_EQ(office({"expire"}), "[]\n");
    EXPECT_THAT(out({"ledger", "verify", "--json"}), HasSubstr("\"whole\":true"));
    EXPECT_THAT(out({"ledger", "rebuild", "--json"}), HasSubstr("\"differences\":0"));
}

TEST_F(YunkectlOfficeTest, ShowsADiscountAsOne) {
    const std::string discount =
        "\"list_price\":\"4500.00\",\"discount\":\"30.00 %\",\"reason\":\"30 % off for charities\","
        "\"discount_from\":\"2020-01-01\",\"discount_until\":\"\"";
    EXPECT_THAT(out({"office", "plans", "--json"}), Not(HasSubstr("charities")));
    EXPECT_THAT(out({"office", "plans", "--merchant", "1", "--json"}), HasSubstr(discount));
    EXPECT_THAT(office({"topup", "1", "charity"}), HasSubstr("\"price\":\"3150.00\""));
    EXPECT_THAT(out({"office", "packages", "1", "--json"}), HasSubstr(discount));
    EXPECT_THAT(out({"office", "packages", "1"}), HasSubstr("30.00 %"));
    EXPECT_THAT(office({"topup", "1", "hundred"}), HasSubstr("\"discount\":\"\""));
}

TEST_F(YunkectlOfficeTest, BooksOnceWhatIsAskedForTwiceUnderOneKey) {
    const auto sold = office({"topup", "1", "hundred", "--key", "sale-7"});
    EXPECT_THAT(sold, HasSubstr("\"entry\":1"));
    EXPECT_EQ(office({"topup", "1", "hundred", "--key", "sale-7"}), sold);
    EXPECT_THAT(out({"office", "--as", "fang", "topup", "1", "hundred", "--key", "sale-7"}), HasSubstr("4500.00"))
        << "as a table, too";
    const auto again = run({"office", "--as", "fang", "--key", "sale-7", "topup", "1", "hundred"});
    EXPECT_THAT(again.err, HasSubstr("nothing was booked now"));
    refused({"set-aside", "1", "5.00", "--as", "fang", "--key", "sale-7"}, "used for another booking");
    refused({"set-aside", "1", "5.00", "--as", "fang", "--key", "a b"}, "1 to 64", 2);
    EXPECT_THAT(office({"set-aside", "1", "5.00", "--key", "gift"}), HasSubstr("\"entry\":2"));
    EXPECT_THAT(office({"topup", "1", "hundred"}), HasSubstr("\"entry\":3")) << "without a key as ever";

    const auto file = dir_.write("payees.csv", "agent,name,account\n1,安心,6222 0001\n");
    EXPECT_THAT(office({"payees", "load", file.string(), "--key", "file"}), HasSubstr("\"changed\":1"));
    EXPECT_THAT(office({"payees", "load", file.string(), "--key", "file"}), HasSubstr("\"changed\":1"));
    dir_.write("payees.csv", "agent,name,account\n1,安心,6222 0009\n");
    refused({"payees", "load", file.string(), "--as", "fang", "--key", "file"}, "used for another booking");
    for (int times = 0; times < 2; ++times)
        EXPECT_THAT(office({"payees", "set", "1", "--name", "安心", "--account", "6222 0002", "--key", "set"}),
                    HasSubstr("6222 0002"));
    EXPECT_THAT(out({"office", "payees", "list", "--json"}), HasSubstr("\"version\":2"));
}

TEST_F(YunkectlOfficeTest, TakesAMonthToTheBankAndBack) {
    post_march();
    const auto preview = out({"office", "month", "preview", "2026-03", "--json"});
    EXPECT_THAT(preview, HasSubstr("\"total\":\"24.00\""));
    EXPECT_THAT(preview, HasSubstr("\"agents\":[{\"agent\":1,\"paid_hours\":\"2.00\""));
    EXPECT_THAT(out({"office", "month", "preview", "2026-03"}), HasSubstr("blockers"));
    refused({"month", "preview", "March"}, "2026-11", 2);
    refused({"month", "close", "2026-03", "--as", "fang"}, "not approved");
    refused({"month", "approve", "2026-03", "--total", "23.00", "--as", "fang"}, "look at it again");
    EXPECT_THAT(office({"month", "approve", "2026-03", "--total", "24.00"}), HasSubstr("\"agents\":1"));
    EXPECT_THAT(office({"month", "close", "2026-03"}), HasSubstr("\"month\":\"2026-03\""));

    refused({"payout", "make", "--as", "fang"}, "agent 1 has no account");
    const auto payees = dir_.write("payees.csv", "agent,name,account\n1,安心,6222 0001\n");
    EXPECT_THAT(office({"payees", "load", payees.string()}), HasSubstr("\"changed\":1"));
    EXPECT_THAT(office({"payees", "set", "1", "--name", "安心", "--account", "6222 0002"}), HasSubstr("6222 0002"));
    EXPECT_THAT(out({"office", "payees", "list"}), HasSubstr("安心"));
    EXPECT_THAT(out({"office", "payout", "payable", "--json"}), HasSubstr("\"payable\":\"24.00\",\"has_payee\":true"));
    EXPECT_THAT(office({"payout", "make"}), HasSubstr("\"total\":\"24.00\""));
    EXPECT_THAT(out({"office", "payout", "file", "1"}), HasSubstr("1,6222 0002,安心,24.00,"));
    const auto failed = dir_.write("bank.csv", "序号,结果\n1,失败\n");
    EXPECT_THAT(office({"payout", "answers", "1", failed.string()}), HasSubstr("\"failed\":1"));
    EXPECT_THAT(office({"payout", "make"}), HasSubstr("\"batch\":2"));
    EXPECT_THAT(office({"payout", "confirm", "2", "1"}), HasSubstr("\"confirmed\":1"));
    refused({"payout", "fail", "2", "1", "--as", "fang"}, "confirmed already");
    EXPECT_THAT(out({"office", "payout", "show", "1", "--json"}), HasSubstr("\"state\":\"failed\""));
    EXPECT_THAT(out({"office", "payout", "list"}), HasSubstr("202"));
    refused({"tax", "remit", "--as", "fang"}, "no tax is owed");
    EXPECT_THAT(out({"ledger", "verify", "--json"}), HasSubstr("\"whole\":true"));
}

TEST_F(YunkectlOfficeTest, ShowsTheTaxThatIsOwedBeforeItIsRemitted) {
    post_march();
    const auto line = std::to_string(ledger::testing::clock_ms(9)) + "-0-online-0-1";
    office({"appeals", "open", "1", line, "--words", "少算了"});
    out({"office", "appeals", "decide", "1", "--uphold", "70000", "--reason", "对", "--as", "gao"});
    office({"month", "approve", "2026-03", "--total", "70000.00"});
    office({"payees", "set", "1", "--name", "安心", "--account", "6222 0001"});
    EXPECT_EQ(out({"office", "tax", "owed", "--json"}), "[]\n");
    office({"payout", "make"});
    const auto owed = out({"office", "tax", "owed", "--json"});
    // Of 70,000 yuan 14,000 of expenses and 5,000 are taken off; of 51,000 ten percent less 2,520.
    EXPECT_THAT(owed, HasSubstr("\"agents\":1,\"withheld\":\"2580.00\",\"remitted\":\"0.00\",\"owed\":\"2580.00\""));
    EXPECT_THAT(run({"office", "tax", "owed"}).err, HasSubstr("Withheld 2580.00 yuan, remitted 0.00, owed 2580.00."));
    refused({"tax", "remit", "--as", "fang", "--amount", "2580.01"}, "2580.01 yuan are more than the 2580.00");
    refused({"tax", "remit", "--as", "fang", "--until", "2026-03"}, "no tax is owed for payments up to 2026-03");
    EXPECT_THAT(office({"tax", "remit", "--amount", "80"}), HasSubstr("\"amount\":\"80.00\""));
    refused({"tax", "remit", "--as", "fang", "--amount", "2580"}, "80.00 are remitted already");
    EXPECT_THAT(out({"office", "tax", "owed", "--json"}), HasSubstr("\"remitted\":\"80.00\",\"owed\":\"2500.00\""));
    EXPECT_THAT(office({"tax", "remit"}), HasSubstr("\"amount\":\"2500.00\""));
    refused({"tax", "remit", "--as", "fang"}, "no tax is owed");
    EXPECT_THAT(out({"ledger", "verify", "--json"}), HasSubstr("\"whole\":true"));
}

TEST_F(YunkectlOfficeTest, AnswersAnAppeal) {
    post_march();
    office({"month", "approve", "2026-03", "--total", "24.00"});
    const auto line = std::to_string(ledger::testing::clock_ms(9)) + "-0-online-0-1";
    EXPECT_THAT(office({"appeals", "open", "1", line, "--words", "少算了"}), HasSubstr("\"state\":\"open\""));
    EXPECT_THAT(out({"office", "appeals", "list"}), HasSubstr("少算了"));
    refused({"appeals", "decide", "1", "--uphold", "30", "--reason", "对", "--as", "fang"}, "approved her pay");
    refused({"appeals", "decide", "1", "--reason", "对", "--as", "gao"}, "either", 2);
    EXPECT_THAT(out({"office", "appeals", "decide", "1", "--uphold", "30", "--reason", "对", "--as", "gao"}),
                HasSubstr("upheld"));
    EXPECT_THAT(out({"office", "appeals", "list"}), Not(HasSubstr("少算了")));
    EXPECT_THAT(out({"office", "month", "preview", "2026-03", "--json"}), HasSubstr("\"total\":\"6.00\""));
    EXPECT_THAT(out({"ledger", "verify", "--json"}), HasSubstr("\"whole\":true"));
}

}  // namespace
}  // namespace yunke::testing
