// Published simulations of small call centres (Buist and L'Ecuyer's ContactCenters): days and weeks with an end, staff
// that changes, several skills, retrials. tests/data/srb_published/README.md describes each.
#include <algorithm>
#include <array>
#include <map>

#include "dispatcher/sim/check_parts.hpp"

namespace yunke::sim {
namespace {

constexpr Ms hour = limits::hour_ms;
constexpr std::uint32_t replications = 1'000;  // as published

struct Expected {
    double value = 0, half = 0;
};

// What one example measures, by the table's names. `points`: the description leaves open in which order free agents are
// taken, so that the table's README allows its occupancies two points.
struct Measured {
    enum class Kind { mean, probability, percent, points };
    Estimate estimate;
    Kind kind = Kind::mean;
};
using Results = std::map<std::string, Measured>;

Measured mean_of(const Estimate& e) {
    return {e, Measured::Kind::mean};
}
Measured share_of(const Estimate& e) {
    return {e, Measured::Kind::probability};
}

RunPlan days(const CheckOptions& options, Ms horizon_ms, Ms cycle_ms) {
    RunPlan run;
    run.seed = options.seed;
    run.horizon_ms = horizon_ms;
    run.cycle_ms = cycle_ms;
    run.replications = std::max<std::uint32_t>(2, static_cast<std::uint32_t>(replications * options.part));
    return run;
}

// A count of one replication, over these queues and periods.
Estimate per_replication(const Measures& measures, const std::vector<std::uint32_t>& queues,
                         const std::vector<std::uint32_t>& periods, double Counts::* member) {
    std::vector<double> values(measures.batches());
    for (std::uint32_t batch = 0; batch < measures.batches(); ++batch)
        for (const std::uint32_t queue : queues)
            for (const std::uint32_t period : periods)
                values[batch] += measures.counts(queue, period, batch).*member;
    return mean(values);
}

core::SkillLevel skill(std::uint32_t id) {
    return {core::SkillId{id}, 1};
}

GroupPlan skilled_group(std::uint32_t id, std::uint32_t count, const std::vector<core::SkillLevel>& skills) {
    GroupPlan group = plain_group("group" + std::to_string(id - 1), count);
    for (core::AgentConfig& agent : group.members) {
        agent.skills = skills;
        agent.routing.groups = {core::GroupId{id}};
    }
    return group;
}

// One type, one day of eight hours that starts empty.
Results single_type(const CheckOptions& options, double patience_per_minute) {
    Scenario scenario;
    scenario.pool.order = {core::Criterion::longest_idle};
    scenario.queues.push_back(plain_queue("calls", 4.2, 0.5, patience_per_minute));
    scenario.groups.push_back(plain_group("agents", 12));
    scenario.run = days(options, 8 * hour, 8 * hour);
    const Run run = simulate(scenario);
    const QueueFigures queue = queue_figures(scenario, run.measures);
    return {
        {"service_level_20s", share_of(queue.served_in_target)},
        {"service_level_answered_20s", share_of(queue.good_of_served)},
        {"service_level_with_abandonment", share_of(queue.good_of_answerable)},
        {"speed_of_answer_min", mean_of(scaled(queue.mean_wait_served_ms, 1 / minute_ms))},
        {"occupancy", share_of(agent_figures(run.measures, 0, 12).busy)},
        {"contacts_in_target_per_day", mean_of(per_replication(run.measures, {0}, {0}, &Counts::good))},
        {"abandoned_per_day", mean_of(per_replication(run.measures, {0}, {0}, &Counts::abandoned))},
    };
}

// Three types, two groups, three periods, a busyness factor for the whole day.
Results simple_msk(const CheckOptions& options) {
    constexpr std::array<std::array<double, 3>, 3> per_minute = {{{4.2, 5.3, 3.2}, {5.1, 4.3, 4.8}, {6.3, 5.2, 4.8}}};
    Scenario scenario;
    scenario.pool.order = {core::Criterion::group, core::Criterion::longest_idle};
    for (std::uint32_t type = 0; type < 3; ++type) {
        QueuePlan queue = plain_queue("type" + std::to_string(type), 1, 1, 0);
        queue.per_hour.clear();
        for (const double rate : per_minute.at(type))
            queue.per_hour.push_back(rate * 60);
        queue.service.clear();
        for (const double rate : {0.5, 0.6, 0.4})
            queue.service.push_back(Distribution::exponential(minute_ms / rate));
        queue.patience.clear();
        for (const double rate : {0.3, 0.4, 0.2})
            queue.patience.push_back(Distribution::exponential(minute_ms / rate));
        queue.config.skills = {skill(type + 1)};
        scenario.queues.push_back(std::move(queue));
    }
    scenario.queues[1].config.routing.groups = {core::GroupId{1}, core::GroupId{2}};
    scenario.groups.push_back(skilled_group(1, 18, {skill(1), skill(2)}));
    scenario.groups.push_back(skilled_group(2, 20, {skill(2), skill(3)}));
    scenario.groups[0].staff = {{0, 12}, {2 * hour, 18}, {4 * hour, 9}};
    scenario.groups[1].staff = {{0, 15}, {2 * hour, 20}, {4 * hour, 11}};
    scenario.run = days(options, 6 * hour, 6 * hour);
    scenario.run.periods = {0, 2 * hour, 4 * hour};
    scenario.run.busyness_shape = 28.7;
    scenario.run.measure_drain = true;
    const Run run = simulate(scenario);
    Results results;
    for (std::uint32_t type = 0; type < 3; ++type)
        for (std::uint32_t period = 0; period < 3; ++period)
            results["good_type" + std::to_string(type) + "_period" + std::to_string(period)] =
                mean_of(per_replication(run.measures, {type}, {period}, &Counts::good));
    results["served_per_day"] = mean_of(per_replication(run.measures, {0, 1, 2}, {0, 1, 2}, &Counts::served));
    results["abandoned_per_day"] = mean_of(per_replication(run.measures, {0, 1, 2}, {0, 1, 2}, &Counts::abandoned));
    results["service_level"] = share_of(queue_figures(scenario, run.measures).good_of_answerable);
    results["occupancy_group0"] = share_of(agent_figures(run.measures, 0, 18).busy);
    return results;
}

// A random one of the free agents, as the example's description says.
Scenario bilingual_week(const CheckOptions& options) {
    Scenario scenario;
    scenario.pool.order = {core::Criterion::longest_idle};
    for (std::uint32_t type = 0; type < 2; ++type) {
        QueuePlan queue = plain_queue(type == 0 ? "english" : "spanish", 1, 1, 0.5);
        queue.per_hour = {0, 100, 50, 0};
        queue.service = {type == 0 ? Distribution::uniform(3 * minute_ms, 7 * minute_ms)
                                   : Distribution::uniform(4 * minute_ms, 6 * minute_ms)};
        queue.target_ms = 60'000;
        queue.retry_probability = 0.75;
        queue.retry_after = Distribution::constant(20 * minute_ms);
        queue.config.skills = {skill(type + 1)};
        scenario.queues.push_back(std::move(queue));
    }
    scenario.groups = {skilled_group(1, 7, {skill(1)}), skilled_group(2, 7, {skill(2)}),
                       skilled_group(3, 4, {skill(1), skill(2)})};
    for (GroupPlan& group : scenario.groups)
        group.shifts = {{8 * hour, 17 * hour}};
    scenario.run = days(options, 5 * limits::day_ms, limits::day_ms);
    scenario.run.periods = {0, 8 * hour, 9 * hour, 17 * hour};
    scenario.run.lines = 40;
    scenario.run.random_turns = true;
    return scenario;
}

Results bilingual(const CheckOptions& options) {
    const Scenario scenario = bilingual_week(options);
    const Run run = simulate(scenario);
    const auto weekly = [&](const std::vector<std::uint32_t>& queues, double Counts::* member) {
        return mean_of(per_replication(run.measures, queues, {0, 1, 2, 3}, member));
    };
    const auto occupancy = [&](std::uint32_t first, std::uint32_t count) {
        return Measured{scaled(agent_figures(run.measures, first, count).busy, 100), Measured::Kind::points};
    };
    const Estimate level = queue_figures(scenario, run.measures).good_of_answerable;
    return {
        {"arrived_per_week_all", weekly({0, 1}, &Counts::arrivals)},
        {"retrials_per_week_all", weekly({0, 1}, &Counts::retries)},
        {"served_per_week_all", weekly({0, 1}, &Counts::served)},
        {"abandoned_per_week_all", weekly({0, 1}, &Counts::abandoned)},
        {"abandoned_per_week_english", weekly({0}, &Counts::abandoned)},
        {"abandoned_per_week_spanish", weekly({1}, &Counts::abandoned)},
        {"contacts_in_target_per_week_all", weekly({0, 1}, &Counts::good)},
        {"service_level_pct_all", {scaled(level, 100), Measured::Kind::percent}},
        {"occupancy_pct_english_only", occupancy(0, 7)},
        {"occupancy_pct_spanish_only", occupancy(7, 7)},
        {"occupancy_pct_bilingual", occupancy(14, 4)},
        {"occupancy_pct_all", occupancy(0, 18)},
    };
}

std::expected<Results, std::string> simulate_example(const std::string& name, const CheckOptions& options) {
    if (name == "MMC") return single_type(options, 0);
    if (name == "MMCAb") return single_type(options, 1);
    if (name == "SimpleMSK") return simple_msk(options);
    if (name == "Bilingual") return bilingual(options);
    return std::unexpected("there is no example of this name");
}

void compare_one(Comparison& compare, const std::string& measure, const Expected& expected, const Measured& measured) {
    switch (measured.kind) {
        case Measured::Kind::mean:
            return compare.published(measure, expected.value, std::max(expected.half, 0.03 * expected.value),
                                     measured.estimate);
        case Measured::Kind::probability:
            return compare.published(measure, expected.value, std::max(expected.half, 0.006), measured.estimate);
        case Measured::Kind::percent:
            return compare.published(measure, expected.value, std::max(expected.half, 0.6), measured.estimate);
        case Measured::Kind::points:
            return compare.published(measure, expected.value, 2, measured.estimate);
    }
}

}  // namespace

CheckResult check_published(const CsvTable& table, const CheckOptions& options, const CheckSink& sink) {
    if (const auto there = table.require({"example", "measure", "value", "ci95_low", "ci95_high"}); !there)
        return there;
    std::map<std::string, Results> simulated;
    for (const CsvTable::Row& row : table.rows()) {
        const auto value = table.number(row, "value"), low = table.number(row, "ci95_low"),
                   high = table.number(row, "ci95_high");
        for (const auto* number : {&value, &low, &high})
            if (!*number) return std::unexpected(number->error());
        const std::string& example = table.text(row, "example");
        if (!simulated.contains(example)) {
            auto results = simulate_example(example, options);
            if (!results) return std::unexpected(table.complain(row, "example", results.error()));
            simulated[example] = std::move(*results);
        }
        const Results& results = simulated.at(example);
        const auto measured = results.find(table.text(row, "measure"));
        if (measured == results.end())
            return std::unexpected(table.complain(row, "measure", "this example has no such measure"));
        Comparison compare(example, 0, options, sink);
        compare_one(compare, measured->first, {*value, (*high - *low) / 2}, measured->second);
    }
    return {};
}

}  // namespace yunke::sim
