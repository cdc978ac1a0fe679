// What queues ask for and agents can work with: kept as it was given, told to the dispatcher, refused when it leads
// nowhere.
#include <google/protobuf/util/message_differencer.h>

#include "tests/registry/support.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::registry::testing {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;

void add_span(v1::WeekHours& hours, std::uint32_t day, std::uint32_t from, std::uint32_t to) {
    auto& span = *hours.add_spans();
    span.set_weekday(day);
    span.set_from_minute(from);
    span.set_to_minute(to);
}

class RoutingTest : public RegistryTest {
protected:
    // Every field of both messages.
    v1::QueueConfig full_queue() {
        auto queue = sample_queue(shop, "damaged");
        auto& needed = *queue.add_skills();
        needed.set_skill(skill);
        needed.set_level(3);
        auto& routing = *queue.mutable_routing();
        routing.set_language("zh-Hant");
        routing.set_needs(v1::CONTENT_PICTURES | v1::CONTENT_VIDEO);
        routing.set_certified(true);
        routing.add_groups(night);
        routing.set_groups_only(true);
        routing.set_priority_credit_ms(86'400'000);
        auto* step = routing.add_relaxations();
        step->set_after_ms(30'000);
        step->mutable_lower()->set_skill(skill);
        step->mutable_lower()->set_level(0);
        step = routing.add_relaxations();
        step->set_after_ms(60'000);
        step->set_widen_to(day);
        step = routing.add_relaxations();
        step->set_after_ms(90'000);
        step->set_any_group(true);
        routing.set_overflow_queue(other);
        routing.set_overflow_after_ms(120'000);
        routing.set_beyond(v1::BEYOND_OVERFLOW);
        routing.set_wait_max_ms(600'000);
        routing.set_sticky_ms(86'400'000);
        routing.set_reopen_ms(3'600'000);
        routing.set_reply_ms(120'000);
        routing.set_handling_ms(240'000);
        routing.mutable_hours()->set_utc_offset_minutes(-210);
        add_span(*routing.mutable_hours(), 1, 540, 1'080);
        routing.mutable_hours()->add_closed_days(20'727);
        return queue;
    }

    v1::AgentConfig full_agent() {
        auto agent = sample_agent();
        auto& routing = *agent.mutable_routing();
        routing.add_groups(day);
        routing.add_groups(night);
        routing.add_certified_shops(shop);
        routing.add_direct_shops(shop);
        routing.set_cannot(v1::CONTENT_VOICE);
        routing.set_new_per_hour_max(6);
        routing.set_gap_ms(60'000);
        routing.set_rest_every_ms(3'000'000);
        routing.set_rest_ms(600'000);
        routing.set_day_max_ms(18'000'000);
        routing.set_wished_ms(14'400'000);
        routing.set_idle_allowance_ms(60'000);
        add_span(*routing.mutable_quiet(), 7, 0, 1'440);
        return agent;
    }

    template <class Change>
    auto add_queue_with(Change change) {
        auto queue = full_queue();
        change(*queue.mutable_routing());
        return registry.add_queue(queue);
    }
    template <class Change>
    auto add_agent_with(Change change) {
        auto agent = full_agent();
        change(*agent.mutable_routing());
        return registry.add_agent({.pool = "main", .config = agent});
    }

    v1::ConfigChange last_change() {
        v1::ConfigChange change;
        const auto revision = value(registry.revision("main"));
        change.ParseFromString(value(registry.outbox_after("main", revision - 1, 1)).at(0).change);
        return change;
    }

    std::uint32_t shop = add_shop().config.id();
    std::uint32_t skill = add_skill("delivery").id;
    std::uint32_t day = add_group("day").id;
    std::uint32_t night = add_group("night").id;
    std::uint32_t other = value(registry.add_queue(sample_queue(shop, "other"))).id();
};

TEST_F(RoutingTest, OfQueuesIsKeptWholeAndPublished) {
    const auto added = value(registry.add_queue(full_queue()));
    auto again = open();
    EXPECT_TRUE(MessageDifferencer::Equals(value(again.queue(added.id())), added));
    EXPECT_TRUE(MessageDifferencer::Equals(value(again.queues("main")).at(1), added));
    EXPECT_TRUE(MessageDifferencer::Equals(last_change().queue(), added));
    auto changed = added;
    changed.mutable_routing()->clear_relaxations();
    changed.mutable_routing()->set_beyond(v1::BEYOND_CLOSE);
    value(again.update_queue(changed));
    EXPECT_TRUE(MessageDifferencer::Equals(value(registry.queue(added.id())), changed));
    changed.clear_routing();
    value(again.update_queue(changed));
    EXPECT_FALSE(value(registry.queue(added.id())).has_routing());
}

TEST_F(RoutingTest, OfAgentsIsKeptWholeAndPublished) {
    const auto added = value(registry.add_agent({.pool = "main", .config = full_agent()}));
    auto again = open();
    EXPECT_TRUE(MessageDifferencer::Equals(value(again.agent(added.config.id())).config, added.config));
    EXPECT_TRUE(MessageDifferencer::Equals(value(again.agents("main")).at(0).config, added.config));
    EXPECT_TRUE(MessageDifferencer::Equals(last_change().agent(), added.config));
    auto changed = added;
    changed.config.clear_routing();
    value(again.update_agent(changed));
    EXPECT_FALSE(value(registry.agent(added.config.id())).config.has_routing());
}

TEST_F(RoutingTest, IsNotLostWhenAnAccountIsDisabled) {
    const auto added = value(registry.add_agent({.pool = "main", .config = full_agent()}));
    Account account{.login = "her", .name = "她", .role = Role::agent, .agent = added.config.id()};
    const auto written = value(registry.add_account(account, nobodys_password_hash(), now_ms));
    value(registry.set_account_enabled(written.id, false));
    auto expected = added.config;
    expected.set_enabled(false);
    EXPECT_TRUE(MessageDifferencer::Equals(value(registry.agent(added.config.id())).config, expected));
    EXPECT_TRUE(MessageDifferencer::Equals(last_change().agent(), expected));
}

TEST_F(RoutingTest, OfThePoolIsKeptAndPublished) {
    v1::PoolConfig config;
    config.set_agent_grace_ms(5'000);
    config.add_order(v1::CRITERION_MOST_LOAD);
    config.add_order(v1::CRITERION_LONGEST_IDLE);
    config.set_single_offer(true);
    config.set_second_offer_percent(40);
    value(registry.set_pool_config("main", config));
    EXPECT_TRUE(MessageDifferencer::Equals(value(open().pool_config("main")), config));
    EXPECT_TRUE(MessageDifferencer::Equals(last_change().pool(), config));
    config.add_order(v1::CRITERION_LEAST_LOAD);
    EXPECT_THAT(registry.set_pool_config("main", config), IsInvalid("order[2]"));
    config.set_order(2, v1::CRITERION_MOST_LOAD);
    EXPECT_THAT(registry.set_pool_config("main", config), IsInvalid("order[2]"));
    config.set_order(2, v1::CRITERION_UNSPECIFIED);
    EXPECT_THAT(registry.set_pool_config("main", config), IsInvalid("order[2]"));
    config.set_order(2, v1::CRITERION_SURPLUS);
    config.set_second_offer_percent(101);
    EXPECT_THAT(registry.set_pool_config("main", config), IsInvalid("second_offer_percent"));
}

TEST_F(RoutingTest, GroupsAreAddedRenamedAndListed) {
    EXPECT_EQ(value(registry.groups()).size(), 2U);
    EXPECT_THAT(registry.add_group({.id = 0, .key = "day", .name_zh = "组", .name_en = "Group"}),
                FailsWith(Errc::conflict));
    EXPECT_THAT(registry.add_group({.id = 0, .key = "Day", .name_zh = "组", .name_en = "Group"}), IsInvalid("key"));
    EXPECT_THAT(registry.add_group({.id = 0, .key = "x", .name_zh = "", .name_en = "Group"}), IsInvalid("name_zh"));
    value(registry.update_group({.id = night, .key = "late", .name_zh = "晚", .name_en = "Late"}));
    EXPECT_EQ(value(registry.groups()).at(1).key, "late");
    EXPECT_THAT(registry.update_group({.id = night, .key = "day", .name_zh = "晚", .name_en = "Late"}),
                FailsWith(Errc::conflict));
    EXPECT_THAT(registry.update_group({.id = 9, .key = "x", .name_zh = "晚", .name_en = "Late"}),
                FailsWith(Errc::not_found));
}

TEST_F(RoutingTest, OfQueuesOutOfRangeIsRefusedByField) {
    EXPECT_THAT(add_queue_with([](auto& r) { r.set_language("Chinese"); }), IsInvalid("routing.language"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.set_needs(8); }), IsInvalid("routing.needs"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.set_priority_credit_ms(86'400'001); }),
                IsInvalid("routing.priority_credit_ms"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.set_sticky_ms(2'592'000'001); }), IsInvalid("routing.sticky_ms"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.set_wait_max_ms(120'000); }), IsInvalid("routing.wait_max_ms"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.mutable_relaxations(1)->set_after_ms(30'000); }),
                IsInvalid("routing.relaxations[1].after_ms"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.mutable_relaxations(0)->mutable_lower()->set_level(3); }),
                IsInvalid("routing.relaxations[0].lower"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.mutable_relaxations(2)->clear_what(); }),
                IsInvalid("routing.relaxations[2]"));
    EXPECT_THAT(add_queue_with([](auto& r) {
                    for (std::uint32_t i = 0; i < 17; ++i)
                        r.add_relaxations()->set_after_ms(100'000 + i);
                }),
                IsInvalid("routing.relaxations"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.set_beyond(static_cast<v1::Beyond>(7)); }), IsInvalid("routing.beyond"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.mutable_hours()->mutable_spans(0)->set_weekday(8); }),
                IsInvalid("routing.hours.spans[0]"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.mutable_hours()->mutable_spans(0)->set_to_minute(1'441); }),
                IsInvalid("routing.hours.spans[0]"));
    EXPECT_THAT(add_queue_with([](auto& r) { add_span(*r.mutable_hours(), 1, 0, 60); }),
                IsInvalid("routing.hours.spans[1]"));
    EXPECT_THAT(add_queue_with([](auto& r) { r.mutable_hours()->add_closed_days(1); }),
                IsInvalid("routing.hours.closed_days[1]"));
    EXPECT_EQ(value(registry.queues("main")).size(), 1U);
}

TEST_F(RoutingTest, OfAgentsOutOfRangeIsRefusedByField) {
    EXPECT_THAT(add_agent_with([](auto& r) { r.set_cannot(8); }), IsInvalid("routing.cannot"));
    EXPECT_THAT(add_agent_with([](auto& r) { r.set_new_per_hour_max(241); }), IsInvalid("routing.new_per_hour_max"));
    EXPECT_THAT(add_agent_with([](auto& r) { r.set_gap_ms(999); }), IsInvalid("routing.gap_ms"));
    EXPECT_THAT(add_agent_with([](auto& r) { r.set_rest_ms(0); }), IsInvalid("routing.rest_ms"));
    EXPECT_THAT(add_agent_with([](auto& r) { r.set_rest_every_ms(0); }), IsInvalid("routing.rest_every_ms"));
    EXPECT_THAT(add_agent_with([](auto& r) { r.set_wished_ms(18'000'001); }), IsInvalid("routing.wished_ms"));
    EXPECT_THAT(add_agent_with([](auto& r) { r.set_wished_chats(20); }), IsInvalid("routing.wished_chats"));
    EXPECT_THAT(add_agent_with([](auto& r) { r.set_idle_allowance_ms(3'600'001); }),
                IsInvalid("routing.idle_allowance_ms"));
    EXPECT_THAT(add_agent_with([&](auto& r) { r.set_groups(1, day); }), IsInvalid("routing.groups[1]"));
    EXPECT_THAT(add_agent_with([&](auto& r) { r.add_direct_shops(shop); }), IsInvalid("routing.direct_shops[1]"));
    EXPECT_THAT(add_agent_with([](auto& r) { r.mutable_quiet()->add_closed_days(20'000); }),
                IsInvalid("routing.quiet.closed_days"));
    EXPECT_TRUE(value(registry.agents("main")).empty());
}

TEST_F(RoutingTest, NamesOnlyWhatIsThere) {
    EXPECT_THAT(add_queue_with([&](auto& r) { r.set_groups(0, 99); }), IsInvalid("routing.groups[0]"));
    EXPECT_THAT(add_queue_with([&](auto& r) { r.mutable_relaxations(1)->set_widen_to(99); }),
                IsInvalid("routing.relaxations[1].widen_to"));
    EXPECT_THAT(add_queue_with([&](auto& r) { r.set_overflow_queue(99); }), IsInvalid("routing.overflow_queue"));
    EXPECT_THAT(add_agent_with([&](auto& r) { r.set_groups(1, 99); }), IsInvalid("routing.groups[1]"));
    EXPECT_THAT(add_agent_with([&](auto& r) { r.add_certified_shops(99); }), IsInvalid("routing.certified_shops[1]"));
    value(registry.create_pool("elsewhere"));
    Shop foreign{.pool = "elsewhere", .config = {}, .allowed_origins = {}};
    foreign.config.set_name("他店");
    foreign.config.set_merchant(merchant);
    const auto id = value(registry.add_shop(foreign)).config.id();
    EXPECT_THAT(add_agent_with([&](auto& r) { r.add_direct_shops(id); }), IsInvalid("routing.direct_shops[1]"))
        << "a shop of another pool";
    const auto theirs = value(registry.add_queue(sample_queue(id, "theirs"))).id();
    EXPECT_THAT(add_queue_with([&](auto& r) { r.set_overflow_queue(theirs); }), IsInvalid("routing.overflow_queue"))
        << "a queue of another shop";
}

TEST_F(RoutingTest, TheIdOfAQueueToBeAddedMeansNothing) {
    auto queue = full_queue();
    queue.set_id(other);
    const auto added = value(registry.add_queue(queue));
    EXPECT_NE(added.id(), other);
    EXPECT_EQ(added.routing().overflow_queue(), other);
    queue.mutable_routing()->set_overflow_queue(added.id() + 1);
    queue.set_topic("guessed");
    EXPECT_THAT(registry.add_queue(queue), IsInvalid("routing.overflow_queue")) << "the id that it would get";
}

TEST_F(RoutingTest, OverflowsNeverLeadBack) {
    auto damaged = value(registry.add_queue(full_queue()));
    auto last = value(registry.queue(other));
    last.mutable_routing()->set_overflow_queue(damaged.id());
    last.mutable_routing()->set_overflow_after_ms(60'000);
    const auto refused = registry.update_queue(last);
    EXPECT_THAT(refused, IsInvalid("routing.overflow_queue"));
    EXPECT_THAT(refused.error().message, HasSubstr("from other to damaged to other"));
    damaged.mutable_routing()->set_overflow_queue(damaged.id());
    EXPECT_THAT(registry.update_queue(damaged), IsInvalid("routing.overflow_queue"));
}

}  // namespace
}  // namespace yunke::registry::testing
