#include <google/protobuf/util/message_differencer.h>

#include "tests/definitions/support.hpp"

namespace yunke::definitions::testing {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What is known after the definitions are in force, as if they had been written.
Known after(Known known, const Definitions& made) {
    const auto put = [](auto& rows, const auto& defined, auto same) {
        for (const auto& one : defined) {
            const auto stands = std::ranges::find_if(rows, [&](const auto& row) { return same(row, one.row); });
            if (stands == rows.end())
                rows.push_back(one.row);
            else
                *stands = one.row;
        }
    };
    put(known.groups, made.groups, [](const auto& a, const auto& b) { return a.key == b.key; });
    put(known.queues, made.queues, [](const auto& a, const auto& b) { return a.id() == b.id(); });
    put(known.agents, made.agents, [](const auto& a, const auto& b) { return a.id() == b.id(); });
    if (made.pool) known.pool = made.pool->row;
    return known;
}

Known demo() {
    auto known = known_pool();
    known.skills.push_back({3, "sizing", "选码", "Sizing"});
    auto damaged = known.queues[1];
    damaged.set_id(3);
    damaged.set_topic("damaged");
    known.queues.push_back(damaged);
    return known;
}

TEST(Export, TheExampleOfTheDocumentsDefinesTheSameAgain) {
    const auto parsed = read(YUNKE_EXAMPLES "/routing.toml", demo());
    ASSERT_TRUE(parsed) << parsed.error().front();
    const auto stands = after(demo(), *parsed);
    const auto text = to_toml(stands);
    const auto again = parse(text, "export", stands);
    ASSERT_TRUE(again) << again.error().front() << "\n" << text;
    ASSERT_EQ(again->queues.size(), stands.queues.size());
    for (const auto& queue : again->queues) {
        EXPECT_FALSE(queue.fresh);
        EXPECT_TRUE(MessageDifferencer::Equals(queue.row, stands.queues.at(queue.row.id() - 1)))
            << queue.row.DebugString() << text;
    }
    ASSERT_EQ(again->agents.size(), stands.agents.size());
    for (const auto& agent : again->agents) {
        EXPECT_TRUE(MessageDifferencer::Equals(agent.row, stands.agents.at(agent.row.id() - 1)))
            << agent.row.DebugString() << text;
    }
    EXPECT_TRUE(MessageDifferencer::Equals(again->pool->row, stands.pool));
    EXPECT_EQ(to_toml(after(stands, *again)), text);
}

TEST(Export, SettingsInWordsAreThoseThatAreSet) {
    const auto parsed = read(YUNKE_EXAMPLES "/routing.toml", demo());
    ASSERT_TRUE(parsed) << parsed.error().front();
    const auto stands = after(demo(), *parsed);
    const Words in_words(stands);
    const auto words = in_words.routing(stands.queues[2]);
    EXPECT_THAT(words, Contains("needs=[\"pictures\"]"));
    EXPECT_THAT(words, Contains(HasSubstr("{ after = \"1m\", lower = \"returns:2\" }")));
    EXPECT_THAT(words, Contains("overflow={ queue = \"other\", after = \"5m\" }"));
    EXPECT_THAT(in_words.routing(stands.agents[0]), Contains("certified=[\"青禾家居\"]"));
    EXPECT_TRUE(in_words.routing(stands.queues[0]).empty());
}

TEST(Export, ChangesAreTheNewValuesAndWhatIsGone) {
    const auto known = known_pool();
    const Words words(known);
    auto queue = known.queues[0];
    queue.mutable_routing()->set_sticky_ms(60'000);
    queue.set_waiting_max(7);
    EXPECT_THAT(words.changes(known.queues[0], queue), ElementsAre("waiting_max=7", "sticky=\"1m\""));
    EXPECT_THAT(words.changes(queue, known.queues[0]), ElementsAre("waiting_max=0", "no sticky"));
    EXPECT_TRUE(words.changes(queue, queue).empty());
}

TEST(Export, HoursOfFollowingDaysStandTogether) {
    auto known = known_pool();
    auto& hours = *known.queues[0].mutable_routing()->mutable_hours();
    hours.set_utc_offset_minutes(-210);
    for (const std::uint32_t day : {1U, 2U, 4U}) {
        auto& span = *hours.add_spans();
        span.set_weekday(day);
        span.set_from_minute(540);
        span.set_to_minute(1'440);
    }
    hours.add_closed_days(20'727);
    EXPECT_THAT(Words(known).routing(known.queues[0]),
                ElementsAre("hours={ utc_offset = \"-03:30\", open = [\"Mon-Tue 09:00-24:00\", \"Thu 09:00-24:00\"], "
                            "holidays = [\"2026-10-01\"] }"));
}

TEST(Export, TheClockOfADayIsKeptWithoutQuietHours) {
    const auto made = defined("[[agent]]\nname = \"小禾\"\nday_max = \"6h\"\nquiet = { utc_offset = \"+08:00\" }\n");
    const auto stands = after(known_pool(), made);
    EXPECT_THAT(Words(stands).routing(stands.agents[0]),
                ElementsAre("day_max=\"6h\"", "quiet={ utc_offset = \"+08:00\" }"));
    EXPECT_EQ(defined(to_toml(stands), stands).agents[0].row.routing().quiet().utc_offset_minutes(), 480);
}

TEST(Export, NamesThatTomlWouldMisreadAreQuoted) {
    auto known = known_pool();
    known.agents[1].set_name(R"(Bo "the" \ Tree)");
    const auto again = parse(to_toml(known), "export", known);
    ASSERT_TRUE(again) << again.error().front();
    EXPECT_EQ(again->agents.at(1).row.name(), known.agents[1].name());
}

}  // namespace
}  // namespace yunke::definitions::testing
