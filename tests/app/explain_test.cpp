// Why a chat went to her: recomputed from the past, for everybody who was looked at.
#include "dispatcher/app/explain.hpp"

#include <gtest/gtest.h>

#include "dispatcher/app/record.hpp"
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
        const OpenPast open = [&]() -> Result<Replay> {
            auto history = redis.run(whole_history(redis.store()));
            if (!history) return std::unexpected(history.error());
            return Replay(Cursor{}, core::State{}, std::make_unique<HeldHistory>(std::move(*history)));
        };
        auto explained = explain(open, chat);
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
