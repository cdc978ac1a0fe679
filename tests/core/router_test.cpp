// The index of who goes first, by itself.
#include <gtest/gtest.h>

#include "dispatcher/core/router.hpp"

namespace yunke::core::testing {
namespace {

AgentConfig agent(std::uint32_t id) {
    AgentConfig config;
    config.id = AgentId{id};
    config.skills = {{SkillId{1}, 3}, {SkillId{2}, 3}};
    config.languages = {"zh"};
    return config;
}

Needs asking(std::uint32_t skill, std::uint32_t level) {
    Needs needs;
    needs.skills = {{SkillId{skill}, level}};
    return needs;
}

TEST(Router, AClassThatNobodyAsksForAnyMoreGoesAndTheOthersKeepTheirOrder) {
    const AgentConfig first = agent(1), second = agent(2);
    Router router;
    const Slot one = router.put_agent(first), two = router.put_agent(second);
    const ClassId other = router.class_of(asking(2, 1));
    EXPECT_EQ(router.class_of(asking(2, 1)), other);
    Standing free;
    free.status = Standing::Status::free;
    for (std::uint32_t edit = 0; edit < 1'000; ++edit) {
        const ClassId edited = router.class_of(asking(1, 1 + edit % 3));
        const ClassId kept = router.class_of(asking(2, 1 + edit % 2));
        free.idle_since_ms = edit;
        router.set_standing(edit % 2 == 0 ? one : two, free);
        router.release(edited);
        const Choice choice = router.choose(kept, {});
        EXPECT_EQ(choice.chosen, edit == 0 || edit % 2 == 1 ? AgentId{1} : AgentId{2});
        EXPECT_EQ(choice.runner_up, edit == 0 ? no_agent : edit % 2 == 1 ? AgentId{2} : AgentId{1});
        router.release(kept);
    }
    EXPECT_EQ(router.classes(), 1u) << "the one that is still asked for";
    EXPECT_EQ(router.census(other).matching, 2u);
}

}  // namespace
}  // namespace yunke::core::testing
