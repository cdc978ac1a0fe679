// Each refusal names the line and says what to do; a file with one of them defines nothing.
#include <fmt/format.h>

#include "tests/definitions/support.hpp"

namespace yunke::definitions::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A queue of two lines, then `rest`, which begins in line 4; the queue asks for delivery at 3.
std::string queue(const std::string& rest) {
    return "[[queue]]\nshop = 1\ntopic = \"delivery\"\n" + rest + "\n";
}
// An agent of two lines, then `rest`, which begins in line 3.
std::string agent(const std::string& rest) {
    return "[[agent]]\nname = \"小禾\"\n" + rest + "\n";
}

// Every text has one problem that begins with this line and holds this part of a sentence.
struct Case {
    std::string toml, line, part;
};
void expect_refused(const std::vector<Case>& cases) {
    for (const auto& one : cases) {
        const auto found = problems(one.toml);
        ASSERT_EQ(found.size(), 1U) << one.toml << ::testing::PrintToString(found);
        EXPECT_TRUE(found[0].starts_with(one.line + ": ")) << found[0] << "\n" << one.toml;
        EXPECT_THAT(found[0], HasSubstr(one.part)) << one.toml;
    }
}

TEST(Refusals, OfNamesThatLeadNowhere) {
    expect_refused({
        {queue("skills = { delivry = 3 }"), "4", "names the skill \"delivry\", which does not exist; did you mean"},
        {queue("\ngroups = [\"day\",\n \"dusk\"]"), "6", "names the group \"dusk\", which does not exist; known are"},
        {queue("overflow = { queue = \"nothing\", after = \"1m\" }"), "4", "for which the shop has no queue"},
        {queue("relax = [{ after = \"1m\", lower = \"flying:1\" }]"), "4", "names the skill \"flying\""},
        {queue("groups = [\"day\"]\nrelax = [{ after = \"1m\", widen_to = \"dusk\" }]"), "5", "group \"dusk\""},
        {agent("certified = [\"Banxi\"]"), "3", "names the shop Banxi, which does not exist; did you mean \"Banxia\"?"},
        {agent("direct = [7]"), "3", "names the shop 7, which does not exist"},
        {agent("needs = [\"voice\"]"), "3", "no such key \"needs\" in agent"},
        {agent("cannot = [\"smells\"]"), "3", "allowed are pictures, voice and video"},
        {"[[queue]]\nshop = \"Qinghe\"\ntopic = \"x\"\n", "2", "names the shop Qinghe"},
        {"[[agent]]\nid = 99\n", "1", "there is no such agent in the pool"},
        {"[[agent]]\nname = \"Twin\"\n", "1", "as 2 agents are called; add id = 3"},
    });
}

TEST(Refusals, OfKeysAndTablesThatNobodyKnows) {
    expect_refused({
        {queue("wait_mx = \"5m\""), "4", "no such key \"wait_mx\" in queue; did you mean \"wait_max\"?"},
        {queue("relax = [{ after = \"1m\", lowre = \"delivery:1\" }]"), "4", "no such key \"lowre\" in queue.relax[0]"},
        {queue("overflow = { topic = \"other\" }"), "4", "no such key \"topic\" in queue.overflow"},
        {queue("hours = { offset = \"+08:00\" }"), "4", "no such key \"offset\" in queue.hours"},
        {agent("quiet = { utc_offset = \"+08:00\", holidays = [\"2026-10-01\"] }"), "3", "no such key \"holidays\""},
        {"[[queues]]\nshop = 1\n", "1", "no such table \"queues\"; did you mean \"queue\"?"},
        {"[queue]\nshop = 1\n", "1", "write each as a table [[queue]]"},
        {"pool = 3\n", "1", "write a table [pool]"},
        {"[[queue]]\nshop = 1\ntopic = \n", "3", "not valid TOML"},
        {"[[queue]]\nshop = 1\n", "1", "queue.topic is missing"},
        {"[[queue]]\ntopic = \"x\"\n", "1", "queue.shop is missing"},
        {"[[agent]]\ncapacity = 1\n", "1", "agent.name is missing"},
    });
}

TEST(Refusals, OfValuesOfAnotherTypeOrOutOfRange) {
    expect_refused({
        {queue("skills = { delivery = 6 }"), "4", "queue.skills.delivery is 6; allowed is a level from 1 to 5"},
        {queue("skills = { delivery = 0 }"), "4", "is 0; allowed is a level from 1 to 5"},
        {queue("skills = [\"delivery\"]"), "4", "queue.skills is a list; allowed is a table"},
        {queue("answer_target = \"-5s\""), "4", "times are not negative"},
        {queue("answer_target = \"5 weeks\""), "4", "allowed is a whole number with ms, s, m"},
        {queue("answer_target = 60"), "4", "is 60 without a unit; write it as a text, such as \"30s\""},
        {queue("answer_target = -1"), "4", "without a unit"},
        {queue("answer_target = 1.5"), "4", "is a value of another kind"},
        {queue("answer_target = \"25h\""), "4", "queue.answer_target, in milliseconds, must be 1000 to 86400000"},
        {queue("answer_target = \"9999d\""), "4", "is \"9999d\"; allowed is"},
        {queue("priority_credit = \"25h\""), "4", "queue.priority_credit, in milliseconds, must be 0 to 86400000"},
        {queue("sticky = \"31d\""), "4", "queue.sticky"},
        {queue("reopen = \"25h\""), "4", "queue.reopen"},
        {queue("reply = \"500ms\""), "4", "queue.reply"},
        {queue("handling = \"5h\""), "4", "queue.handling"},
        {queue("waiting_max = -3"), "4", "is -3; allowed is a whole number from 0 on"},
        {queue("waiting_max = 1000001"), "4", "queue.waiting_max must be 0 to 1000000"},
        {queue("language = \"Chinese\""), "4", "must be a BCP 47 tag"},
        {queue("certified = \"yes\""), "4", "is a text; allowed is true or false"},
        {queue("needs = \"pictures\""), "4", "allowed is a list of texts"},
        {queue("beyond = \"explode\""), "4", "allowed is message, overflow or close"},
        {agent("capacity = 21"), "3", "agent.capacity must be 1 to 20, not 21"},
        {agent("offer_timeout = \"19s\""), "3", "agent.offer_timeout, in milliseconds, must be 0 or 20000 to 1200000"},
        {agent("wrap_up = \"sometimes\""), "3", "allowed is none, fixed or until-done"},
        {agent("new_per_hour = 241"), "3", "agent.new_per_hour must be 0 to 240"},
        {agent("gap = \"2h\""), "3", "agent.gap"},
        {agent("wished = \"25h\""), "3", "agent.wished"},
        {agent("day_max = \"1s\""), "3", "agent.day_max"},
        {"[pool]\norder = [\"share\",\n\"height\"]\n", "3", "names \"height\"; allowed are group, share"},
        {"[pool]\nagent_grace = \"1ms\"\n", "2", "pool.agent_grace"},
        {"[pool]\nsecond_offer = 101\n", "2", "pool.second_offer must be 0 or 1 to 100, not 101"},
        {"[[skill]]\nkey = \"Big\"\nname_zh = \"大\"\nname_en = \"Big\"\n", "2", "must be 1 to 32 of a-z"},
        {"[[group]]\nkey = \"new\"\nname_zh = \"新\"\n", "1", "group.name_en must not be empty"},
    });
}

TEST(Refusals, OfContradictions) {
    expect_refused({
        {queue("beyond = \"overflow\""), "4", "queue.beyond needs an overflow queue"},
        {queue("overflow = { after = \"1m\" }"), "4", "queue.overflow.after needs an overflow queue"},
        {queue("overflow = { queue = \"other\" }"), "4", "would never be used: say after which time"},
        {queue("overflow = { queue = \"delivery\", after = \"1m\" }"), "4", "must be another queue than this one"},
        {queue("overflow = { queue = \"other\", after = \"5m\" }\nwait_max = \"5m\""), "5",
         "queue.wait_max, in milliseconds, must be more than the time after which chats overflow"},
        {queue("groups_only = true"), "4", "queue.groups_only needs groups"},
        {queue("groups = [\"day\", \"day\"]"), "4", "queue.groups[1] must name each group once"},
        {agent("groups = [\"day\", \"day\"]"), "3", "names one twice"},
        {agent("certified = [1, \"青禾家居\"]"), "3", "names one twice"},
        {agent("rest_every = \"50m\""), "1", "agent.rest must say how long a rest lasts"},
        {agent("rest = \"5m\""), "1", "agent.rest_every must say after how much work"},
        {agent("wished = \"2h\"\nwished_chats = 20"), "4", "agent.wished_chats cannot stand beside a wished time"},
        {agent("wished_chats = 1001"), "3", "agent.wished_chats"},
        {agent("idle_allowance = \"2h\""), "3", "agent.idle_allowance"},
        {agent("day_max = \"2h\"\nwished = \"3h\""), "4", "agent.wished, in milliseconds, must be at most the longest"},
        {"[pool]\norder = [\"share\", \"share\"]\n", "2", "must name each criterion once"},
        {"[pool]\norder = [\"most_load\", \"least_load\"]\n", "2", "least and for the most load"},
        {queue("") + queue(""), "7", "twice for one shop"},
        {agent("") + agent(""), "4", "defined twice"},
        {"[[agent]]\nname = \"New\"\n[[agent]]\nname = \"New\"\n", "4", "twice; define each agent once"},
        {"[[group]]\nkey = \"day\"\n[[group]]\nkey = \"day\"\n", "4", "\"day\" twice"},
    });
}

TEST(Refusals, OfStepsThatDoNotRelax) {
    const std::string day = "groups = [\"day\"]\ngroups_only = true\n";
    expect_refused({
        {queue("relax = [{ after = \"1m\", lower = \"delivery:3\" }]"), "4", "must be below the level asked for until"},
        {queue("relax = [{ after = \"1m\", lower = \"delivery:4\" }]"), "4", "must be below the level"},
        {queue("relax = [{ after = \"1m\", lower = \"returns:1\" }]"), "4",
         "must name a skill that the queue asks for"},
        {queue("relax = [{ after = \"1m\", lower = \"delivery\" }]"), "4", "write skill and level"},
        {queue("relax = [\n{ after = \"1m\", lower = \"delivery:2\" },\n{ after = \"1m\", lower = \"delivery:1\" }]"),
         "6", "queue.relax[1].after, in milliseconds, must be more than that of the step before"},
        {queue("relax = [\n{ after = \"1m\", lower = \"delivery:2\" },\n{ after = \"2m\", lower = \"delivery:2\" }]"),
         "6", "queue.relax[1].lower must be below the level asked for until then, 2, not 2"},
        {queue("relax = [{ after = \"1m\", lower = \"delivery:0\" }, { after = \"2m\", lower = \"delivery:0\" }]"), "4",
         "no longer asks for"},
        {queue("relax = [{ lower = \"delivery:2\" }]"), "4", "queue.relax[0].after, in milliseconds, must be 1000"},
        {queue("relax = [{ after = \"1m\" }]"), "4", "must say what it relaxes"},
        {queue(day + "relax = [{ after = \"1m\", any_group = true, widen_to = \"night\" }]"), "6", "several of"},
        {queue("relax = [{ after = \"1m\", any_group = true }]"), "4", "the queue names no groups"},
        {queue("relax = [{ after = \"1m\", widen_to = \"day\" }]"), "4", "the queue names no groups"},
        {queue(day + "relax = [{ after = \"1m\", any_group = false }]"), "6", "must be true"},
        {queue(day + "relax = [{ after = \"1m\", widen_to = \"day\" }]"), "6", "names a group that is in already"},
        {queue(day + "relax = [{ after = \"1m\", any_group = true }, { after = \"2m\", widen_to = \"night\" }]"), "6",
         "a step before has let every group in"},
        {queue("relax = [3]"), "4", "allowed is a list of tables"},
    });
}

TEST(Refusals, OfHoursThatContradictThemselves) {
    const auto hours = [](const std::string& rest) { return queue("[queue.hours]\n" + rest); };
    const std::string offset = "utc_offset = \"+08:00\"\n";
    expect_refused({
        {hours(offset + "open = [\"Mon-Fri 18:00-09:00\"]"), "6", "queue.hours.open[0] must end after it begins"},
        {hours(offset + "open = [\"Mon-Fri 09:00-09:00\"]"), "6", "must end after it begins, not Mon 09:00-09:00"},
        {hours(offset + "open = [\"Mon-Fri 09:00-18:00\",\n\"Wed 17:00-20:00\"]"), "7",
         "must not overlap: Wed 09:00-18:00 and Wed 17:00-20:00 do"},
        {hours(offset + "open = [\"Mon 09:00-18:00\", \"Mon 09:00-18:00\"]"), "6", "must not overlap"},
        {hours(offset + "open = [\"Mon 09:00-25:00\"]"), "6", "write days and hours such as"},
        {hours(offset + "open = [\"Mon 9-18\"]"), "6", "write days and hours such as"},
        {hours(offset + "open = [\"Fri-Mon 09:00-18:00\"]"), "6", "write days and hours such as"},
        {hours(offset + "open = [\"Moonday 09:00-18:00\"]"), "6", "write days and hours such as"},
        {hours("open = [\"Mon 09:00-18:00\"]"), "4", "queue.hours.utc_offset is missing; say whose clock"},
        {hours("utc_offset = \"CST\"\nopen = [\"Mon 09:00-18:00\"]"), "5", "write it as \"+08:00\""},
        {hours("utc_offset = \"+15:00\"\n"), "5", "must be -720 to 840 (-12:00 to +14:00), not 900"},
        {hours(offset + "holidays = [\"2026-02-30\"]"), "6", "something else than dates"},
        {hours(offset + "holidays = [\"2026-10-01\", \"2026-10-01\"]"), "6", "give each day once"},
        {hours(offset + "holidays = \"2026-10-01\""), "6", "allowed is a list of dates"},
        {agent("quiet = { utc_offset = \"+08:00\", spans = [\"Mon 22:00-07:00\"] }"), "3",
         "write hours over midnight as two spans"},
    });
}

TEST(Refusals, OfOverflowsInARing) {
    const std::string other =
        "[[queue]]\nshop = 1\ntopic = \"other\"\noverflow = { queue = \"delivery\", after = \"1m\" }\n";
    const auto ring = queue("overflow = { queue = \"other\", after = \"1m\" }") + other;
    EXPECT_THAT(problems(ring),
                ElementsAre("4: queue.overflow.queue leads back to the queue itself, from delivery to other to "
                            "delivery; break the ring."));
    auto known = known_pool();
    known.queues[0].mutable_routing()->set_overflow_queue(2);
    known.queues[0].mutable_routing()->set_overflow_after_ms(60'000);
    EXPECT_THAT(problems(other, known), ElementsAre(HasSubstr("4: queue.overflow.queue leads back")))
        << "a ring through what stands already";
    EXPECT_EQ(defined(other + queue("overflow = {}"), known).queues.at(0).row.topic(), "delivery")
        << "turning an overflow round is no ring";
}

TEST(Refusals, OfOverflowsThroughTooManyQueues) {
    const auto row = [](int length) {
        std::string toml;
        for (int i = 0; i <= length; ++i) {
            toml += fmt::format("[[queue]]\nshop = 1\ntopic = \"q{}\"\ntitle_zh = \"题\"\ntitle_en = \"T\"\n", i);
            if (i < length) toml += fmt::format("overflow = {{ queue = \"q{}\", after = \"1m\" }}\n", i + 1);
        }
        return toml;
    };
    EXPECT_EQ(defined(row(8)).queues.size(), 9U);
    EXPECT_THAT(problems(row(9)), ElementsAre(HasSubstr("6: queue.overflow.queue leads through more than 8 queues")));
}

TEST(Refusals, TellAllProblemsAtOnceInTheOrderOfTheFile) {
    const auto found =
        problems("[[group]]\nkey = \"A B\"\nname_zh = \"x\"\nname_en = \"x\"\n" + queue("beyond = 1\nneeds = [\"x\"]"));
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_TRUE(found[0].starts_with("2: ")) << found[0];
    EXPECT_TRUE(found[1].starts_with("8: ")) << found[1];
    EXPECT_TRUE(found[2].starts_with("9: ")) << found[2];
}

TEST(Refusals, AreCountedBeyondOneScreen) {
    std::string toml;
    for (int i = 0; i < 100; ++i)
        toml += fmt::format("[[agent]]\nname = \"{}\"\ncapacity = 99\n", i);
    const auto parsed = parse(toml, "x", known_pool());
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error(), SizeIs(41));
    EXPECT_THAT(parsed.error().back(), HasSubstr("and 60 more"));
}

TEST(Refusals, OfFilesThatCannotBeRead) {
    EXPECT_THAT(read("/no/such/file", {}).error(),
                ElementsAre("/no/such/file: cannot be read: No such file or directory."));
    EXPECT_THAT(read("/tmp", {}).error(), ElementsAre(HasSubstr("this is a folder")));
}

}  // namespace
}  // namespace yunke::definitions::testing
