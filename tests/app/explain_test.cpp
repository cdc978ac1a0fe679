// Why a chat went to her: recomputed from the past, for everybody who was looked at.
#include "dispatcher/app/explain.hpp"

#include <gtest/gtest.h>

#include "dispatcher/app/past.hpp"
#include "tests/app/people.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;
using testing::People;
using testing::Person;

class ExplainTest : public ::testing::Test {
protected:
    ExplainTest() {
        dispatcher.emplace(server.url(), DispatcherThread::options(), clock);
        EXPECT_TRUE(dispatcher->wait_leading());
    }

    Explanation explain_now(core::ConversationId chat) {
        PoolAccess pool(testing::endpoint_of(server.url()), "main");
        const auto from = start_before(pool, chat);
        if (!from) throw std::runtime_error(from.error().what);
        auto explained = explain([&] { return run_from(pool, *from, {}); }, chat);
        if (!explained) throw std::runtime_error(explained.error().what);
        return std::move(*explained);
    }

    static const Candidate& candidate(const Decision& decision, std::uint32_t id) {
        for (const Candidate& one : decision.candidates)
            if (one.agent == core::AgentId{id}) return one;
        throw std::runtime_error("not looked at");
    }

    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
    People people{redis};
    std::optional<DispatcherThread> dispatcher;
};

TEST_F(ExplainTest, NamesWhatSpokeAgainstEachOfTheOthers) {
    people.open_shop({1, 2, 3, 4, 5});
    auto english = People::agent_config(6);
    english.languages = {"en"};
    people.configure(english);
    auto beginner = People::agent_config(7);
    beginner.skills[0].level = 1;
    people.configure(beginner);
    Person resting = people.agent(1);
    people.ask(resting, core::SetPresence{core::Presence::resting});
    people.agent(2);
    people.agent(3);
    people.agent(6);
    people.agent(7);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);

    const Explanation explained = explain_now(chat);
    EXPECT_TRUE(explained.seen);
    ASSERT_EQ(explained.decisions.size(), 1U);
    const Decision& decision = explained.decisions[0];
    EXPECT_EQ(decision.chosen, core::AgentId{2});
    EXPECT_EQ(decision.candidates.size(), 7U);
    EXPECT_EQ(decision.candidates[0].agent, core::AgentId{2});
    EXPECT_EQ(decision.candidates[1].agent, core::AgentId{3}) << "next in line";
    EXPECT_EQ(candidate(decision, 1).verdict, Verdict::resting);
    EXPECT_EQ(candidate(decision, 2).verdict, Verdict::chosen);
    EXPECT_EQ(candidate(decision, 3).verdict, Verdict::fits);
    EXPECT_EQ(candidate(decision, 4).verdict, Verdict::offline);
    EXPECT_EQ(candidate(decision, 6).verdict, Verdict::language);
    EXPECT_EQ(candidate(decision, 7).verdict, Verdict::skill);
    EXPECT_EQ(candidate(decision, 7).has_level, 1U);

    EXPECT_NE(headline(decision, "en").find("was offered to agent 2"), std::string::npos);
    EXPECT_NE(headline(decision, "zh-CN").find("派给客服 2"), std::string::npos);
    EXPECT_EQ(reason(candidate(decision, 7), decision, "en"), "skill 1 needs level 2, has 1");
    EXPECT_EQ(reason(candidate(decision, 1), decision, "zh-CN"), "休息中");
}

TEST_F(ExplainTest, FollowsAChatFromOneAgentToTheNext) {
    people.open_shop({2, 3}, 1);
    Person first = people.agent(2);
    Person second = people.agent(3);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    people.ask(first, core::Decline{chat, core::DeclineReason::not_now});
    people.ask(second, core::Accept{chat});
    Person other = people.shopper();
    const auto next = people.open(other);

    const Explanation explained = explain_now(chat);
    ASSERT_EQ(explained.decisions.size(), 2U);
    EXPECT_EQ(explained.decisions[0].chosen, core::AgentId{2});
    EXPECT_EQ(explained.decisions[1].chosen, core::AgentId{3});
    EXPECT_EQ(candidate(explained.decisions[1], 2).verdict, Verdict::excluded);
    const Explanation of_next = explain_now(next);
    ASSERT_EQ(of_next.decisions.size(), 1U);
    EXPECT_EQ(candidate(of_next.decisions[0], 3).verdict, Verdict::full);
    EXPECT_EQ(candidate(of_next.decisions[0], 3).load, 1U);
    EXPECT_EQ(reason_for_supervisor(candidate(of_next.decisions[0], 3), of_next.decisions[0], "en"),
              "no room for another chat");
}

TEST_F(ExplainTest, AnAcceptWithoutAnOfferIsExplainedToo) {
    people.open_shop({});
    auto eager = People::agent_config(2);
    eager.auto_accept = true;
    people.configure(eager);
    people.agent(2);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    const Explanation explained = explain_now(chat);
    ASSERT_EQ(explained.decisions.size(), 1U);
    EXPECT_TRUE(explained.decisions[0].auto_accepted);
    EXPECT_EQ(candidate(explained.decisions[0], 2).verdict, Verdict::chosen);
    EXPECT_EQ(candidate(explained.decisions[0], 2).load, 0U);
}

TEST_F(ExplainTest, NamesWhatTheQueueAskedForAndWhatWhoeverStoodBehindWasBehindBy) {
    constexpr core::ContentSet pictures = 1;
    const core::GroupId group{7};
    people.open_shop({});
    core::QueueConfig queue;
    queue.id = core::QueueId{11};
    queue.shop = core::ShopId{1};
    queue.topic = "sizes";
    queue.answer_target_ms = 60'000;
    queue.open = true;
    queue.routing.needs = pictures;
    queue.routing.certified = true;
    queue.routing.groups = {group};
    queue.routing.groups_only = true;
    people.configure(queue);
    const auto add = [&](std::uint32_t id, auto change) {
        core::AgentConfig config = People::agent_config(id);
        config.routing.certified_shops = {core::ShopId{1}};
        config.routing.groups = {group};
        change(config.routing);
        people.configure(config);
        return people.agent(id);
    };
    Person slow = add(1, [](core::AgentRouting& r) { r.gap_ms = 3'600'000; });
    Person first = people.shopper();
    people.ask(slow, core::Accept{people.open(first)});
    add(2, [](core::AgentRouting&) {});
    add(3, [](core::AgentRouting& r) { r.cannot = pictures; });
    add(4, [](core::AgentRouting& r) { r.certified_shops.clear(); });
    add(5, [](core::AgentRouting& r) { r.groups.clear(); });
    add(6, [](core::AgentRouting&) {});
    add(7, [](core::AgentRouting& r) { r.direct_shops = {core::ShopId{1}}; });
    Person second = people.shopper();
    const auto chat = people.open(second);

    const Explanation explained = explain_now(chat);
    ASSERT_EQ(explained.decisions.size(), 1U);
    const Decision& decision = explained.decisions[0];
    EXPECT_EQ(decision.chosen, core::AgentId{7});
    EXPECT_EQ(candidate(decision, 1).verdict, Verdict::limit);
    EXPECT_EQ(candidate(decision, 1).limit, core::Limit::gap);
    EXPECT_EQ(candidate(decision, 3).verdict, Verdict::content);
    EXPECT_EQ(candidate(decision, 4).verdict, Verdict::certification);
    EXPECT_EQ(candidate(decision, 5).verdict, Verdict::group);
    EXPECT_EQ(candidate(decision, 2).verdict, Verdict::fits);
    EXPECT_EQ(candidate(decision, 2).behind, core::Criterion::group);
    EXPECT_EQ(decision.candidates[1].agent, core::AgentId{2}) << "idle for longer than the other";
    EXPECT_EQ(decision.candidates[2].agent, core::AgentId{6});
    EXPECT_EQ(reason(candidate(decision, 2), decision, "en"),
              "fits, but stands behind by: preferred group and shop (1 against 0)");
    EXPECT_EQ(counts(decision, "en"),
              "4 match: 3 could be asked, 0 full, 0 away, 1 not to be asked then; 0 had declined or missed it; "
              "agent 2 (" +
                  candidate(decision, 2).name + ") was next");
    EXPECT_NE(counts(decision, "zh").find("次选客服 2"), std::string::npos);

    // What somebody's work must respect is not a supervisor's to read.
    for (const std::uint32_t id : {1u, 3u}) {
        EXPECT_EQ(reason_for_supervisor(candidate(decision, id), decision, "en"), "could not be asked at that moment");
        EXPECT_EQ(reason_for_supervisor(candidate(decision, id), decision, "zh"), "当时不能派给她");
    }
    EXPECT_EQ(reason_for_supervisor(candidate(decision, 4), decision, "en"), "not certified for this shop");
    EXPECT_EQ(reason_for_supervisor(candidate(decision, 2), decision, "en"),
              reason(candidate(decision, 2), decision, "en"));
    const std::string chosen = reason_for_supervisor(candidate(decision, 7), decision, "en");
    EXPECT_TRUE(chosen.starts_with("chosen: fits, has room, idle for ")) << chosen;
}

TEST_F(ExplainTest, AnAgentReadsHerOwnReasonsAndNothingOfTheOthers) {
    people.open_shop({2, 3});
    auto slow = People::agent_config(4);
    slow.routing.new_per_hour_max = 1;
    people.configure(slow);
    const auto answer = [&](Person& agent) {
        Person shopper = people.shopper();
        const auto chat = people.open(shopper);
        people.ask(agent, core::Accept{chat});
        people.ask(agent, core::Resolve{chat});
        return chat;
    };
    Person limited = people.agent(4);
    answer(limited);
    Person behind = people.agent(2);
    people.ask(limited, core::SetPresence{core::Presence::resting});
    for (int i = 0; i < 2; ++i) {  // charged with two chats at once, while she has them
        Person shopper = people.shopper();
        people.ask(behind, core::Accept{people.open(shopper)});
    }
    auto roomy = People::agent_config(2, 5);
    people.configure(roomy);
    people.ask(limited, core::SetPresence{core::Presence::available});
    people.agent(3);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);

    const Explanation explained = explain_now(chat);
    ASSERT_EQ(explained.decisions.size(), 1U);
    const Decision& decision = explained.decisions[0];
    ASSERT_EQ(decision.chosen, core::AgentId{3});
    const auto read = [&](std::uint32_t id, std::string_view language) {
        return headline_for(core::AgentId{id}, decision, language) + "\n" +
               reason_for(candidate(decision, id), decision, language);
    };
    EXPECT_NE(read(2, "en").find("was offered to somebody\nyou fit, but before you came somebody who had less of her "
                                 "wished hours"),
              std::string::npos)
        << read(2, "en");
    EXPECT_NE(read(2, "zh").find("离其期望工时更远的同事"), std::string::npos);
    EXPECT_NE(read(4, "en").find("own settings: as many new chats in this hour as asked for"), std::string::npos);
    EXPECT_NE(read(4, "zh").find("本人设定：本小时新会话已达上限"), std::string::npos);
    EXPECT_NE(read(3, "en").find("was offered to you\nchosen"), std::string::npos);
    for (const std::uint32_t reader : {2u, 4u})
        for (const std::string_view language : {"zh", "en"})
            for (const std::string_view other : {"agent", "客服"})
                EXPECT_EQ(read(reader, language).find(other), std::string::npos) << read(reader, language);
}

TEST_F(ExplainTest, WhoeverServedTheShopperBeforeWasAskedBeforeOthers) {
    people.open_shop({2});
    core::QueueConfig queue;
    queue.id = core::QueueId{11};
    queue.shop = core::ShopId{1};
    queue.topic = "sizes";
    queue.answer_target_ms = 60'000;
    queue.open = true;
    queue.routing.sticky_ms = 3'600'000;
    people.configure(queue);
    Person known = people.agent(2);
    Person shopper = people.shopper();
    const auto first = people.open(shopper);
    people.ask(known, core::Accept{first});
    people.configure(People::agent_config(3));
    people.agent(3);
    people.ask(known, core::Resolve{first});
    const auto chat = people.open(shopper);
    const Explanation explained = explain_now(chat);
    ASSERT_EQ(explained.decisions.size(), 1U);
    const Decision& decision = explained.decisions[0];
    EXPECT_EQ(decision.chosen, core::AgentId{2});
    EXPECT_EQ(reason(candidate(decision, 3), decision, "en"), "fits, but the chosen one served this shopper before");
    EXPECT_EQ(reason_for(candidate(decision, 3), decision, "en"),
              "you fit, but somebody who served this shopper before was asked first");
}

TEST_F(ExplainTest, AHandOverInPersonComparesNobody) {
    people.open_shop({2, 3, 4});
    Person giving = people.agent(2);
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    people.ask(giving, core::Accept{chat});
    people.agent(3);
    people.agent(4);
    people.ask(giving, core::Transfer{chat, {}, "for you", core::AgentId{4}, false});
    const Explanation explained = explain_now(chat);
    ASSERT_EQ(explained.decisions.size(), 2U);
    const Decision& decision = explained.decisions[1];
    EXPECT_EQ(decision.chosen, core::AgentId{4});
    EXPECT_EQ(reason(candidate(decision, 3), decision, "en"), "fits, but it was handed to the chosen one in person");
    EXPECT_NE(reason(candidate(decision, 4), decision, "zh").find("由他人直接转交或邀请协助"), std::string::npos);
    EXPECT_EQ(reason_for(candidate(decision, 3), decision, "en"),
              "you fit, but it was handed to a colleague in person");
}

TEST_F(ExplainTest, AChatThatNeverWasIsToldApartFromOneThatWaits) {
    people.open_shop({2});
    Person shopper = people.shopper();
    const auto chat = people.open(shopper);
    const Explanation waiting = explain_now(chat);
    EXPECT_TRUE(waiting.seen);
    EXPECT_TRUE(waiting.decisions.empty());
    EXPECT_FALSE(explain_now(core::ConversationId{99}).seen);
}

}  // namespace
}  // namespace yunke::dispatcher
