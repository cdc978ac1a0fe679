// Who is metered for what, to the millisecond: shares, cuts, periods, shifts, grace.
#include <gtest/gtest.h>

#include <numeric>

#include "dispatcher/core/limits.hpp"
#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

constexpr AgentId mei_id{1};

struct Metering : ::testing::Test {
    TestPool pool;
    Person mei;

    Metering() {
        PoolConfig long_sessions;
        long_sessions.agent_session_ms = 48 * 3'600'000;
        pool.configure(long_sessions);
        AgentConfig config = agent_config(1, 20);
        config.auto_accept = true;
        mei = pool.agent(config);
    }

    ConversationId chat(const std::string& topic = "sizes") {
        Person shopper = pool.shopper();
        return pool.open(shopper, topic);
    }
    std::vector<WorkInterval> work() const { return pool.facts<WorkInterval>(); }
    Ms share(ConversationId id) const { return pool.metered(mei_id, id, UnitKind::handling); }
};

Ms sum_of(const std::vector<WorkInterval>& intervals) {
    return std::accumulate(intervals.begin(), intervals.end(), Ms{0},
                           [](Ms sum, const WorkInterval& w) { return sum + w.to_ms - w.from_ms; });
}

TEST_F(Metering, TwoChatsThatOverlapShareTheTimeBetweenThem) {
    // Chat A from minute 0 to 10, chat B from 4 to 14: seven minutes each.
    const ConversationId a = chat();
    pool.wait(4 * 60'000);
    const ConversationId b = chat();
    pool.wait(6 * 60'000);
    pool.say(mei, Resolve{a});
    pool.wait(4 * 60'000);
    pool.say(mei, Resolve{b});
    EXPECT_EQ(share(a), 7 * 60'000);
    EXPECT_EQ(share(b), 7 * 60'000);
}

TEST_F(Metering, SharesOfAnyNumberOfChatsSumToTheTimeExactly) {
    for (int many = 1; many <= 20; ++many) {
        std::vector<ConversationId> chats;
        for (int i = 0; i < many; ++i)
            chats.push_back(chat());
        const std::size_t told = work().size();
        for (const Ms length_ms : {1, 7, 19, 997, 100'003}) {
            pool.wait(length_ms);
            pool.say(mei, Hold{chats.front(), true});
            pool.wait(1);
            pool.say(mei, Hold{chats.front(), false});
        }
        const std::vector<WorkInterval> all = work();
        Ms shares_ms = 0, least_ms = -1, most_ms = 0;
        for (const ConversationId id : chats) {
            const Ms each_ms = share(id) + pool.metered(mei_id, id, UnitKind::hold);
            shares_ms += each_ms;
            least_ms = least_ms < 0 ? each_ms : std::min(least_ms, each_ms);
            most_ms = std::max(most_ms, each_ms);
        }
        EXPECT_EQ(shares_ms, sum_of({all.begin() + static_cast<std::ptrdiff_t>(told), all.end()})) << many;
        EXPECT_LE(most_ms - least_ms, 1) << "nobody is ahead of the others by more than a millisecond: " << many;
        for (const ConversationId id : chats)
            pool.say(mei, Resolve{id});
    }
}

TEST_F(Metering, WhatIsLeftOfADivisionGoesRound) {
    const ConversationId a = chat(), b = chat(), c = chat();
    for (int i = 0; i < 3; ++i) {
        pool.wait(100);
        pool.say(mei, SetPresence{i % 2 == 0 ? Presence::finishing : Presence::available});
    }
    // Of 100 ms each gets 33, one of them one more, each time another.
    EXPECT_EQ(
        work().back().units.at(0).share_ms + work().back().units.at(1).share_ms + work().back().units.at(2).share_ms,
        100);
    EXPECT_EQ(share(a), 100);
    EXPECT_EQ(share(b), 100);
    EXPECT_EQ(share(c), 100);
}

TEST_F(Metering, WhatRunsLongIsToldEveryFiveMinutesAndAtMidnight) {
    const ConversationId id = chat();
    const Ms day_ms = 86'400'000;
    const Ms midnight_ms = (pool.now() / day_ms + 1) * day_ms - limits::utc_offset_minutes * Ms{60'000};
    while (pool.now() < midnight_ms + 60'000)
        pool.wait(60'000);
    bool cut = false;
    for (const WorkInterval& w : work()) {
        EXPECT_LE(w.to_ms - w.from_ms, 300'000);
        cut = cut || w.to_ms == midnight_ms;
        EXPECT_FALSE(w.from_ms < midnight_ms && midnight_ms < w.to_ms);
        EXPECT_EQ(w.period_ms, work().front().period_ms) << "midnight splits no period";
    }
    EXPECT_TRUE(cut);
    EXPECT_EQ(pool.facts<PeriodEnded>().size(), 0u);
    EXPECT_GT(share(id), 0);
}

TEST_F(Metering, ARunFromComingToGoingIsOnePeriod) {
    const Ms begin_ms = pool.now();
    pool.wait(60'000);
    pool.say(mei, SetPresence{Presence::resting});
    pool.wait(30'000);
    pool.say(mei, SetPresence{Presence::available});
    pool.wait(10'000);
    pool.say(mei, SetPresence{Presence::offline});
    const auto ended = pool.facts<PeriodEnded>();
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].period_ms, begin_ms);
    EXPECT_EQ(ended[0].at_ms, pool.now());
    EXPECT_EQ(sum_of(work()), 100'000);
    EXPECT_EQ(work().at(1).presence, Presence::resting);
    pool.wait(5'000);
    pool.say(mei, SetPresence{Presence::available});
    pool.wait(1'000);
    pool.say(mei, SetPresence{Presence::offline});
    EXPECT_EQ(pool.facts<PeriodEnded>().size(), 2u);
    EXPECT_EQ(work().back().period_ms, pool.now() - 1'000);
}

TEST_F(Metering, ABookedShiftIsOnePeriodHoweverOftenSheComesAndGoes) {
    const Ms from_ms = pool.now() + 60'000, to_ms = from_ms + 3'600'000;
    pool.configure(ShiftConfig{ShiftId{7}, mei_id, from_ms, to_ms, false});
    pool.wait(60'000);
    ASSERT_EQ(pool.facts<PeriodEnded>().size(), 1u) << "what ran before the shift has ended";
    pool.wait(600'000);
    pool.say(mei, SetPresence{Presence::offline});
    pool.wait(600'000);
    pool.crash();
    pool.say(mei, SetPresence{Presence::available});
    pool.wait(600'000);
    EXPECT_EQ(work().back().period_ms, from_ms);
    EXPECT_EQ(work().back().shift, ShiftId{7});
    pool.say(mei, SetPresence{Presence::offline});
    EXPECT_EQ(pool.facts<PeriodEnded>().size(), 1u) << "the shift goes on without her";
    pool.wait(to_ms - pool.now());
    ASSERT_EQ(pool.facts<PeriodEnded>().size(), 2u);
    EXPECT_EQ(pool.facts<PeriodEnded>().back().shift, ShiftId{7});
    EXPECT_EQ(pool.facts<PeriodEnded>().back().at_ms, to_ms);
    EXPECT_EQ(sum_of(work()), 60'000 + 600'000 + 600'000);
}

TEST_F(Metering, AfterItsShiftSheMayWorkOnInAPeriodOfItsOwn) {
    const Ms to_ms = pool.now() + 600'000;
    pool.configure(ShiftConfig{ShiftId{7}, mei_id, pool.now(), to_ms, false});
    pool.wait(900'000);
    pool.say(mei, SetPresence{Presence::offline});
    EXPECT_EQ(work().back().period_ms, to_ms);
    EXPECT_EQ(work().back().shift, no_shift);
    EXPECT_EQ(pool.facts<PeriodEnded>().size(), 2u);
    // Shifts do not overlap, and one that was called off is none.
    pool.configure(ShiftConfig{ShiftId{8}, mei_id, pool.now() + 100, pool.now() + 200, false});
    pool.configure(ShiftConfig{ShiftId{9}, mei_id, pool.now() + 150, pool.now() + 300, false});
    ASSERT_EQ(pool.agent_state(1).shifts.size(), 1u);
    pool.configure(ShiftConfig{ShiftId{8}, mei_id, pool.now() + 100, pool.now() + 200, true});
    EXPECT_TRUE(pool.agent_state(1).shifts.empty());
}

TEST_F(Metering, GraceAndHeldArrivalsAreToldAsSuch) {
    pool.wait(10'000);
    pool.drop(mei);
    pool.wait(20'000);
    pool.resume(mei);
    pool.wait(5'000);
    pool.say(mei, SetPresence{Presence::offline});
    const auto told = work();
    ASSERT_EQ(told.size(), 3u);
    EXPECT_FALSE(told[0].line_lost);
    EXPECT_TRUE(told[1].line_lost);
    EXPECT_EQ(told[1].to_ms - told[1].from_ms, 20'000);
    EXPECT_FALSE(told[2].line_lost);
}

TEST_F(Metering, NotesBeyondTheQueuesStandardAreToldApart) {
    AgentConfig writes = agent_config(1, 2);
    writes.auto_accept = true;
    writes.wrap_up = WrapUpMode::until_done;
    pool.configure(writes);
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.wrap_up_standard_ms = 30'000; }));
    const ConversationId id = chat();
    pool.wait(10'000);
    pool.say(mei, Resolve{id});
    pool.wait(45'000);
    pool.say(mei, WrapUpDone{id});
    EXPECT_EQ(pool.metered(mei_id, id, UnitKind::handling), 10'000);
    EXPECT_EQ(pool.metered(mei_id, id, UnitKind::wrap_up), 30'000);
    EXPECT_EQ(pool.metered(mei_id, id, UnitKind::wrap_up_over), 15'000);
}

TEST_F(Metering, HoldIsHandlingToldApart) {
    const ConversationId id = chat();
    pool.wait(10'000);
    pool.say(mei, Hold{id, true});
    pool.wait(5'000);
    pool.say(mei, Hold{id, false});
    pool.wait(2'000);
    pool.say(mei, Resolve{id});
    EXPECT_EQ(pool.metered(mei_id, id, UnitKind::handling), 12'000);
    EXPECT_EQ(pool.metered(mei_id, id, UnitKind::hold), 5'000);
}

TEST_F(Metering, WorkIsToldBeforeWhatHappenedAtItsEnd) {
    const ConversationId id = chat();
    pool.wait(10'000);
    pool.say(mei, Resolve{id});
    const auto& facts = pool.last().facts;
    ASSERT_EQ(facts.size(), 2u);
    EXPECT_TRUE(std::holds_alternative<WorkInterval>(facts[0]));
    EXPECT_TRUE(std::holds_alternative<ConversationEnded>(facts[1]));
    EXPECT_EQ(pool.facts<ConversationAccepted>().size(), 1u);
}

}  // namespace
}  // namespace yunke::core::testing
