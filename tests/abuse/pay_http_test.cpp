// Hours and pay over HTTP: a day's facts are posted into the database of a running installation, and everybody sees
// what is their own of it, and nothing else.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <set>

#include "tests/integration/cluster.hpp"
#include "tests/integration/raw_socket.hpp"
#include "tests/ledger/worked_day.hpp"
#include "tests/support/openapi_keys.hpp"

namespace yunke::testing {
namespace {

namespace json = boost::json;
using ledger::Ms;

constexpr Ms hour_ms = worked_hour_ms;
constexpr Ms begin_ms = worked_begin_ms;
constexpr const char* month = "2026-03";
constexpr const char* usage_path = "/api/merchant/usage?from=2026-03-01&to=2026-03-31";

struct Reply {
    int status = 0;
    std::string head, body;

    json::value json() const { return json::parse(body); }
};

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

    Reply get(const std::string& path, const std::string& login) { return call("GET", path, "", log_in(login)); }

    Reply call(const std::string& method, const std::string& path, const std::string& body, const std::string& cookie) {
        RawSocket socket(cluster_.gateway_port(0));
        socket.send(
            fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{}{}Content-Length: {}\r\n\r\n{}",
                        method, path, cookie.empty() ? "" : "Cookie: " + cookie + "\r\n",
                        body.empty() ? "" : "Content-Type: application/json\r\n", body.size(), body));
        std::string all;
        std::array<char, 16'384> piece{};
        for (ssize_t got = 0; (got = ::recv(socket.handle(), piece.data(), piece.size(), 0)) > 0;)
            all.append(piece.data(), static_cast<std::size_t>(got));
        const auto end = all.find("\r\n\r\n");
        if (!all.starts_with("HTTP/1.1 ") || end == std::string::npos) return {};
        return {std::stoi(all.substr(9, 3)), all.substr(0, end), all.substr(end + 4)};
    }

    std::string log_in(const std::string& login) {
        std::string& cookie = cookies_[login];
        if (!cookie.empty()) return cookie;
        const Reply reply = call("POST", "/api/login",
                                 fmt::format(R"({{"login":"{}","password":"{}"}})", login, Cluster::password), "");
        const auto at = reply.head.find("yunke_login=");
        if (reply.status != 200 || at == std::string::npos) throw std::runtime_error("no login for " + login);
        return cookie = reply.head.substr(at, reply.head.find(';', at) - at);
    }

    Cluster cluster_;
    ledger::Store store_;
    std::map<std::string, std::string> cookies_;
};

std::int64_t number(const json::value& value) {
    return value.is_uint64() ? static_cast<std::int64_t>(value.as_uint64()) : value.as_int64();
}

TEST_F(PayHttp, AnAgentSeesHerEarningsHerLinesAndTheirFacts) {
    const Reply list = get(std::string("/api/earnings/lines?month=") + month, "agent0");
    ASSERT_EQ(list.status, 200) << list.body;
    const json::value lines = list.json();
    // Of the hour 22.50 and up to 30.00, of the half hour 11.50 and up to 15.00.
    EXPECT_EQ(number(lines.at("total_fen")), 4'500) << list.body;
    std::int64_t sum = 0;
    std::set<std::string> terms;
    for (const json::value& line : lines.at("lines").as_array()) {
        const std::string id(line.at("id").as_string());
        const Reply reply = get("/api/earnings/lines/" + id, "agent0");
        ASSERT_EQ(reply.status, 200) << id << reply.body;
        const json::value open = reply.json();
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

    const json::value now = get("/api/earnings", "agent0").json();
    EXPECT_EQ(now.at("period"), nullptr);
    EXPECT_EQ(number(now.at("worked_until_ms")), begin_ms + hour_ms + hour_ms / 2);
    const json::value other = get("/api/earnings", "agent1").json();
    EXPECT_EQ(other.at("worked_until_ms"), nullptr);
    EXPECT_EQ(number(other.at("month").at("estimate_fen")), 0);
    EXPECT_EQ(number(get(std::string("/api/earnings/lines?month=") + month, "agent1").json().at("total_fen")), 0);
}

TEST_F(PayHttp, EveryAnswerHasTheKeysThatAreDescribed) {
    const json::value now = get("/api/earnings", "agent0").json();
    expect_described(now, {"Earnings"});
    expect_described(now.at("today"), {"Today"});
    expect_described(now.at("month"), {"ThisMonth"});
    expect_described(now.at("today").at("hours"), {"Hours"});
    const json::value lines = get(std::string("/api/earnings/lines?month=") + month, "agent0").json();
    expect_described(lines, {"Lines"});
    const json::value& line = lines.at("lines").at(0);
    expect_described(line, {"Line"});
    const json::value open = get("/api/earnings/lines/" + std::string(line.at("id").as_string()), "agent0").json();
    expect_described(open, {"Line", "OpenLine"});
    expect_described(open.at("rule"), {"Rule"});
    expect_described(open.at("facts").at(0), {"PayFact"});
    const json::value balance = get("/api/merchant/balance", "owner").json();
    expect_described(balance, {"Balance"});
    expect_described(balance.at("burn_down"), {"BurnDown"});
    expect_described(get(usage_path, "owner").json(), {"Usage"});
    const json::value invoice = get(std::string("/api/merchant/invoice?month=") + month, "owner").json();
    expect_described(invoice, {"Amounts", "Invoice"});
    expect_described(invoice.at("items").at(0), {"Amounts", "InvoiceItem"});
    expect_described(invoice.at("supplied"), {"Amounts"});
    expect_described(get("/api/earnings", "owner").json(), {"Error"});
}

TEST_F(PayHttp, AStatementIsAPageOrAFileToKeep) {
    const Reply page = get(std::string("/api/earnings/statement?lang=en&month=") + month, "agent0");
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.head.find("Content-Type: text/html; charset=utf-8"), std::string::npos) << page.head;
    EXPECT_NE(page.head.find("Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'"),
              std::string::npos);
    EXPECT_EQ(page.head.find("script-src"), std::string::npos) << "one policy only";
    EXPECT_NE(page.body.find("45.00"), std::string::npos) << page.body;
    const Reply csv = get(std::string("/api/earnings/statement?format=csv&month=") + month, "agent0");
    EXPECT_NE(csv.head.find("attachment; filename=\"yunke-2026-03.csv\""), std::string::npos) << csv.head;
    EXPECT_NE(csv.body.find(",45.00\r\n"), std::string::npos) << csv.body;
}

TEST_F(PayHttp, AMerchantSeesItsOwnUseAndNobodysName) {
    const Reply mine = get(usage_path, "owner");
    const Reply theirs = get(usage_path, "rival");
    ASSERT_EQ(mine.status, 200) << mine.body;
    EXPECT_EQ(number(mine.json().at("billed_ms")), hour_ms) << mine.body;
    EXPECT_EQ(number(theirs.json().at("billed_ms")), hour_ms / 2) << theirs.body;
    for (const json::value& row : mine.json().at("rows").as_array())
        EXPECT_EQ(number(row.at("shop")), cluster_.shop(0));
    const Reply balance = get("/api/merchant/balance", "owner");
    ASSERT_EQ(balance.status, 200) << balance.body;
    EXPECT_EQ(number(balance.json().at("overage_ms")), hour_ms);
    EXPECT_EQ(balance.json().at("state").as_string(), "used_up");
    EXPECT_EQ(number(get("/api/merchant/balance", "rival").json().at("overage_ms")), hour_ms / 2);
    const Reply invoice = get(std::string("/api/merchant/invoice?month=") + month, "owner");
    ASSERT_EQ(invoice.status, 200) << invoice.body;
    ASSERT_EQ(invoice.json().at("items").as_array().size(), 1U) << invoice.body;
    EXPECT_EQ(number(invoice.json().at("items").at(0).at("time_ms")), hour_ms);
    const Reply csv = get(std::string(usage_path) + "&format=csv", "owner");
    EXPECT_NE(csv.body.find(",3600000,0,0,3600000,1\r\n"), std::string::npos) << csv.body;

    const auto agent = *cluster_.registry().agent(cluster_.agent_id(0));
    const std::string rivals = cluster_.registry().shop(cluster_.shop(1))->config.name();
    for (const Reply& reply : {mine, balance, invoice, csv}) {
        EXPECT_EQ(reply.body.find(agent.config.name()), std::string::npos) << reply.body;
        EXPECT_EQ(reply.body.find("agent"), std::string::npos) << reply.body;
        EXPECT_EQ(reply.body.find(rivals), std::string::npos) << reply.body;
    }
}

}  // namespace
}  // namespace yunke::testing
