// A random month of a few people's work as facts, well-formed as the core makes them: a small model of people, chats
// and meters. A conversation's facts come first, then the interval that ran until then; intervals are cut at every
// change, every five minutes, at midnight, at shifts' ends and where a wrap-up passes its standard; parts are equal,
// with what is owed carried on in ticks. The same seed gives the same month everywhere.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "dispatcher/ledger/setup.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ledger::testing {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    // 0 to below - 1.
    std::uint64_t below(std::uint64_t below) { return engine_() % below; }
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most - least + 1)));
    }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

private:
    std::mt19937_64 engine_;
};

struct MonthSize {
    std::uint32_t agents = 4;
    std::int64_t days = 31;
    std::size_t facts_max = 4'000;
};

// March 2026, from its second day on.
std::vector<v1::Fact> random_month(std::uint64_t seed, const MonthSize& size = {});

// Cards with some terms and some without, for merchants, skills, tiers and holidays, changing within the month; terms
// of three merchants in all modes, clocks of two, and packages' taxes.
Setup random_setup(std::uint64_t seed);

}  // namespace yunke::ledger::testing
