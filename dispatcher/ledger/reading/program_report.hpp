// What a funder may know of the programme: how many people signed up, were trained, passed, came on duty and stayed;
// the hours and income of a month in bands, with median, P10 and P90; by given attributes (grade, region, …), one at a
// time. Never anybody's own figures: see suppression.hpp; percentiles of fewer than 11 people are hidden. Pure: people
// in, tables out. Called by `yunkectl report program` and the gateway's ProgramApi.
//
// All tables of one report are protected together: the sums that two of them share are hidden in both or in none. Who
// knows some of the people by name can take these out of every number; so each table is protected together with that of
// the others alone, too: a cell of 50 is hidden if 49 of it are known.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/money.hpp"
#include "dispatcher/ledger/reading/suppression.hpp"

namespace yunke::ledger {

// How far somebody came. Each includes those before it; people are counted in the last that they reached.
enum class Stage : std::uint8_t { signed_up, trained, passed, on_duty, stable };
constexpr std::size_t stages = 5;
std::string_view stage_name(Stage stage);

// On duty for that long in each of three months one after the other, the last of which is the report's.
constexpr Ms stable_ms = 20 * ms_per_hour;
constexpr int stable_months = 3;

struct Participant {
    std::map<std::string, std::string, std::less<>> attributes;  // an absent one is told as "-"
    Stage stage = Stage::signed_up;
    Ms worked_ms = 0;    // paid time in the month
    Fen income_fen = 0;  // earned in it, before tax
    // What the report's reader knows of her by name anyway, because she agreed to it.
    bool progress_known = false;  // stage and hours
    bool income_known = false;
};

// From [0] up to the first bound, …, from the last bound on; only of people who worked in the month.
constexpr std::array<Ms, 5> hour_bounds_ms{10 * ms_per_hour, 20 * ms_per_hour, 40 * ms_per_hour, 60 * ms_per_hour,
                                           100 * ms_per_hour};
constexpr std::array<Fen, 5> income_bounds_fen{50'000, 100'000, 200'000, 500'000, 1'000'000};
constexpr std::size_t bands = 6;
std::size_t income_band(Fen fen);

constexpr std::size_t percentile_people_min = 11;

struct Percentiles {
    std::int64_t p10 = 0, median = 0, p90 = 0;  // the value that so many of a hundred are at or below
    bool operator==(const Percentiles&) const = default;
};
std::optional<Percentiles> percentiles_of(std::vector<std::int64_t> values);  // nullopt: too few people

struct Group {
    std::string value;  // of the attribute; the last group is everybody
    std::optional<Percentiles> worked_ms;
    std::optional<Percentiles> income_fen;
};

struct AttributeReport {
    std::string attribute;
    std::vector<Group> groups;  // as the tables' rows, and everybody
    CountTable by_stage;
    CountTable by_hours;
    CountTable by_income;
    // The same of those alone who are not known by name; hidden where the others are.
    CountTable unknown_by_stage;
    CountTable unknown_by_hours;
    CountTable unknown_by_income;
};

std::vector<AttributeReport> program_report(const std::vector<Participant>& people,
                                            const std::vector<std::string>& attributes);

// As CSV: attribute, value, table, column, count ("*" = hidden). UTF-8 with a byte order mark.
std::string program_report_csv(const std::vector<AttributeReport>& reports);

}  // namespace yunke::ledger
