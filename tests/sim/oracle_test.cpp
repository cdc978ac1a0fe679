// The core against the oracle: the same crowd, and after every batch the same offers, owners, presences and loads.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/naive_pool.hpp"
#include "tests/sim/random_people.hpp"

namespace yunke::sim {
namespace {

using namespace core;

std::vector<AgentId> offered(const auto& offers) {
    std::vector<AgentId> agents;
    for (const auto& offer : offers)
        agents.push_back(offer.agent);
    return agents;
}

void compare_chats(const core::State& state, const NaivePool& naive) {
    ASSERT_EQ(state.conversations.size(), naive.chats().size());
    for (const auto& [id, chat] : naive.chats()) {
        const Conversation& c = state.conversations.at(id);
        ASSERT_EQ(c.state, chat.state) << "chat " << raw(id);
        ASSERT_EQ(c.owner, chat.owner) << "chat " << raw(id);
        ASSERT_EQ(c.queue, chat.queue) << "chat " << raw(id);
        ASSERT_EQ(c.deadline_ms, chat.deadline) << "chat " << raw(id);
        ASSERT_EQ(offered(c.offers), offered(chat.offers)) << "chat " << raw(id);
    }
}

void compare_agents(const core::State& state, const NaivePool& naive) {
    for (const auto& [id, worker] : naive.workers()) {
        const Agent& agent = state.agents.at(id);
        ASSERT_EQ(agent.presence, worker.presence) << "agent " << raw(id);
        ASSERT_EQ(agent.arrivals_held, worker.held) << "agent " << raw(id);
        ASSERT_EQ(agent.misses, worker.misses) << "agent " << raw(id);
        ASSERT_EQ(agent.idle_since_ms, worker.idle_since) << "agent " << raw(id);
        ASSERT_TRUE(naive.load(id) <= worker.config.capacity ||
                    std::ranges::none_of(naive.chats(), [&](const auto& entry) {
                        return !offered(entry.second.offers).empty() && offered(entry.second.offers).front() == id;
                    }));
    }
}

TEST(Oracle, ThePlainModelAndTheCoreOfferEveryChatToTheSamePerson) {
    std::size_t offers = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomPeople people(seed * 7919);
        Core core{State{}};
        NaivePool naive;
        Batch batch = people.founding();
        for (int i = 0; i < 300; ++i) {
            const Ms last_commit_ms = core.state().pool.now_ms;
            const Effects effects = core.apply(batch.header, batch.commands);
            naive.batch(last_commit_ms, batch.header, batch.commands);
            SCOPED_TRACE("batch " + std::to_string(i));
            compare_chats(core.state(), naive);
            compare_agents(core.state(), naive);
            if (HasFatalFailure()) return;
            for (const auto& [gateway, outs] : effects.outs)
                offers += static_cast<std::size_t>(std::ranges::count_if(
                    outs, [](const Out& out) { return std::holds_alternative<OfferView>(out.payload); }));
            batch = people.next(core.state());
        }
    }
    EXPECT_GT(offers, 1'000u);
    std::printf("%zu offers agreed on\n", offers);
}

}  // namespace
}  // namespace yunke::sim
