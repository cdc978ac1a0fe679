// What finance does by HTTP, and agents who appeal: the way through a month, what is refused and in which words, and
// who may ask at all.
#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <thread>
#include <vector>

#include "agent-gateway/http/finance_api.hpp"
#include "tests/gateway/finance_fixture.hpp"
#include "tests/support/openapi_keys.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void expect_described(const json::value& value, const std::vector<std::string>& schemas) {
    EXPECT_EQ(yunke::testing::keys_of(value), yunke::testing::described_keys(YUNKE_OPENAPI, schemas)) << schemas.back();
}

TEST_F(FinanceTest, TheWayThroughAMonth) {
    start();
    // The months: March has her pay, and nothing keeps it but that this is not approved.
    const json::value months = get("/api/finance/months");
    const auto& list = months.at("months").as_array();
    EXPECT_EQ(text(list.front().at("state")), "running");
    EXPECT_EQ(text(list.back().at("month")), "2026-03");
    EXPECT_EQ(text(list.back().at("state")), "open");
    EXPECT_EQ(number(list.back().at("total_fen")), earned_fen);
    EXPECT_TRUE(list.back().at("blockers").as_array().empty()) << json::serialize(list.back());

    const json::value month = get("/api/finance/months/2026-03");
    ASSERT_EQ(month.at("rows").as_array().size(), 1U);
    const json::value& row = month.at("rows").at(0);
    EXPECT_EQ(number(row.at("agent")), agent_.agent);
    EXPECT_EQ(number(row.at("earned_fen")), 3'400);
    EXPECT_EQ(number(row.at("floor_fen")), 1'100);
    EXPECT_EQ(number(row.at("payable_fen")), earned_fen);

    const std::string approve = "/api/finance/months/2026-03/approve";
    EXPECT_EQ(text(post(approve, R"({"seen_fen":4499})", 409).at("error")), "changed");
    const json::value approved = post(approve, R"({"seen_fen":4500})");
    EXPECT_EQ(number(approved.at("total_fen")), earned_fen);
    EXPECT_EQ(number(approved.at("agents")), 1);
    EXPECT_EQ(text(get("/api/finance/months").at("months").as_array().back().at("state")), "closable");
    EXPECT_EQ(text(post("/api/finance/months/2026-03/close", "").at("month")), "2026-03");
    EXPECT_EQ(text(get("/api/finance/months").at("months").as_array().back().at("state")), "closed");
    EXPECT_EQ(text(post("/api/finance/months/2026-03/close", "", 409).at("error")), "refused");

    // The payout wants to know whose account it is.
    const json::value payouts = get("/api/finance/payouts");
    EXPECT_EQ(number(payouts.at("payable_fen")), earned_fen);
    EXPECT_EQ(number(payouts.at("next_batch")), 1);
    const json::value nobody = post("/api/finance/payouts", R"({"batch":1})", 409);
    EXPECT_THAT(text(nobody.at("message_zh")), HasSubstr("没有收款账户"));
    EXPECT_EQ(number(get("/api/finance/payees").at("missing").at(0)), agent_.agent);
    const std::string payee = "/api/finance/payees/" + std::to_string(agent_.agent);
    const HttpResult set = call("PUT", payee, R"({"name":"张三","account":"6222020200012345678"})", "finance1");
    EXPECT_EQ(set.status, 200U) << set.body;
    EXPECT_TRUE(get("/api/finance/payees").at("missing").as_array().empty());
    const json::value made = post("/api/finance/payouts", R"({"batch":1})", 201);
    EXPECT_EQ(number(made.at("total_fen")), earned_fen) << "so little is not taxed";
    EXPECT_EQ(text(post("/api/finance/payouts", R"({"batch":1})", 409).at("error")), "refused") << "the same again";

    const HttpResult file = call("GET", "/api/finance/payouts/1/file?template=batch-payment", "", "finance1");
    EXPECT_EQ(file.status, 200U);
    EXPECT_THAT(file.body, HasSubstr("6222020200012345678,张三,45.00"));
    EXPECT_THAT(file.header("content-disposition"), HasSubstr("-000001.csv"));
    EXPECT_EQ(file.header("cache-control"), "no-store");
    const json::value answered = post("/api/finance/payouts/1/answers", R"({"rows":[{"row":1,"paid":false}]})");
    EXPECT_EQ(text(answered.at("items").at(0).at("state")), "failed");
    EXPECT_EQ(number(get("/api/finance/payouts").at("payable_fen")), earned_fen) << "payable again";
    post("/api/finance/payouts", R"({"batch":2,"agents":[)" + std::to_string(agent_.agent) + "]}", 201);
    EXPECT_EQ(number(post("/api/finance/payouts/2/answers", R"({"rows":[{"row":1,"paid":true}]})").at("open_fen")), 0);
    EXPECT_EQ(number(get("/api/finance/payouts").at("payable_fen")), 0);
    EXPECT_THAT(text(post("/api/finance/tax/remit", "", 409).at("message_zh")), HasSubstr("没有应缴的税款"));

    EXPECT_EQ(number(get("/api/earnings/lines?month=2026-03", "agent1").at("approved_fen")), earned_fen);
    EXPECT_THAT(logs(), Not(HasSubstr("6222020200012345678"))) << "accounts of people stand in no log";
    EXPECT_THAT(logs(), Not(HasSubstr("张三")));
}

TEST_F(FinanceTest, PackagesAreSoldOnceAndUnusedTimeIsGivenBackOnce) {
    start();
    const json::value plans = get("/api/finance/plans");
    ASSERT_EQ(plans.at("plans").as_array().size(), 1U);
    EXPECT_EQ(text(plans.at("plans").at(0).at("key")), "ten");
    EXPECT_EQ(number(plans.at("plans").at(0).at("price_fen")), 100'000);
    const std::string packages = "/api/finance/merchants/" + std::to_string(owner_.merchant) + "/packages";
    const json::value before = get("/api/finance/merchants").at("merchants").at(0);
    EXPECT_EQ(number(before.at("packages_sold")), 0);
    EXPECT_EQ(number(before.at("overage_ms")), hour_ms * 3 / 2);
    const json::value sold = post(packages, R"({"plan":"ten","seen_packages":0})", 201).at("package");
    EXPECT_EQ(number(sold.at("available_ms")), 10 * hour_ms);
    EXPECT_EQ(text(post(packages, R"({"plan":"ten","seen_packages":0})", 409).at("error")), "changed");
    EXPECT_THAT(text(post(packages, R"({"plan":"eleven"})", 409).at("message_zh")), HasSubstr("没有供应"));
    EXPECT_EQ(number(get("/api/finance/merchants").at("merchants").at(0).at("packages_sold")), 1);
    EXPECT_EQ(number(get("/api/merchant/balance", "owner").at("available_ms")), 10 * hour_ms);

    const std::string refund = packages + "/" + text(sold.at("id")) + "/refund";
    const std::string one_hour = R"({"minutes":60,"seen_available_ms":36000000})";
    const json::value back = post(refund, one_hour);
    EXPECT_EQ(number(back.at("refunded_fen")), 10'000);
    EXPECT_EQ(number(back.at("package").at("available_ms")), 9 * hour_ms);
    EXPECT_EQ(text(post(refund, one_hour, 409).at("error")), "changed");
    EXPECT_THAT(text(post(refund, R"({"minutes":541})", 409).at("message_en")), HasSubstr("540 minutes are left"));
    EXPECT_EQ(call("POST", packages + "/999/refund", R"({"minutes":1})", "finance1").status, 404U);
    const std::string another = "/api/finance/merchants/999/packages";
    EXPECT_EQ(call("POST", another, R"({"plan":"ten"})", "finance1").status, 404U);
    EXPECT_EQ(call("POST", another + "/" + text(sold.at("id")) + "/refund", R"({"minutes":1})", "finance1").status,
              404U)
        << "not that merchant's";
}

TEST_F(FinanceTest, ADiscountIsShownAsOneWhereverItsPackageIs) {
    start();
    const std::string merchant = std::to_string(owner_.merchant);
    const json::value plans = get("/api/finance/plans?merchant=" + merchant);
    ASSERT_EQ(plans.at("plans").as_array().size(), 2U);
    const json::value discount = plans.at("plans").at(0).at("discount");
    expect_described(discount, {"Discount"});
    EXPECT_EQ(number(discount.at("list_price_fen")), 100'000);
    EXPECT_EQ(number(discount.at("percent_bp")), 2'000);
    EXPECT_EQ(text(discount.at("reason")), "公益机构八折");
    EXPECT_EQ(text(discount.at("from")), "2026-01-01");
    EXPECT_EQ(text(discount.at("until")), "2099-01-01");
    EXPECT_EQ(plans.at("plans").at(1).at("discount"), nullptr);
    EXPECT_EQ(get("/api/finance/plans?merchant=999").at("plans").as_array().size(), 1U) << "not for others";
    EXPECT_EQ(call("GET", "/api/finance/plans?merchant=x", "", "finance1").status, 400U);

    const std::string packages = "/api/finance/merchants/" + merchant + "/packages";
    const json::value sold = post(packages, R"({"plan":"charity"})", 201).at("package");
    EXPECT_EQ(number(sold.at("price_fen")), 80'000);
    EXPECT_EQ(sold.at("discount"), discount);
    EXPECT_EQ(get("/api/finance/merchants").at("merchants").at(0).at("packages").at(0).at("discount"), discount);
    EXPECT_EQ(get("/api/merchant/balance", "owner").at("packages").at(0).at("discount"), discount);
    post(packages + "/" + text(sold.at("id")) + "/refund", R"({"minutes":60})");
    const json::value invoice = get("/api/merchant/invoice", "owner");
    const auto& items = invoice.at("items").as_array();
    ASSERT_EQ(items.size(), 2U) << json::serialize(invoice);
    EXPECT_EQ(number(items[0].at("gross_fen")), 80'000) << "what is paid";
    EXPECT_EQ(items[0].at("discount"), discount);
    EXPECT_EQ(items[1].at("discount"), nullptr) << "given back by the price that was paid";
}

TEST_F(FinanceTest, TheSameClicksAtOnceSellOnePackage) {
    start();
    const std::string path = "/api/finance/merchants/" + std::to_string(owner_.merchant) + "/packages";
    const Headers cookie{{"Cookie", log_in("finance1")}};
    std::array<unsigned, 6> status{};
    {
        std::vector<std::jthread> clicks;
        for (unsigned& one : status) {
            clicks.emplace_back(
                [&] { one = http(port(), "POST", path, R"({"plan":"ten","seen_packages":0})", cookie).status; });
        }
    }
    EXPECT_EQ(std::ranges::count(status, 201U), 1);
    EXPECT_EQ(std::ranges::count(status, 409U), 5);
    EXPECT_EQ(number(get("/api/finance/merchants").at("merchants").at(0).at("packages_sold")), 1);
}

TEST_F(FinanceTest, AnAppealIsAnsweredBySomebodyElse) {
    start();
    const std::string line = line_of("handled");
    const std::string path = "/api/earnings/lines/" + line + "/appeal";
    EXPECT_EQ(call("POST", path, R"({"words":"  "})", "agent1").status, 400U);
    EXPECT_EQ(call("POST", path, R"({"words":"不是我的"})", "agent2").status, 404U) << "not hers";
    EXPECT_EQ(call("POST", "/api/earnings/lines/" + line, R"({"words":"x"})", "agent1").status, 404U);
    const json::value mine = post(path, R"({"words":"断线的时间没有算。"})", 201, "agent1");
    EXPECT_EQ(text(mine.at("line")), line);
    EXPECT_EQ(text(post(path, R"({"words":"还有"})", 409, "agent1").at("error")), "refused") << "one at a time";
    EXPECT_TRUE(get("/api/earnings/appeals", "agent2").at("appeals").as_array().empty());

    // Whoever approved her month may not answer.
    post("/api/finance/months/2026-03/approve", R"({"seen_fen":4500})");
    const json::value open = get("/api/finance/appeals");
    ASSERT_EQ(open.at("appeals").as_array().size(), 1U);
    EXPECT_FALSE(open.at("more").as_bool());
    const std::string appeal = "/api/finance/appeals/" + std::to_string(number(mine.at("id")));
    const json::value seen = get(appeal);
    EXPECT_FALSE(seen.at("may_decide").as_bool());
    EXPECT_THAT(text(seen.at("may_not_zh")), HasSubstr("请由其他人决定"));
    EXPECT_EQ(text(seen.at("opened").at("id")), line);
    EXPECT_FALSE(seen.at("opened").at("facts").as_array().empty());
    EXPECT_TRUE(get(appeal, "finance2").at("may_decide").as_bool());
    const std::string now_fen = std::to_string(number(seen.at("line_fen")) + 250);
    const std::string upheld = R"({"uphold":true,"amount_fen":)" + now_fen + R"(,"reason":"补上断线的时间。"})";
    EXPECT_EQ(call("POST", appeal + "/decision", upheld, "finance1").status, 409U);
    EXPECT_EQ(call("POST", appeal + "/decision", R"({"uphold":true,"reason":"x"})", "finance2").status, 400U);
    EXPECT_EQ(call("POST", appeal + "/decision", R"({"uphold":false,"amount_fen":1,"reason":"x"})", "finance2").status,
              400U);
    const json::value decided = post(appeal + "/decision", upheld, 200, "finance2");
    EXPECT_EQ(text(decided.at("state")), "upheld");
    EXPECT_GT(number(decided.at("entry")), 0);
    EXPECT_EQ(call("POST", appeal + "/decision", upheld, "finance2").status, 409U) << "once";

    const json::value hers = get("/api/earnings/appeals", "agent1").at("appeals").at(0);
    EXPECT_EQ(text(hers.at("reason")), "补上断线的时间。");
    EXPECT_EQ(std::to_string(number(hers.at("amount_fen"))), now_fen);
    EXPECT_FALSE(hers.as_object().contains("decided_by")) << "who decided is not told";
    EXPECT_EQ(number(get("/api/finance/months/2026-03").at("total_fen")), 250) << "to be approved as well";
    EXPECT_TRUE(get("/api/finance/appeals").at("appeals").as_array().empty());
    EXPECT_EQ(get("/api/finance/appeals?state=upheld").at("appeals").as_array().size(), 1U);
    EXPECT_TRUE(get("/api/finance/appeals?state=all&after=1").at("appeals").as_array().empty());
}

TEST_F(FinanceTest, TaxIsSeenBeforeItIsRemittedAndNoMoreIsBookedThanIsOwed) {
    start();
    post("/api/earnings/lines/" + line_of("online") + "/appeal", R"({"words":"少了"})", 201, "agent1");
    post("/api/finance/appeals/1/decision", R"({"uphold":true,"amount_fen":7000000,"reason":"补上。"})", 200,
         "finance2");
    const std::string total = std::to_string(number(get("/api/finance/months/2026-03").at("total_fen")));
    post("/api/finance/months/2026-03/approve", R"({"seen_fen":)" + total + "}");
    const std::string payee = "/api/finance/payees/" + std::to_string(agent_.agent);
    EXPECT_EQ(call("PUT", payee, R"({"name":"张三","account":"6222 0001"})", "finance1").status, 200U);
    EXPECT_EQ(number(get("/api/finance/tax").at("owed_fen")), 0);
    post("/api/finance/payouts", "{}", 201);
    const json::value tax = get("/api/finance/tax");
    expect_described(tax, {"TaxDue"});
    const json::value& month = tax.at("months").at(0);
    expect_described(month, {"TaxMonth"});
    const std::int64_t owed = number(tax.at("owed_fen"));
    EXPECT_GT(owed, 0);
    EXPECT_EQ(number(month.at("withheld_fen")), owed);
    EXPECT_EQ(number(month.at("owed_until_fen")), owed);
    const std::string remit = "/api/finance/tax/remit";
    const json::value more = post(remit, R"({"amount_fen":)" + std::to_string(owed + 1) + "}", 409);
    EXPECT_THAT(text(more.at("message_zh")), HasSubstr("超过应缴的 " + ledger::yuan_text(owed) + " 元"));
    EXPECT_THAT(text(post(remit, R"({"until":"2026-03"})", 409).at("message_zh")), HasSubstr("截至 2026-03"));
    EXPECT_EQ(call("POST", remit, R"({"until":"March"})", "finance1").status, 400U);
    EXPECT_EQ(call("POST", remit, R"({"amount_fen":0})", "finance1").status, 400U);
    EXPECT_EQ(number(post(remit, R"({"amount_fen":100})").at("total_fen")), 100);
    const std::string until = R"({"until":")" + text(month.at("month")) + R"(","amount_fen":)";
    EXPECT_EQ(text(post(remit, until + std::to_string(owed) + "}", 409).at("error")), "refused") << "100 are paid";
    EXPECT_EQ(number(post(remit, until + std::to_string(owed - 100) + "}").at("total_fen")), owed - 100);
    EXPECT_EQ(number(get("/api/finance/tax").at("remitted_fen")), owed);
    EXPECT_EQ(number(get("/api/finance/tax").at("months").at(0).at("owed_fen")), 0);
}

TEST_F(FinanceTest, AnybodySeesTheFundsAndNothingElse) {
    start();
    const HttpResult funds = call("GET", "/api/funds", "", "");
    EXPECT_EQ(funds.status, 200U);
    EXPECT_EQ(funds.body, R"({"funds":[{"id":1,"name":"无障碍学习基金","total_fen":50}]})");
    EXPECT_EQ(call("POST", "/api/funds", "{}", "finance1").status, 405U);
}

TEST_F(FinanceTest, EveryAnswerHasTheKeysThatAreDescribed) {
    start();
    const json::value head = get("/api/finance/months").at("months").at(0);
    expect_described(head, {"MonthHead"});
    expect_described(head.at("blockers").at(0), {"Sentence"});
    const json::value month = get("/api/finance/months/2026-03");
    expect_described(month, {"MonthHead", "MonthPreview"});
    expect_described(month.at("rows").at(0), {"MonthRow"});
    expect_described(month.at("rows").at(0).at("tier_bonus"), {"Bonus"});
    const std::string her = std::to_string(agent_.agent);
    const std::string payee = R"({"name":"张三","account":"1234"})";
    const HttpResult set = call("PUT", "/api/finance/payees/" + her, payee, "finance1");
    expect_described(json::parse(set.body), {"KnownPayee"});
    expect_described(get("/api/finance/payees").at("payees").at(0), {"KnownPayee"});
    const std::string appeal = "/api/earnings/lines/" + line_of("online") + "/appeal";
    expect_described(post(appeal, R"({"words":"少了"})", 201, "agent1"), {"OwnAppeal"});
    expect_described(get("/api/earnings/appeals", "agent1").at("appeals").at(0), {"OwnAppeal"});
    expect_described(get("/api/finance/appeals").at("appeals").at(0), {"OwnAppeal", "Appeal"});
    expect_described(get("/api/finance/appeals/1").at("opened"), {"Line", "OpenLine"});
    expect_described(post("/api/finance/appeals/1/decision", R"({"uphold":false,"reason":"算对了。"})"),
                     {"OwnAppeal", "Appeal"});
    post("/api/finance/months/2026-03/approve", R"({"seen_fen":4500})");
    post("/api/finance/payouts", "", 201);
    expect_described(get("/api/finance/payouts"), {"Payouts"});
    expect_described(get("/api/finance/payouts").at("batches").at(0), {"Batch"});
    expect_described(get("/api/finance/payouts/1"), {"Batch", "OpenBatch"});
    const std::string packages = "/api/finance/merchants/" + std::to_string(owner_.merchant) + "/packages";
    expect_described(post(packages, R"({"plan":"ten"})", 201).at("package"), {"Package"});
    expect_described(get("/api/finance/merchants").at("merchants").at(0), {"MerchantMoney"});
    expect_described(post("/api/finance/tax/remit", "", 409), {"Error"});
}

struct Wrong {
    std::string method, path, body, says;
};

TEST_F(FinanceTest, WhatIsWrongIsToldInBothLanguages) {
    start();
    const std::vector<Wrong> all = {
        {"GET", "/months/2026-13", "", "2026-11"},
        {"POST", "/months/2026-03/approve", "", "\\\"seen_fen\\\" is needed"},
        {"POST", "/months/2026-03/approve", "[]", "one JSON object"},
        {"POST", "/months/2026-03/approve", R"({"seen_fen":45.5})", "whole number"},
        {"POST", "/months/2026-03/approve", R"({"seen_fen":-1})", "whole number"},
        {"POST", "/months/2026-03/approve", R"({"seen_fen":1,"seen_fen":2})", "one JSON object"},
        {"POST", "/months/2026-03/approve", R"({"agent":[1],"seen_fen":4500})", "which is not known here"},
        {"POST", "/months/2026-03/approve", R"({"agents":[],"seen_fen":0})", "leave it out to mean everybody"},
        {"POST", "/months/2026-03/approve", R"({"agents":["1"],"seen_fen":0})", "numbers of agents"},
        {"POST", "/months/2026-03/close", R"({"sure":true})", "must be empty or {}"},
        {"POST", "/payouts", R"({"batch":0})", "whole number"},
        {"POST", "/payouts/1/answers", R"({"rows":[]})", "1 to 2000 objects"},
        {"POST", "/payouts/1/answers", R"({"rows":[{"row":1}]})", "\\\"paid\\\" is needed"},
        {"GET", "/payouts/1/file?template=exe", "", "batch-payment"},
        {"PUT", "/payees/1", R"({"name":"张三"})", "\\\"account\\\" is needed"},
        {"POST", "/merchants/1/packages", R"({"plan":7})", "must be a text"},
        {"POST", "/merchants/1/packages/1/refund", R"({"minutes":0})", "whole number"},
        {"GET", "/appeals?state=mine", "", "open, upheld, declined, all"},
        {"GET", "/appeals?after=-1", "", "number of an appeal"},
        {"POST", "/appeals/1/decision", R"({"uphold":"yes","reason":"x"})", "true or false"},
    };
    for (const Wrong& one : all) {
        const HttpResult result = call(one.method, "/api/finance" + one.path, one.body, "finance1");
        EXPECT_EQ(result.status, 400U) << one.path << one.body << result.body;
        EXPECT_THAT(result.body, HasSubstr(one.says)) << one.path;
        const std::string zh = text(json::parse(result.body).at("message_zh"));
        EXPECT_TRUE(std::ranges::any_of(zh, [](char c) { return static_cast<unsigned char>(c) > 0x7f; })) << zh;
    }
    for (const char* path : {"/payouts/7", "/payouts/x", "/payouts/7/file", "/appeals/7", "/appeals/x", "/nothing", "",
                             "/months/2026-03/approve/now"}) {
        EXPECT_EQ(call("GET", std::string("/api/finance") + path, "", "finance1").status, 404U) << path;
    }
    EXPECT_EQ(call("GET", "/api/finance/months/2026-03/approve", "", "finance1").header("allow"), "POST");
    EXPECT_EQ(call("PUT", "/api/finance/payees/9999", R"({"name":"张三","account":"1"})", "finance1").status, 404U);
    EXPECT_EQ(number(get("/api/finance/months/2026-03").at("total_fen")), earned_fen) << "nothing was booked";
}

// Money is the finance side's alone: neither who runs the platform nor whose money it is gets these addresses.
TEST_F(FinanceTest, EveryAddressIsForFinanceAlone) {
    start();
    std::size_t tried = 0;
    for (const FinanceApi::Address& address : FinanceApi::addresses()) {
        std::string path(address.path);
        for (auto brace = path.find('{'); brace != std::string::npos; brace = path.find('{'))
            path.replace(brace, path.find('}') - brace + 1, "1");
        for (const char* login : {"agent1", "agent2", "boss", "owner", "root"})
            EXPECT_EQ(call(std::string(address.method), path, "", login).status, 403U) << login << path;
        EXPECT_EQ(call(std::string(address.method), path, "", "").status, 401U) << path;
        const unsigned mine = call(std::string(address.method), path, "", "finance1").status;
        EXPECT_TRUE(mine != 401 && mine != 403 && mine < 500) << mine << path;
        ++tried;
    }
    EXPECT_EQ(tried, 20U);
    for (const char* path : {"/api/earnings", "/api/earnings/appeals", "/api/merchant/balance", "/api/admin/agents"})
        EXPECT_EQ(call("GET", path, "", "finance1").status, 403U) << path;
    for (const char* login : {"boss", "owner", "root", "finance1"})
        EXPECT_EQ(call("POST", "/api/earnings/lines/1-0-handled-0-1/appeal", R"({"words":"x"})", login).status, 403U)
            << login;
}

TEST_F(FinanceTest, ForeignPagesAndOtherTypesChangeNothing) {
    start();
    const std::string path = "/api/finance/months/2026-03/approve";
    const std::string cookie = log_in("finance1");
    const std::string body = R"({"seen_fen":4500})";
    const Headers foreign{{"Cookie", cookie}, {"Origin", "https://evil.example"}};
    EXPECT_EQ(http(port(), "POST", path, body, foreign).json("error"), "origin");
    const Headers shop{{"Cookie", cookie}, {"Origin", shop_origin}};
    EXPECT_EQ(http(port(), "POST", path, body, shop).json("error"), "origin") << "shops' pages are others' as well";
    const Headers form{{"Cookie", cookie}, {"Content-Type", "text/plain"}};
    EXPECT_EQ(http(port(), "POST", path, body, form).status, 415U);
    EXPECT_EQ(number(get("/api/finance/months/2026-03").at("approved_fen")), 0);
}

TEST_F(FinanceTest, AFinanceAccountHasNoLiveConnection) {
    start();
    const HttpResult ticket = call("POST", "/api/ticket", "{}", "finance1");
    EXPECT_EQ(ticket.status, 403U);
    EXPECT_THAT(ticket.body, HasSubstr("no live connection"));
    EXPECT_EQ(get("/api/me").at("account").at("role").as_string(), "finance");
    EXPECT_EQ(call("POST", "/api/logout", "", "finance1").status, 204U);
    EXPECT_EQ(call("GET", "/api/finance/months", "", "finance1").status, 401U);
}

}  // namespace
}  // namespace yunke::gateway::testing
