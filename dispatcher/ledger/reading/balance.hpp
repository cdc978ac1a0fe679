// What a merchant has left, and a forecast of when it runs out. Pure: rows, dated configuration and the day that the
// caller names. Called by Reader for the merchants' pages (docs/openapi.yaml).
//
// The forecast: an ordinary day uses what the days since the first use did on average, of the last 28 whole days at
// most; with four whole weeks behind it, each weekday its own average, since shops' weeks have a shape. From today on
// each day's use is taken from the package that expires first, as pricing does, and what expires is gone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dispatcher/ledger/packages.hpp"
#include "dispatcher/ledger/rows.hpp"
#include "dispatcher/ledger/setup.hpp"

namespace yunke::ledger {

constexpr std::int32_t use_days = 28;        // that are looked back
constexpr std::int32_t ahead_days = 92;      // that are told
constexpr std::int32_t forecast_days = 366;  // that are looked ahead

struct DayMs {
    Day day{};
    Ms ms = 0;

    bool operator==(const DayMs&) const = default;
};

enum class RunsOut : std::uint8_t { used, expired, later, no_use, nothing_left };
std::string_view runs_out_name(RunsOut why);

struct BurnDown {
    std::vector<DayMs> used;  // the last 28 days and today, days without use as 0
    Ms mean_day_ms = 0;
    bool by_weekday = false;
    std::optional<Day> runs_out;
    RunsOut why = RunsOut::no_use;
    std::vector<DayMs> ahead;  // left at the end of each day
};

// `used`: by day, of any days; `now_ms` lies in `today`.
BurnDown burn_down(std::span<const Package> packages, const std::map<Day, Ms>& used, Day today, Ms now_ms,
                   std::int32_t utc_offset_minutes);

enum class BalanceState : std::uint8_t { none, ok, low, used_up };
std::string_view balance_state_name(BalanceState state);
enum class PackageState : std::uint8_t { open, used_up, expired };
std::string_view package_state_name(PackageState state);
PackageState state_of(const Package& package, Ms now_ms);

// Key of the plan that a package was sold by, "" if it was sold by the merchant's own terms.
std::string plan_name(const Setup& setup, std::uint32_t plan);

struct Balance {
    Merchant rows;
    Ms available_ms = 0;  // of packages that have not expired
    Ms held_ms = 0;
    BalanceState state = BalanceState::none;
    OverageMode mode = OverageMode::rate;  // what happens when nothing is left
    Fen overage_rate = 0;
    Ms overage_ms = 0;  // ever
    Fen overage_fen = 0;
    std::vector<Alert> alerts;  // latest first
    BurnDown burn_down;
};

struct MerchantBook {
    Merchant rows;
    std::vector<Alert> alerts;
    std::map<Day, Ms> used;  // of the last 28 days and today
};
Balance balance_of(MerchantBook book, const Setup& setup, Ms now_ms);

}  // namespace yunke::ledger
