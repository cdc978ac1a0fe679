// The exact tables: single queues, priorities, skills with the longest idle first, several chats at one agent.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "dispatcher/sim/check_parts.hpp"

namespace yunke::sim {
namespace {

// One row's numbers by column, read before anything is simulated.
class Numbers {
public:
    Numbers(const CsvTable& table, const CsvTable::Row& row) : table_(table), row_(row) {}

    double operator()(const std::string& column) {
        const std::vector<double> values = list(column);
        if (values.size() == 1) return values.front();
        fail(table_.complain(row_, column, "one number is expected"));
        return 1;
    }
    double positive(const std::string& column) {
        const double value = (*this)(column);
        if (value <= 0) fail(table_.complain(row_, column, "must be above 0"));
        return value;
    }
    std::vector<double> list(const std::string& column) {
        auto values = table_.numbers(row_, column);
        if (values) return *values;
        fail(values.error());
        return {1};
    }
    std::uint32_t count(const std::string& column, double most) {
        const double value = (*this)(column);
        if (value >= 1 && value <= most && value == std::floor(value)) return static_cast<std::uint32_t>(value);
        fail(table_.complain(row_, column, "must be a whole number from 1"));
        return 1;
    }
    void fail(std::string error) {
        if (error_.empty()) error_ = std::move(error);
    }
    const std::string& error() const { return error_; }

private:
    const CsvTable& table_;
    const CsvTable::Row& row_;
    std::string error_;
};

core::SkillLevel skill(std::size_t type) {
    return {core::SkillId{static_cast<std::uint32_t>(type + 1)}, 1};
}

// How long an arrival that never loses patience would wait. Of those served after w, exp(theta w) as many would have
// come so far: patience does not depend on the wait offered.
struct VirtualWait {
    double theta_per_ms = 0;
    Ms target_ms = 0;
    std::vector<double> within, arrivals;  // by batch

    void operator()(const Outcome& o) {
        ++arrivals[o.batch];
        if (o.fate == Fate::served && o.wait_ms <= target_ms)
            within[o.batch] += std::exp(theta_per_ms * static_cast<double>(o.wait_ms));
    }
    Estimate beyond() const {
        const Estimate inside = ratio(within, arrivals);
        return {1 - inside.value, inside.half, inside.known};
    }
};

struct ErlangRow {
    double lambda, mu, theta, target_ms;
    std::uint32_t agents;
};

void run_erlang(const ErlangRow& row, double utilisation, Numbers& expect, Comparison& compare,
                const CheckOptions& options) {
    Scenario scenario;
    scenario.pool.order = {core::Criterion::longest_idle};
    scenario.queues.push_back(plain_queue("queue", row.lambda, row.mu, row.theta));
    scenario.queues[0].target_ms = std::llround(row.target_ms);
    scenario.groups.push_back(plain_group("agents", row.agents));
    scenario.run = steady_run({row.lambda, row.theta > 0 ? std::min(utilisation, 0.8) : utilisation, expect("p_wait"),
                               static_cast<double>(row.agents)},
                              options);
    VirtualWait virtual_wait{row.theta / minute_ms, scenario.queues[0].target_ms,
                             std::vector<double>(scenario.run.batches), std::vector<double>(scenario.run.batches)};
    const Run run = simulate(scenario, std::ref(virtual_wait));
    const QueueFigures queue = queue_figures(scenario, run.measures);
    const AgentFigures agents = agent_figures(run.measures, 0, row.agents);
    compare.probability("p_wait", expect("p_wait"), queue.p_wait);
    compare.probability("p_abandon", expect("p_abandon"), queue.p_abandon);
    compare.mean("mean_wait_all", expect("mean_wait_all"), scaled(queue.mean_wait_ms, 1 / minute_ms));
    compare.mean("mean_wait_served", expect("mean_wait_served"), scaled(queue.mean_wait_served_ms, 1 / minute_ms));
    compare.probability("sl_served_T", expect("sl_served_T"), queue.served_in_target);
    compare.probability("p_virtual_wait_gt_T", expect("p_virtual_wait_gt_T"), virtual_wait.beyond());
    compare.mean("mean_queue", expect("mean_queue"), queue.mean_queue);
    compare.probability("utilization", expect("utilization"), agents.busy);
}

void run_priority(Numbers& in, Comparison& compare, const CheckOptions& options) {
    const double high = in("lambda_high"), low = in("lambda_low"), mu = in("mu_per_min");
    const std::uint32_t n = in.count("n", limits::agents);
    const double p_wait = in("p_wait");
    Scenario scenario;
    scenario.pool.order = {core::Criterion::longest_idle};
    scenario.queues.push_back(plain_queue("high", high, mu, 0));
    scenario.queues.push_back(plain_queue("low", low, mu, 0));
    scenario.queues[0].config.routing.priority_credit_ms = limits::day_ms;
    scenario.groups.push_back(plain_group("agents", n));
    scenario.run = steady_run({high + low, (high + low) / (n * mu), p_wait, static_cast<double>(n)}, options);
    const Run run = simulate(scenario);
    const auto wait = [&](std::uint32_t queue) {
        return scaled(queue_figures(scenario, run.measures, std::array{queue}).mean_wait_ms, 1 / minute_ms);
    };
    const QueueFigures all = queue_figures(scenario, run.measures);
    compare.probability("p_wait", p_wait, all.p_wait);
    compare.mean("mean_wait_high", in("mean_wait_high"), wait(0));
    compare.mean("mean_wait_low", in("mean_wait_low"), wait(1));
    // One service rate for all: who goes first changes nothing for the average of all.
    compare.mean("mean_wait_fcfs_all", in("mean_wait_fcfs_all"), scaled(all.mean_wait_ms, 1 / minute_ms));
}

// One server a line: "0|1" answers types 0 and 1.
GroupPlan skilled_agents(const std::string& text, std::size_t types, Numbers& in, const std::string& where) {
    GroupPlan group = plain_group("agents", 0);
    for (const std::string& server : split(text, ';')) {
        core::AgentConfig agent = plain_group("", 1).members.front();
        for (const std::string& type : split(server, '|')) {
            const bool digits = !type.empty() && type.size() < 6 && type.find_first_not_of("0123456789") == type.npos;
            if (!digits || std::stoul(type) >= types) {
                in.fail(where);
                return group;
            }
            agent.skills.push_back(skill(std::stoul(type)));
        }
        std::ranges::sort(agent.skills, {}, [](const core::SkillLevel& s) { return raw(s.skill); });
        group.members.push_back(std::move(agent));
    }
    return group;
}

struct SkillsRow {
    std::vector<double> lambdas, mus, p_wait, mean_wait, utilization;
};

void run_fcfs_alis(Numbers& in, const SkillsRow& row, GroupPlan agents, Comparison& compare,
                   const CheckOptions& options) {
    Scenario scenario;
    scenario.pool.order = {core::Criterion::longest_idle};
    double all_per_minute = 0, work = 0;
    for (std::size_t type = 0; type < row.lambdas.size(); ++type) {
        scenario.queues.push_back(
            plain_queue("type" + std::to_string(type), row.lambdas[type], by_period(row.mus, type), 0));
        scenario.queues.back().config.skills = {skill(type)};
        all_per_minute += row.lambdas[type];
        work += row.lambdas[type] / by_period(row.mus, type);
    }
    const auto servers = static_cast<double>(agents.members.size());
    scenario.groups.push_back(std::move(agents));
    scenario.run = steady_run({all_per_minute, std::max(work / servers, std::ranges::max(row.utilization)), 1, servers,
                               static_cast<double>(row.lambdas.size())},
                              options);
    const Run run = simulate(scenario);
    for (std::uint32_t type = 0; type < row.lambdas.size(); ++type) {
        const QueueFigures queue = queue_figures(scenario, run.measures, std::array{type});
        const std::string suffix = "_type" + std::to_string(type);
        compare.probability("p_wait" + suffix, row.p_wait[type], queue.p_wait);
        compare.mean("mean_wait" + suffix, row.mean_wait[type], scaled(queue.mean_wait_ms, 1 / minute_ms));
    }
    const QueueFigures all = queue_figures(scenario, run.measures);
    compare.mean("mean_queue_total", in("mean_queue_total"), all.mean_queue);
    compare.probability("p_wait_all", in("p_wait_all"), all.p_wait);
    compare.mean("mean_wait_all", in("mean_wait_all"), scaled(all.mean_wait_ms, 1 / minute_ms));
    for (std::uint32_t server = 0; server < row.utilization.size(); ++server)
        compare.probability("server_utilization_" + std::to_string(server), row.utilization[server],
                            agent_figures(run.measures, server, 1).busy);
}

void run_chat_concurrency(Numbers& in, bool most_busy_first, Comparison& compare, const CheckOptions& options) {
    const double lambda = in("lambda_per_min"), theta = in("theta_per_min");
    const std::uint32_t n = in.count("n_agents", limits::agents);
    const std::vector<double> rates = in.list("per_chat_rate_by_level");
    const std::vector<double> levels = in.list("time_fraction_by_level");
    Scenario scenario;
    scenario.pool.order = {most_busy_first ? core::Criterion::most_load : core::Criterion::least_load,
                           core::Criterion::longest_idle};
    scenario.queues.push_back(plain_queue("queue", lambda, rates.front(), theta));
    for (const double rate : rates)
        scenario.queues[0].speed_by_level.push_back(rate / rates.front());
    const std::uint32_t capacity = in.count("capacity", limits::capacity);
    scenario.groups.push_back(plain_group("agents", n, capacity));
    const double work = lambda / (n * capacity * rates.back());
    scenario.run = steady_run(
        {lambda, theta > 0 ? std::min(work, 0.8) : work, in("p_wait"), static_cast<double>(n * capacity)}, options);
    const Run run = simulate(scenario);
    const QueueFigures queue = queue_figures(scenario, run.measures);
    const AgentFigures agents = agent_figures(run.measures, 0, n);
    compare.probability("p_wait", in("p_wait"), queue.p_wait);
    compare.probability("p_abandon", in("p_abandon"), queue.p_abandon);
    compare.mean("mean_wait_all", in("mean_wait_all"), scaled(queue.mean_wait_ms, 1 / minute_ms));
    compare.mean("mean_chats_in_service", in("mean_chats_in_service"), scaled(agents.chats, n));
    compare.mean("mean_service_duration", in("mean_service_duration"), scaled(queue.mean_service_ms, 1 / minute_ms));
    compare.mean("throughput_per_min", in("throughput_per_min"), scaled(queue.served_per_hour, 1.0 / 60));
    compare.mean("mean_concurrency_when_busy", in("mean_concurrency_when_busy"), agents.chats_when_busy);
    for (std::size_t level = 0; level < std::min(levels.size(), agents.level.size()); ++level)
        compare.probability("time_fraction_level" + std::to_string(level), levels[level], agents.level[level]);
}

// Every row is read before the first is simulated: a fault in the last one shall not show after an hour.
template <class Read>
CheckResult read_all(const CsvTable& table, const std::vector<std::string>& columns, const Read& read) {
    if (const auto there = table.require(columns); !there) return there;
    for (const bool simulate_now : {false, true})
        for (const CsvTable::Row& row : table.rows()) {
            Numbers in(table, row);
            read(row, in, simulate_now);
            if (!in.error().empty()) return std::unexpected(in.error());
        }
    return {};
}

}  // namespace

CheckResult check_erlang(const CsvTable& table, const CheckOptions& options, const CheckSink& sink) {
    const std::vector<std::string> columns = {"id",
                                              "lambda_per_min",
                                              "mu_per_min",
                                              "n",
                                              "theta_per_min",
                                              "T_min",
                                              "p_wait",
                                              "p_abandon",
                                              "mean_wait_all",
                                              "mean_wait_served",
                                              "sl_served_T",
                                              "p_virtual_wait_gt_T",
                                              "mean_queue",
                                              "utilization"};
    return read_all(table, columns, [&](const CsvTable::Row& row, Numbers& in, bool simulate_now) {
        const ErlangRow numbers{in.positive("lambda_per_min"), in.positive("mu_per_min"), in("theta_per_min"),
                                in("T_min") * minute_ms, in.count("n", limits::agents)};
        if (numbers.theta < 0) in.fail(table.complain(row, "theta_per_min", "must not be negative"));
        for (std::size_t i = 6; i < columns.size(); ++i)
            in(columns[i]);
        if (!simulate_now) return;
        const double utilisation = in("utilization");
        Comparison compare(table.text(row, "id"), utilisation, options, sink);
        run_erlang(numbers, utilisation, in, compare, options);
    });
}

CheckResult check_priority(const CsvTable& table, const CheckOptions& options, const CheckSink& sink) {
    const std::vector<std::string> columns = {"id",     "lambda_high",    "lambda_low",    "mu_per_min",        "n",
                                              "p_wait", "mean_wait_high", "mean_wait_low", "mean_wait_fcfs_all"};
    return read_all(table, columns, [&](const CsvTable::Row& row, Numbers& in, bool simulate_now) {
        for (std::size_t i = 1; i < columns.size(); ++i)
            in.positive(columns[i]);
        const std::uint32_t n = in.count("n", limits::agents);
        if (!simulate_now) return;
        Comparison compare(table.text(row, "id"), (in("lambda_high") + in("lambda_low")) / (n * in("mu_per_min")),
                           options, sink);
        run_priority(in, compare, options);
    });
}

CheckResult check_fcfs_alis(const CsvTable& table, const CheckOptions& options, const CheckSink& sink) {
    const std::vector<std::string> columns = {"id",
                                              "lambdas",
                                              "mus",
                                              "server_skills",
                                              "p_wait_by_type",
                                              "mean_wait_by_type",
                                              "mean_queue_total",
                                              "p_wait_all",
                                              "mean_wait_all",
                                              "server_utilization"};
    return read_all(table, columns, [&](const CsvTable::Row& row, Numbers& in, bool simulate_now) {
        const SkillsRow numbers{in.list("lambdas"), in.list("mus"), in.list("p_wait_by_type"),
                                in.list("mean_wait_by_type"), in.list("server_utilization")};
        for (std::size_t i = 6; i + 1 < columns.size(); ++i)
            in(columns[i]);
        const std::size_t types = numbers.lambdas.size();
        GroupPlan agents = skilled_agents(table.text(row, "server_skills"), types, in,
                                          table.complain(row, "server_skills", "types are numbers from 0"));
        const auto fits = [&](const std::vector<double>& list) { return list.size() == types || list.size() == 1; };
        if (!fits(numbers.mus) || numbers.p_wait.size() != types || numbers.mean_wait.size() != types)
            in.fail(table.complain(row, "lambdas", "the other lists have another number of types"));
        if (numbers.utilization.size() != agents.members.size())
            in.fail(table.complain(row, "server_utilization", "one number for each server is expected"));
        if (std::ranges::min(numbers.lambdas) <= 0 || std::ranges::min(numbers.mus) <= 0)
            in.fail(table.complain(row, "lambdas", "rates must be above 0"));
        if (!simulate_now) return;
        Comparison compare(table.text(row, "id"), std::ranges::max(numbers.utilization), options, sink);
        run_fcfs_alis(in, numbers, std::move(agents), compare, options);
    });
}

CheckResult check_chat_concurrency(const CsvTable& table, const CheckOptions& options, const CheckSink& sink) {
    const std::vector<std::string> columns = {"id",
                                              "policy",
                                              "n_agents",
                                              "capacity",
                                              "lambda_per_min",
                                              "per_chat_rate_by_level",
                                              "theta_per_min",
                                              "p_wait",
                                              "p_abandon",
                                              "mean_wait_all",
                                              "mean_chats_in_service",
                                              "mean_service_duration",
                                              "throughput_per_min",
                                              "mean_concurrency_when_busy",
                                              "time_fraction_by_level"};
    return read_all(table, columns, [&](const CsvTable::Row& row, Numbers& in, bool simulate_now) {
        const std::string& policy = table.text(row, "policy");
        if (policy != "least_busy_first" && policy != "most_busy_first")
            in.fail(table.complain(row, "policy", "least_busy_first or most_busy_first is expected"));
        in.count("n_agents", limits::agents);
        in.count("capacity", limits::capacity);
        in.positive("lambda_per_min");
        if (in("theta_per_min") < 0) in.fail(table.complain(row, "theta_per_min", "must not be negative"));
        if (std::ranges::min(in.list("per_chat_rate_by_level")) <= 0)
            in.fail(table.complain(row, "per_chat_rate_by_level", "rates must be above 0"));
        for (std::size_t i = 7; i + 1 < columns.size(); ++i)
            in(columns[i]);
        const std::vector<double> levels = in.list("time_fraction_by_level");
        if (!simulate_now) return;
        Comparison compare(table.text(row, "id"), 1 - levels.front(), options, sink);
        run_chat_concurrency(in, policy == "most_busy_first", compare, options);
    });
}

}  // namespace yunke::sim
