#include <google/protobuf/util/message_differencer.h>

#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

using google::protobuf::util::MessageDifferencer;

class QueuesTest : public RegistryTest {
protected:
    // Adds a queue with one field changed.
    template <class Change>
    auto add_with(Change change) {
        auto queue = sample_queue(shop);
        change(queue);
        return registry.add_queue(queue);
    }

    std::uint32_t shop = add_shop().config.id();
};

void need(v1::QueueConfig& queue, std::uint32_t skill, std::uint32_t level) {
    auto* needed = queue.add_skills();
    needed->set_skill(skill);
    needed->set_level(level);
}

TEST_F(QueuesTest, AreReadBackAsTheyWereAdded) {
    const auto returns = add_skill("returns").id;
    const auto delivery = add_skill("delivery").id;
    const auto added = value(add_with([&](auto& queue) {
        need(queue, delivery, 5);
        need(queue, returns, 1);
    }));
    EXPECT_TRUE(MessageDifferencer::Equals(value(registry.queue(added.id())), added));
    EXPECT_TRUE(MessageDifferencer::Equals(value(registry.queues("main")).at(0), added));
    EXPECT_TRUE(MessageDifferencer::Equals(value(registry.queues_of_shop(shop)).at(0), added));
    EXPECT_EQ(added.skills(0).skill(), delivery) << "the order of skills is kept";
    EXPECT_THAT(registry.queue(99), FailsWith(Errc::not_found));
}

TEST_F(QueuesTest, ASkillGoesWhenNobodyNeedsItAndAgentsLoseIt) {
    const auto delivery = add_skill("delivery").id;
    const auto queue = value(add_with([&](auto& q) { need(q, delivery, 3); }));
    Agent agent{.pool = "main", .config = sample_agent()};
    agent.config.add_skills()->set_skill(delivery);
    agent.config.mutable_skills(agent.config.skills_size() - 1)->set_level(4);
    const auto added = value(registry.add_agent(agent));
    EXPECT_THAT(registry.remove_skill("flying"), FailsWith(Errc::not_found));
    const auto before = value(registry.revision("main"));
    EXPECT_THAT(registry.remove_skill("delivery"), FailsWith(Errc::conflict));
    EXPECT_EQ(value(registry.revision("main")), before) << "nothing half done";
    auto without = queue;
    without.clear_skills();
    EXPECT_TRUE(registry.update_queue(without));
    EXPECT_TRUE(registry.remove_skill("delivery"));
    EXPECT_TRUE(value(registry.skills()).empty());
    EXPECT_EQ(value(registry.agent(added.config.id())).config.skills_size(), 0);
    EXPECT_EQ(value(registry.revision("main")), before + 2) << "the queue's edit and the agent's";
}

TEST_F(QueuesTest, FieldsOutOfRangeAreRefusedByName) {
    EXPECT_THAT(add_with([](auto& q) { q.set_topic(""); }), IsInvalid("topic"));
    EXPECT_THAT(add_with([](auto& q) { q.set_topic("Delivery"); }), IsInvalid("topic"));
    EXPECT_THAT(add_with([](auto& q) { q.set_topic("a}{b"); }), IsInvalid("topic"));
    EXPECT_THAT(add_with([](auto& q) { q.set_topic(std::string(33, 'x')); }), IsInvalid("topic"));
    EXPECT_THAT(add_with([](auto& q) { q.set_title_zh(""); }), IsInvalid("title_zh"));
    EXPECT_THAT(add_with([](auto& q) { q.set_title_en("a\tb"); }), IsInvalid("title_en"));
    EXPECT_THAT(add_with([](auto& q) { q.set_answer_target_ms(0); }), IsInvalid("answer_target_ms"));
    EXPECT_THAT(add_with([](auto& q) { q.set_answer_target_ms(86'400'001); }), IsInvalid("answer_target_ms"));
    EXPECT_THAT(add_with([](auto& q) { q.set_idle_warn_ms(999); }), IsInvalid("idle_warn_ms"));
    EXPECT_THAT(add_with([](auto& q) { q.set_idle_close_ms(4'294'967'295); }), IsInvalid("idle_close_ms"));
    EXPECT_THAT(add_with([](auto& q) { q.set_waiting_max(1'000'001); }), IsInvalid("waiting_max"));
    EXPECT_THAT(add_with([](auto& q) { q.set_shop(99); }), FailsWith(Errc::not_found));
    EXPECT_TRUE(value(registry.queues("main")).empty());
}

TEST_F(QueuesTest, ZeroMeansNeverForIdleTimes) {
    EXPECT_TRUE(add_with([](auto& q) {
        q.set_idle_warn_ms(0);
        q.set_idle_close_ms(0);
        q.set_waiting_max(0);
    }));
}

TEST_F(QueuesTest, NeedSkillsThatExistWithLevelsOneToFiveOnceEach) {
    const auto skill = add_skill("delivery").id;
    EXPECT_THAT(add_with([&](auto& q) { need(q, skill, 0); }), IsInvalid("skills"));
    EXPECT_THAT(add_with([&](auto& q) { need(q, skill, 6); }), IsInvalid("skills"));
    EXPECT_THAT(add_with([&](auto& q) { need(q, skill + 1, 1); }), IsInvalid("skills"));
    EXPECT_THAT(add_with([&](auto& q) {
                    need(q, skill, 1);
                    need(q, skill, 2);
                }),
                IsInvalid("skills"));
    EXPECT_THAT(add_with([&](auto& q) {
                    for (std::uint32_t i = 1; i <= 17; ++i)
                        need(q, i, 1);
                }),
                IsInvalid("skills"));
    EXPECT_TRUE(add_with([&](auto& q) { need(q, skill, 5); }));
}

TEST_F(QueuesTest, ATopicStandsOnceInAShop) {
    value(registry.add_queue(sample_queue(shop, "delivery")));
    const auto refused = registry.add_queue(sample_queue(shop, "delivery"));
    EXPECT_THAT(refused, FailsWith(Errc::conflict));
    EXPECT_EQ(refused.error().field, "topic");
    auto returns = value(registry.add_queue(sample_queue(shop, "returns")));
    returns.set_topic("delivery");
    EXPECT_THAT(registry.update_queue(returns), FailsWith(Errc::conflict));
    EXPECT_TRUE(registry.add_queue(sample_queue(add_shop("other").config.id(), "delivery")));
}

TEST_F(QueuesTest, AnUpdateReplacesEverythingButTheShop) {
    const auto skill = add_skill("delivery").id;
    auto queue = value(add_with([&](auto& q) { need(q, skill, 5); }));
    queue.set_topic("shipping");
    queue.set_title_zh("运输");
    queue.set_open(false);
    queue.set_waiting_max(0);
    queue.clear_skills();
    value(registry.update_queue(queue));
    EXPECT_TRUE(MessageDifferencer::Equals(value(registry.queue(queue.id())), queue));
    queue.set_shop(add_shop("other").config.id());
    EXPECT_THAT(registry.update_queue(queue), IsInvalid("shop"));
    queue.set_id(99);
    EXPECT_THAT(registry.update_queue(queue), FailsWith(Errc::not_found));
}

TEST_F(QueuesTest, ARefusedUpdateChangesNothing) {
    const auto skill = add_skill("delivery").id;
    const auto queue = value(add_with([&](auto& q) { need(q, skill, 5); }));
    const auto revision = value(registry.revision("main"));
    auto bad = queue;
    bad.set_title_en("New title");
    need(bad, skill + 1, 1);
    EXPECT_THAT(registry.update_queue(bad), IsInvalid("skills"));
    EXPECT_TRUE(MessageDifferencer::Equals(value(registry.queue(queue.id())), queue));
    EXPECT_EQ(value(registry.revision("main")), revision);
    EXPECT_EQ(value(registry.outbox_after("main", revision, 10)).size(), 0U);
}

TEST_F(QueuesTest, TheFirstOneOfAShopComesFirst) {
    const auto second_shop = add_shop("other").config.id();
    value(registry.add_queue(sample_queue(second_shop, "z")));
    value(registry.add_queue(sample_queue(shop, "z")));
    value(registry.add_queue(sample_queue(shop, "a")));
    EXPECT_EQ(value(registry.queues_of_shop(shop)).front().topic(), "z");
    const auto all = value(registry.queues("main"));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].shop(), shop);
    EXPECT_EQ(all[2].shop(), second_shop);
}

}  // namespace
}  // namespace yunke::registry::testing
