// Training: time at work in which she learns. It brings no chats, keeps those that she has, is metered apart, and
// counts as work for her own limits.
#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

constexpr AgentId mei_id{1};
constexpr Ms minute_ms = 60'000;

std::vector<WorkInterval> trained(const TestPool& pool) {
    std::vector<WorkInterval> found;
    for (const WorkInterval& work : pool.facts<WorkInterval>())
        if (work.presence == Presence::training) found.push_back(work);
    return found;
}

Ms length_ms(const std::vector<WorkInterval>& intervals) {
    Ms sum_ms = 0;
    for (const WorkInterval& work : intervals)
        sum_ms += work.to_ms - work.from_ms;
    return sum_ms;
}

TEST(Training, KeepsOpenChatsAndHandsOffersOn) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper(), bo = pool.shopper();
    const ConversationId kept = pool.open(lin);
    pool.say(mei, Accept{kept});
    const ConversationId offered = pool.open(bo);
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::training}).error, ErrorCode::ok);
    EXPECT_EQ(pool.told<OfferGone>(mei).at(0).why, OfferEnd::withdrawn);
    EXPECT_EQ(pool.conversation(kept).owner, mei_id);
    EXPECT_TRUE(pool.conversation(offered).offers.empty());
    EXPECT_EQ(pool.agent_state(1).misses, 0u);
    // The last chat done changes nothing: it is hers to end.
    pool.say(mei, Resolve{kept});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::training);
    EXPECT_TRUE(pool.conversation(offered).offers.empty());
    pool.say(mei, SetPresence{Presence::available});
    EXPECT_EQ(pool.offered_to(offered), Agents{mei_id});
}

TEST(Training, IsMeteredApartAndTheSameAfterAReload) {
    const auto told = [](bool reloads) {
        TestPool pool;
        Person mei = pool.agent(1);
        const auto go_on = [&](Ms ms) {
            pool.wait(ms);
            if (reloads) pool.crash();
        };
        go_on(10'000);
        pool.say(mei, SetPresence{Presence::training});
        for (int i = 0; i < 12; ++i)
            go_on(minute_ms);
        pool.say(mei, SetPresence{Presence::available});
        go_on(10'000);
        pool.say(mei, SetPresence{Presence::offline});
        EXPECT_EQ(length_ms(trained(pool)), 12 * minute_ms);
        EXPECT_EQ(trained(pool).size(), 3u) << "told every five minutes";
        EXPECT_EQ(pool.facts<PeriodEnded>().size(), 1u) << "it is of the period in which it lies";
        return pool.facts<WorkInterval>();
    };
    EXPECT_EQ(told(false), told(true));
}

TEST(Training, OfSomebodyWhoStillHasAChatIsToldWithIt) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.say(mei, Accept{chat});
    pool.say(mei, SetPresence{Presence::training});
    pool.wait(30'000);
    pool.say(mei, Resolve{chat});
    pool.wait(20'000);
    pool.say(mei, SetPresence{Presence::available});
    ASSERT_EQ(trained(pool).size(), 2u);
    EXPECT_EQ(trained(pool)[0].units.at(0).share_ms, 30'000);
    EXPECT_TRUE(trained(pool)[1].units.empty());
    EXPECT_EQ(length_ms(trained(pool)), 50'000);
}

TEST(Training, EndsWhenSheLogsOut) {
    TestPool pool;
    Person mei = pool.agent(1);
    pool.say(mei, SetPresence{Presence::training});
    pool.wait(40'000);
    pool.say(mei, Logout{});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::offline);
    EXPECT_EQ(length_ms(trained(pool)), 40'000);
    EXPECT_EQ(pool.facts<PeriodEnded>().size(), 1u);
}

TEST(Training, OutlivesALineThatComesBackAndEndsWithItsGrace) {
    TestPool pool;
    Person mei = pool.agent(1);
    pool.say(mei, SetPresence{Presence::training});
    pool.wait(10'000);
    pool.drop(mei);
    pool.wait(20'000);
    pool.resume(mei);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::training);
    pool.wait(5'000);
    pool.drop(mei);
    pool.wait(90'000);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::offline);
    const auto told = trained(pool);
    ASSERT_EQ(told.size(), 4u);
    EXPECT_TRUE(told[1].line_lost && told[3].line_lost);
    EXPECT_EQ(told[1].to_ms - told[1].from_ms, 20'000);
    EXPECT_EQ(told[3].to_ms - told[3].from_ms, 90'000);
}

TEST(Training, MayBeAskedForByASupervisorOfSomebodyAtWork) {
    TestPool pool;
    Person mei = pool.agent(1);
    Person boss = pool.connect(Role::supervisor, 7);
    pool.say(boss, WatchQueues{true});
    pool.wait(1'000);
    EXPECT_EQ(pool.say(boss, SetAgentPresence{mei_id, Presence::training}).error, ErrorCode::ok);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::training);
    EXPECT_EQ(pool.told<Notice>(mei).at(0).kind, Notice::Kind::presence_set);
    const SupervisorAct act = pool.facts<SupervisorAct>().back();
    EXPECT_EQ(act.on.amount, static_cast<std::int64_t>(Presence::training));
    pool.wait(1'000);
    const auto boards = pool.told<QueueBoard>(boss);
    ASSERT_FALSE(boards.empty());
    EXPECT_EQ(boards.back().training, 1u);
    EXPECT_EQ(boards.back().available + boards.back().resting, 0u);
    pool.say(boss, ListAgents{AgentId{}, 10, true});
    EXPECT_EQ(pool.told<AgentList>(boss).at(0).rows.at(0).presence, Presence::training);
    pool.say(mei, SetPresence{Presence::offline});
    EXPECT_EQ(pool.say(boss, SetAgentPresence{mei_id, Presence::training}).error, ErrorCode::wrong_state);
}

// It tires like any work, so a rest comes due; but it is not what her limits keep away, so it goes on as she likes.
TEST(Training, CountsAsWorkForHerOwnLimitsAndIsRefusedByNone) {
    TestPool pool;
    AgentConfig config = agent_config(1);
    config.routing.rest_every_ms = 50 * minute_ms;
    config.routing.rest_ms = 10 * minute_ms;
    Person mei = pool.agent(config);
    pool.wait(30 * minute_ms);
    pool.say(mei, SetPresence{Presence::training});
    pool.wait(20 * minute_ms);
    EXPECT_EQ(pool.agent_state(1).limit, Limit::rest);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::training);
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::available}).error, ErrorCode::wrong_state);
    pool.say(mei, SetPresence{Presence::resting});
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::training}).error, ErrorCode::ok);
    pool.say(mei, SetPresence{Presence::resting});
    pool.wait(10 * minute_ms);
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::available}).error, ErrorCode::ok);
}

}  // namespace
}  // namespace yunke::core::testing
