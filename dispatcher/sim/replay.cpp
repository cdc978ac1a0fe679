#include "dispatcher/sim/replay.hpp"

#include <algorithm>
#include <cmath>

#include "dispatcher/sim/csv.hpp"
#include "dispatcher/sim/simulation.hpp"

namespace yunke::sim {
namespace {

constexpr Ms half_hour_ms = 1'800'000;
constexpr Ms target_ms = 20'000;
// The centre's rule: customers of priority 2 were taken as if they had waited for this long already.
constexpr Ms priority_credit_ms = 90'000;

struct Call {
    double at_s = 0, wait_s = 0, service_s = 0;
    bool priority = false, served = false;
};

std::expected<std::vector<Call>, std::string> read_calls(const std::filesystem::path& file) {
    const auto table = CsvTable::read(file);
    if (!table) return std::unexpected(table.error());
    if (const auto there = table->require({"t", "type", "priority", "wait_s", "outcome", "service_s"}); !there)
        return std::unexpected(there.error());
    std::vector<Call> calls;
    for (const CsvTable::Row& row : table->rows()) {
        if (table->text(row, "type") == "IN") continue;  // answered by people of their own, who are not estimated
        const auto at = table->number(row, "t"), wait = table->number(row, "wait_s"),
                   service = table->number(row, "service_s"), priority = table->number(row, "priority");
        for (const auto* number : {&at, &wait, &service, &priority})
            if (!*number) return std::unexpected(number->error());
        if (*at < 0 || *wait < 0 || *service < 0) return std::unexpected(table->complain(row, "t", "negative time"));
        if (!calls.empty() && *at < calls.back().at_s)
            return std::unexpected(table->complain(row, "t", "must not fall from row to row"));
        calls.push_back({*at, *wait, *service, *priority == 2, table->text(row, "outcome") == "served"});
    }
    if (calls.empty()) return std::unexpected(file.string() + ": no calls");
    return calls;
}

// Agents on duty by half hour. After the last half hour of a day people stay for one more, to finish the queue.
std::expected<std::vector<StaffStep>, std::string> read_staff(const std::filesystem::path& file) {
    const auto table = CsvTable::read(file);
    if (!table) return std::unexpected(table.error());
    if (const auto there = table->require({"t_start", "n_hat"}); !there) return std::unexpected(there.error());
    std::vector<StaffStep> steps;
    Ms known_until_ms = 0;
    for (const CsvTable::Row& row : table->rows()) {
        const auto start = table->number(row, "t_start"), count = table->number(row, "n_hat");
        for (const auto* number : {&start, &count})
            if (!*number) return std::unexpected(number->error());
        const Ms from_ms = std::llround(*start * 1000);
        if (from_ms < known_until_ms || *count < 0 || *count > 1000)
            return std::unexpected(table->complain(row, "t_start", "half hours must rise, with up to 1000 agents"));
        if (from_ms > known_until_ms + half_hour_ms) steps.push_back({known_until_ms + half_hour_ms, 0});
        steps.push_back({from_ms, static_cast<std::uint32_t>(*count)});
        known_until_ms = from_ms + half_hour_ms;
    }
    steps.push_back({known_until_ms + half_hour_ms, 0});
    return steps;
}

// Whoever hung up shows how long the patience was; whoever was served, that it was longer than the wait. Beyond that it
// is drawn from the exponential law with the data's own mean: all waiting over all who hung up.
std::vector<TraceRow> trace_of(const std::vector<Call>& calls, bool priority, std::uint64_t seed) {
    double waited_s = 0, hung_up = 0;
    for (const Call& call : calls) {
        waited_s += call.wait_s;
        hung_up += call.served ? 0 : 1;
    }
    const double mean_s = hung_up > 0 ? waited_s / hung_up : 1e6;
    Random random(seed, priority ? 1 : 0);
    std::vector<TraceRow> rows;
    for (const Call& call : calls) {
        const double beyond_s = call.served ? mean_s * random.exponential() : 0;
        if (call.priority != priority) continue;
        TraceRow row{std::llround(call.at_s * 1000), -1, std::llround((call.wait_s + beyond_s) * 1000)};
        if (call.served) row.service_ms = std::llround(call.service_s * 1000);
        rows.push_back(row);
    }
    return rows;
}

Scenario scenario_of(const std::vector<Call>& calls, std::vector<StaffStep> staff, std::uint64_t seed) {
    std::vector<double> services;
    for (const Call& call : calls)
        if (call.served) services.push_back(call.service_s * 1000);
    Scenario scenario;
    scenario.pool.order = {core::Criterion::longest_idle};
    for (const bool priority : {false, true}) {
        QueuePlan& queue = scenario.queues.emplace_back();
        queue.name = priority ? "priority" : "regular";
        queue.target_ms = target_ms;
        queue.trace = trace_of(calls, priority, seed);
        queue.service = {Distribution::sample_of(services)};
        if (priority) queue.config.routing.priority_credit_ms = priority_credit_ms;
    }
    GroupPlan& group = scenario.groups.emplace_back();
    group.name = "agents";
    core::AgentConfig agent;
    agent.languages = {"zh"};
    agent.capacity = 1;
    agent.auto_accept = true;
    group.members.assign(std::ranges::max(staff, {}, &StaffStep::count).count, agent);
    group.staff = std::move(staff);
    RunPlan& run = scenario.run;
    run.seed = seed;
    const Ms days = static_cast<Ms>(calls.back().at_s * 1000) / limits::day_ms + 1;
    run.horizon_ms = days * limits::day_ms;
    run.cycle_ms = run.horizon_ms;
    run.batches = static_cast<std::uint32_t>(std::max<Ms>(days, 2));
    std::erase_if(group.staff, [&](const StaffStep& step) { return step.from_ms >= run.horizon_ms; });
    return scenario;
}

std::size_t hour_of(double at_s) {
    return static_cast<std::size_t>(at_s / 3600) % 24;
}

void real_figures(const std::vector<Call>& calls, const QueueFigures& simulated, const AgentFigures& agents,
                  ReplayResult& result) {
    double waited = 0, abandoned = 0, wait_s = 0, wait_served_s = 0, good = 0, work_s = 0;
    for (const Call& call : calls) {
        waited += call.wait_s > 0 ? 1 : 0;
        abandoned += call.served ? 0 : 1;
        wait_s += call.wait_s;
        wait_served_s += call.served ? call.wait_s : 0;
        good += call.served && call.wait_s * 1000 <= target_ms ? 1 : 0;
        work_s += call.served ? call.service_s : 0;
    }
    const auto all = static_cast<double>(calls.size());
    const auto seconds = [](Estimate e) { return Estimate{e.value / 1000, e.half / 1000, e.known}; };
    result.figures = {
        {"calls", all, {simulated.totals.arrivals, NAN, true}},
        {"P(wait)", waited / all, simulated.p_wait},
        {"P(abandon)", abandoned / all, simulated.p_abandon},
        {"mean wait of all, s", wait_s / all, seconds(simulated.mean_wait_ms)},
        {"mean wait of served, s", wait_served_s / (all - abandoned), seconds(simulated.mean_wait_served_ms)},
        {"served in 20 s, of all", good / all, simulated.served_in_target},
        {"mean service, s", work_s / (all - abandoned), seconds(simulated.mean_service_ms)},
        {"work over time on duty", work_s / 3600 / result.agent_hours, agents.busy},
    };
}

}  // namespace

std::vector<std::string> replay_months() {
    return {"1999_02", "1999_08"};
}

std::expected<ReplayResult, std::string> replay_month(const std::filesystem::path& folder, const std::string& month,
                                                      std::uint64_t seed) {
    const auto calls = read_calls(folder / ("replay_" + month + ".csv"));
    if (!calls) return std::unexpected(calls.error());
    auto staff = read_staff(folder / ("staffing_est_" + month + ".csv"));
    if (!staff) return std::unexpected(staff.error());
    const Scenario scenario = scenario_of(*calls, std::move(*staff), seed);
    ReplayResult result;
    for (const Call& call : *calls) {
        ReplayHour& hour = result.hours.at(hour_of(call.at_s));
        ++hour.calls;
        hour.real_wait_s += call.wait_s;
        hour.real_abandoned += call.served ? 0 : 1;
    }
    const Run run = simulate(scenario, [&](const Outcome& o) {
        ReplayHour& hour = result.hours.at(hour_of(static_cast<double>(o.arrival_ms) / 1000));
        hour.simulated_wait_s += static_cast<double>(o.wait_ms) / 1000;
        hour.simulated_abandoned += o.fate == Fate::abandoned ? 1 : 0;
    });
    for (ReplayHour& hour : result.hours)
        for (double* sum : {&hour.real_wait_s, &hour.simulated_wait_s, &hour.real_abandoned, &hour.simulated_abandoned})
            *sum /= std::max(hour.calls, 1.0);
    const AgentFigures agents =
        agent_figures(run.measures, 0, static_cast<std::uint32_t>(scenario.groups[0].members.size()));
    result.agent_hours = agents.hours.value * run.measures.batches();
    real_figures(*calls, queue_figures(scenario, run.measures), agents, result);
    return result;
}

}  // namespace yunke::sim
