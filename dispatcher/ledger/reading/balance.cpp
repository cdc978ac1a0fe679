#include "dispatcher/ledger/reading/balance.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace yunke::ledger {
namespace {

constexpr std::int32_t week = 7;
constexpr std::int64_t low_percent = 20;

Day plus(Day day, std::int32_t days) {
    return Day{static_cast<std::int32_t>(day) + days};
}

std::size_t weekday(Day day) {
    const std::int32_t rest = static_cast<std::int32_t>(day) % week;
    return static_cast<std::size_t>(rest < 0 ? rest + week : rest);
}

Ms half_up(Ms sum, std::int64_t count) {
    return half_up_mul_div(sum, 1, count);
}

// What ordinary days use.
struct Habit {
    Ms mean_ms = 0;
    bool by_weekday = false;
    std::array<Ms, week> of_weekday{};

    Ms on(Day day) const { return by_weekday ? of_weekday.at(weekday(day)) : mean_ms; }
};

// `used`: the whole days that are looked back, in order.
Habit habit_of(std::span<const DayMs> used) {
    const auto first = std::ranges::find_if(used, [](const DayMs& day) { return day.ms > 0; });
    Habit habit;
    if (first == used.end()) return habit;
    Ms sum_ms = 0;
    std::array<Ms, week> sums{};
    for (auto day = first; day != used.end(); ++day) {
        sum_ms += day->ms;
        sums.at(weekday(day->day)) += day->ms;
    }
    habit.mean_ms = half_up(sum_ms, used.end() - first);
    // There was use on the first of the days that are looked back: all four weeks count.
    habit.by_weekday = first == used.begin();
    for (std::size_t i = 0; i < sums.size(); ++i)
        habit.of_weekday.at(i) = half_up(sums.at(i), use_days / week);
    return habit;
}

struct Left {
    Ms ms = 0;
    Ms expires_ms = 0;
};

// Packages that can still be used, those that expire first in front.
std::vector<Left> lefts(std::span<const Package> packages, Ms now_ms) {
    std::vector<Left> all;
    for (const Package& package : packages) {
        const Ms ms = package.available_ms + package.held_ms;
        if (ms > 0 && package.expires_ms > now_ms) all.push_back({ms, package.expires_ms});
    }
    std::ranges::sort(all, {}, &Left::expires_ms);
    return all;
}

Ms sum_of(const std::vector<Left>& all) {
    return std::transform_reduce(all.begin(), all.end(), Ms{0}, std::plus{}, [](const Left& left) { return left.ms; });
}

void use(std::vector<Left>& all, Ms ms) {
    for (Left& left : all) {
        const Ms part_ms = std::min(ms, left.ms);
        left.ms -= part_ms;
        ms -= part_ms;
    }
    std::erase_if(all, [](const Left& left) { return left.ms == 0; });
}

}  // namespace

std::string_view runs_out_name(RunsOut why) {
    constexpr std::array<std::string_view, 5> names{"used", "expired", "later", "no_use", "nothing_left"};
    return names.at(static_cast<std::size_t>(why));
}

std::string_view balance_state_name(BalanceState state) {
    constexpr std::array<std::string_view, 4> names{"none", "ok", "low", "used_up"};
    return names.at(static_cast<std::size_t>(state));
}

std::string_view package_state_name(PackageState state) {
    constexpr std::array<std::string_view, 3> names{"open", "used_up", "expired"};
    return names.at(static_cast<std::size_t>(state));
}

PackageState state_of(const Package& package, Ms now_ms) {
    if (package.available_ms + package.held_ms == 0)
        return package.expired_ms > 0 ? PackageState::expired : PackageState::used_up;
    return package.expires_ms <= now_ms ? PackageState::expired : PackageState::open;
}

BurnDown burn_down(std::span<const Package> packages, const std::map<Day, Ms>& used, Day today, Ms now_ms,
                   std::int32_t utc_offset_minutes) {
    BurnDown burn;
    for (std::int32_t i = -use_days; i <= 0; ++i) {
        const auto at = used.find(plus(today, i));
        burn.used.push_back({plus(today, i), at == used.end() ? 0 : at->second});
    }
    const Habit habit = habit_of(std::span(burn.used).first(use_days));
    burn.mean_day_ms = habit.mean_ms;
    burn.by_weekday = habit.by_weekday;
    std::vector<Left> left = lefts(packages, now_ms);
    if (left.empty()) {
        burn.why = RunsOut::nothing_left;
        return burn;
    }
    if (habit.mean_ms == 0) return burn;
    burn.why = RunsOut::later;
    for (std::int32_t i = 0; i < forecast_days; ++i) {
        const Day day = plus(today, i);
        use(left, i == 0 ? std::max<Ms>(0, habit.on(day) - burn.used.back().ms) : habit.on(day));
        if (left.empty()) burn.why = RunsOut::used;
        const Ms end_ms = begin_ms(next(day), utc_offset_minutes);
        const auto gone = std::erase_if(left, [&](const Left& one) { return one.expires_ms <= end_ms; });
        if (gone > 0 && left.empty()) burn.why = RunsOut::expired;
        if (i < ahead_days) burn.ahead.push_back({day, sum_of(left)});
        if (!left.empty()) continue;
        burn.runs_out = day;
        break;
    }
    return burn;
}

std::string plan_name(const Setup& setup, std::uint32_t plan) {
    for (const auto& [key, dated] : setup.plans) {
        for (const auto& [from, one] : dated.values())
            if (one.version == plan) return one.name.empty() ? key : one.name;
    }
    return {};
}

Balance balance_of(MerchantBook book, const Setup& setup, Ms now_ms) {
    Balance balance;
    for (const Package& package : book.rows.packages) {
        if (package.expires_ms <= now_ms) continue;
        balance.available_ms += package.available_ms;
        balance.held_ms += package.held_ms;
    }
    for (const Overage& overage : book.rows.overage) {
        balance.overage_ms += overage.ms;
        balance.overage_fen += overage.posted_fen;
    }
    const MerchantId merchant = book.rows.row.merchant;
    if (const MerchantTerms* agreed = setup.terms_at(merchant, setup.day_at(now_ms))) {
        balance.mode = agreed->mode;
        balance.overage_rate = agreed->overage_rate;
    }
    const Ms left = balance.available_ms + balance.held_ms;
    if (!book.rows.packages.empty() || balance.overage_ms > 0) {
        balance.state = left == 0                                                 ? BalanceState::used_up
                        : left * 100 <= book.rows.row.alert_base_ms * low_percent ? BalanceState::low
                                                                                  : BalanceState::ok;
    }
    balance.burn_down = burn_down(book.rows.packages, book.used, setup.day_for(merchant, now_ms), now_ms,
                                  setup.offset_of(merchant, now_ms));
    balance.alerts = std::move(book.alerts);
    balance.rows = std::move(book.rows);
    return balance;
}

}  // namespace yunke::ledger
