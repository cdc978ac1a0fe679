// Hours are cut where the days of merchants end, and no cut changes a sum.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <tuple>

#include "dispatcher/core/limits.hpp"
#include "tests/core/test_pool.hpp"

namespace yunke::core::testing {
namespace {

constexpr Ms minute_ms = 60'000, hour_ms = 3'600'000, day_ms = 86'400'000;

ShopConfig clock_of(ShopId shop, std::int32_t utc_offset_minutes) {
    return {shop, "shop", raw(shop), true, utc_offset_minutes};
}

Ms next_midnight_ms(Ms now_ms, std::int32_t utc_offset_minutes) {
    const Ms offset_ms = utc_offset_minutes * minute_ms;
    return ((now_ms + offset_ms) / day_ms + 1) * day_ms - offset_ms;
}

bool is_cut_at(const TestPool& pool, Ms at_ms) {
    bool ends = false, spans = false;
    for (const WorkInterval& work : pool.facts<WorkInterval>()) {
        ends = ends || work.to_ms == at_ms;
        spans = spans || (work.from_ms < at_ms && at_ms < work.to_ms);
    }
    EXPECT_NE(ends, spans);
    return ends;
}

// People who stay for days, some days after the clocks' beginning.
void prepare(TestPool& pool) {
    PoolConfig long_sessions;
    long_sessions.agent_session_ms = 40 * day_ms;
    pool.configure(long_sessions);
    pool.wait(3 * day_ms);
}

class Midnights : public ::testing::Test {
protected:
    Midnights() {
        prepare(pool);
        AgentConfig config = agent_config(1, 4);
        config.auto_accept = true;
        mei = pool.agent(config);
    }
    ConversationId chat(ShopId shop) {
        Person shopper = pool.shopper(shop);
        return pool.open(shopper);
    }
    // To four minutes past that midnight. What she does changes two minutes before it, so that no five minutes end
    // there.
    void pass(Ms midnight_ms) {
        pool.wait(midnight_ms - 2 * minute_ms - pool.now());
        pool.say(mei, SetPresence{pool.agent_state(1).presence == Presence::available ? Presence::finishing
                                                                                      : Presence::available});
        pool.wait(6 * minute_ms);
    }

    TestPool pool;
    Person mei;
};

TEST_F(Midnights, OfAMerchantCutsWhileAChatOfItsRuns) {
    pool.configure(clock_of(shop_a, 540));
    const Ms midnight_ms = next_midnight_ms(pool.now(), 540);
    const ConversationId id = chat(shop_a);
    pass(midnight_ms);
    EXPECT_TRUE(is_cut_at(pool, midnight_ms));
    EXPECT_EQ(pool.facts<PeriodEnded>().size(), 0u) << "midnight splits no period";
    pool.say(mei, Resolve{id});
    // Without such a chat it is a moment like any other.
    const Ms next_ms = next_midnight_ms(pool.now(), 540);
    pass(next_ms);
    EXPECT_FALSE(is_cut_at(pool, next_ms));
}

TEST_F(Midnights, OfEveryMerchantWhoseChatsRunCut) {
    pool.configure(clock_of(shop_a, -300));
    pool.configure(clock_of(shop_b, 0));
    chat(shop_a);
    chat(shop_b);
    std::map<Ms, std::int32_t> midnights;
    for (const std::int32_t offset : {limits::utc_offset_minutes, -300, 0})
        midnights[next_midnight_ms(pool.now() + hour_ms, offset)] = offset;
    for (const auto& [at_ms, offset] : midnights) {
        pass(at_ms);
        EXPECT_TRUE(is_cut_at(pool, at_ms)) << offset;
    }
}

TEST_F(Midnights, FollowAClockThatIsChangedWhileAChatRuns) {
    const ConversationId id = chat(shop_a);
    const Ms midnight_ms = next_midnight_ms(pool.now(), 570);
    pool.wait(midnight_ms - 2 * minute_ms - pool.now());
    pool.say(mei, SetPresence{Presence::finishing});
    pool.wait(minute_ms);
    pool.configure(clock_of(shop_a, 570));
    pool.crash();
    pool.wait(2 * minute_ms);
    EXPECT_TRUE(is_cut_at(pool, midnight_ms));
    pool.say(mei, Resolve{id});
}

// What one run of people's work comes to, whatever is cut.
struct Sums {
    std::map<std::tuple<AgentId, Presence, bool, Ms, ShiftId>, Ms> work;
    std::map<AgentId, Ms> shared;
    std::map<std::pair<AgentId, ConversationId>, Ms> units;
    std::size_t intervals = 0;
};

Sums sums_of(const TestPool& pool) {
    Sums sums;
    for (const WorkInterval& work : pool.facts<WorkInterval>()) {
        ++sums.intervals;
        sums.work[{work.agent, work.presence, work.line_lost, work.period_ms, work.shift}] += work.to_ms - work.from_ms;
        for (const WorkInterval::Unit& unit : work.units) {
            sums.shared[work.agent] += unit.share_ms;
            sums.units[{work.agent, unit.conversation}] += unit.share_ms;
        }
    }
    return sums;
}

// The same people do the same things at the same moments under other clocks.
Sums random_days(std::uint64_t seed, std::int32_t offset_a, std::int32_t offset_b) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t bound) { return random() % bound; };
    TestPool pool;
    prepare(pool);
    pool.configure(clock_of(shop_a, offset_a));
    pool.configure(clock_of(shop_b, offset_b));
    std::vector<Person> agents;
    for (std::uint32_t id = 1; id <= 3; ++id) {
        AgentConfig config = agent_config(id, 2 + static_cast<std::uint32_t>(below(7)));
        config.auto_accept = true;
        agents.push_back(pool.agent(config));
    }
    std::vector<ConversationId> chats;
    for (int i = 0; i < 120; ++i) {
        // Up to two hours, in odd milliseconds, so that divisions leave something over.
        pool.wait(1 + static_cast<Ms>(below(7'200'000)));
        Person& agent = agents[below(agents.size())];
        if (below(3) > 0) {
            Person shopper = pool.shopper(below(2) == 0 ? shop_a : shop_b);
            chats.push_back(pool.open(shopper));
        }
        const ConversationId chat = chats.empty() ? no_conversation : chats[below(chats.size())];
        switch (below(5)) {
            case 0:
                pool.say(agent, Resolve{chat});
                break;
            case 1:
                pool.say(agent, Hold{chat, below(2) == 0});
                break;
            case 2: {
                constexpr std::array presences = {Presence::resting, Presence::training, Presence::finishing};
                pool.say(agent, SetPresence{presences[below(presences.size())]});
                break;
            }
            default:
                pool.say(agent, SetPresence{Presence::available});
        }
    }
    for (Person& agent : agents)
        pool.say(agent, SetPresence{Presence::offline});
    return sums_of(pool);
}

TEST(Cuts, NeverChangeASum) {
    constexpr std::array<std::pair<std::int32_t, std::int32_t>, 4> clocks = {
        {{540, 480}, {-300, 330}, {0, -720}, {840, 345}}};
    std::size_t more = 0, chats = 0;
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Sums plain = random_days(seed, limits::utc_offset_minutes, limits::utc_offset_minutes);
        chats += plain.units.size();
        for (const auto& [offset_a, offset_b] : clocks) {
            const Sums cut = random_days(seed, offset_a, offset_b);
            EXPECT_EQ(cut.work, plain.work);
            EXPECT_EQ(cut.shared, plain.shared);
            ASSERT_EQ(cut.units.size(), plain.units.size());
            // A part is never a millisecond off what it exactly is, so two ways to cut differ by less than two.
            for (const auto& [key, ms] : plain.units)
                EXPECT_LE(std::abs(cut.units.at(key) - ms), 1) << raw(key.second);
            more += cut.intervals - plain.intervals;
        }
    }
    EXPECT_GT(more, 300u) << "there was hardly anything to cut";
    EXPECT_GT(chats, 300u);
}

}  // namespace
}  // namespace yunke::core::testing
