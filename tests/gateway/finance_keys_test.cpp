// Bookings by HTTP that are sent again: under one key they are booked once, and answered as the first time.
#include <array>
#include <boost/json/parse.hpp>
#include <set>
#include <thread>
#include <vector>

#include "tests/gateway/finance_fixture.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::HasSubstr;

class FinanceKeys : public FinanceTest {
protected:
    HttpResult sell(const std::string& key, const std::string& body = R"({"plan":"ten"})",
                    const std::string& login = "finance1") {
        return call("POST", packages_, body, login, key);
    }
    std::int64_t sold() { return number(get("/api/finance/merchants").at("merchants").at(0).at("packages_sold")); }

    std::string packages_ = "/api/finance/merchants/" + std::to_string(owner_.merchant) + "/packages";
};

TEST_F(FinanceKeys, ADoubleClickOrALostAnswerSellsOnePackage) {
    start();
    const HttpResult first = sell("sale-1");
    ASSERT_EQ(first.status, 201U) << first.body;
    EXPECT_EQ(first.header("idempotency-replayed"), "");
    const HttpResult again = sell("sale-1");
    EXPECT_EQ(again.status, 201U);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    EXPECT_EQ(sold(), 1);
    const HttpResult other = sell("sale-1", R"({"plan":"ten","seen_packages":1})");
    EXPECT_EQ(other.status, 409U);
    EXPECT_THAT(text(json::parse(other.body).at("message_zh")), HasSubstr("先前已用其他内容提交并记账"));
    EXPECT_THAT(text(json::parse(other.body).at("message_en")), HasSubstr("This form was sent before"));
    EXPECT_EQ(sell("sale-1", R"({"plan":"ten"})", "finance2").status, 201U) << "a colleague's keys are her own";
    EXPECT_EQ(sell("sale-2").status, 201U);
    EXPECT_EQ(sell("").status, 201U);
    EXPECT_EQ(sold(), 4);
    for (const std::string wrong : {"a b", "a_b"}) {
        const HttpResult refused = sell(wrong);
        EXPECT_EQ(refused.status, 400U) << wrong;
        EXPECT_THAT(refused.body, HasSubstr("1 to 64"));
    }
    EXPECT_EQ(sell(std::string(65, 'a')).status, 400U);
    const std::string twice = "GET /healthz HTTP/1.1\r\nHost: a\r\nIdempotency-Key: a\r\nIdempotency-Key: a\r\n\r\n";
    EXPECT_TRUE(exchange_raw(port(), twice).starts_with("HTTP/1.1 400")) << "two keys are none";
    EXPECT_EQ(sold(), 4);
    EXPECT_EQ(call("GET", "/api/finance/plans", "", "finance1", "a b").status, 200U) << "nothing is booked by it";
}

TEST_F(FinanceKeys, WhoWentBeforeTheAnswerCameIsToldItWhenSheAsksAgain) {
    start();
    const std::string cookie = log_in("finance1");
    const std::string body = R"({"plan":"ten"})";
    const std::string request = "POST " + packages_ + " HTTP/1.1\r\nHost: a\r\nCookie: " + cookie +
                                "\r\nIdempotency-Key: lost\r\nContent-Type: application/json\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
    EXPECT_ANY_THROW(exchange_raw(port(), request, 0ms)) << "she does not wait for the answer";
    for (int tries = 0; tries < 500 && sold() == 0; ++tries)
        std::this_thread::sleep_for(10ms);
    const HttpResult told = sell("lost");
    EXPECT_EQ(told.status, 201U);
    EXPECT_EQ(told.header("idempotency-replayed"), "true");
    EXPECT_EQ(sold(), 1);
}

TEST_F(FinanceKeys, TheSameAtOnceIsBookedOnceAndAllAreToldTheSame) {
    start();
    const Headers headers{{"Cookie", log_in("finance1")}, {"Idempotency-Key", "at-once"}};
    std::array<HttpResult, 6> answers;
    {
        std::vector<std::jthread> clicks;
        for (HttpResult& one : answers)
            clicks.emplace_back([&] { one = http(port(), "POST", packages_, R"({"plan":"ten"})", headers); });
    }
    std::set<std::string> told;
    for (const HttpResult& one : answers) {
        EXPECT_EQ(one.status, 201U) << one.body;
        told.insert(one.body);
    }
    EXPECT_EQ(told.size(), 1U);
    EXPECT_EQ(sold(), 1);
}

TEST_F(FinanceKeys, WhatWasRefusedMayBeSentAgainUnderItsKey) {
    start();
    const std::string close = "/api/finance/months/2026-03/close";
    EXPECT_EQ(call("POST", close, "", "finance1", "close").status, 409U) << "not approved yet";
    const std::string approve = "/api/finance/months/2026-03/approve";
    const HttpResult approved = call("POST", approve, R"({"seen_fen":4500})", "finance1", "approve");
    EXPECT_EQ(approved.status, 200U);
    EXPECT_EQ(call("POST", approve, R"({"seen_fen":4500})", "finance1", "approve").body, approved.body);
    EXPECT_EQ(call("POST", approve, R"({"seen_fen":4500})", "finance1").status, 409U) << "without it: nothing is left";
    EXPECT_EQ(call("POST", close, "", "finance1", "close").status, 200U);
    EXPECT_EQ(call("POST", close, "", "finance1", "close").status, 200U);
    EXPECT_EQ(call("POST", "/api/finance/months/2026-02/close", "", "finance1", "close").status, 409U);
}

TEST_F(FinanceKeys, EveryKindOfBookingCanBeSentAgain) {
    start();
    const std::string refund = packages_ + "/" + text(json::parse(sell("s").body).at("package").at("id")) + "/refund";
    const std::string her = std::to_string(agent_.agent);
    const std::string appeal = "/api/earnings/lines/" + line_of("online") + "/appeal";
    post(appeal, R"({"words":"少了"})", 201, "agent1");
    struct Booking {
        std::string method, path, body;
    };
    const std::vector<Booking> all = {
        {"POST", refund, R"({"minutes":60})"},
        {"POST", "/api/finance/appeals/1/decision", R"({"uphold":false,"reason":"算对了。"})"},
        {"POST", "/api/finance/months/2026-03/approve", R"({"seen_fen":4500})"},
        {"PUT", "/api/finance/payees/" + her, R"({"name":"张三","account":"6222 0001"})"},
        {"POST", "/api/finance/payouts", "{}"},
        {"POST", "/api/finance/payouts/1/answers", R"({"rows":[{"row":1,"paid":true}]})"},
    };
    int count = 0;
    for (const Booking& one : all) {
        const std::string key = "booking-" + std::to_string(++count);
        const HttpResult first = call(one.method, one.path, one.body, "finance2", key);
        ASSERT_LT(first.status, 300U) << one.path << first.body;
        const auto entries = *store_.last_office_entry();
        const HttpResult again = call(one.method, one.path, one.body, "finance2", key);
        EXPECT_EQ(again.status, first.status) << one.path;
        EXPECT_EQ(json::parse(again.body), json::parse(first.body)) << one.path;
        EXPECT_EQ(*store_.last_office_entry(), entries) << one.path;
    }
}

TEST_F(FinanceKeys, APayeeThatWasChangedSinceStaysAsItIsAndStandsNowhereElse) {
    start();
    const std::string path = "/api/finance/payees/" + std::to_string(agent_.agent);
    const std::string old = R"({"name":"张三","account":"6222 0001"})";
    const HttpResult first = call("PUT", path, old, "finance1", "payee");
    EXPECT_EQ(call("PUT", path, R"({"name":"李四","account":"6222 0002"})", "finance2").status, 200U);
    const HttpResult again = call("PUT", path, old, "finance1", "payee");
    EXPECT_EQ(json::parse(again.body), json::parse(first.body)) << "as it was answered then";
    EXPECT_EQ(text(get("/api/finance/payees").at("payees").at(0).at("name")), "李四");
    EXPECT_FALSE(stands_in("answer", "ledger_request", "张三"));
    EXPECT_FALSE(stands_in("answer", "ledger_request", "6222"));
    EXPECT_TRUE(stands_in("answer", "ledger_request", "set_ms"));
}

}  // namespace
}  // namespace yunke::gateway::testing
