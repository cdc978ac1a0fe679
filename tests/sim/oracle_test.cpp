// The core against the oracle: the same crowd, and after every batch the same offers, owners, queues, deadlines, steps
// of relaxation, presences, limits, misses, standings in line and fair shares.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

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

// What was noted of the last decision; the model knows no keys.
Decision without_keys(const Conversation& c) {
    Decision decision = c.decisions.empty() ? Decision{} : c.decisions.back();
    decision.chosen_key = decision.runner_up_key = {};
    return decision;
}

// What a disagreement is about.
std::string told(const core::State& state, const NaivePool::Chat& chat) {
    const Conversation& c = state.conversations.at(chat.id);
    const QueueRouting& r = state.queues.at(c.queue).config.routing;
    std::ostringstream out;
    out << "chat " << raw(c.id) << " at " << state.pool.now_ms << ", in queue " << raw(c.queue) << " since "
        << c.waiting_since_ms << " (the model: " << chat.waiting_since << "), deadline " << c.deadline_ms << ", credit "
        << r.priority_credit_ms << ", overflow " << raw(r.overflow_queue) << " after " << r.overflow_after_ms
        << ", longest wait " << r.wait_max_ms << ", state " << static_cast<int>(c.state) << ", message "
        << c.message_left << ", steps after";
    for (const Relaxation& step : r.relaxations)
        out << " " << step.after_ms;
    for (const OfferState& offer : c.offers)
        out << ", offered to " << raw(offer.agent) << " since " << offer.since_ms << " until " << offer.expires_ms;
    for (const NaivePool::Offer& offer : chat.offers)
        out << ", by the model to " << raw(offer.agent);
    return out.str();
}

std::string told(const core::State& state, const NaivePool::Worker& worker) {
    const Agent& agent = state.agents.at(worker.config.id);
    const AgentRouting& r = agent.config.routing;
    std::ostringstream out;
    out << "agent " << raw(agent.config.id) << " at " << state.pool.now_ms << ", presence "
        << static_cast<int>(agent.presence) << " since " << agent.presence_since_ms << " (the model: " << worker.since
        << "), line lost " << agent.line_lost_ms << ", stretch " << agent.stretch_ms << " (" << worker.worked
        << "), rested " << agent.rested_ms << " (" << worker.rested << "), worked " << agent.worked_ms << " on "
        << agent.worked_day << ", limit until " << agent.limit_until_ms << ", rest every " << r.rest_every_ms << " of "
        << r.rest_ms << ", day " << r.day_max_ms << ", gap " << r.gap_ms << ", per hour " << r.new_per_hour_max
        << ", accepts";
    for (const Ms at : agent.accepts_ms)
        out << " " << at;
    out << " (";
    for (const Ms at : worker.accepts)
        out << " " << at;
    out << " )";
    return out.str();
}

void compare_chats(const core::State& state, const NaivePool& naive) {
    for (const auto& [id, c] : state.conversations)
        ASSERT_TRUE(naive.chats().contains(id)) << "the model has no chat " << raw(id);
    for (const auto& [id, chat] : naive.chats()) {
        ASSERT_TRUE(state.conversations.contains(id))
            << "only the model has chat " << raw(id) << ", closed " << chat.closed << ", forgotten " << chat.forget
            << ", queue " << raw(chat.queue) << ", since " << chat.waiting_since;
        const Conversation& c = state.conversations.at(id);
        ASSERT_EQ(c.state, chat.state) << told(state, chat);
        ASSERT_EQ(c.owner, chat.owner) << told(state, chat);
        ASSERT_EQ(c.queue, chat.queue) << told(state, chat);
        ASSERT_EQ(c.deadline_ms, chat.deadline) << told(state, chat);
        ASSERT_EQ(c.waiting_since_ms, chat.waiting_since) << told(state, chat);
        ASSERT_EQ(c.step, chat.step) << told(state, chat);
        ASSERT_EQ(c.visit, chat.visit) << told(state, chat);
        ASSERT_EQ(c.second, chat.second) << told(state, chat);
        ASSERT_EQ(c.message_left, chat.left) << told(state, chat);
        ASSERT_EQ(without_keys(c), chat.noted) << told(state, chat);
        ASSERT_EQ(offered(c.offers), offered(chat.offers)) << told(state, chat);
    }
}

void compare_agents(const core::State& state, const NaivePool& naive) {
    for (const auto& [id, worker] : naive.workers()) {
        const Agent& agent = state.agents.at(id);
        ASSERT_EQ(agent.presence, worker.presence) << told(state, worker);
        ASSERT_EQ(agent.arrivals_held, worker.held) << told(state, worker);
        ASSERT_EQ(agent.misses, worker.misses) << told(state, worker);
        ASSERT_EQ(agent.limit, naive.limit(worker)) << told(state, worker);
        ASSERT_EQ(agent.idle_since_ms, worker.idle_since) << told(state, worker);
        ASSERT_EQ(agent.share_ms, worker.share) << told(state, worker);
        ASSERT_TRUE(naive.load(id) <= worker.config.capacity ||
                    std::ranges::none_of(naive.chats(), [&](const auto& entry) {
                        return !offered(entry.second.offers).empty() && offered(entry.second.offers).front() == id;
                    }));
    }
}

// Kinds of things that must have happened often enough for agreement on them to mean something.
constexpr std::string_view exercised[] = {"arrivals",
                                          "accepts",
                                          "accepts on demand",
                                          "declines",
                                          "misses",
                                          "resolved",
                                          "presences",
                                          "trainings",
                                          "readiness refused",
                                          "transfers",
                                          "chats given back",
                                          "messages left",
                                          "offers",
                                          "second offers",
                                          "offers after a relaxation",
                                          "known ones before others",
                                          "agent edits",
                                          "queue edits",
                                          "relaxations",
                                          "deadlines passed",
                                          "second agents before the deadline",
                                          "overflows",
                                          "overflows at arrival",
                                          "refused as full",
                                          "refused without a balance",
                                          "refused as closed by a supervisor",
                                          "waits without a balance",
                                          "chats raised or lowered",
                                          "refused outside the hours",
                                          "waits outside the hours",
                                          "longest waits that become messages",
                                          "longest waits that end",
                                          "longest waits that overflow",
                                          "rests due",
                                          "days worked",
                                          "quiet hours begun",
                                          "limits of gaps",
                                          "limits of pace",
                                          "limits of rest",
                                          "limits of the day",
                                          "limits of quiet hours",
                                          "decided by group",
                                          "decided by share",
                                          "decided by least load",
                                          "decided by most load",
                                          "decided by surplus",
                                          "decided by idle time",
                                          "decided by id",
                                          "ruled out by an answer",
                                          "ruled out by certification",
                                          "ruled out by content",
                                          "ruled out by group",
                                          "ruled out by language",
                                          "ruled out by skill",
                                          "shares corrected",
                                          "chats counted by number",
                                          "shares levelled"};
constexpr std::size_t often = 100;

TEST(Oracle, ThePlainModelAndTheCoreAgreeOnAMillionEvents) {
    std::map<std::string_view, std::size_t> happened;
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomPeople people(seed * 7919, false);
        Core core{State{}};
        NaivePool naive;
        Batch batch = people.founding();
        for (int i = 0; i < 300; ++i) {
            const Ms last_commit_ms = core.state().pool.now_ms;
            core.apply(batch.header, batch.commands);
            naive.batch(last_commit_ms, batch.header, batch.commands);
            SCOPED_TRACE("batch " + std::to_string(i));
            compare_chats(core.state(), naive);
            compare_agents(core.state(), naive);
            if (HasFatalFailure()) return;
            batch = people.next(core.state());
        }
        for (const auto& [what, times] : naive.happened())
            happened[what] += times;
    }
    EXPECT_GE(happened["commands"] + happened["instants"], 1'000'000u);
    for (const std::string_view what : exercised)
        EXPECT_GE(happened[what], often) << what;
    std::printf("%zu events agreed on: %zu commands, timers at %zu moments\n",
                happened["commands"] + happened["instants"], happened["commands"], happened["instants"]);
    for (const auto& [what, times] : happened)
        std::printf("%9zu %.*s\n", times, static_cast<int>(what.size()), what.data());
}

}  // namespace
}  // namespace yunke::sim
