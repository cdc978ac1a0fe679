#include "tests/definitions/support.hpp"

namespace yunke::definitions::testing {
namespace {

using ::testing::ElementsAre;

TEST(Definitions, AQueueSaysWhatItAsksForInAllItsKeys) {
    const auto made = defined(R"(
[[queue]]
shop = "青禾家居"
topic = "damaged"
title_zh = "破损"
title_en = "Damaged"
skills = { returns = 1, delivery = 3 }
language = "zh-CN"
needs = ["pictures", "video"]
certified = true
groups = ["night", "day"]
groups_only = true
answer_target = "45s"
priority_credit = "2m"
waiting_max = 30
relax = [{ after = "30s", lower = "delivery:2" }, { after = "1m", lower = "delivery:0" }, { after = "2min", any_group = true }]
overflow = { queue = "other", after = "3m" }
beyond = "close"
wait_max = "10m"
sticky = "7d"
reopen = "12h"
reply = "90s"
handling = "5m"
open = false
)");
    ASSERT_EQ(made.queues.size(), 1U);
    EXPECT_TRUE(made.queues[0].fresh);
    const auto& queue = made.queues[0].row;
    EXPECT_EQ(queue.id(), 3U) << "above the known ones";
    EXPECT_EQ(queue.shop(), 1U);
    EXPECT_EQ(queue.answer_target_ms(), 45'000U);
    EXPECT_EQ(queue.idle_warn_ms(), 180'000U) << "a default of new queues";
    EXPECT_EQ(queue.waiting_max(), 30U);
    EXPECT_FALSE(queue.open());
    ASSERT_EQ(queue.skills_size(), 2);
    EXPECT_EQ(queue.skills(0).skill(), 2U) << "in the order of the file";
    const auto& routing = queue.routing();
    EXPECT_EQ(routing.language(), "zh-CN");
    EXPECT_EQ(routing.needs(), std::uint32_t{v1::CONTENT_PICTURES} | v1::CONTENT_VIDEO);
    EXPECT_TRUE(routing.certified());
    EXPECT_THAT(routing.groups(), ElementsAre(2, 1)) << "best first";
    EXPECT_TRUE(routing.groups_only());
    EXPECT_EQ(routing.priority_credit_ms(), 120'000U);
    ASSERT_EQ(routing.relaxations_size(), 3);
    EXPECT_EQ(routing.relaxations(0).after_ms(), 30'000U);
    EXPECT_EQ(routing.relaxations(0).lower().level(), 2U);
    EXPECT_EQ(routing.relaxations(1).lower().level(), 0U);
    EXPECT_TRUE(routing.relaxations(2).any_group());
    EXPECT_EQ(routing.overflow_queue(), 2U);
    EXPECT_EQ(routing.overflow_after_ms(), 180'000U);
    EXPECT_EQ(routing.beyond(), v1::BEYOND_CLOSE);
    EXPECT_EQ(routing.wait_max_ms(), 600'000U);
    EXPECT_EQ(routing.sticky_ms(), 604'800'000U);
    EXPECT_EQ(routing.reopen_ms(), 43'200'000U);
    EXPECT_EQ(routing.reply_ms(), 90'000U);
    EXPECT_EQ(routing.handling_ms(), 300'000U);
}

TEST(Definitions, AnAgentSaysWhatHerWorkMustRespect) {
    const auto made = defined(R"(
[[agent]]
name = "小禾"
skills = { returns = 5 }
languages = ["zh-CN", "yue"]
capacity = 2
groups = ["night", "day"]
certified = ["Banxia", 1]
direct = ["Banxia"]
cannot = ["voice"]
offer_timeout = "10m"
auto_accept = true
misses_to_hold = 5
wrap_up = "fixed"
wrap_up_time = "30s"
new_per_hour = 6
gap = "90s"
rest_every = "50m"
rest = "10m"
day_max = "6h"
wished = "5h"
idle_allowance = "2m"
quiet = { utc_offset = "-03:30", spans = ["Mon-Sun 22:00-24:00", "Sun 00:00-07:00"] }
)");
    ASSERT_EQ(made.agents.size(), 1U);
    EXPECT_FALSE(made.agents[0].fresh);
    const auto& agent = made.agents[0].row;
    EXPECT_EQ(agent.id(), 1U);
    EXPECT_EQ(agent.capacity(), 2U);
    EXPECT_EQ(agent.wrap_up(), v1::WRAP_UP_FIXED);
    EXPECT_TRUE(agent.auto_accept());
    const auto& routing = agent.routing();
    EXPECT_THAT(routing.groups(), ElementsAre(1, 2)) << "rising";
    EXPECT_THAT(routing.certified_shops(), ElementsAre(1, 2));
    EXPECT_THAT(routing.direct_shops(), ElementsAre(2));
    EXPECT_EQ(routing.cannot(), std::uint32_t{v1::CONTENT_VOICE});
    EXPECT_EQ(routing.new_per_hour_max(), 6U);
    EXPECT_EQ(routing.gap_ms(), 90'000U);
    EXPECT_EQ(routing.rest_every_ms(), 3'000'000U);
    EXPECT_EQ(routing.day_max_ms(), 21'600'000U);
    EXPECT_EQ(routing.quiet().utc_offset_minutes(), -210);
    ASSERT_EQ(routing.quiet().spans_size(), 8);
    EXPECT_EQ(routing.quiet().spans(6).to_minute(), 420U) << "Sunday's morning comes before its evening";
    EXPECT_EQ(routing.wished_ms(), 18'000'000U);
    EXPECT_EQ(routing.idle_allowance_ms(), 120'000U);
}

TEST(Definitions, HoursAreSpansOfDaysInTheOrderOfTheWeek) {
    const auto made = defined(R"(
[[queue]]
shop = 1
topic = "other"
hours = { utc_offset = "+08:00", open = ["Sat,Sun 10:00-24:00", "Mon-Fri 09:00-12:00", "Mon-Fri 13:00-18:00"], holidays = ["2026-10-02", 2026-10-01] }
)");
    const auto& hours = made.queues.at(0).row.routing().hours();
    EXPECT_EQ(hours.utc_offset_minutes(), 480);
    ASSERT_EQ(hours.spans_size(), 12);
    EXPECT_EQ(hours.spans(0).weekday(), 1U);
    EXPECT_EQ(hours.spans(1).from_minute(), 780U);
    EXPECT_EQ(hours.spans(11).to_minute(), 1'440U);
    EXPECT_THAT(hours.closed_days(), ElementsAre(20'727, 20'728));
}

TEST(Definitions, WhatATableDoesNotMentionStaysAsItIs) {
    auto known = known_pool();
    known.queues[0].mutable_routing()->set_sticky_ms(60'000);
    known.queues[0].mutable_routing()->add_relaxations()->set_after_ms(1'000);
    known.queues[0].mutable_routing()->mutable_relaxations(0)->mutable_lower()->set_skill(1);
    auto made = defined("[[queue]]\nshop = 1\ntopic = \"delivery\"\nneeds = [\"voice\"]\n", known);
    const auto& queue = made.queues.at(0).row;
    EXPECT_EQ(queue.title_en(), "Delivery");
    EXPECT_EQ(queue.skills_size(), 1);
    EXPECT_EQ(queue.routing().sticky_ms(), 60'000U);
    EXPECT_EQ(queue.routing().relaxations_size(), 1);
    made = defined("[[queue]]\nshop = 1\ntopic = \"delivery\"\nskills = {}\nrelax = []\nsticky = 0\n", known);
    EXPECT_EQ(made.queues.at(0).row.skills_size(), 0);
    EXPECT_FALSE(made.queues.at(0).row.has_routing()) << "empty values take away";
}

TEST(Definitions, TheFileCanUseWhatItDefines) {
    const auto made = defined(R"(
[[queue]]
shop = "Banxia"
topic = "first"
title_zh = "一"
title_en = "One"
skills = { flying = 2 }
groups = ["birds"]
overflow = { queue = "second", after = "1m" }
[[queue]]
shop = "Banxia"
topic = "second"
title_zh = "二"
title_en = "Two"
[[skill]]
key = "flying"
name_zh = "飞行"
name_en = "Flying"
[[group]]
key = "birds"
name_zh = "鸟"
name_en = "Birds"
[[group]]
key = "day"
name_en = "Daylight"
)");
    ASSERT_EQ(made.queues.size(), 2U);
    EXPECT_EQ(made.queues[0].row.topic(), "second") << "whom others overflow into comes first";
    EXPECT_EQ(made.queues[1].row.routing().overflow_queue(), made.queues[0].row.id());
    EXPECT_EQ(made.queues[1].row.skills(0).skill(), 3U);
    EXPECT_EQ(made.queues[1].row.routing().groups(0), 3U);
    EXPECT_FALSE(made.groups.at(1).fresh);
    EXPECT_EQ(made.groups.at(1).row.name_zh, "白天");
    EXPECT_EQ(made.groups.at(1).row.name_en, "Daylight");
}

TEST(Definitions, WithNothingKnownIdsCountFromOne) {
    Known known;
    known.shops.emplace_back().set_id(9);
    known.shops[0].set_name("x");
    const auto made = defined(R"(
[[skill]]
key = "a"
name_zh = "甲"
name_en = "A"
[[queue]]
shop = "x"
topic = "t"
title_zh = "题"
title_en = "T"
[[agent]]
name = "A"
[[agent]]
name = "B"
)",
                              known);
    EXPECT_EQ(made.skills.at(0).row.id, 1U);
    EXPECT_EQ(made.queues.at(0).row.id(), 1U);
    EXPECT_EQ(made.agents.at(0).row.id(), 1U);
    EXPECT_EQ(made.agents.at(1).row.id(), 2U);
    EXPECT_THAT(made.agents.at(1).row.languages(), ElementsAre("zh-CN"));
}

TEST(Definitions, ThePoolSaysByWhichCriteriaItChooses) {
    auto known = known_pool();
    known.pool.set_agent_grace_ms(5'000);
    const auto made =
        defined("[pool]\norder = [\"most_load\", \"group\"]\nsingle_offer = true\nsecond_offer = 40\n", known);
    EXPECT_THAT(made.pool->row.order(), ElementsAre(v1::CRITERION_MOST_LOAD, v1::CRITERION_GROUP));
    EXPECT_TRUE(made.pool->row.single_offer());
    EXPECT_EQ(made.pool->row.second_offer_percent(), 40U);
    EXPECT_EQ(made.pool->row.agent_grace_ms(), 5'000U);
}

TEST(Definitions, AnAgentCanBeNamedByIdAndRenamed) {
    const auto made = defined("[[agent]]\nid = 4\nname = \"Tweedle\"\n[[agent]]\nid = 3\nwished = \"2h\"\n");
    EXPECT_EQ(made.agents.at(0).row.name(), "Tweedle");
    EXPECT_EQ(made.agents.at(1).row.name(), "Twin");
}

TEST(Definitions, KeysOfOthersAreLeftToThem) {
    const std::string toml = "[traffic]\nrate = 3\n[[queue]]\nshop = 1\ntopic = \"other\"\narrivals = 4\n";
    EXPECT_FALSE(parse(toml, "x", known_pool()));
    EXPECT_FALSE(parse(toml, "x", known_pool(), {.others = {"traffic", "agent.arrivals"}}));
    EXPECT_TRUE(parse(toml, "x", known_pool(), {.others = {"traffic", "queue.arrivals"}}));
}

}  // namespace
}  // namespace yunke::definitions::testing
