// Hours and pay over HTTP: a day's facts are posted into the database of a running installation, and everybody sees
// what is their own of it, and nothing else.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <set>

#include "tests/integration/cluster.hpp"
#include "tests/ledger/worked_day.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/openapi_keys.hpp"

namespace yunke::testing {
namespace {

namespace json = boost::json;
using ledger::Ms;

constexpr Ms hour_ms = worked_hour_ms;
constexpr Ms begin_ms = worked_begin_ms;
constexpr const char* month = "2026-03";
constexpr const char* usage_path = "/api/merchant/usage?from=2026-03-01&to=2026-03-31";

json::value json_of(const HttpResult& reply) {
    return json::parse(reply.body);
}

void expect_described(const json::value& value, const std::vector<std::string>& schemas) {
    EXPECT_EQ(keys_of(value), described_keys(YUNKE_OPENAPI, schemas)) << schemas.back();
}

class PayHttp : public ::testing::Test {
protected:
    PayHttp() : store_(good(ledger::Store::open("sqlite3://" + (cluster_.folder() / "yunke.db").string()))) {
        const auto setup = enter_cards(store_, cluster_.registry(), worked_cards);
        // One of the two agents handled a chat of the merchant for an hour, and then one of the rival for half an hour.
        // The merchant has no package: all of it is overage.
        const std::uint32_t agent = cluster_.agent_id(0);
        post_chats(store_, setup, "main",
                   {{1, agent, cluster_.shop(0), cluster_.queue(0), begin_ms, hour_ms},
                    {2, agent, cluster_.shop(1), cluster_.queue(2), begin_ms + hour_ms, hour_ms / 2}});
    }

    HttpResult get(const std::string& path, const std::string& login) {
        std::string& cookie = cookies_[login];
        if (cookie.empty()) cookie = cluster_.log_in(login);
        return http(cluster_.gateway_port(0), "GET", path, "", {{"Cookie", cookie}});
    }

    Cluster cluster_;
    ledger::Store store_;
    std::map<std::string, std::string> cookies_;
};

std::int64_t number(const json::value& value) {
    return value.is_uint64() ? static_cast<std::int64_t>(value.as_uint64()) : value.as_int64();
}

TEST_F(PayHttp, AnAgentSeesHerEarningsHerLinesAndTheirFacts) {
    const HttpResult list = get(std::string("/api/earnings/lines?month=") + month, "agent0");
    ASSERT_EQ(list.status, 200) << list.body;
    const json::value lines = json_of(list);
    // Of the hour 22.50 and up to 30.00, of the half hour 11.50 and up to 15.00.
    EXPECT_EQ(number(lines.at("total_fen")), 4'500) << list.body;
    std::int64_t sum = 0;
    std::set<std::string> terms;
    for (const json::value& line : lines.at("lines").as_array()) {
        const std::string id(line.at("id").as_string());
        const HttpResult reply = get("/api/earnings/lines/" + id, "agent0");
        ASSERT_EQ(reply.status, 200) << id << reply.body;
        const json::value open = json_of(reply);
        EXPECT_EQ(open.at("amount_fen"), line.at("amount_fen"));
        EXPECT_EQ(open.at("rule").at("key").as_string(), "platform");
        EXPECT_FALSE(open.at("arithmetic_zh").as_string().empty());
        std::int64_t of_facts = 0;
        for (const json::value& fact : open.at("facts").as_array())
            of_facts += number(fact.at("amount_fen"));
        EXPECT_EQ(of_facts, number(line.at("amount_fen"))) << reply.body;
        EXPECT_EQ(get("/api/earnings/lines/" + id, "agent1").status, 404) << "not hers";
        sum += number(line.at("amount_fen"));
        terms.insert(std::string(line.at("term").as_string()));
    }
    EXPECT_EQ(sum, 4'500);
    EXPECT_EQ(terms, (std::set<std::string>{"online", "handled", "conversation", "floor"}));

    const json::value now = json_of(get("/api/earnings", "agent0"));
    EXPECT_EQ(now.at("period"), nullptr);
    EXPECT_EQ(number(now.at("worked_until_ms")), begin_ms + hour_ms + hour_ms / 2);
    const json::value other = json_of(get("/api/earnings", "agent1"));
    EXPECT_EQ(other.at("worked_until_ms"), nullptr);
    EXPECT_EQ(number(other.at("month").at("estimate_fen")), 0);
    EXPECT_EQ(number(json_of(get(std::string("/api/earnings/lines?month=") + month, "agent1")).at("total_fen")), 0);
}

TEST_F(PayHttp, EveryAnswerHasTheKeysThatAreDescribed) {
    const json::value now = json_of(get("/api/earnings", "agent0"));
    expect_described(now, {"Earnings"});
    expect_described(now.at("today"), {"Today"});
    expect_described(now.at("month"), {"ThisMonth"});
    expect_described(now.at("today").at("hours"), {"Hours"});
    const json::value lines = json_of(get(std::string("/api/earnings/lines?month=") + month, "agent0"));
    expect_described(lines, {"Lines"});
    const json::value& line = lines.at("lines").at(0);
    expect_described(line, {"Line"});
    const json::value open = json_of(get("/api/earnings/lines/" + std::string(line.at("id").as_string()), "agent0"));
    expect_described(open, {"Line", "OpenLine"});
    expect_described(open.at("rule"), {"Rule"});
    expect_described(open.at("facts").at(0), {"PayFact"});
    const json::value balance = json_of(get("/api/merchant/balance", "owner"));
    expect_described(balance, {"Balance"});
    expect_described(balance.at("burn_down"), {"BurnDown"});
    expect_described(json_of(get(usage_path, "owner")), {"Usage"});
    const json::value invoice = json_of(get(std::string("/api/merchant/invoice?month=") + month, "owner"));
    expect_described(invoice, {"Amounts", "Invoice"});
    expect_described(invoice.at("items").at(0), {"Amounts", "InvoiceItem"});
    expect_described(invoice.at("supplied"), {"Amounts"});
    expect_described(json_of(get("/api/earnings", "owner")), {"Error"});
}

TEST_F(PayHttp, AStatementIsAPageOrAFileToKeep) {
    const HttpResult page = get(std::string("/api/earnings/statement?lang=en&month=") + month, "agent0");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
    EXPECT_NE(page.head.find("Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'"),
              std::string::npos);
    EXPECT_EQ(page.head.find("script-src"), std::string::npos) << "one policy only";
    EXPECT_NE(page.body.find("45.00"), std::string::npos) << page.body;
    const HttpResult csv = get(std::string("/api/earnings/statement?format=csv&month=") + month, "agent0");
    EXPECT_NE(csv.head.find("attachment; filename=\"yunke-2026-03.csv\""), std::string::npos) << csv.head;
    EXPECT_NE(csv.body.find(",45.00\r\n"), std::string::npos) << csv.body;
}

TEST_F(PayHttp, AMerchantSeesItsOwnUseAndNobodysName) {
    const HttpResult mine = get(usage_path, "owner");
    const HttpResult theirs = get(usage_path, "rival");
    ASSERT_EQ(mine.status, 200) << mine.body;
    EXPECT_EQ(number(json_of(mine).at("billed_ms")), hour_ms) << mine.body;
    EXPECT_EQ(number(json_of(theirs).at("billed_ms")), hour_ms / 2) << theirs.body;
    for (const json::value& row : json_of(mine).at("rows").as_array())
        EXPECT_EQ(number(row.at("shop")), cluster_.shop(0));
    const HttpResult balance = get("/api/merchant/balance", "owner");
    ASSERT_EQ(balance.status, 200) << balance.body;
    EXPECT_EQ(number(json_of(balance).at("overage_ms")), hour_ms);
    EXPECT_EQ(json_of(balance).at("state").as_string(), "used_up");
    EXPECT_EQ(number(json_of(get("/api/merchant/balance", "rival")).at("overage_ms")), hour_ms / 2);
    const HttpResult invoice = get(std::string("/api/merchant/invoice?month=") + month, "owner");
    ASSERT_EQ(invoice.status, 200) << invoice.body;
    ASSERT_EQ(json_of(invoice).at("items").as_array().size(), 1U) << invoice.body;
    EXPECT_EQ(number(json_of(invoice).at("items").at(0).at("time_ms")), hour_ms);
    const HttpResult csv = get(std::string(usage_path) + "&format=csv", "owner");
    EXPECT_NE(csv.body.find(",3600000,0,0,3600000,1\r\n"), std::string::npos) << csv.body;

    const auto agent = *cluster_.registry().agent(cluster_.agent_id(0));
    const std::string rivals = cluster_.registry().shop(cluster_.shop(1))->config.name();
    for (const HttpResult& reply : {mine, balance, invoice, csv}) {
        EXPECT_EQ(reply.body.find(agent.config.name()), std::string::npos) << reply.body;
        EXPECT_EQ(reply.body.find("agent"), std::string::npos) << reply.body;
        EXPECT_EQ(reply.body.find(rivals), std::string::npos) << reply.body;
    }
}

}  // namespace
}  // namespace yunke::testing
