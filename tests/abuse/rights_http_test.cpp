// Every HTTP address tried by everybody: one table, and checks that no address is missing from it. What belongs to
// another pool looks exactly like what does not exist.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "agent-gateway/http/admin_rows.hpp"
#include "agent-gateway/http/finance_api.hpp"
#include "agent-gateway/http/http_routes.hpp"
#include "tests/integration/cluster.hpp"
#include "tests/support/http_client.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::testing {
namespace {

constexpr std::array people{"nobody",        "shopper", "agent",    "supervisor", "merchant",
                            "administrator", "finance", "stranger", "officer"};

struct Row {
    std::string method, path, body;
    std::string expected;  // a status for each of `people`; the last one stands for those behind it, too
};

// Administrators only.
std::string admin(int status) {
    return fmt::format("401 401 403 403 403 {} 403 403", status);
}

// Agents of this pool only, and merchants only; each about itself.
std::string own_pay(int status) {
    return fmt::format("401 401 {} 403 403 403 403 403", status);
}
std::string own_merchant(int status) {
    return fmt::format("401 401 403 403 {} 403 403 403", status);
}

// The finance side only, about everybody.
std::string finance(int status) {
    return fmt::format("401 401 403 403 403 403 {} 403", status);
}

// Whoever may read ended conversations: supervisors, merchants, administrators.
std::string archive(int status) {
    return fmt::format("401 401 403 {0} {0} {0} 403 403", status);
}

// Programme officers only, about their region's people.
std::string officer(int status) {
    return fmt::format("401 401 403 403 403 403 403 403 {}", status);
}

class RightsHttp : public ::testing::Test {
protected:
    RightsHttp() : cluster_({.second_pool = true}) {
        cookies_ = {"", "yunke_login=" + cluster_.shopper_ticket()};
        for (const char* login : {"agent0", "boss", "owner", "root", "lin", "stranger", "guan"})
            cookies_.push_back(cluster_.log_in(login));
    }

    HttpResult call(const std::string& method, const std::string& path, const std::string& body,
                    const std::string& cookie) {
        return http(cluster_.gateway_port(0), method, path, body,
                    cookie.empty() ? Headers() : Headers{{"Cookie", cookie}});
    }

    std::vector<Row> rows() {
        std::vector<Row> all = platform_rows();
        for (auto& more : {finance_rows(), program_rows(), archive_rows()})
            all.insert(all.end() - 1, more.begin(), more.end());  // logging out stays the last
        return all;
    }

    static std::vector<Row> finance_rows() {
        return {
            {"GET", "/api/finance/months", "", finance(200)},
            {"GET", "/api/finance/months/2026-01", "", finance(200)},
            {"POST", "/api/finance/months/2026-01/approve", R"({"seen_fen":0})", finance(409)},
            {"POST", "/api/finance/months/2026-01/close", "", finance(409)},
            {"GET", "/api/finance/payouts", "", finance(200)},
            {"POST", "/api/finance/payouts", "{}", finance(409)},
            {"GET", "/api/finance/payouts/1", "", finance(404)},
            {"GET", "/api/finance/payouts/1/file", "", finance(404)},
            {"POST", "/api/finance/payouts/1/answers", R"({"rows":[{"row":1,"paid":true}]})", finance(404)},
            {"GET", "/api/finance/payees", "", finance(200)},
            {"PUT", "/api/finance/payees/99999", R"({"name":"x","account":"1"})", finance(404)},
            {"GET", "/api/finance/tax", "", finance(200)},
            {"POST", "/api/finance/tax/remit", "", finance(409)},
            {"GET", "/api/finance/merchants", "", finance(200)},
            {"POST", "/api/finance/merchants/1/packages", R"({"plan":"none"})", finance(409)},
            {"POST", "/api/finance/merchants/1/packages/1/refund", R"({"minutes":1})", finance(404)},
            {"GET", "/api/finance/plans", "", finance(200)},
            {"GET", "/api/finance/appeals", "", finance(200)},
            {"GET", "/api/finance/appeals/1", "", finance(404)},
            {"POST", "/api/finance/appeals/1/decision", R"({"uphold":false,"reason":"x"})", finance(404)},
            {"GET", "/api/finance/nothing", "", finance(404)},
        };
    }

    static std::vector<Row> program_rows() {
        return {
            {"GET", "/api/program/consent", "", own_pay(200)},
            // Nobody entered a region of hers.
            {"PUT", "/api/program/consent", R"({"progress":true,"income":false})", own_pay(409)},
            {"PUT", "/api/program/consent", R"({"progress":false,"income":true})", own_pay(422)},
            {"PUT", "/api/program/consent", R"({"progress":false,"income":false})", own_pay(200)},
            {"PUT", "/api/program/consent", R"({"agent":2,"progress":true,"income":false})",
             "401 401 400 403 403 403 403 400 403"},
            {"GET", "/api/program/people", "", officer(200)},
            {"GET", "/api/program/people?format=csv&lang=en", "", officer(200)},
            {"GET", "/api/program/people?limit=101", "", officer(400)},
            {"GET", "/api/program/people?after=-1", "", officer(400)},
            {"GET", "/api/program/report", "", officer(200)},
            {"GET", "/api/program/report?month=2026-01&format=csv", "", officer(200)},
            {"GET", "/api/program/report?month=soon", "", officer(400)},
            {"POST", "/api/program/people", "{}", "405"},
            {"GET", "/api/program/people/1", "", "404"},
            {"GET", "/api/program", "", "404"},
        };
    }

    static std::vector<Row> archive_rows() {
        return {
            {"GET", "/api/archive", "", archive(200)},
            {"GET",
             "/api/archive?words=%E9%80%80%E6%AC%BE&shop=1&agent=1&from=2026-01-01&to=2026-01-31&limit=1&before=9", "",
             archive(200)},
            {"GET", "/api/archive?words=%21%3F", "", archive(400)},
            {"GET", "/api/archive?from=2026-02-01&to=2026-01-01", "", archive(400)},
            {"GET", "/api/archive?limit=101", "", archive(400)},
            {"GET", "/api/archive?before=0", "", archive(400)},
            {"GET", "/api/archive?shop=0", "", archive(400)},
            {"GET", "/api/archive/1", "", archive(404)},
            {"GET", "/api/archive/one", "", archive(404)},
            {"GET", "/api/archive/keep", "", own_merchant(200)},
            {"PUT", "/api/archive/keep", R"({"days":30})", own_merchant(200)},
            {"PUT", "/api/archive/keep", R"({"days":0})", own_merchant(400)},
            {"PUT", "/api/archive/keep", R"({"merchant":2,"days":30})", own_merchant(400)},
            {"PUT", "/api/archive/keep", R"({"days":null})", own_merchant(200)},
            {"PUT", "/api/archive/1", "{}", "405"},
            {"POST", "/api/archive", "{}", "405"},
        };
    }

    std::vector<Row> platform_rows() {
        const std::string shop = "/api/admin/shops/" + std::to_string(cluster_.shop());
        const std::string queue = "/api/admin/queues/" + std::to_string(cluster_.help_queue());
        const std::string agent = "/api/admin/agents/" + std::to_string(cluster_.agent_id(1));
        const std::string account =
            fmt::format("/api/admin/accounts/{}", cluster_.registry().account_by_login("rival")->id);
        const std::string key = R"({"shop_key":")" + cluster_.shop_key() + R"("})";
        return {
            {"POST", "/api/login", "{}", "400"},
            {"GET", "/api/me", "", "401 401 200 200 200 200 200 200"},
            {"POST", "/api/ticket", "{}", "401 401 200 200 403 200 403 403"},
            {"POST", "/api/shopper/ticket", key, "403"},  // whoever asks: it is for pages of the shop
            {"OPTIONS", "/api/shopper/ticket", "", "403"},
            {"GET", "/api/admin/shops", "", admin(200)},
            {"GET", shop, "", admin(200)},
            {"POST", "/api/admin/shops", "{}", admin(422)},
            {"PUT", shop, "{}", admin(422)},
            {"POST", shop + "/rotate-key", "", admin(200)},
            {"GET", "/api/admin/queues", "", admin(200)},
            {"GET", queue, "", admin(200)},
            {"POST", "/api/admin/queues", "{}", admin(422)},
            {"PUT", queue, "{}", admin(422)},
            {"GET", "/api/admin/skills", "", admin(200)},
            {"POST", "/api/admin/skills", "{}", admin(422)},
            {"PUT", "/api/admin/skills/1", "{}", admin(422)},
            {"GET", "/api/admin/groups", "", admin(200)},
            {"POST", "/api/admin/groups", "{}", admin(422)},
            {"PUT", "/api/admin/groups/1", "{}", admin(422)},
            {"GET", "/api/admin/agents", "", admin(200)},
            {"GET", agent, "", admin(200)},
            {"POST", "/api/admin/agents", "{}", admin(422)},
            {"PUT", agent, "{}", admin(422)},
            {"GET", "/api/admin/accounts", "", admin(200)},
            {"GET", account, "", admin(200)},
            {"POST", account + "/disable", "", admin(200)},
            {"POST", account + "/enable", "", admin(200)},
            {"GET", "/api/admin/merchants", "", admin(200)},
            {"GET", "/api/admin/nothing", "", admin(404)},
            {"GET", "/api/earnings", "", own_pay(200)},
            {"GET", "/api/earnings/lines", "", own_pay(200)},
            // What is wrong for everybody is found before the agent's pool is looked up.
            {"GET", "/api/earnings/lines?month=2026-13", "", "401 401 400 403 403 403 403 400 403"},
            {"GET", "/api/earnings/lines/1-0-online-0-1", "", own_pay(404)},
            {"GET", "/api/earnings/statement", "", own_pay(200)},
            {"GET", "/api/earnings/statement?format=csv&lang=en&month=2026-01", "", own_pay(200)},
            {"GET", "/api/earnings/statement?format=exe", "", "401 401 400 403 403 403 403 400 403"},
            {"GET", "/api/merchant/balance", "", own_merchant(200)},
            {"GET", "/api/merchant/usage", "", own_merchant(200)},
            {"GET", "/api/merchant/usage?from=2026-02-01&to=2026-01-01", "", own_merchant(400)},
            {"GET", "/api/merchant/invoice", "", own_merchant(200)},
            {"GET", "/api/merchant/invoice?month=now", "", own_merchant(400)},
            // Of a conversation that is not there; for whom it is, tests/integration/why_test.cpp shows.
            {"GET", "/api/conversations/1/why", "", "401 401 404 404 403 404 403"},
            {"GET", "/api/conversations/1/why?language=fr", "", "401 401 400 400 403 400 403"},
            {"GET", "/api/conversations/one/why", "", "404"},
            {"POST", "/api/earnings", "", "405"},
            {"POST", "/api/earnings/lines/1-0-online-0-1/appeal", R"({"words":"x"})", own_pay(404)},
            {"GET", "/api/earnings/appeals", "", own_pay(200)},
            {"GET", "/api/funds", "", "200"},
            {"DELETE", shop, "", "405"},
            {"PATCH", shop, "{}", "405"},
            {"GET", "/healthz", "", "200"},
            {"GET", "/readyz", "", "200"},
            {"GET", "/metrics", "", "200"},  // from this machine only; the catalogue asks from elsewhere
            {"GET", "/api/nothing", "", "404"},
            {"GET", "/ws", "", "426"},
            {"GET", "/favicon.ico", "", "204"},
            {"GET", "/", "", "404"},  // no pages are installed here
            {"POST", "/api/logout", "", "204"},
        };
    }

    Cluster cluster_;
    std::vector<std::string> cookies_;
};

TEST_F(RightsHttp, EveryAddressTriedByEveryRole) {
    int calls = 0;
    for (const Row& row : rows()) {
        std::istringstream words(row.expected);
        int expected = 0;
        for (std::size_t i = 0; i < people.size(); ++i) {
            if (int next = 0; words >> next) expected = next;
            EXPECT_EQ(call(row.method, row.path, row.body, cookies_[i]).status, expected)
                << people[i] << ": " << row.method << ' ' << row.path;
            ++calls;
        }
    }
    for (std::size_t i = 0; i < people.size(); ++i)
        EXPECT_EQ(call("GET", "/api/me", "", cookies_[i]).status, 401) << people[i] << " after logging out";
    fmt::print("rights: {} calls of HTTP addresses\n", calls);
}

TEST_F(RightsHttp, NoAddressIsMissingFromTheTable) {
    const std::vector<Row> all = rows();
    const auto has = [&](std::string_view method, const std::function<bool(const std::string&)>& fits) {
        return std::ranges::any_of(
            all, [&](const Row& row) { return (method.empty() || row.method == method) && fits(row.path); });
    };
    for (const auto& address : gateway::HttpRoutes::addresses()) {
        const bool below = address.path.ends_with('/');
        EXPECT_TRUE(
            has(address.method,
                [&](const std::string& path) { return below ? path.starts_with(address.path) : path == address.path; }))
            << address.method << ' ' << address.path << ": a new address needs a row";
    }
    for (const auto& address : gateway::FinanceApi::addresses()) {
        const auto fits = [&](const std::string& path) {
            std::string pattern(address.path);
            for (auto brace = pattern.find('{'); brace != std::string::npos; brace = pattern.find('{'))
                pattern.replace(brace, pattern.find('}') - brace + 1, "[^/]+");
            return std::regex_match(path, std::regex(pattern));
        };
        EXPECT_TRUE(has(address.method, fits)) << address.method << ' ' << address.path;
    }
    for (const auto& kind : gateway::all_admin_rows()) {
        const std::string list = "/api/admin/" + std::string(kind.name);
        const auto slashes = [](const std::string& path) { return std::ranges::count(path, '/'); };
        const auto one = [&](const std::string& path) { return path.starts_with(list + "/") && slashes(path) == 4; };
        const auto verb = [&](const std::string& path) { return path.starts_with(list + "/") && slashes(path) == 5; };
        const auto whole = [&](const std::string& path) { return path == list; };
        EXPECT_TRUE(has("GET", whole)) << kind.name;
        EXPECT_TRUE(!kind.get || has("GET", one)) << kind.name;
        EXPECT_TRUE(!kind.add || has("POST", whole)) << kind.name;
        EXPECT_TRUE(!kind.update || has("PUT", one)) << kind.name;
        EXPECT_TRUE(!kind.act || has("POST", verb)) << kind.name;
    }
}

// What somebody's work must respect is between her and the administrators: no answer to anybody else bears a word of
// it.
TEST_F(RightsHttp, AccommodationsReachAdministratorsOnly) {
    auto agent = *cluster_.registry().agent(cluster_.agent_id(1));
    auto& routing = *agent.config.mutable_routing();
    routing.set_cannot(v1::CONTENT_PICTURES);
    routing.set_new_per_hour_max(23);
    routing.set_rest_every_ms(3'141'000);
    routing.set_rest_ms(592'000);
    routing.set_wished_ms(6'535'000);
    ASSERT_TRUE(cluster_.registry().update_agent(agent));
    const std::array marks{"\"routing\"", "Routing", "\"cannot\"", "newPerHour", "3141000", "592000", "6535000"};
    std::size_t seen_by_administrator = 0;
    for (const Row& row : rows()) {
        if (row.path == "/api/logout") continue;
        for (std::size_t i = 0; i < people.size(); ++i) {
            const HttpResult reply = call(row.method, row.path, row.body, cookies_[i]);
            for (const std::string mark : marks) {
                const bool found = (reply.head + reply.body).find(mark) != std::string::npos;
                if (std::string_view(people[i]) == "administrator") {
                    seen_by_administrator += found ? 1 : 0;
                } else {
                    EXPECT_FALSE(found) << people[i] << ": " << row.method << ' ' << row.path << " tells " << mark;
                }
            }
        }
    }
    EXPECT_GE(seen_by_administrator, 5U) << "the marks are those that the API writes";
}

using Seen = std::set<const google::protobuf::Descriptor*>;

// Every kind of message that one of this kind can hold.
void add_reachable(const google::protobuf::Descriptor& kind, Seen& seen) {
    if (!seen.insert(&kind).second) return;
    for (int i = 0; i < kind.field_count(); ++i) {
        if (const auto* inner = kind.field(i)->message_type()) add_reachable(*inner, seen);
    }
}

TEST(RightsSchema, NoFrameToClientsHasRoomForAccommodations) {
    Seen frames;
    add_reachable(*v1::ServerFrame::descriptor(), frames);
    EXPECT_GT(frames.size(), 15U);
    Seen changes;
    add_reachable(*v1::ConfigChange::descriptor(), changes);
    for (const auto* secret : {v1::AgentRouting::descriptor(), v1::AgentConfig::descriptor()}) {
        EXPECT_FALSE(frames.contains(secret)) << secret->full_name();
        EXPECT_TRUE(changes.contains(secret)) << "the walk finds what can be reached";
    }
    for (const auto* kind : frames) {
        for (int i = 0; i < kind->field_count(); ++i) {
            if (kind->field(i)->enum_type() != v1::Limit_descriptor()) continue;
            EXPECT_EQ(kind, v1::AgentSelf::descriptor()) << "limits are told to herself only";
        }
    }
}

// The administrator of one pool learns nothing of another's, not even that it is there.
TEST_F(RightsHttp, AnotherPoolsRowsLookLikeNone) {
    const std::string& root = cookies_[5];
    const auto same = [&](const std::string& method, const std::string& kind, std::uint32_t foreign,
                          const std::string& verb, const std::string& body) {
        const HttpResult theirs = call(method, fmt::format("/api/admin/{}/{}{}", kind, foreign, verb), body, root);
        const HttpResult none = call(method, fmt::format("/api/admin/{}/{}{}", kind, 99'999, verb), body, root);
        EXPECT_EQ(none.status, 404) << method << ' ' << kind;
        EXPECT_EQ(theirs.status, none.status) << method << ' ' << kind;
        EXPECT_EQ(theirs.body, none.body) << method << ' ' << kind;
    };
    for (const std::string method : {"GET", "PUT"}) {
        const std::string body = method == "PUT" ? "{}" : "";
        same(method, "shops", cluster_.shop(2), "", body);
        same(method, "queues", cluster_.queue(4), "", body);
        same(method, "agents", cluster_.agent_id(2), "", body);
    }
    same("POST", "shops", cluster_.shop(2), "/rotate-key", "");
    for (const char* kind : {"shops", "queues", "agents"}) {
        const std::string list = call("GET", std::string("/api/admin/") + kind, "", root).body;
        EXPECT_EQ(list.find("Foreign"), std::string::npos) << kind;
        EXPECT_EQ(list.find("Stranger"), std::string::npos) << kind;
        EXPECT_EQ(list.find("secret"), std::string::npos) << kind;
    }
    const auto queue_at = [&](std::uint32_t shop) {
        return call(
            "POST", "/api/admin/queues",
            fmt::format(
                R"({{"config":{{"shop":{},"topic":"spy","titleZh":"x","titleEn":"x","answerTargetMs":60000}}}})", shop),
            root);
    };
    const HttpResult theirs = queue_at(cluster_.shop(2));
    const HttpResult none = queue_at(99'999);
    EXPECT_EQ(theirs.status, 422);
    EXPECT_EQ(none.status, 422);
    EXPECT_EQ(theirs.body, none.body);
}

}  // namespace
}  // namespace yunke::testing
