// The configuration that random months are priced by.
#include <utility>
#include <vector>

#include "tests/ledger/bench.hpp"
#include "tests/ledger/random_month.hpp"

namespace yunke::ledger::testing {

Setup random_setup(std::uint64_t seed) {
    Dice dice(seed ^ 0x5e70'5e70U);
    Setup setup = shops_of_three();
    std::uint32_t version = 0;
    const auto add = [&](MerchantId merchant, std::vector<std::pair<Term, std::int64_t>> amounts, auto say) {
        std::erase_if(amounts, [&](const auto&) { return dice.one_in(8); });
        RateCard made = card(++version, merchant, amounts);
        say(made);
        setup.cards.add(std::move(made));
    };
    const auto rate = [&] { return dice.between(0, 9'999); };
    const Day change = day_of(2026, 3, static_cast<std::uint32_t>(dice.between(3, 4)));
    const auto platform_terms = [&] {
        return std::vector<std::pair<Term, std::int64_t>>{{Term::online, rate()},
                                                          {Term::handled, rate()},
                                                          {Term::conversation, dice.between(0, 300)},
                                                          {Term::floor, rate()},
                                                          {Term::rest_allowance, dice.between(0, hour_ms)},
                                                          {Term::training, rate()},
                                                          {Term::training_cap, dice.between(0, 8 * hour_ms)},
                                                          {Term::vat, 600}};
    };
    add(platform, platform_terms(), [&](RateCard& c) { c.until = change; });
    add(platform, platform_terms(), [&](RateCard& c) { c.from = change; });
    add(platform, {{Term::handled, rate()}, {Term::online, rate()}}, [](RateCard& c) { c.holiday = true; });
    add(platform, {{Term::floor, rate()}, {Term::handled, rate()}}, [](RateCard& c) { c.tier = 2; });
    add(merchant_b, {{Term::handled, rate()}, {Term::conversation, rate()}}, [](RateCard&) {});
    add(merchant_c, {{Term::handled, rate()}}, [](RateCard& c) { c.skill = SkillId{3}; });
    add(merchant_c, {{Term::gift, 10}}, [](RateCard& c) { c.fund = FundId{1}; });
    setup.holidays.add(day_of(2026, 3, 4));
    setup.tiers[AgentId{2}].put(day_of(2026, 3, 4), 2);
    setup.skills[QueueId{queue_of(merchant_c)}].put(day_of(2026, 3, 3), {SkillId{3}});

    setup.clocks[merchant_b].put(Day{0}, 540);
    setup.clocks[merchant_c].put(change, -300);

    setup.terms[merchant_a].put(day_of(2026, 1, 1), {.version = 1, .mode = OverageMode::block, .overage_rate = rate()});
    setup.terms[merchant_a].put(change, {.version = 2, .mode = OverageMode::rate, .overage_rate = rate()});
    setup.terms[merchant_b].put(day_of(2026, 1, 1), {.version = 3,
                                                     .mode = OverageMode::top_up,
                                                     .top_up_ms = dice.between(slice_ms, 3 * hour_ms),
                                                     .top_up_price_fen = dice.between(0, 20'000),
                                                     .top_up_days = static_cast<std::uint32_t>(dice.between(1, 40))});
    return setup;
}

}  // namespace yunke::ledger::testing
