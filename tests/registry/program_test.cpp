// The programme's people: what they agree to, since when and until when, who sees whom, and who looked.
#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

class ProgramTest : public RegistryTest {
protected:
    // An agent with an account, entered for a region.
    Account person(const std::string& login, const std::string& region) {
        const Account account = add_account(login, Role::agent);
        if (!region.empty()) enter(account, region);
        return account;
    }
    void enter(const Account& account, const std::string& region) {
        value(registry.set_program_person({.agent = account.agent, .region = region}, now_ms));
    }
    Account officer(const std::string& login, const std::string& region) {
        const Account account{.login = login, .name = "Guan", .role = Role::officer, .region = region};
        return value(registry.add_account(account, nobodys_password_hash(), now_ms));
    }
    Consent agree(const Account& account, bool progress, bool income, std::int64_t at_ms = now_ms) {
        return value(registry.set_consent(account.agent, {.progress = progress, .income = income}, at_ms));
    }
    Shown look(const Account& by, std::uint32_t after = 0, int limit = 100, bool as_file = false) {
        return value(registry.look_at_people(
            {.account = by.id, .pool = "main", .region = by.region, .after = after, .limit = limit, .as_file = as_file},
            now_ms + 5));
    }
    std::vector<std::uint32_t> seen(const Account& by) {
        std::vector<std::uint32_t> agents;
        for (const ProgramMember& one : look(by).people)
            agents.push_back(one.person.agent);
        return agents;
    }
};

TEST_F(ProgramTest, NobodyIsSeenWhoDidNotAgree) {
    const auto guan = officer("guan", "north");
    const auto mei = person("mei", "north");
    const Consent before = value(registry.consent(mei.agent));
    EXPECT_EQ(before.region, "north");
    EXPECT_FALSE(before.progress_since_ms);
    EXPECT_FALSE(before.income_since_ms);
    EXPECT_TRUE(before.history.empty());
    EXPECT_TRUE(look(guan).people.empty());
    EXPECT_TRUE(value(registry.looks_at(mei.agent)).latest.empty()) << "she was not shown";

    EXPECT_EQ(agree(mei, true, false).progress_since_ms, now_ms);
    const auto people = look(guan).people;
    ASSERT_EQ(people.size(), 1U);
    EXPECT_EQ(people[0].person.agent, mei.agent);
    EXPECT_EQ(people[0].name, mei.name);
    EXPECT_FALSE(people[0].income);
    EXPECT_TRUE(agree(mei, true, true).income_since_ms);
    EXPECT_TRUE(look(guan).people.at(0).income);
}

TEST_F(ProgramTest, TakingItBackCountsFromTheNextLookOnAndIsKept) {
    const auto guan = officer("guan", "north");
    const auto mei = person("mei", "north");
    agree(mei, true, true, now_ms);
    EXPECT_EQ(seen(guan).size(), 1U);
    const Consent after = agree(mei, false, false, now_ms + 10);
    EXPECT_FALSE(after.progress_since_ms);
    EXPECT_FALSE(after.income_since_ms);
    EXPECT_TRUE(seen(guan).empty());
    agree(mei, false, false, now_ms + 20);  // nothing new: nothing is written
    ASSERT_EQ(after.history.size(), 4U);
    EXPECT_FALSE(after.history[0].given);
    EXPECT_EQ(after.history[0].at_ms, now_ms + 10);
    EXPECT_EQ(after.history[0].region, "north");
    EXPECT_TRUE(after.history[3].given);
    EXPECT_EQ(after.history[3].what, ConsentTo::progress);
    EXPECT_EQ(value(registry.consent(mei.agent)).history.size(), 4U);
    EXPECT_EQ(agree(mei, true, false, now_ms + 30).progress_since_ms, now_ms + 30);
    EXPECT_FALSE(look(guan).people.at(0).income) << "each is given by itself";
}

TEST_F(ProgramTest, IncomeGoesWithProgressOnlyAndSomebodyMustBeNamedWhoWouldLook) {
    const auto mei = person("mei", "north");
    const auto jun = person("jun", "");
    EXPECT_THAT(registry.set_consent(mei.agent, {.progress = false, .income = true}, now_ms), IsInvalid("income"));
    EXPECT_THAT(registry.set_consent(jun.agent, {.progress = true, .income = false}, now_ms),
                FailsWith(Errc::conflict));
    EXPECT_FALSE(agree(jun, false, false).progress_since_ms) << "no is always taken";
    EXPECT_TRUE(value(registry.officers("north")).empty());
    officer("guan", "north");
    const auto gone = officer("gone", "north");
    officer("li", "south");
    value(registry.set_account_enabled(gone.id, false));
    EXPECT_EQ(value(registry.officers("north")), (std::vector<std::string>{"Guan"}));
}

TEST_F(ProgramTest, AnOfficerSeesHerRegionOfHerPoolAlone) {
    const auto guan = officer("guan", "north");
    const auto li = officer("li", "north ");
    const auto mei = person("mei", "north");
    const auto jun = person("jun", "south");
    agree(mei, true, false);
    agree(jun, true, false);
    EXPECT_EQ(seen(guan), (std::vector<std::uint32_t>{mei.agent}));
    EXPECT_TRUE(seen(li).empty()) << "letter by letter";
    value(registry.create_pool("other"));
    EXPECT_TRUE(value(registry.look_at_people(
                          {.account = guan.id, .pool = "other", .region = "north", .after = 0, .limit = 10}, now_ms))
                    .people.empty());
}

TEST_F(ProgramTest, AnotherRegionEndsWhatSheAgreedTo) {
    const auto guan = officer("guan", "north");
    const auto li = officer("li", "south");
    const auto mei = person("mei", "north");
    agree(mei, true, true);
    enter(mei, "north");
    EXPECT_EQ(seen(guan).size(), 1U) << "the same region changes nothing";
    enter(mei, "south");
    EXPECT_TRUE(seen(guan).empty());
    EXPECT_TRUE(seen(li).empty()) << "she was never asked about Li";
    const Consent moved = value(registry.consent(mei.agent));
    EXPECT_EQ(moved.history.at(0).cause, ConsentCause::moved);
    EXPECT_EQ(moved.history.at(0).region, "north");
    agree(mei, true, false);
    EXPECT_EQ(seen(li).size(), 1U);
    value(registry.remove_program_person(mei.agent, now_ms));
    value(registry.remove_program_person(mei.agent, now_ms));
    EXPECT_TRUE(seen(li).empty());
    EXPECT_TRUE(value(registry.program_members("main", "")).empty());
    enter(mei, "south");
    EXPECT_TRUE(seen(li).empty()) << "coming back is no consent";
}

TEST_F(ProgramTest, WhoCannotLogInCannotTakeItBackAndIsNotShown) {
    const auto guan = officer("guan", "north");
    const auto mei = person("mei", "north");
    agree(mei, true, true);
    value(registry.set_account_enabled(mei.id, false));
    EXPECT_TRUE(seen(guan).empty());
    EXPECT_FALSE(value(registry.program_members("main", "north")).at(0).progress);
    value(registry.set_account_enabled(mei.id, true));
    EXPECT_EQ(seen(guan).size(), 1U);
}

TEST_F(ProgramTest, ComesInPagesAndEachPersonCanSeeWhoLooked) {
    const auto guan = officer("guan", "north");
    std::vector<Account> people;
    for (const char* login : {"a", "b", "c"}) {
        people.push_back(person(login, "north"));
        agree(people.back(), true, people.size() == 2);
    }
    const Shown first = look(guan, 0, 2);
    ASSERT_EQ(first.people.size(), 2U);
    EXPECT_TRUE(first.more);
    const Shown second = look(guan, first.people.back().person.agent, 2, true);
    ASSERT_EQ(second.people.size(), 1U);
    EXPECT_FALSE(second.more);
    EXPECT_EQ(second.people[0].person.agent, people[2].agent);

    const Looks at_b = value(registry.looks_at(people[1].agent));
    ASSERT_EQ(at_b.latest.size(), 1U);
    EXPECT_EQ(at_b.latest[0].name, "Guan");
    EXPECT_EQ(at_b.latest[0].account, guan.id);
    EXPECT_EQ(at_b.latest[0].at_ms, now_ms + 5);
    EXPECT_TRUE(at_b.latest[0].income);
    EXPECT_FALSE(at_b.latest[0].as_file);
    EXPECT_TRUE(value(registry.looks_at(people[2].agent)).latest.at(0).as_file);
    for (int i = 0; i < 101; ++i)
        look(guan, 0, 1);
    const Looks at_a = value(registry.looks_at(people[0].agent));
    EXPECT_EQ(at_a.latest.size(), 100U);
    EXPECT_EQ(at_a.left_out, 2);
}

TEST_F(ProgramTest, TheDatabaseItselfRefusesToChangeWhatWasSaidAndWhoLooked) {
    const auto guan = officer("guan", "north");
    const auto mei = person("mei", "north");
    agree(mei, true, false);
    look(guan);
    for (const char* statement : {"UPDATE program_consent SET given = 0", "DELETE FROM program_consent",
                                  "UPDATE program_look SET at_ms = 1", "DELETE FROM program_look",
                                  "INSERT INTO program_consent (number, agent_id, what, given, cause, region, at_ms) "
                                  "SELECT number, agent_id, what, 0, cause, region, at_ms FROM program_consent",
                                  "INSERT INTO program_consent (number, agent_id, what, given, cause, region, at_ms) "
                                  "SELECT number + 1, agent_id, what, 1, 'moved', region, at_ms FROM program_consent"})
        EXPECT_ANY_THROW(database->execute(statement)) << statement;
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM program_consent WHERE given = 1"), 1);
    EXPECT_EQ(database->number("SELECT COUNT(*) FROM program_look"), 1);
}

TEST_F(ProgramTest, EntersDaysAsTheyAreKnown) {
    const auto mei = person("mei", "north");
    const ProgramPerson known{
        .agent = mei.agent, .region = "华东", .signed_up_day = 20'000, .trained_day = 20'010, .passed_day = {}};
    value(registry.set_program_person(known, now_ms));
    const auto members = value(registry.program_members("main", "华东"));
    ASSERT_EQ(members.size(), 1U);
    EXPECT_EQ(members[0].person.signed_up_day, 20'000);
    EXPECT_EQ(members[0].person.trained_day, 20'010);
    EXPECT_FALSE(members[0].person.passed_day);
    EXPECT_EQ(members[0].created_ms, now_ms);
    EXPECT_TRUE(value(registry.program_members("other", "")).empty());
    auto wrong = known;
    wrong.passed_day = 1;
    EXPECT_THAT(registry.set_program_person(wrong, now_ms), IsInvalid("day"));
    wrong = known;
    wrong.region = "a\nb";
    EXPECT_THAT(registry.set_program_person(wrong, now_ms), IsInvalid("region"));
    wrong = known;
    wrong.agent = 999;
    EXPECT_THAT(registry.set_program_person(wrong, now_ms), FailsWith(Errc::not_found));
}

}  // namespace
}  // namespace yunke::registry::testing
