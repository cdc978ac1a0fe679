// What queues ask for, and what time does to a chat that waits.
#include <gtest/gtest.h>

#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

constexpr Ms minute = 60'000;

AgentConfig in_group(std::uint32_t id, std::uint32_t group, std::uint32_t capacity = 1) {
    AgentConfig config = agent_config(id, capacity);
    config.routing.groups = {GroupId{group}};
    return config;
}

TEST(Routing, APreferredGroupComesFirstAndTheOthersAfterIt) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.groups = {GroupId{7}, GroupId{8}}; }));
    pool.agent(agent_config(1, 1));
    pool.agent(in_group(2, 8));
    pool.agent(in_group(3, 7));
    for (const std::uint32_t next : {3u, 2u, 1u}) {
        Person lin = pool.shopper();
        EXPECT_EQ(pool.offered_to(pool.open(lin)), Agents{AgentId{next}});
    }
}

TEST(Routing, AQueueForItsGroupsAloneWidensStepByStep) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) {
        q.routing.groups = {GroupId{7}};
        q.routing.groups_only = true;
        q.routing.relaxations = {{30'000, Relaxation::Kind::widen, {}, GroupId{8}},
                                 {50'000, Relaxation::Kind::any_group, {}, {}}};
    }));
    pool.agent(agent_config(1, 1));
    pool.agent(in_group(2, 8));
    Person lin = pool.shopper();
    const ConversationId first = pool.open(lin);
    Person bo = pool.shopper();
    const ConversationId second = pool.open(bo);
    EXPECT_EQ(pool.offered_to(first), Agents{});
    pool.wait(29'999);
    EXPECT_EQ(pool.offered_to(first), Agents{});
    pool.wait(1);
    EXPECT_EQ(pool.offered_to(first), Agents{AgentId{2}});
    EXPECT_EQ(pool.offered_to(second), Agents{});
    pool.crash();
    pool.wait(20'000);
    EXPECT_EQ(pool.offered_to(second), Agents{AgentId{1}}) << "she is in no group at all";
}

TEST(Routing, ASkillIsAskedForAtALowerLevelAfterAWhile) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) {
        q.skills = {{SkillId{1}, 5}};
        q.routing.relaxations = {{10'000, Relaxation::Kind::lower, {SkillId{1}, 4}, {}},
                                 {20'000, Relaxation::Kind::lower, {SkillId{1}, 0}, {}}};
    }));
    AgentConfig unskilled = agent_config(2, 1);
    unskilled.skills.clear();
    pool.agent(unskilled);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.wait(19'999);
    EXPECT_EQ(pool.conversation(chat).step, 1u);
    EXPECT_EQ(pool.offered_to(chat), Agents{});
    pool.wait(1);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{2}});
}

TEST(Routing, OnlyTheCertifiedAnswerAShopThatAsksForIt) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.certified = true; }));
    pool.agent(agent_config(1));
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    EXPECT_EQ(pool.offered_to(chat), Agents{});
    AgentConfig certified = agent_config(2);
    certified.routing.certified_shops = {shop_a};
    pool.agent(certified);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{2}});
}

TEST(Routing, ContentThatSheCannotWorkWithNeverComesToHer) {
    constexpr ContentSet pictures = 1, voice = 2;
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.needs = pictures; }));
    AgentConfig blind = agent_config(1);
    blind.routing.cannot = pictures;
    AgentConfig deaf = agent_config(2);
    deaf.routing.cannot = voice;
    pool.agent(blind);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    EXPECT_EQ(pool.offered_to(chat), Agents{});
    pool.agent(deaf);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{2}});
}

TEST(Routing, WhoPrefersAShopComesBeforeWhoDoesNot) {
    TestPool pool;
    pool.agent(agent_config(1, 1));
    AgentConfig direct = agent_config(2, 1);
    direct.routing.direct_shops = {shop_a};
    pool.agent(direct);
    Person lin = pool.shopper(shop_b);
    EXPECT_EQ(pool.offered_to(pool.open(lin)), Agents{AgentId{1}});
    Person bo = pool.shopper(shop_a);
    EXPECT_EQ(pool.offered_to(pool.open(bo)), Agents{AgentId{2}});
}

TEST(Routing, PriorityIsACreditOfTimeAndNotADoor) {
    TestPool pool;
    pool.configure(changed(pool, returns_a, [](QueueConfig& q) { q.routing.priority_credit_ms = 90'000; }));
    Person lin = pool.shopper(), bo = pool.shopper(), an = pool.shopper();
    const ConversationId plain = pool.open(lin, "sizes");
    pool.wait(80'000);
    const ConversationId urgent = pool.open(bo, "returns");
    Person mei = pool.agent(agent_config(1, 1));
    EXPECT_EQ(pool.offered_to(urgent), Agents{AgentId{1}}) << "credited with 90 s, it overtakes 80 s";
    pool.say(mei, Accept{urgent});
    pool.wait(20'000);
    const ConversationId late = pool.open(an, "returns");
    pool.say(mei, Resolve{urgent});
    EXPECT_EQ(pool.offered_to(plain), Agents{AgentId{1}}) << "100 s are more than the credit";
    EXPECT_EQ(pool.offered_to(late), Agents{});
}

TEST(Routing, AtItsDeadlineAChatIsAlsoOfferedToOneMoreAgentAndNoOffersTimeIsShortened) {
    TestPool pool;
    Person mei = pool.agent(agent_config(1)), jun = pool.agent(agent_config(2)), hua = pool.agent(agent_config(3));
    AgentConfig slow = agent_config(1);
    slow.offer_timeout_ms = 20 * minute;
    pool.configure(slow);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    ASSERT_EQ(pool.offered_to(chat), Agents{AgentId{1}});
    const Ms expires = pool.conversation(chat).offers[0].expires_ms;
    pool.wait(minute - 1);
    EXPECT_EQ(pool.offered_to(chat).size(), 1u);
    pool.wait(1);
    EXPECT_EQ(pool.offered_to(chat), (Agents{AgentId{1}, AgentId{2}}));
    EXPECT_EQ(pool.conversation(chat).offers[0].expires_ms, expires);
    EXPECT_TRUE(pool.conversation(chat).decisions.back().second);
    EXPECT_EQ(pool.say(jun, Accept{chat}).error, ErrorCode::ok);
    ASSERT_EQ(pool.told<OfferGone>(mei).size(), 1u);
    EXPECT_EQ(pool.told<OfferGone>(mei)[0].why, OfferEnd::taken);
    EXPECT_EQ(pool.agent_state(1).misses, 0u);
    EXPECT_EQ(pool.say(mei, Accept{chat}).error, ErrorCode::offer_gone);
}

TEST(Routing, WhoeverServedAShopperIsAskedFirstWhenSheComesBack) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.sticky_ms = 5 * minute; }));
    Person mei = pool.agent(agent_config(1));
    Person lin = pool.shopper();
    const ConversationId first = pool.open(lin);
    pool.say(mei, Accept{first});
    Person jun = pool.agent(agent_config(2));
    pool.wait(minute);
    pool.say(mei, Resolve{first});
    pool.wait(minute);
    const ConversationId again = pool.open(lin);
    EXPECT_EQ(pool.offered_to(again), Agents{AgentId{1}}) << "although the other had less to do";
    EXPECT_TRUE(pool.conversation(again).decisions.back().known);
    EXPECT_EQ(pool.conversation(again).decisions.back().runner_up, AgentId{2});
    pool.say(mei, Decline{again, DeclineReason::not_now});
    EXPECT_EQ(pool.offered_to(again), Agents{AgentId{2}});
    pool.say(lin, Close{again});
    pool.wait(5 * minute);
    EXPECT_EQ(pool.offered_to(pool.open(lin)), Agents{AgentId{2}}) << "it was too long ago";
}

TEST(Routing, NobodyFitsForSoLongThatTheChatGoesOverWithItsPlaceInTime) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) {
        q.skills = {{SkillId{9}, 1}};
        q.routing.overflow_queue = returns_a;
        q.routing.overflow_after_ms = 45'000;
    }));
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin, "sizes");
    const Ms deadline = pool.conversation(chat).deadline_ms;
    pool.agent(agent_config(1));
    EXPECT_EQ(pool.offered_to(chat), Agents{});
    pool.wait(45'000);
    EXPECT_EQ(pool.conversation(chat).queue, returns_a);
    EXPECT_EQ(pool.conversation(chat).deadline_ms, deadline);
    EXPECT_EQ(pool.conversation(chat).visit, 2u);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{1}});
}

TEST(Routing, AFullQueueSendsNewChatsOnWhereItSaysSo) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) {
        q.waiting_max = 1;
        q.routing.beyond = Beyond::overflow;
        q.routing.overflow_queue = returns_a;
    }));
    Person lin = pool.shopper(), bo = pool.shopper();
    EXPECT_EQ(pool.conversation(pool.open(lin, "sizes")).queue, sizes_a);
    EXPECT_EQ(pool.conversation(pool.open(bo, "sizes")).queue, returns_a);
    pool.configure(changed(pool, returns_a, [](QueueConfig& q) { q.waiting_max = 1; }));
    Person an = pool.shopper();
    EXPECT_EQ(pool.say(an, Open{"sizes", "An", "zh", "hello"}).error, ErrorCode::queue_full);
}

TEST(Routing, TheLongestWaitEndsAsTheQueueSays) {
    for (const Beyond beyond : {Beyond::leave_message, Beyond::close, Beyond::overflow}) {
        TestPool pool;
        pool.configure(changed(pool, sizes_a, [&](QueueConfig& q) {
            q.routing.wait_max_ms = 3 * minute;
            q.routing.beyond = beyond;
            q.routing.overflow_queue = returns_a;
        }));
        Person lin = pool.shopper();
        const ConversationId chat = pool.open(lin);
        pool.wait(3 * minute - 1);
        EXPECT_EQ(pool.conversation(chat).state, ConversationState::waiting);
        pool.wait(1);
        const Conversation& c = pool.conversation(chat);
        EXPECT_EQ(c.message_left, beyond == Beyond::leave_message);
        EXPECT_EQ(c.queue, beyond == Beyond::overflow ? returns_a : sizes_a);
        EXPECT_EQ(c.end_reason, beyond == Beyond::close ? EndReason::nobody_free : EndReason::unspecified);
        pool.wait(10 * minute);
        pool.crash();
        pool.wait(10 * minute);
    }
}

TEST(Routing, TheLongestWaitLetsSomebodyWhoConsidersTheChatFinishConsidering) {
    TestPool pool;
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) {
        q.routing.wait_max_ms = minute;
        q.routing.beyond = Beyond::close;
    }));
    AgentConfig slow = agent_config(1);
    slow.offer_timeout_ms = 5 * minute;
    Person mei = pool.agent(slow);
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    pool.wait(2 * minute);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{1}});
    pool.say(mei, Decline{chat, DeclineReason::not_now});
    pool.wait(0);
    EXPECT_EQ(pool.conversation(chat).end_reason, EndReason::nobody_free);
}

TEST(Routing, OutsideItsHoursAQueueTakesMessagesAndDrainsWhenItOpens) {
    TestPool pool;
    // The pool begins on a Thursday at 00:16:40.
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.routing.hours.spans = {{4, 30, 60}}; }));
    pool.agent(agent_config(1));
    Person lin = pool.shopper();
    EXPECT_EQ(pool.say(lin, Open{"sizes", "Lin", "zh", "hello"}).error, ErrorCode::queue_closed);
    const Answer left = pool.say(lin, LeaveMessage{no_conversation, Open{"sizes", "Lin", "zh", "hello"}, "lin@x"});
    ASSERT_EQ(left.error, ErrorCode::ok);
    EXPECT_EQ(pool.offered_to(left.conversation), Agents{});
    pool.crash();
    pool.wait(30 * minute - pool.now() - 1);
    EXPECT_EQ(pool.offered_to(left.conversation), Agents{});
    pool.wait(1);
    EXPECT_EQ(pool.offered_to(left.conversation), Agents{AgentId{1}});
    pool.wait(30 * minute);
    Person bo = pool.shopper();
    EXPECT_EQ(pool.say(bo, Open{"sizes", "Bo", "zh", "hello"}).error, ErrorCode::queue_closed);
}

TEST(Routing, AQueueEditedWhileChatsAreOfferedTakesThemBackFromWhoNoLongerFits) {
    TestPool pool;
    Person mei = pool.agent(agent_config(1));
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    ASSERT_EQ(pool.offered_to(chat), Agents{AgentId{1}});
    pool.configure(changed(pool, sizes_a, [](QueueConfig& q) { q.skills = {{SkillId{1}, 5}}; }));
    EXPECT_EQ(pool.offered_to(chat), Agents{});
    ASSERT_EQ(pool.told<OfferGone>(mei).size(), 1u);
    EXPECT_EQ(pool.told<OfferGone>(mei)[0].why, OfferEnd::withdrawn);
    EXPECT_EQ(pool.agent_state(1).misses, 0u);
}

TEST(Routing, AnAgentWhoseSkillIsTakenAwayDuringAnOfferLosesTheOfferWithoutAMark) {
    TestPool pool;
    pool.agent(agent_config(1));
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin);
    AgentConfig less = agent_config(1);
    less.skills.clear();
    pool.configure(less);
    EXPECT_EQ(pool.offered_to(chat), Agents{});
    EXPECT_EQ(pool.agent_state(1).misses, 0u);
}

TEST(Routing, ALanguageThatNobodySpeaksIsFoundAsSoonAsSomebodyDoes) {
    TestPool pool;
    pool.agent(agent_config(1));
    Person lin = pool.shopper();
    const ConversationId chat = pool.open(lin, "sizes", "ug-CN");
    EXPECT_EQ(pool.offered_to(chat), Agents{});
    AgentConfig uyghur = agent_config(2);
    uyghur.languages = {"ug"};
    pool.agent(uyghur);
    EXPECT_EQ(pool.offered_to(chat), Agents{AgentId{2}});
}

TEST(Routing, TheOrderOfCriteriaIsThePoolsOwn) {
    const auto chosen = [](std::vector<Criterion> order) {
        TestPool pool;
        PoolConfig config;
        config.order = std::move(order);
        pool.configure(config);
        Person busy = pool.agent(agent_config(1, 3));  // has a chat, and skills that fit closely
        Person lin = pool.shopper(), bo = pool.shopper();
        const ConversationId first = pool.open(lin);
        pool.say(busy, Accept{first});
        AgentConfig free = agent_config(2, 3);
        free.skills = {{SkillId{1}, 5}};
        pool.agent(free);
        const auto offers = pool.conversation(pool.open(bo)).offers;
        return raw(offers.at(0).agent);
    };
    EXPECT_EQ(chosen({Criterion::least_load}), 2u);
    EXPECT_EQ(chosen({Criterion::most_load}), 1u);
    EXPECT_EQ(chosen({Criterion::surplus}), 1u);
    EXPECT_EQ(chosen({Criterion::share}), 2u);
    EXPECT_EQ(chosen({}), 2u);
}

TEST(Routing, ADecisionSaysWhoWasChosenWhoWasNextAndHowManyWereRuledOut) {
    TestPool pool;
    pool.agent(agent_config(1, 1));
    pool.agent(agent_config(2, 1));
    pool.agent(agent_config(3, 1), Presence::resting);
    Person lin = pool.shopper();
    const ConversationId first = pool.open(lin);
    const Decision one = pool.conversation(first).decisions.at(0);
    EXPECT_EQ(one.chosen, AgentId{1});
    EXPECT_EQ(one.runner_up, AgentId{2});
    EXPECT_EQ(one.matching, 3u);
    EXPECT_EQ(one.free, 2u);
    EXPECT_EQ(one.away, 1u);
    EXPECT_EQ(one.chosen_key.size, 5u);
    Person bo = pool.shopper();
    const Decision two = pool.conversation(pool.open(bo)).decisions.at(0);
    EXPECT_EQ(two.chosen, AgentId{2});
    EXPECT_EQ(two.runner_up, no_agent);
    EXPECT_EQ(two.full, 1u);
}

}  // namespace
}  // namespace yunke::core::testing
