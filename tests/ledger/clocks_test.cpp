// A merchant's use is told by the days of its own clock, from a day on; and no clock changes a sum.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <tuple>

#include "tests/ledger/bench.hpp"
#include "tests/ledger/random_month.hpp"

namespace yunke::ledger::testing {
namespace {

Ms used_on(const Bench& bench, MerchantId merchant, Day day) {
    Ms sum_ms = 0;
    for (const auto& [key, row] : bench.rows.usage)
        if (key.day == day && key.shop == ShopId{shop_of(merchant)})
            for (const Ms ms : row.ms)
                sum_ms += ms;
    return sum_ms;
}

TEST(Clocks, AMerchantsDaysAreItsOwn) {
    ledger::Setup setup = shops_of_three();
    setup.clocks[merchant_b].put(Day{0}, 9 * 60);  // an hour ahead of the platform
    Bench bench(setup);
    const Day monday = day_of(2026, 3, 2), tuesday = day_of(2026, 3, 3);
    const Ms begin_ms = clock_ms(22, 58);
    const auto both = [](Ms ms) {
        return std::vector<Unit>{unit(1, merchant_a, v1::WorkInterval::HANDLING, ms / 2),
                                 unit(2, merchant_b, v1::WorkInterval::HANDLING, ms / 2)};
    };
    bench.apply(work(1, begin_ms, begin_ms, clock_ms(23), both(2 * minute_ms)));
    bench.apply(work(1, begin_ms, clock_ms(23), clock_ms(23, 4), both(4 * minute_ms)));
    EXPECT_EQ(used_on(bench, merchant_a, monday), 3 * minute_ms);
    EXPECT_EQ(used_on(bench, merchant_a, tuesday), 0);
    EXPECT_EQ(used_on(bench, merchant_b, monday), minute_ms);
    EXPECT_EQ(used_on(bench, merchant_b, tuesday), 2 * minute_ms);
    bench.apply(ended(2, merchant_b, 1, clock_ms(23, 4)));
    std::uint32_t resolved = 0;
    for (const auto& [key, row] : bench.rows.usage)
        if (key.day == tuesday) resolved += row.resolved;
    EXPECT_EQ(resolved, 1U);
}

TEST(Clocks, CountFromTheirDayOn) {
    ledger::Setup setup = shops_of_three();
    setup.clocks[merchant_a].put(day_of(2026, 3, 3), -5 * 60);
    EXPECT_EQ(setup.offset_of(merchant_a, clock_ms(23, 59)), 480);
    EXPECT_EQ(setup.offset_of(merchant_a, clock_ms(24)), -300);
    EXPECT_EQ(setup.day_for(merchant_a, clock_ms(24)), day_of(2026, 3, 2)) << "it is the day before there";
    EXPECT_EQ(setup.day_for(merchant_b, clock_ms(24)), day_of(2026, 3, 3));
    EXPECT_EQ(setup.day_for(platform, clock_ms(24)), day_of(2026, 3, 3));
}

// Over all days the same is used, and all money and time is posted alike.
TEST(Clocks, ChangeNoSum) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const std::vector<v1::Fact> facts = random_month(seed, {.facts_max = 3'000});
        ledger::Setup setup = random_setup(seed);
        setup.clocks.clear();
        Bench plain(setup);
        setup.clocks[merchant_a].put(Day{0}, 840);
        setup.clocks[merchant_b].put(Day{0}, -720);
        setup.clocks[merchant_b].put(day_of(2026, 3, 5), 345);
        Bench clocks(setup);
        plain.apply_all(facts);
        clocks.apply_all(facts);
        EXPECT_EQ(clocks.balances, plain.balances);
        EXPECT_EQ(clocks.rows.lines, plain.rows.lines);
        EXPECT_EQ(clocks.rows.packages, plain.rows.packages);
        std::size_t moved = 0;
        std::map<std::tuple<ShopId, QueueId, AgentId>, std::array<Ms, use_kinds>> sums;
        for (const Bench* bench : {&plain, &clocks}) {
            const Ms sign = bench == &plain ? 1 : -1;
            for (const auto& [key, row] : bench->rows.usage) {
                moved += plain.rows.usage.contains(key) ? 0 : 1;
                for (std::size_t i = 0; i < use_kinds; ++i)
                    sums[{key.shop, key.queue, key.agent}][i] += sign * row.ms[i];
            }
        }
        for (const auto& [key, left] : sums)
            EXPECT_EQ(left, (std::array<Ms, use_kinds>{}));
        EXPECT_GT(moved, 0U) << "every row fell on the same day as before";
    }
}

}  // namespace
}  // namespace yunke::ledger::testing
