#include "dispatcher/sim/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "dispatcher/sim/figures.hpp"
#include "dispatcher/sim/market.hpp"
#include "dispatcher/sim/rivals.hpp"
#include "dispatcher/sim/scenario_file.hpp"

namespace yunke::sim {
namespace {

using Values = std::vector<double>;

// Every figure is one number for each day; its estimate is their mean.
struct Row {
    const char* key;
    const char* title;
    int digits;
    bool difference;  // told against the first column as well
    std::function<Values(const Column&)> days;
};

template <class Take>
Values each_day(const Column& column, const Take& take) {
    const Measures& measures = column.run.measures;
    Values values;
    for (std::uint32_t batch = 0; batch < measures.batches(); ++batch) {
        Counts sum;
        for (std::uint32_t queue = 0; queue < column.scenario.queues.size(); ++queue)
            for (std::uint32_t period = 0; period < measures.periods(); ++period)
                sum += measures.counts(queue, period, batch);
        values.push_back(take(sum));
    }
    return values;
}

Values late_waits(const Column& column) {
    const Measures& measures = column.run.measures;
    Values values;
    for (std::uint32_t batch = 0; batch < measures.batches(); ++batch) {
        TimeHistogram all;
        for (std::uint32_t queue = 0; queue < column.scenario.queues.size(); ++queue)
            all.add(measures.waits(queue, batch));
        values.push_back(all.quantile(0.95) / 1000);
    }
    return values;
}

Values broken_each_day(const Column& column, std::size_t from, std::size_t to) {
    Values values;
    for (std::uint32_t batch = 0; batch < column.run.measures.batches(); ++batch) {
        double sum = 0;
        for (std::size_t kind = from; kind < to; ++kind)
            sum += column.run.measures.broken(kind, batch);
        values.push_back(sum);
    }
    return values;
}

// Chats held, of what those who were there could hold, in the fullest hour of all days.
Values fullest_hour(const Column& column) {
    const Series& series = column.run.measures.series();
    const double columns_an_hour = static_cast<double>(limits::plot_buckets * limits::hour_ms) /
                                   static_cast<double>(column.scenario.run.horizon_ms);
    const auto width = std::clamp<std::size_t>(static_cast<std::size_t>(columns_an_hour), 1, limits::plot_buckets);
    double most = 0;
    for (std::size_t from = 0; from + width <= limits::plot_buckets; ++from) {
        const auto sum = [&](const std::vector<double>& values) {
            const auto first = values.begin() + static_cast<std::ptrdiff_t>(from);
            return std::accumulate(first, first + static_cast<std::ptrdiff_t>(width), 0.0);
        };
        if (const double room = sum(series.room_ms); room > 0) most = std::max(most, sum(series.chats_ms) / room);
    }
    return {most};
}

std::vector<Row> rows() {
    const auto counts = [](auto take) { return [take](const Column& column) { return each_day(column, take); }; };
    std::vector<Row> all = {
        {"arrivals", "chats a day", 0, false, counts([](const Counts& c) { return c.arrivals; })},
        {"served_in_target", "served in T, of all", 4, true,
         counts([](const Counts& c) { return c.good / c.arrivals; })},
        {"p_abandon", "P(abandon)", 4, true, counts([](const Counts& c) { return c.abandoned / c.arrivals; })},
        {"mean_wait_s", "mean wait of all, s", 2, true,
         counts([](const Counts& c) { return c.wait_ms / (c.arrivals - c.blocked) / 1000; })},
        {"wait_p95_s", "wait, 95 %, s", 2, true, late_waits},
        {"mean_service_s", "mean service, s", 1, false,
         counts([](const Counts& c) { return c.service_ms / c.closed / 1000; })},
        {"room_used_peak", "room used, fullest hour", 3, false, fullest_hour},
        {"fairness_gini", "Gini of work over wish", 4, true,
         [](const Column& column) { return fairness_by_batch(column.scenario, column.run.measures); }},
        {"settings_broken", "settings broken a day", 0, false,
         [](const Column& column) { return broken_each_day(column, 0, accommodations); }},
    };
    static constexpr std::array titles = {"  offer time", "  new an hour", "  gap",      "  rest",
                                          "  day",        "  quiet hours", "  contents", "  chats at once"};
    static_assert(titles.size() == accommodations);
    for (std::size_t kind = 0; kind < accommodations; ++kind)
        all.push_back({accommodation_names.at(kind), titles.at(kind), 0, false,
                       [kind](const Column& column) { return broken_each_day(column, kind, kind + 1); }});
    return all;
}

std::string cell(const Estimate& e, int digits) {
    if (!e.known || std::isnan(e.value)) return "-";
    if (std::isnan(e.half)) return fmt::format("{:.{}f}", e.value, digits);
    return fmt::format("{:.{}f} ±{:.{}f}", e.value, digits, e.half, digits);
}

Values minus(Values values, const Values& others) {
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] -= others[i];
    return values;
}

// The sign is three bytes of UTF-8 and one place wide.
std::string line(const std::string& title, const std::vector<std::string>& cells) {
    constexpr std::size_t width = 22;
    std::string text = fmt::format("{:<24}", title);
    for (const std::string& one : cells) {
        const std::size_t places = one.size() - (one.find("±") != std::string::npos ? 1 : 0);
        text += std::string(places < width ? width - places : 1, ' ') + one;
    }
    return text + "\n";
}

std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{:.8g}", value) : "null";
}

std::string object(const Estimate& e) {
    return fmt::format("{{\"value\": {}, \"ci95\": {}}}", number(e.value), number(e.half));
}

}  // namespace

const std::vector<std::string>& comparison_names() {
    static const std::vector<std::string> names = {"policies", "accommodations", "skills"};
    return names;
}

std::vector<Variant> variants_of(const Scenario& scenario, std::string_view comparison) {
    std::vector<Variant> variants;
    if (comparison == "policies") {
        variants.push_back({"own", scenario});
        for (const std::string_view name : rival_names())
            variants.push_back({std::string(name), scenario});
        for (Variant& variant : variants)
            set_policy(variant.scenario, variant.name);
    } else if (comparison == "accommodations") {
        variants = {{"with", scenario}, {"without", scenario}};
        draw_people(variants[1].scenario, PeopleOptions{std::nullopt, false});
    } else {
        variants = {{"all skills", scenario}, {"1 skill", scenario}, {"2 skills", scenario}, {"3 skills", scenario}};
        for (std::uint32_t skills = 0; skills < variants.size(); ++skills)
            draw_people(variants[skills].scenario, PeopleOptions{skills == 0 ? scenario.market.skills : skills, true});
    }
    return variants;
}

std::vector<Column> compare(const Scenario& scenario, std::string_view comparison) {
    std::vector<Column> columns;
    for (Variant& variant : variants_of(scenario, comparison)) {
        variant.scenario.run.series = true;
        Run run = simulate(variant.scenario);
        columns.push_back({std::move(variant.name), std::move(variant.scenario), std::move(run)});
    }
    return columns;
}

std::string comparison_table(const std::vector<Column>& columns) {
    const RunPlan& plan = columns.front().scenario.run;
    std::string text = fmt::format("{}: seed {}, {} days, ±95 % over days\n\n", columns.front().scenario.name,
                                   plan.seed, plan.replications);
    std::vector<std::string> cells;
    cells.reserve(columns.size());
    for (const Column& column : columns)
        cells.push_back(column.name);
    text += line("", cells);
    std::string differences;
    for (const Row& row : rows()) {
        const Values first = row.days(columns.front());
        std::vector<std::string> values = {cell(mean(first), row.digits)}, against = {""};
        for (std::size_t i = 1; i < columns.size(); ++i) {
            const Values days = row.days(columns[i]);
            values.push_back(cell(mean(days), row.digits));
            against.push_back(cell(mean(minus(days, first)), row.digits));
        }
        text += line(row.title, values);
        if (row.difference) differences += line(row.title, against);
    }
    return text + fmt::format("\ndifference to {}, day by day\n", columns.front().name) + differences;
}

std::string comparison_json(const std::vector<Column>& columns) {
    const RunPlan& plan = columns.front().scenario.run;
    std::string json = fmt::format("{{\"scenario\": \"{}\", \"seed\": {}, \"days\": {},\n \"columns\": [",
                                   columns.front().scenario.name, plan.seed, plan.replications);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        json += fmt::format("{}{{\"name\": \"{}\"", i > 0 ? ",\n  " : "\n  ", columns[i].name);
        for (const Row& row : rows()) {
            const Values days = row.days(columns[i]);
            json += fmt::format(", \"{}\": {}", row.key, object(mean(days)));
            if (row.difference && i > 0)
                json += fmt::format(", \"{}_difference\": {}", row.key,
                                    object(mean(minus(days, row.days(columns.front())))));
        }
        json += "}";
    }
    return json + "]}\n";
}

}  // namespace yunke::sim
