// What a programme officer sees by HTTP, what an agent gives and takes back, and who is refused what.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "runtime/clock.hpp"
#include "tests/gateway/finance_fixture.hpp"
#include "tests/support/openapi_keys.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int32_t offset = ledger::default_utc_offset_minutes;
constexpr const char* consent_path = "/api/program/consent";
constexpr const char* people_path = "/api/program/people";

// Two agents of the north, of whom the first worked in March and again some weeks ago; an officer of each of two
// regions.
class OfficerHttpTest : public FinanceTest {
protected:
    OfficerHttpTest() {
        add_account("guan", registry::Role::officer);
        registry::Account far = add_account("far", registry::Role::supervisor);
        far.login = "li";
        far.role = registry::Role::officer;
        far.region = "south";
        if (!registry_.add_account(far, registry_.login_candidate("guan")->password_hash, 1))
            throw std::runtime_error("no officer");
        enter(agent_.agent, "north");
        enter(other_.agent, "north");
        const ledger::Day today = ledger::day_of(runtime::SystemClock().wall_ms(), offset);
        worked_on_ = ledger::Day{static_cast<std::int32_t>(today) - 40};
        work(3, ledger::begin_ms(worked_on_, offset) + 10 * hour_ms, 3 * hour_ms);
        start();
    }

    void enter(std::uint32_t agent, const std::string& region, registry::KnownDay passed = {}) {
        const registry::ProgramPerson person{
            .agent = agent, .region = region, .signed_up_day = 20'000, .trained_day = {}, .passed_day = passed};
        if (!registry_.set_program_person(person, 1)) throw std::runtime_error("not entered");
    }

    json::value agree(const std::string& login, bool progress, bool income) {
        const json::value body = {{"progress", progress}, {"income", income}};
        const HttpResult result = call("PUT", consent_path, json::serialize(body), login);
        if (result.status != 200) throw std::runtime_error(result.body);
        return json::parse(result.body);
    }

    std::size_t people_seen_by(const std::string& login) {
        return get(people_path, login).at("people").as_array().size();
    }

    ledger::Day worked_on_{};
};

TEST_F(OfficerHttpTest, ShowsWhoAgreesAndNothingElseOfHer) {
    EXPECT_EQ(people_seen_by("guan"), 0U) << "nobody agreed yet";
    agree("agent1", true, false);
    const HttpResult result = call("GET", people_path, "", "guan");
    ASSERT_EQ(result.status, 200U) << result.body;
    const json::value body = json::parse(result.body);
    EXPECT_EQ(text(body.at("region")), "north");
    EXPECT_EQ(body.at("next"), nullptr);
    ASSERT_EQ(body.at("people").as_array().size(), 1U);
    const json::value& person = body.at("people").at(0);
    EXPECT_EQ(text(person.at("name")), agent_.name);
    EXPECT_EQ(text(person.at("signed_up")), "2024-10-04");
    EXPECT_EQ(person.at("trained"), nullptr);
    EXPECT_EQ(text(person.at("first_duty")), "2026-03-02");
    EXPECT_EQ(person.at("stable"), nullptr);
    ASSERT_EQ(person.at("months").as_array().size(), 12U);
    ledger::Ms worked_ms = 0;
    for (const json::value& month : person.at("months").as_array()) {
        EXPECT_EQ(month.at("income"), nullptr) << "she did not agree to it";
        if (text(month.at("month")) != text_of(month_of(worked_on_))) continue;
        worked_ms = number(month.at("worked_ms"));
        EXPECT_EQ(number(month.at("days")), 1);
    }
    EXPECT_EQ(worked_ms, 3 * hour_ms);
    const auto described = [](const char* schema) { return yunke::testing::described_keys(YUNKE_OPENAPI, schema); };
    EXPECT_EQ(yunke::testing::keys_of(body), described("ProgramPeople"));
    EXPECT_EQ(yunke::testing::keys_of(person), described("ProgramPerson"));
    EXPECT_EQ(yunke::testing::keys_of(person.at("months").at(0)), described("ProgramMonth"));
    for (const char* secret : {"agent2", "\"agent\"", "shop", "merchant", "青禾", "conversation", "_fen", "小禾"})
        EXPECT_THAT(result.body, Not(HasSubstr(secret)));
}

TEST_F(OfficerHttpTest, IncomeIsABandAndNeedsAConsentOfItsOwn) {
    EXPECT_EQ(call("PUT", consent_path, R"({"progress":false,"income":true})", "agent1").status, 422U);
    agree("agent1", true, true);
    const json::value person = get(people_path, "guan").at("people").at(0);
    EXPECT_TRUE(person.at("income_agreed").as_bool());
    std::size_t bands = 0;
    for (const json::value& month : person.at("months").as_array()) {
        if (month.at("income") == nullptr) continue;
        EXPECT_EQ(number(month.at("income").at("from_fen")), 0);
        EXPECT_EQ(number(month.at("income").at("to_fen")), 50'000) << "three hours and less";
        EXPECT_GT(number(month.at("worked_ms")), 0);
        ++bands;
    }
    EXPECT_GE(bands, 1U);
    agree("agent1", true, false);
    EXPECT_FALSE(get(people_path, "guan").at("people").at(0).at("income_agreed").as_bool());
}

TEST_F(OfficerHttpTest, TakingItBackWorksAtTheNextRequest) {
    agree("agent1", true, true);
    EXPECT_EQ(people_seen_by("guan"), 1U);
    const json::value after = agree("agent1", false, false);
    EXPECT_EQ(after.at("progress_since_ms"), nullptr);
    EXPECT_EQ(people_seen_by("guan"), 0U);
    EXPECT_THAT(call("GET", std::string(people_path) + "?format=csv", "", "guan").body, Not(HasSubstr(agent_.name)));
    agree("agent1", true, false);
    EXPECT_EQ(people_seen_by("guan"), 1U);
    enter(agent_.agent, "south");
    EXPECT_EQ(people_seen_by("guan"), 0U);
    EXPECT_EQ(people_seen_by("li"), 0U) << "another region was not agreed to";
}

TEST_F(OfficerHttpTest, AnOfficerOfAnotherRegionSeesNobody) {
    agree("agent1", true, true);
    const json::value people = get(people_path, "li");
    EXPECT_TRUE(people.at("people").as_array().empty());
    EXPECT_EQ(text(people.at("region")), "south");
    EXPECT_EQ(number(get("/api/program/report", "li").at("people")), 0);
    EXPECT_TRUE(get(consent_path, "agent1").at("looks").as_array().empty()) << "nor is that a look at her";
}

TEST_F(OfficerHttpTest, SheReadsWhatItMeansWhoCouldSeeHerAndWhoLooked) {
    const json::value before = get(consent_path, "agent1");
    EXPECT_EQ(before.at("progress_since_ms"), nullptr);
    EXPECT_EQ(before.at("income_since_ms"), nullptr);
    EXPECT_EQ(text(before.at("region")), "north");
    ASSERT_EQ(before.at("officers").as_array().size(), 1U);
    EXPECT_EQ(text(before.at("officers").at(0)), "guan 本人");
    EXPECT_THAT(text(before.at("words").at("never_zh")), HasSubstr("聊天内容"));
    EXPECT_THAT(text(before.at("words").at("never_en")), HasSubstr("never sees chats"));

    agree("agent1", true, true);
    people_seen_by("guan");
    call("GET", std::string(people_path) + "?format=csv", "", "guan");
    call("GET", "/api/program/report", "", "guan");
    const json::value after = get(consent_path, "agent1");
    ASSERT_EQ(after.at("looks").as_array().size(), 2U) << "a report tells of nobody: " << json::serialize(after);
    const json::value& latest = after.at("looks").at(0);
    EXPECT_TRUE(latest.at("as_file").as_bool());
    EXPECT_TRUE(latest.at("income").as_bool());
    EXPECT_EQ(text(latest.at("name")), "guan 本人");
    EXPECT_FALSE(after.at("looks").at(1).at("as_file").as_bool());
    EXPECT_EQ(number(after.at("looks_left_out")), 0);
    EXPECT_EQ(after.at("history").as_array().size(), 2U);
    EXPECT_TRUE(get(consent_path, "agent2").at("looks").as_array().empty()) << "each sees her own";
    const auto described = [](const char* schema) { return yunke::testing::described_keys(YUNKE_OPENAPI, schema); };
    EXPECT_EQ(yunke::testing::keys_of(after), described("Consent"));
    EXPECT_EQ(yunke::testing::keys_of(after.at("words")), described("ConsentWords"));
    EXPECT_EQ(yunke::testing::keys_of(after.at("history").at(0)), described("ConsentChange"));
    EXPECT_EQ(yunke::testing::keys_of(latest), described("Look"));
    EXPECT_THAT(logs(), HasSubstr("program"));
    EXPECT_THAT(logs(), Not(HasSubstr(agent_.name))) << "names of people stand in no log";
}

TEST_F(OfficerHttpTest, WithoutARegionNobodyCouldSeeHerAndSheIsToldSo) {
    if (!registry_.remove_program_person(agent_.agent, 1)) throw std::runtime_error("not removed");
    const json::value consent = get(consent_path, "agent1");
    EXPECT_EQ(consent.at("region"), nullptr);
    EXPECT_TRUE(consent.at("officers").as_array().empty());
    const HttpResult refused = call("PUT", consent_path, R"({"progress":true,"income":false})", "agent1");
    EXPECT_EQ(refused.status, 409U);
    EXPECT_EQ(refused.json("error"), "no_region");
    for (const char* body : {"", "{}", R"({"progress":true})", R"({"progress":1,"income":false})",
                             R"({"progress":true,"income":false,"agent":2})", "[]"})
        EXPECT_EQ(call("PUT", consent_path, body, "agent1").status, 400U) << body;
}

TEST_F(OfficerHttpTest, ComesInPagesAndAsAWholeFile) {
    agree("agent1", true, true);
    agree("agent2", true, false);
    const json::value first = get("/api/program/people?limit=1", "guan");
    ASSERT_EQ(first.at("people").as_array().size(), 1U);
    const std::string next = std::to_string(number(first.at("next")));
    const json::value second = get("/api/program/people?limit=1&after=" + next, "guan");
    EXPECT_EQ(text(second.at("people").at(0).at("name")), other_.name);
    EXPECT_EQ(second.at("next"), nullptr);
    const HttpResult file = call("GET", "/api/program/people?format=csv&lang=en", "", "guan");
    EXPECT_THAT(file.header("content-disposition"), HasSubstr("yunke-people.csv"));
    EXPECT_EQ(file.header("cache-control"), "no-store");
    EXPECT_EQ(std::ranges::count(file.body, '\n'), 1 + 2 * 12);
    EXPECT_THAT(file.body,
                HasSubstr("name,signed up,trained,passed,first on duty,stable,month,hours,days,income band"));
    const std::string month = text_of(month_of(worked_on_));
    EXPECT_THAT(file.body, HasSubstr("agent1 本人,2024-10-04,,,2026-03-02,," + month + ",3.00,1,0.00-500.00\r\n"));
    EXPECT_THAT(file.body, HasSubstr("agent2 本人,2024-10-04,,,,," + month + ",0.00,0,\r\n"));
    for (const char* query :
         {"limit=0", "limit=101", "limit=x", "after=-1", "after=4294967296", "format=exe", "lang=fr"})
        EXPECT_EQ(call("GET", std::string(people_path) + "?" + query, "", "guan").status, 400U) << query;
}

TEST_F(OfficerHttpTest, TheReportCountsEverybodyOfTheRegionAndTellsOfNobody) {
    for (int i = 0; i < 24; ++i) {
        registry::Agent agent{.pool = pool_name_, .config = {}};
        agent.config.set_name("x");
        agent.config.add_languages("en");
        agent.config.set_capacity(1);
        agent.config.set_enabled(true);
        const auto added = registry_.add_agent(agent);
        if (!added) throw std::runtime_error(added.error().message);
        enter(added->config.id(), "north", i < 12 ? registry::KnownDay(20'100) : registry::KnownDay());
    }
    agree("agent1", true, true);
    // Before anybody worked.
    const json::value early = get("/api/program/report?month=2025-06", "guan");
    EXPECT_EQ(number(early.at("people")), 26);
    EXPECT_EQ(number(early.at("worked")), 0);
    EXPECT_EQ(number(early.at("stages").at(0).at("people")), 14) << "with the two who work later";
    EXPECT_EQ(number(early.at("stages").at(2).at("people")), 12);
    EXPECT_EQ(early.at("hours_ms"), nullptr) << "of fewer than eleven";
    EXPECT_EQ(number(get("/api/program/report?month=2024-09", "guan").at("people")), 0) << "nobody had signed up";
    // One worked since: she is hidden, and what she could be reckoned from.
    const std::string month = text_of(month_of(worked_on_));
    const json::value later = get("/api/program/report?month=" + month, "guan");
    EXPECT_EQ(later.at("worked"), nullptr) << json::serialize(later);
    EXPECT_EQ(later.at("stages").at(3).at("people"), nullptr);
    const auto& stages = later.at("stages").as_array();
    EXPECT_GE(std::ranges::count_if(stages, [](const json::value& one) { return one.at("people") == nullptr; }), 2);
    EXPECT_EQ(yunke::testing::keys_of(later), yunke::testing::described_keys(YUNKE_OPENAPI, "ProgramReport"));
    const HttpResult csv = call("GET", "/api/program/report?format=csv&month=" + month, "", "guan");
    EXPECT_THAT(csv.header("content-disposition"), HasSubstr("yunke-program.csv"));
    EXPECT_THAT(csv.body, HasSubstr("region,north,stage,on_duty,*\r\n"));
    EXPECT_THAT(csv.body, Not(HasSubstr("本人")));
}

TEST_F(OfficerHttpTest, EachAddressIsForItsRoleAlone) {
    for (const char* login : {"agent1", "boss", "owner", "root", "finance1"}) {
        for (const char* path : {people_path, "/api/program/report", "/api/program/people?format=csv"})
            EXPECT_EQ(call("GET", path, "", login).status, 403U) << login << path;
        if (std::string_view(login) == "agent1") continue;
        EXPECT_EQ(call("GET", consent_path, "", login).status, 403U) << login;
        EXPECT_EQ(call("PUT", consent_path, R"({"progress":true,"income":true})", login).status, 403U) << login;
    }
    for (const char* path : {people_path, "/api/program/report", consent_path})
        EXPECT_EQ(call("GET", path, "", "").status, 401U) << path;
    for (const char* path :
         {"/api/earnings", "/api/earnings/lines", "/api/earnings/statement", "/api/earnings/appeals",
          "/api/merchant/balance", "/api/merchant/usage", "/api/finance/months", "/api/finance/payees",
          "/api/admin/agents", "/api/admin/accounts", "/api/conversations/1/why", consent_path})
        EXPECT_EQ(call("GET", path, "", "guan").status, 403U) << path;
    EXPECT_EQ(call("PUT", consent_path, R"({"progress":true,"income":true})", "guan").status, 403U);
    const HttpResult ticket = call("POST", "/api/ticket", "{}", "guan");
    EXPECT_EQ(ticket.status, 403U) << "without a ticket there are no chats";
    EXPECT_THAT(ticket.body, HasSubstr("no live connection"));
    EXPECT_EQ(text(get("/api/me", "guan").at("account").at("role")), "officer");
    EXPECT_EQ(call("POST", "/api/logout", "", "guan").status, 204U);
    EXPECT_EQ(call("GET", people_path, "", "guan").status, 401U);
}

}  // namespace
}  // namespace yunke::gateway::testing
