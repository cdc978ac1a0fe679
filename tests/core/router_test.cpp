// The index of who goes first, by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

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

// A few people whose standings, skills and order change at random, and who would go first by looking at all of them.
class Shuffled {
public:
    Shuffled() {
        for (std::uint32_t id = 1; id <= people; ++id) {
            configs_.push_back(agent(id));
            now_.push_back(&configs_.back());
            slots_.push_back(router_.put_agent(configs_.back()));
        }
        for (const Needs& needs : asked_)
            ids_.push_back(router_.class_of(needs));
    }

    void change(Ms now_ms) {
        const std::size_t who = below(people);
        switch (below(40)) {
            case 0:
                return edit(who);
            case 1: {
                order_ = below(2) == 0 ? std::vector{Criterion::longest_idle}
                                       : std::vector{Criterion::surplus, Criterion::most_load, Criterion::share};
                return router_.set_order(order_);
            }
            case 2:
                return renew(below(asked_.size()));
            default:
                break;
        }
        Standing& standing = standings_.at(who);
        standing.status = below(4) == 0 ? Standing::Status::free : Standing::Status::full;
        standing.load = below(3);
        standing.share = below(5);
        if (below(2) == 0) standing.idle_since_ms = now_ms;
        router_.set_standing(slots_[who], standing);
    }

    void expect_the_first() {
        const std::size_t number = below(asked_.size());
        const std::vector<AgentId> excluded(below(3) == 0 ? 1 : 0, AgentId{1 + below(people)});
        const TurnOrder order(order_);
        std::vector<std::pair<Turn, AgentId>> turns;
        for (std::size_t i = 0; i < people; ++i) {
            const AgentConfig& config = *now_[i];
            if (standings_.at(i).status != Standing::Status::free || !meets(config, asked_.at(number))) continue;
            if (std::ranges::find(excluded, config.id) != excluded.end()) continue;
            turns.emplace_back(order.of(standings_.at(i), config.id) | order.of(fit_of(config, asked_.at(number))),
                               config.id);
        }
        std::ranges::sort(turns);
        const Choice choice = router_.choose(ids_[number], excluded);
        ASSERT_EQ(choice.chosen, turns.empty() ? no_agent : turns[0].second);
        ASSERT_EQ(choice.runner_up, turns.size() < 2 ? no_agent : turns[1].second);
        if (!turns.empty()) {
            ASSERT_TRUE(choice.chosen_turn == turns[0].first);
        }
        alone_ += turns.size() == 1 ? 1 : 0;
    }

    std::size_t alone() const { return alone_; }

private:
    static constexpr std::uint32_t people = 6;

    std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

    void edit(std::size_t who) {
        AgentConfig config = *now_[who];
        config.skills = {{SkillId{1}, 1 + below(5)}};
        if (below(2) == 0) config.skills.push_back({SkillId{2}, 1 + below(5)});
        configs_.push_back(config);
        now_[who] = &configs_.back();
        router_.put_agent(configs_.back());
    }

    // The class goes and comes again.
    void renew(std::size_t number) {
        router_.release(ids_[number]);
        ids_[number] = router_.class_of(asked_.at(number));
    }

    std::mt19937_64 random_{2026};
    std::deque<AgentConfig> configs_;  // of all times: the router keeps looking at the latest
    std::vector<const AgentConfig*> now_;
    std::vector<Criterion> order_;
    Router router_;
    std::vector<Slot> slots_;
    std::vector<ClassId> ids_;
    std::array<Standing, people> standings_{};
    std::array<Needs, 5> asked_{asking(1, 1), asking(1, 3), asking(2, 1), asking(2, 4), Needs{}};
    std::size_t alone_ = 0;
};

TEST(Router, ChoosesAsLookingAtEverybodyDoes) {
    Shuffled shuffled;
    for (Ms now_ms = 1; now_ms <= 100'000 && !HasFatalFailure(); ++now_ms) {
        shuffled.change(now_ms);
        shuffled.expect_the_first();
    }
    EXPECT_GT(shuffled.alone(), 20'000u) << "the case with a way of its own";
}

}  // namespace
}  // namespace yunke::core::testing
