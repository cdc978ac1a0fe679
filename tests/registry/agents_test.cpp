#include <google/protobuf/util/message_differencer.h>

#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

using google::protobuf::util::MessageDifferencer;

class AgentsTest : public RegistryTest {
protected:
    // Adds an agent with one field changed.
    template <class Change>
    auto add_with(Change change) {
        Agent agent{.pool = "main", .config = sample_agent()};
        change(agent.config);
        return registry.add_agent(agent);
    }
};

void hold(v1::AgentConfig& agent, std::uint32_t skill, std::uint32_t level) {
    auto* held = agent.add_skills();
    held->set_skill(skill);
    held->set_level(level);
}

TEST_F(AgentsTest, AreReadBackAsTheyWereAdded) {
    const auto skill = add_skill("delivery").id;
    const auto other = add_skill("returns").id;
    for (const auto mode : {v1::WRAP_UP_NONE, v1::WRAP_UP_FIXED, v1::WRAP_UP_UNTIL_DONE}) {
        const auto added = value(add_with([&](auto& agent) {
            hold(agent, other, 2);
            hold(agent, skill, 4);
            agent.set_wrap_up(mode);
            agent.set_auto_accept(mode == v1::WRAP_UP_NONE);
            agent.set_enabled(mode != v1::WRAP_UP_NONE);
        }));
        const auto found = value(registry.agent(added.config.id()));
        EXPECT_TRUE(MessageDifferencer::Equals(found.config, added.config));
        EXPECT_EQ(found.pool, "main");
        EXPECT_TRUE(MessageDifferencer::Equals(value(registry.agents("main")).back().config, added.config));
    }
    EXPECT_THAT(registry.agent(99), FailsWith(Errc::not_found));
    EXPECT_TRUE(value(registry.agents("nowhere")).empty());
}

TEST_F(AgentsTest, FieldsOutOfRangeAreRefusedByName) {
    EXPECT_THAT(add_with([](auto& a) { a.set_name(""); }), IsInvalid("name"));
    EXPECT_THAT(add_with([](auto& a) { a.set_capacity(0); }), IsInvalid("capacity"));
    EXPECT_THAT(add_with([](auto& a) { a.set_capacity(21); }), IsInvalid("capacity"));
    EXPECT_THAT(add_with([](auto& a) { a.set_offer_timeout_ms(19'999); }), IsInvalid("offer_timeout_ms"));
    EXPECT_THAT(add_with([](auto& a) { a.set_offer_timeout_ms(1'200'001); }), IsInvalid("offer_timeout_ms"));
    EXPECT_THAT(add_with([](auto& a) { a.set_misses_to_hold(101); }), IsInvalid("misses_to_hold"));
    EXPECT_THAT(add_with([](auto& a) { a.set_wrap_up_ms(999); }), IsInvalid("wrap_up_ms"));
    EXPECT_THAT(add_with([](auto& a) { a.set_wrap_up_ms(3'600'001); }), IsInvalid("wrap_up_ms"));
    EXPECT_THAT(add_with([](auto& a) { a.set_wrap_up(static_cast<v1::WrapUpMode>(7)); }), IsInvalid("wrap_up"));
    EXPECT_THAT(add_with([](auto& a) { hold(a, 1, 1); }), IsInvalid("skills"));
    EXPECT_TRUE(value(registry.agents("main")).empty());
    EXPECT_EQ(value(registry.revision("main")), 0U);
}

TEST_F(AgentsTest, TheSentenceTellsWhatIsAllowed) {
    const auto refused = add_with([](auto& a) { a.set_capacity(25); });
    EXPECT_EQ(refused.error().message, "Field capacity must be 1 to 20, not 25.");
}

TEST_F(AgentsTest, TheLimitsThemselvesAreAllowed) {
    EXPECT_TRUE(add_with([](auto& a) { a.set_capacity(1); }));
    EXPECT_TRUE(add_with([](auto& a) { a.set_capacity(20); }));
    EXPECT_TRUE(add_with([](auto& a) { a.set_offer_timeout_ms(0); }));
    EXPECT_TRUE(add_with([](auto& a) { a.set_offer_timeout_ms(20'000); }));
    EXPECT_TRUE(add_with([](auto& a) { a.set_offer_timeout_ms(1'200'000); }));
    EXPECT_TRUE(add_with([](auto& a) { a.set_misses_to_hold(0); }));
}

TEST_F(AgentsTest, SpeakOneToSixteenLanguages) {
    for (const char* bad : {"", "z", "zh_CN", "-zh", "zh-", "zh--CN", "chinese", "zh-toolongsubtag", "中文"}) {
        EXPECT_THAT(add_with([&](auto& a) { a.set_languages(0, bad); }), IsInvalid("languages")) << bad;
    }
    for (const char* good : {"zh", "zh-Hant-TW", "yue", "de-1996"}) {
        EXPECT_TRUE(add_with([&](auto& a) { a.set_languages(0, good); })) << good;
    }
    EXPECT_THAT(add_with([](auto& a) { a.clear_languages(); }), IsInvalid("languages"));
    EXPECT_THAT(add_with([](auto& a) { a.add_languages("en"); }), IsInvalid("languages"));
    EXPECT_THAT(add_with([](auto& a) {
                    for (char c = 'a'; c <= 'q'; ++c)
                        a.add_languages(std::string("x") + c);
                }),
                IsInvalid("languages"));
}

TEST_F(AgentsTest, AnUpdateReplacesEverythingButThePool) {
    const auto skill = add_skill("delivery").id;
    auto agent = value(add_with([&](auto& a) { hold(a, skill, 1); }));
    agent.config.set_name("阿树");
    agent.config.clear_skills();
    agent.config.clear_languages();
    agent.config.add_languages("en");
    agent.config.set_capacity(6);
    agent.config.set_enabled(false);
    agent.pool = "other";
    EXPECT_EQ(value(registry.update_agent(agent)).pool, "main");
    EXPECT_TRUE(MessageDifferencer::Equals(value(registry.agent(agent.config.id())).config, agent.config));
    agent.config.set_id(99);
    EXPECT_THAT(registry.update_agent(agent), FailsWith(Errc::not_found));
}

TEST_F(AgentsTest, BelongToAPoolThatExists) {
    EXPECT_THAT(registry.add_agent({.pool = "other", .config = sample_agent()}), FailsWith(Errc::not_found));
}

}  // namespace
}  // namespace yunke::registry::testing
