// What an agent's own settings ask for: pace, rest, hours, quiet; and fair share.
#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

constexpr Ms minute = 60'000;
constexpr Ms hour = 60 * minute;

AgentConfig with(auto change, std::uint32_t id = 1, std::uint32_t capacity = 5) {
    AgentConfig config = agent_config(id, capacity);
    config.offer_timeout_ms = 0;
    change(config.routing);
    return config;
}

std::size_t offers(const TestPool& pool, std::uint32_t agent = 1) {
    std::size_t count = 0;
    for (const auto& [id, c] : pool.state().conversations)
        for (const OfferState& offer : c.offers)
            count += offer.agent == AgentId{agent} ? 1 : 0;
    return count;
}

ConversationId arrive(TestPool& pool) {
    Person shopper = pool.shopper(shop_b);
    return pool.open(shopper);
}

ConversationId offered(const TestPool& pool) {
    for (const auto& [id, c] : pool.state().conversations)
        if (!c.offers.empty()) return id;
    return no_conversation;
}

TEST(Accommodations, NewChatsComeOneByOneWithTheGapThatSheWants) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting& r) { r.gap_ms = 2 * minute; }));
    arrive(pool);
    arrive(pool);
    EXPECT_EQ(offers(pool), 1u) << "the second waits until the first is decided";
    pool.say(mei, Accept{offered(pool)});
    EXPECT_EQ(offers(pool), 0u);
    EXPECT_EQ(pool.agent_state(1).limit, Limit::gap);
    pool.wait(2 * minute - 1);
    EXPECT_EQ(offers(pool), 0u);
    pool.crash();
    pool.wait(1);
    EXPECT_EQ(offers(pool), 1u);
}

TEST(Accommodations, ADeclinedChatLeavesThePaceAsItWas) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting& r) { r.gap_ms = 2 * minute; }));
    arrive(pool);
    const ConversationId second = arrive(pool);
    pool.say(mei, Decline{offered(pool), DeclineReason::not_now});
    EXPECT_EQ(offered(pool), second);
}

TEST(Accommodations, NoMoreNewChatsInAnHourThanSheWants) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting& r) { r.new_per_hour_max = 2; }));
    for (int i = 0; i < 4; ++i)
        arrive(pool);
    EXPECT_EQ(offers(pool), 2u);
    pool.say(mei, Accept{offered(pool)});
    pool.wait(10 * minute);
    pool.say(mei, Accept{offered(pool)});
    EXPECT_EQ(offers(pool), 0u);
    EXPECT_EQ(pool.agent_state(1).limit, Limit::pace);
    pool.wait(50 * minute - 1);
    EXPECT_EQ(offers(pool), 0u);
    pool.wait(1);
    EXPECT_EQ(offers(pool), 1u) << "an hour after the first one";
}

TEST(Accommodations, AnHourAfterAChatThereIsRoomForOneMoreAlthoughAnotherIsStillConsidered) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting& r) { r.new_per_hour_max = 2; }));
    const ConversationId first = arrive(pool);
    pool.say(mei, Accept{first});
    pool.wait(10 * minute);
    arrive(pool);
    arrive(pool);
    ASSERT_EQ(offers(pool), 1u);
    pool.wait(50 * minute - 1);
    EXPECT_EQ(offers(pool), 1u);
    pool.wait(1);
    EXPECT_EQ(offers(pool), 2u);
}

TEST(Accommodations, WhenARestIsDueSheFinishesAndRestsAndIsNotAskedBefore) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting& r) {
        r.rest_every_ms = 50 * minute;
        r.rest_ms = 10 * minute;
    }));
    const ConversationId chat = arrive(pool);
    pool.say(mei, Accept{chat});
    pool.wait(50 * minute);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::finishing);
    EXPECT_EQ(pool.agent_state(1).limit, Limit::rest);
    arrive(pool);
    EXPECT_EQ(offers(pool), 0u);
    pool.say(mei, Resolve{chat});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::resting);
    pool.wait(9 * minute);
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::available}).error, ErrorCode::wrong_state);
    pool.crash();
    pool.wait(minute);
    EXPECT_EQ(pool.agent_state(1).limit, Limit::none);
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::available}).error, ErrorCode::ok);
    EXPECT_EQ(offers(pool), 1u);
}

TEST(Accommodations, AShortRestDoesNotCountAndALineThatBreaksDuringARestDoesNotEndIt) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting& r) {
        r.rest_every_ms = 50 * minute;
        r.rest_ms = 10 * minute;
    }));
    pool.wait(40 * minute);
    pool.say(mei, SetPresence{Presence::resting});
    pool.wait(5 * minute);
    pool.say(mei, SetPresence{Presence::available});
    pool.wait(10 * minute);
    EXPECT_EQ(pool.agent_state(1).limit, Limit::rest) << "40 and 10 minutes of work";
    pool.wait(4 * minute);
    pool.drop(mei);
    pool.wait(minute);
    pool.resume(mei);
    pool.wait(5 * minute);
    EXPECT_EQ(pool.agent_state(1).limit, Limit::none);
}

TEST(Accommodations, SoMuchWorkInADayAndNoMoreUntilHerMidnight) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting& r) {
        r.day_max_ms = 2 * hour;
        r.quiet.utc_offset_minutes = 8 * 60;
    }));
    pool.wait(2 * hour);
    EXPECT_EQ(pool.agent_state(1).presence, Presence::resting);
    EXPECT_EQ(pool.agent_state(1).limit, Limit::day);
    EXPECT_EQ(pool.agent_state(1).limit_until_ms, 16 * hour) << "midnight at UTC+8";
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::available}).error, ErrorCode::wrong_state);
    pool.wait(14 * hour);
    mei = pool.connect(Role::agent, 1);
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::available}).error, ErrorCode::ok);
}

TEST(Accommodations, InQuietHoursNothingComes) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting& r) { r.quiet.spans = {{4, 60, 120}}; }));
    const ConversationId chat = arrive(pool);
    ASSERT_EQ(offers(pool), 1u);
    pool.wait(hour - pool.now());
    EXPECT_EQ(offers(pool), 0u) << "an offer that she has not taken goes back without a mark";
    EXPECT_EQ(pool.agent_state(1).presence, Presence::resting);
    EXPECT_EQ(pool.agent_state(1).misses, 0u);
    EXPECT_EQ(pool.say(mei, SetPresence{Presence::available}).error, ErrorCode::wrong_state);
    pool.crash();
    pool.wait(hour);
    pool.say(mei, SetPresence{Presence::available});
    EXPECT_EQ(offered(pool), chat);
}

TEST(Accommodations, ReadyForOneChatMeansOneAndThenARest) {
    TestPool pool;
    Person mei = pool.agent(agent_config(1, 5));
    pool.say(mei, SetPresence{Presence::on_demand});
    const ConversationId first = arrive(pool);
    arrive(pool);
    EXPECT_EQ(offers(pool), 1u);
    pool.say(mei, Accept{first});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::finishing);
    pool.say(mei, Resolve{first});
    EXPECT_EQ(pool.agent_state(1).presence, Presence::resting);
    EXPECT_EQ(offers(pool), 0u);
}

TEST(Accommodations, WhatIsOfferedBeyondANewSettingGoesBackWithoutAMark) {
    const auto offered_after = [](auto change) {
        TestPool pool;
        Person mei = pool.agent(with([](AgentRouting&) {}));
        for (int i = 0; i < 3; ++i)
            arrive(pool);
        EXPECT_EQ(offers(pool), 3u);
        change(pool, mei);
        EXPECT_EQ(pool.agent_state(1).misses, 0u);
        return offers(pool);
    };
    EXPECT_EQ(offered_after([](TestPool& pool, Person&) { pool.configure(with([](auto& r) { r.gap_ms = minute; })); }),
              1u);
    EXPECT_EQ(
        offered_after([](TestPool& pool, Person&) { pool.configure(with([](auto& r) { r.new_per_hour_max = 2; })); }),
        2u);
    EXPECT_EQ(offered_after([](TestPool& pool, Person& mei) { pool.say(mei, SetPresence{Presence::on_demand}); }), 1u);
}

TEST(FairShare, AcceptingChargesTheMeanAndTheEndCorrectsItToWhatItWas) {
    TestPool pool;
    QueueConfig queue = pool.state().queues.at(sizes_b).config;
    queue.routing.handling_ms = 10 * minute;
    pool.configure(queue);
    Person mei = pool.agent(with([](AgentRouting& r) { r.wished_ms = 4 * hour; }));
    const ConversationId chat = arrive(pool);
    pool.say(mei, Accept{chat});
    EXPECT_EQ(pool.agent_state(1).share_ms, 20 * minute) << "she wished for half of eight hours";
    pool.wait(3 * minute);
    pool.say(mei, Resolve{chat});
    EXPECT_EQ(pool.agent_state(1).share_ms, 6 * minute);
}

TEST(FairShare, ChatsAtTheSameTimeShareItEqually) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting&) {}));
    const ConversationId first = arrive(pool), second = arrive(pool), third = arrive(pool);
    pool.say(mei, Accept{first});
    pool.wait(6 * minute);
    pool.say(mei, Accept{second});
    pool.say(mei, Accept{third});
    pool.wait(9 * minute);  // three at once: three minutes each
    pool.say(mei, Resolve{first});
    pool.crash();
    pool.wait(4 * minute);  // two at once
    pool.say(mei, Resolve{second});
    pool.say(mei, Resolve{third});
    EXPECT_EQ(pool.agent_state(1).share_ms, 19 * minute) << "all of her time, none of it twice";
    EXPECT_EQ(pool.agent_state(1).share_clock, 0u);
}

TEST(FairShare, WhoHadLessComesFirstAndDecliningChangesNothing) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting&) {}, 1)), jun = pool.agent(with([](AgentRouting&) {}, 2));
    const ConversationId first = arrive(pool);
    pool.say(mei, Accept{first});
    pool.wait(30 * minute);
    pool.say(mei, Resolve{first});
    pool.wait(minute);
    const ConversationId second = arrive(pool);
    ASSERT_EQ(offers(pool, 2), 1u);
    pool.say(jun, Decline{second, DeclineReason::not_now});
    EXPECT_EQ(offers(pool, 1), 1u);
    EXPECT_EQ(pool.agent_state(2).share_ms, 0);
    arrive(pool);
    EXPECT_EQ(offers(pool, 2), 1u);
}

TEST(FairShare, ANewcomerStandsTenMinutesBehindTheLeastOfTheReady) {
    TestPool pool;
    Person mei = pool.agent(with([](AgentRouting&) {}, 1));
    const ConversationId chat = arrive(pool);
    pool.say(mei, Accept{chat});
    pool.wait(2 * hour);
    pool.say(mei, Resolve{chat});
    Person jun = pool.agent(with([](AgentRouting&) {}, 2));
    EXPECT_EQ(pool.agent_state(2).share_ms, 110 * minute);
    pool.say(jun, SetPresence{Presence::resting});
    pool.say(jun, SetPresence{Presence::available});
    EXPECT_EQ(pool.agent_state(2).share_ms, 110 * minute);
}

}  // namespace
}  // namespace yunke::core::testing
