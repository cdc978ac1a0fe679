#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dispatcher/sim/report.hpp"

namespace yunke::sim {
namespace {

constexpr double seconds = 1e-3;

std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{:.8g}", value) : "null";
}

std::string text(const std::string& value) {
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + "\"";
}

std::string estimate(const Estimate& e, double scale = 1) {
    if (!e.known) return "null";
    return fmt::format("{{\"value\": {}, \"ci95\": {}}}", number(e.value * scale), number(e.half * scale));
}

std::string queue_object(const std::string& name, double target_s, const QueueFigures& q) {
    std::string json = fmt::format("{{\"name\": {}, \"target_s\": {}", text(name), number(target_s));
    const Counts& c = q.totals;
    const std::pair<const char*, double> counts[] = {
        {"arrivals", c.arrivals},   {"retries", c.retries},     {"blocked", c.blocked}, {"served", c.served},
        {"abandoned", c.abandoned}, {"ended_by_pool", c.ended}, {"left", c.left}};
    for (const auto& [key, value] : counts)
        json += fmt::format(", \"{}\": {}", key, number(value));
    const std::pair<const char*, std::string> figures[] = {
        {"p_blocked", estimate(q.p_blocked)},
        {"p_wait", estimate(q.p_wait)},
        {"p_abandon", estimate(q.p_abandon)},
        {"mean_wait_all_s", estimate(q.mean_wait_ms, seconds)},
        {"mean_wait_served_s", estimate(q.mean_wait_served_ms, seconds)},
        {"served_in_target_of_all", estimate(q.served_in_target)},
        {"good_of_served", estimate(q.good_of_served)},
        {"good_of_served_and_late_abandoned", estimate(q.good_of_answerable)},
        {"mean_queue", estimate(q.mean_queue)},
        {"mean_service_s", estimate(q.mean_service_ms, seconds)},
        {"served_per_hour", estimate(q.served_per_hour)},
        {"wait_p50_s", estimate(q.wait_percentile_ms[0], seconds)},
        {"wait_p90_s", estimate(q.wait_percentile_ms[1], seconds)},
        {"wait_p95_s", estimate(q.wait_percentile_ms[2], seconds)},
        {"wait_p99_s", estimate(q.wait_percentile_ms[3], seconds)},
    };
    for (const auto& [key, value] : figures)
        json += fmt::format(", \"{}\": {}", key, value);
    return json + "}";
}

std::string agent_object(const std::string& head, const AgentFigures& a) {
    std::string json = fmt::format(
        "{{{}, \"busy\": {}, \"chats_held\": {}, \"of_capacity\": {}, \"chats_when_busy\": {}, \"hours_at_work\": {}, "
        "\"time_by_level\": [",
        head, estimate(a.busy), estimate(a.chats), estimate(a.room_used), estimate(a.chats_when_busy),
        estimate(a.hours));
    for (std::size_t level = 0; level < a.level.size(); ++level)
        json += (level > 0 ? ", " : "") + estimate(a.level[level]);
    return json + "]}";
}

std::string groups_and_agents(const Scenario& scenario, const Measures& measures) {
    std::string groups, agents;
    std::uint32_t first = 0;
    for (const GroupPlan& group : scenario.groups) {
        const auto count = static_cast<std::uint32_t>(group.members.size());
        groups += (groups.empty() ? "\n  " : ",\n  ") +
                  agent_object(fmt::format("\"name\": {}, \"agents\": {}", text(group.name), count),
                               agent_figures(measures, first, count));
        for (std::uint32_t i = first; i < first + count; ++i)
            agents += (agents.empty() ? "\n  " : ",\n  ") +
                      agent_object(fmt::format("\"id\": {}, \"group\": {}", i + 1, text(group.name)),
                                   agent_figures(measures, i, 1));
        first += count;
    }
    return fmt::format(" \"groups\": [{}],\n \"agents\": [{}]", groups, agents);
}

std::string broken_object(const Measures& measures, std::size_t queues) {
    const AccommodationFigures broken = accommodation_figures(measures, queues);
    std::string json =
        fmt::format("{{\"total\": {}, \"per_served\": {}", number(broken.total), estimate(broken.per_served));
    for (std::size_t kind = 0; kind < accommodations; ++kind)
        json += fmt::format(", \"{}\": {}", accommodation_names.at(kind), number(broken.count.at(kind)));
    return json + "}";
}

}  // namespace

std::string report_json(const Scenario& scenario, const Run& run) {
    const RunPlan& plan = scenario.run;
    std::string json = fmt::format(
        "{{\"scenario\": {}, \"seed\": {}, \"warm_up_s\": {}, \"horizon_s\": {}, \"replications\": {}, \"batches\": "
        "{},\n",
        text(scenario.name), plan.seed, number(static_cast<double>(plan.warm_up_ms) * seconds),
        number(static_cast<double>(plan.horizon_ms) * seconds), plan.replications, run.measures.batches());
    const bool one_target = std::ranges::all_of(
        scenario.queues, [&](const QueuePlan& q) { return q.target_ms == scenario.queues.front().target_ms; });
    const double target = one_target ? static_cast<double>(scenario.queues.front().target_ms) * seconds : NAN;
    json += fmt::format(" \"overall\": {},\n \"queues\": [",
                        queue_object("all queues", target, queue_figures(scenario, run.measures)));
    for (std::uint32_t queue = 0; queue < scenario.queues.size(); ++queue) {
        const QueuePlan& q = scenario.queues[queue];
        json += (queue > 0 ? ",\n  " : "\n  ") + queue_object(q.name, static_cast<double>(q.target_ms) * seconds,
                                                              queue_figures(scenario, run.measures, std::array{queue}));
    }
    json += "],\n" + groups_and_agents(scenario, run.measures);
    json += fmt::format(",\n \"fairness_gini\": {}", estimate(fairness(scenario, run.measures)));
    return json + ",\n \"settings_broken\": " + broken_object(run.measures, scenario.queues.size()) + "}\n";
}

}  // namespace yunke::sim
