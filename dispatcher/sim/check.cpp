#include "dispatcher/sim/check.hpp"

#include <algorithm>
#include <cmath>

#include "dispatcher/sim/check_parts.hpp"

namespace yunke::sim {
namespace {

struct Kind {
    std::string_view name;
    std::string_view file;
    CheckResult (*check)(const CsvTable&, const CheckOptions&, const CheckSink&);
};

constexpr Kind kinds[] = {
    {"erlang", "queueing/erlang_vectors.csv", check_erlang},
    {"priority", "queueing/priority_vectors.csv", check_priority},
    {"fcfs_alis", "queueing/fcfs_alis_vectors.csv", check_fcfs_alis},
    {"chat_concurrency", "queueing/chat_concurrency_vectors.csv", check_chat_concurrency},
    {"published", "srb_published/umontreal_contactcenters_examples.csv", check_published},
};

constexpr double probability_tolerance = 0.006;

// Arrivals of a row whose estimates settle quickly; and of one that never does.
constexpr double arrivals_min = 2e6;
constexpr double arrivals_max = 4e7;

}  // namespace

std::vector<std::string> check_kinds() {
    std::vector<std::string> names;
    for (const Kind& kind : kinds)
        names.emplace_back(kind.name);
    return names;
}

std::filesystem::path check_file_of(std::string_view kind) {
    return std::ranges::find(kinds, kind, &Kind::name)->file;
}

std::expected<void, std::string> check_table(std::string_view kind, const std::filesystem::path& file,
                                             const CheckOptions& options, const CheckSink& sink) {
    const auto* const found = std::ranges::find(kinds, kind, &Kind::name);
    if (found == std::end(kinds)) return std::unexpected("there is no kind of table " + std::string(kind));
    const auto table = CsvTable::read(file);
    if (!table) return std::unexpected(table.error());
    return found->check(*table, options, sink);
}

double mean_tolerance(double utilisation) {
    return utilisation >= 0.95 ? 0.05 : 0.03;
}

QueuePlan plain_queue(std::string name, double per_minute, double service_per_minute, double patience_per_minute) {
    QueuePlan queue;
    queue.name = std::move(name);
    queue.per_hour = {per_minute * 60};
    queue.service = {Distribution::exponential(minute_ms / service_per_minute)};
    if (patience_per_minute > 0) queue.patience = {Distribution::exponential(minute_ms / patience_per_minute)};
    return queue;
}

GroupPlan plain_group(std::string name, std::uint32_t count, std::uint32_t capacity) {
    GroupPlan group;
    group.name = std::move(name);
    core::AgentConfig agent;
    agent.languages = {"zh"};
    agent.capacity = capacity;
    agent.auto_accept = true;
    group.members.assign(count, agent);
    return group;
}

// The variance of a mean wait grows with the square of the time that a queue takes to forget, with the agents who
// forget together, and with the rarity of waiting. Full lengths leave four standard errors and more within the
// tolerance.
RunPlan steady_run(const Load& load, const CheckOptions& options) {
    const double spare = 1 - std::min(load.utilisation, 0.99);
    const double strictness = 0.03 / mean_tolerance(load.utilisation);
    const double slow = std::max(1.0, std::pow(0.2 / spare * strictness, 2));
    const double many = std::min(1 + (load.room - 1) / 5, 6.5);
    const double rare = std::clamp(0.05 / std::max(load.p_wait, 1e-3), 1.0, 10.0);
    const double arrivals = std::min(arrivals_min * slow * many * rare * load.queues, arrivals_max) * options.part;
    RunPlan run;
    run.seed = options.seed;
    run.batches = 30;
    const double measured_ms = arrivals / load.per_minute * minute_ms;
    run.warm_up_ms = static_cast<Ms>(measured_ms * 0.02);
    run.horizon_ms = run.warm_up_ms + static_cast<Ms>(measured_ms);
    return run;
}

// A quick run's own interval is wider than many a tolerance: it disagrees only where both together do not reach.
void Comparison::judge(CheckLine& line, double tolerance) const {
    const double off = std::abs(line.measured.value - line.expected);
    const double own = quick_ && !std::isnan(line.measured.half) ? line.measured.half : 0;
    if (!line.measured.known || off > tolerance + own)
        line.verdict = Verdict::disagrees;
    else
        line.verdict = off <= tolerance ? Verdict::agrees : Verdict::within_interval;
}

void Comparison::tell(CheckLine line) {
    line.row = row_;
    sink_(line);
}

void Comparison::probability(const std::string& measure, double expected, const Estimate& measured) {
    CheckLine line{{}, measure, expected, measured, probability_tolerance, false, {}};
    judge(line, probability_tolerance);
    tell(std::move(line));
}

void Comparison::mean(const std::string& measure, double expected, const Estimate& measured) {
    CheckLine line{{}, measure, expected, measured, tolerance_, true, {}};
    judge(line, tolerance_ * std::abs(expected));
    tell(std::move(line));
}

void Comparison::published(const std::string& measure, double expected, double half, const Estimate& measured) {
    CheckLine line{{}, measure, expected, measured, half + measured.half, false, {}};
    judge(line, line.tolerance);
    tell(std::move(line));
}

}  // namespace yunke::sim
