// Random crowds through the real core, with crashes: every invariant after every batch, every message once and in
// order, and the same result wherever the run is cut and taken up again.
//
// YUNKE_SIM_SEEDS sets how many seeds run (1,000), YUNKE_SIM_SEED runs one alone: a failure prints that command.
#include <gtest/gtest.h>

#include <cstdlib>
#include <tuple>

#include "dispatcher/core/limits.hpp"
#include "tests/sim/random_people.hpp"

namespace yunke::sim {
namespace {

using namespace core;

constexpr int batches_per_run = 250;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

std::string repeat_with(std::uint64_t seed) {
    return "repeat with: YUNKE_SIM_SEED=" + std::to_string(seed) + " tests/run simulation";
}

// What the outside has seen so far, and whether it all fits together.
class Witness {
public:
    void see(const State& state, const Effects& effects) {
        for (const TranscriptEntry& e : effects.entries) {
            ASSERT_EQ(e.entry.n, ++entries_[e.conversation]) << "entries are numbered without gaps";
            if (e.entry.kind == EntryKind::message)
                ASSERT_TRUE(texts_.insert(e.entry.text).second) << "a message stands once: " << e.entry.text;
        }
        // A gateway that comes back under a lost name starts anew, with an empty stream.
        for (const std::string& lost : effects.lost_gateways)
            outs_.erase(lost);
        for (const auto& [gateway, outs] : effects.outs)
            see_gateway(state, gateway, outs);
        facts_ += effects.facts.size();
        ASSERT_EQ(facts_, state.pool.facts) << "facts are numbered without gaps";
        see_facts(effects);
    }

    std::size_t messages() const { return texts_.size(); }
    std::size_t served() const { return handling_until_.size(); }
    // How often somebody helped, a chat was gone on with, a supervisor did something that leaves a fact, a work period
    // ended, and time in training was told without and with chats in hand.
    std::size_t helped = 0, reopened = 0, acts = 0, periods = 0, trained = 0, trained_with_chats = 0;

private:
    void see_gateway(const State& state, const std::string& gateway, const std::vector<Out>& outs) {
        ASSERT_EQ(state.gateways.at(gateway).out, ++outs_[gateway]) << "out entries are numbered without gaps";
        for (const Out& out : outs) {
            const auto* answer = std::get_if<Answer>(&out.payload);
            if (answer != nullptr && answer->error == ErrorCode::ok && answer->entry > 0)
                ASSERT_LE(answer->entry, entries_[answer->conversation]) << "what is answered stands in a transcript";
        }
    }

    void see_facts(const Effects& effects) {
        for (const Fact& fact : effects.facts) {
            reopened += std::holds_alternative<ConversationReopened>(fact) ? 1 : 0;
            acts += std::holds_alternative<SupervisorAct>(fact) ? 1 : 0;
            if (const auto* work = std::get_if<WorkInterval>(&fact)) see_work(*work);
            if (const auto* ended = std::get_if<PeriodEnded>(&fact)) {
                ASSERT_TRUE(ended_.insert({ended->agent, ended->period_ms, ended->shift}).second)
                    << "a period ends once";
                ++periods;
            }
        }
    }

    void see_work(const WorkInterval& work) {
        ASSERT_LT(work.from_ms, work.to_ms);
        ASSERT_LE(work.to_ms - work.from_ms, limits::meter_cut_ms) << "what runs long is told in pieces";
        ASSERT_GE(work.from_ms, work_until_[work.agent]) << "work intervals do not overlap";
        ASSERT_NE(work.presence, Presence::offline);
        ASSERT_FALSE(ended_.contains({work.agent, work.period_ms, work.shift})) << "nothing follows a period's end";
        ASSERT_LE(work.period_ms, work.from_ms);
        work_until_[work.agent] = work.to_ms;
        if (work.presence == Presence::training) ++(work.units.empty() ? trained : trained_with_chats);
        Ms shares_ms = 0;
        for (const WorkInterval::Unit& unit : work.units) {
            shares_ms += unit.share_ms;
            if (unit.kind == UnitKind::help) ++helped;
            if (unit.kind != UnitKind::handling && unit.kind != UnitKind::hold) continue;
            ASSERT_GE(work.from_ms, handling_until_[unit.conversation]) << "a chat has one owner at a time";
            handling_until_[unit.conversation] = work.to_ms;
        }
        ASSERT_TRUE(work.units.empty() || shares_ms == work.to_ms - work.from_ms) << "shares sum to the interval";
    }

    std::map<ConversationId, std::uint32_t> entries_;
    std::set<std::string> texts_;
    std::map<std::string, std::uint64_t> outs_;
    std::map<AgentId, Ms> work_until_;
    std::set<std::tuple<AgentId, Ms, ShiftId>> ended_;
    std::map<ConversationId, Ms> handling_until_;
    std::uint64_t facts_ = 0;
};

struct Recording {
    std::vector<Batch> batches;
    std::vector<Effects> effects;
    State final_state;
};

void step(Core& core, const Batch& batch, Recording& run, Witness& witness) {
    Effects effects = core.apply(batch.header, batch.commands);
    witness.see(core.state(), effects);
    const auto broken = core.broken_invariants();
    ASSERT_TRUE(broken.empty()) << broken.front();
    run.batches.push_back(batch);
    run.effects.push_back(std::move(effects));
}

// One seed from founding to end, the core crashing and loading again at random.
Recording run_crowd(std::uint64_t seed, Witness& witness) {
    RandomPeople people(seed);
    std::mt19937_64 fate(seed);
    Recording run;
    Core core{State{}};
    step(core, people.founding(), run, witness);
    for (int i = 0; i < batches_per_run && !::testing::Test::HasFatalFailure(); ++i) {
        if (fate() % 20 == 0) core = Core(core.state());
        step(core, people.next(core.state()), run, witness);
    }
    run.final_state = core.state();
    return run;
}

// The recorded batches again, the core loaded anew from its state before every one of them (or never).
void replay_and_compare(const Recording& run, bool reload_each_time) {
    Core core{State{}};
    for (std::size_t i = 0; i < run.batches.size(); ++i) {
        if (reload_each_time) core = Core(core.state());
        const Effects effects = core.apply(run.batches[i].header, run.batches[i].commands);
        ASSERT_EQ(effects, run.effects[i]) << "batch " << i << (reload_each_time ? ", reloaded" : "");
    }
    ASSERT_EQ(core.state(), run.final_state);
}

TEST(Crowd, AThousandSeedsOfPeopleAndCrashesKeepEveryInvariantAndReplayExactly) {
    const std::uint64_t only = from_environment("YUNKE_SIM_SEED", 0);
    const std::uint64_t seeds = from_environment("YUNKE_SIM_SEEDS", 1'000);
    std::size_t messages = 0;
    std::size_t served = 0;
    std::size_t helped = 0, reopened = 0, acts = 0, periods = 0, trained = 0, trained_with_chats = 0;
    for (std::uint64_t seed = only > 0 ? only : 1; seed <= (only > 0 ? only : seeds); ++seed) {
        SCOPED_TRACE(repeat_with(seed));
        Witness witness;
        const Recording run = run_crowd(seed, witness);
        if (HasFatalFailure()) return;
        replay_and_compare(run, false);
        replay_and_compare(run, true);
        if (HasFatalFailure()) return;
        messages += witness.messages();
        served += witness.served();
        helped += witness.helped;
        reopened += witness.reopened;
        acts += witness.acts;
        periods += witness.periods;
        trained += witness.trained;
        trained_with_chats += witness.trained_with_chats;
    }
    EXPECT_GT(served, 0u);
    // What hardly ever happened was not tested.
    if (only == 0 && seeds >= 1'000) {
        EXPECT_GT(helped, 100u);
        EXPECT_GT(reopened, 100u);
        EXPECT_GT(acts, 1'000u);
        EXPECT_GT(periods, 1'000u);
        EXPECT_GT(trained, 1'000u);
        EXPECT_GT(trained_with_chats, 100u);
    }
    std::printf(
        "%llu seeds: %zu messages, %zu chats served, %zu gone on with, %zu times help, %zu acts of supervisors, "
        "%zu and %zu intervals of training\n",
        static_cast<unsigned long long>(only > 0 ? 1 : seeds), messages, served, reopened, helped, acts, trained,
        trained_with_chats);
}

// After whatever happened, people who behave find the pool in order: every chat is answered and ended, nothing stays.
TEST(Crowd, OnceTroubleEndsEveryChatIsServedAndForgotten) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        SCOPED_TRACE(repeat_with(seed));
        Witness witness;
        const Recording run = run_crowd(seed, witness);
        if (HasFatalFailure()) return;
        Core core(run.final_state);
        Ms now_ms = run.final_state.pool.now_ms;
        const auto pass = [&](Ms ms) {
            now_ms += ms;
            BatchHeader header;
            header.now_ms = now_ms;
            while (core.apply(header, {}).more) {
            }
        };
        // Everybody's line is lost for good; what was left as a message stays for whoever comes.
        for (const char* name : {"g0-0.aa", "g1-0.aa", "g2-0.aa"}) {
            const Command lost = GatewayLost{name};
            core.apply(BatchHeader{now_ms, 0, 0}, std::span(&lost, 1));
        }
        for (int hour = 0; hour < 30; ++hour)
            pass(3'600'000);
        for (const auto& [id, c] : core.state().conversations)
            EXPECT_TRUE(c.message_left && c.state == ConversationState::waiting) << "chat " << raw(id);
        for (const auto& [id, agent] : core.state().agents)
            EXPECT_EQ(agent.presence, Presence::offline);
        EXPECT_TRUE(core.broken_invariants().empty());
    }
}

}  // namespace
}  // namespace yunke::sim
