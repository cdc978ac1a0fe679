#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "dispatcher/sim/report.hpp"

namespace yunke::sim {
namespace {

// Agents are told one by one up to here; the groups say the rest, and --json has everybody.
constexpr std::size_t agents_listed = 40;

std::string cell(const Estimate& e, double scale = 1, int digits = 4) {
    if (!e.known) return "-";
    if (std::isnan(e.half)) return fmt::format("{:.{}f}", e.value * scale, digits);
    return fmt::format("{:.{}f} ±{:.{}f}", e.value * scale, digits, e.half * scale, digits);
}

struct QueueRow {
    const char* name;
    std::function<std::string(const QueueFigures&)> text;
};

std::string count(double value) {
    return fmt::format("{:.0f}", value);
}

const std::vector<QueueRow>& queue_rows() {
    constexpr double seconds = 1e-3;
    static const std::vector<QueueRow> rows = {
        {"arrivals", [](const QueueFigures& q) { return count(q.totals.arrivals); }},
        {"of them retries", [](const QueueFigures& q) { return count(q.totals.retries); }},
        {"blocked", [](const QueueFigures& q) { return count(q.totals.blocked); }},
        {"served", [](const QueueFigures& q) { return count(q.totals.served); }},
        {"abandoned", [](const QueueFigures& q) { return count(q.totals.abandoned); }},
        {"ended by the pool", [](const QueueFigures& q) { return count(q.totals.ended); }},
        {"left at the end", [](const QueueFigures& q) { return count(q.totals.left); }},
        {"P(blocked)", [](const QueueFigures& q) { return cell(q.p_blocked); }},
        {"P(wait)", [](const QueueFigures& q) { return cell(q.p_wait); }},
        {"P(abandon)", [](const QueueFigures& q) { return cell(q.p_abandon); }},
        {"mean wait of all, s", [](const QueueFigures& q) { return cell(q.mean_wait_ms, seconds, 2); }},
        {"mean wait of served, s", [](const QueueFigures& q) { return cell(q.mean_wait_served_ms, seconds, 2); }},
        {"served in T, of all", [](const QueueFigures& q) { return cell(q.served_in_target); }},
        {"good, of served", [](const QueueFigures& q) { return cell(q.good_of_served); }},
        {"good, of served + late aband.", [](const QueueFigures& q) { return cell(q.good_of_answerable); }},
        {"mean queue", [](const QueueFigures& q) { return cell(q.mean_queue, 1, 2); }},
        {"mean service, s", [](const QueueFigures& q) { return cell(q.mean_service_ms, seconds, 2); }},
        {"served an hour", [](const QueueFigures& q) { return cell(q.served_per_hour, 1, 2); }},
        {"wait, 50 %, s", [](const QueueFigures& q) { return cell(q.wait_percentile_ms[0], seconds, 2); }},
        {"wait, 90 %, s", [](const QueueFigures& q) { return cell(q.wait_percentile_ms[1], seconds, 2); }},
        {"wait, 95 %, s", [](const QueueFigures& q) { return cell(q.wait_percentile_ms[2], seconds, 2); }},
        {"wait, 99 %, s", [](const QueueFigures& q) { return cell(q.wait_percentile_ms[3], seconds, 2); }},
    };
    return rows;
}

// Names are as long as people make them; beyond this they would push the columns apart.
std::string shortened(const std::string& name) {
    constexpr std::size_t width = 20;
    return name.size() <= width ? name : name.substr(0, width - 1) + "~";
}

std::string queue_table(const Scenario& scenario, const Measures& measures) {
    // As many columns as fit on a screen, then the next block of them; the overall column comes first of all.
    constexpr std::size_t columns = 4;
    std::vector<std::string> names = {"all queues"};
    std::vector<QueueFigures> figures = {queue_figures(scenario, measures)};
    for (std::uint32_t queue = 0; queue < scenario.queues.size() && scenario.queues.size() > 1; ++queue) {
        names.push_back(shortened(scenario.queues[queue].name));
        figures.push_back(queue_figures(scenario, measures, std::array{queue}));
    }
    if (scenario.queues.size() == 1) names[0] = shortened(scenario.queues[0].name);
    std::string text;
    for (std::size_t from = 0; from < figures.size(); from += columns) {
        const std::size_t to = std::min(from + columns, figures.size());
        text += fmt::format("{:<30}", "queue");
        for (std::size_t i = from; i < to; ++i)
            text += fmt::format(" {:>22}", names[i]);
        text += "\n";
        for (const QueueRow& row : queue_rows()) {
            text += fmt::format("{:<30}", row.name);
            for (std::size_t i = from; i < to; ++i)
                text += fmt::format(" {:>22}", row.text(figures[i]));
            text += "\n";
        }
        text += "\n";
    }
    return text;
}

std::string agent_line(const std::string& name, std::uint32_t count, const AgentFigures& a) {
    std::string text = fmt::format("{:<22} {:>6} {:>16} {:>16} {:>16}  ", shortened(name), count, cell(a.busy),
                                   cell(a.chats, 1, 3), cell(a.room_used));
    for (std::size_t level = 0; level < a.level.size(); ++level)
        text += fmt::format(" {}: {}", level, cell(a.level[level]));
    return text + "\n";
}

std::string agent_table(const Scenario& scenario, const Measures& measures) {
    std::string text = fmt::format("{:<22} {:>6} {:>16} {:>16} {:>16}   {}\n", "group or agent", "agents", "busy",
                                   "chats held", "of capacity", "part of the time with so many chats");
    std::uint32_t first = 0;
    std::size_t all = 0;
    for (const GroupPlan& group : scenario.groups)
        all += group.members.size();
    for (const GroupPlan& group : scenario.groups) {
        const auto count = static_cast<std::uint32_t>(group.members.size());
        text += agent_line(group.name, count, agent_figures(measures, first, count));
        for (std::uint32_t i = 0; i < count && count > 1 && all <= agents_listed; ++i)
            text += agent_line(fmt::format("  {} {}", shortened(group.name).substr(0, 14), i + 1), 1,
                               agent_figures(measures, first + i, 1));
        first += count;
    }
    return text;
}

}  // namespace

std::string report_table(const Scenario& scenario, const Run& run) {
    const RunPlan& plan = scenario.run;
    const std::string batches = plan.replications > 1 ? fmt::format("{} replications", plan.replications)
                                                      : fmt::format("{} batches of time", plan.batches);
    std::string text = fmt::format("{}: seed {}, warm-up {} s, horizon {} s, ±95 % over {}\n\n", scenario.name,
                                   plan.seed, plan.warm_up_ms / 1000, plan.horizon_ms / 1000, batches);
    text += queue_table(scenario, run.measures);
    text += agent_table(scenario, run.measures);
    text += fmt::format("\nGini of work received over work wished for: {}\n", cell(fairness(scenario, run.measures)));
    const AccommodationFigures broken = accommodation_figures(run.measures, scenario.queues.size());
    text += fmt::format("Agents' own settings broken: {}", count(broken.total));
    for (std::size_t kind = 0; kind < accommodations && broken.total > 0; ++kind)
        text +=
            fmt::format("{}{} {}", kind > 0 ? ", " : " (", accommodation_names.at(kind), count(broken.count.at(kind)));
    text += broken.total > 0 ? ")\n" : "\n";
    return text;
}

}  // namespace yunke::sim
