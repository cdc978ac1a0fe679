#include "dispatcher/sim/scenario_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>

#include "dispatcher/sim/csv.hpp"
#include "dispatcher/sim/market.hpp"
#include "dispatcher/sim/rivals.hpp"
#include "dispatcher/sim/scenario_routing.hpp"
#include "dispatcher/sim/scenario_tree.hpp"
#include "dispatcher/sim/scenario_work.hpp"

namespace yunke::sim {
namespace {

constexpr double per_hour_max = 1e8;

const TreeNode* member(const TreeTable& table, std::string_view key) {
    const auto found = std::ranges::find(table, key, &TreeMember::key);
    return found == table.end() ? nullptr : &found->node;
}

// ---- [run] ---------------------------------------------------------------------------------------------------------

void read_periods(Keys& keys, RunPlan& run) {
    const TreeNode* node = keys.any("periods");
    if (node == nullptr) return;
    const TreeList* list = node->list();
    if (list == nullptr || list->empty() || list->size() > limits::periods)
        return keys.refuse("periods", node->line,
                           fmt::format("must be a list of 1 to {} times of the cycle", limits::periods));
    run.periods.clear();
    for (const TreeNode& one : *list) {
        const auto at = keys.time_of_cycle("periods", one);
        if (!at) return;
        if (run.periods.empty() ? *at != 0 : *at <= run.periods.back())
            return keys.refuse("periods", one.line, "must begin with \"00:00\" and rise");
        if (*at >= run.cycle_ms) return keys.refuse("periods", one.line, "lies behind the end of the cycle");
        run.periods.push_back(*at);
    }
}

void read_run(Keys& keys, Scenario& scenario) {
    RunPlan& run = scenario.run;
    if (const auto seed = keys.whole("seed", 0, INT64_MAX)) run.seed = *seed;
    if (const TreeNode* begins = keys.any("begins"))
        if (const auto ms = keys.date_and_time("begins", *begins)) run.origin_ms = *ms;
    if (const auto ms = keys.duration("horizon")) run.horizon_ms = *ms;
    if (const auto ms = keys.duration("warm_up")) run.warm_up_ms = *ms;
    if (run.horizon_ms <= run.warm_up_ms) keys.refuse("horizon", keys.line(), "must lie behind the warm-up");
    if (const auto count = keys.whole("replications", 1, limits::replications))
        run.replications = static_cast<std::uint32_t>(*count);
    if (const auto count = keys.whole("batches", 2, limits::batches)) run.batches = static_cast<std::uint32_t>(*count);
    if (const auto ms = keys.duration("cycle")) run.cycle_ms = *ms;
    if (run.cycle_ms < 60'000) keys.refuse("cycle", keys.line(), "must be a minute at least");
    read_periods(keys, run);
    if (const auto shape = keys.number("busyness_shape", 0, 1e6)) run.busyness_shape = *shape;
    if (const auto lines = keys.whole("lines", 0, limits::chats_at_once))
        run.lines = static_cast<std::uint32_t>(*lines);
    if (const auto ms = keys.duration("drain_max")) run.drain_max_ms = *ms;
    if (const auto flag = keys.flag("measure_drain")) run.measure_drain = *flag;
    if (run.measure_drain && run.replications == 1)
        keys.refuse("measure_drain", keys.line(), "needs several replications: a batch of time has no end of its own");
    const auto policy = keys.text("policy");
    if (policy && !set_policy(scenario, *policy))
        keys.refuse("policy", keys.line(),
                    fmt::format("is \"{}\"; allowed are {}", *policy, fmt::join(policy_names(), ", ")));
    keys.finish();
}

// ---- [market] ------------------------------------------------------------------------------------------------------

void read_market(Keys& keys, MarketPlan& market) {
    market.shops = static_cast<std::uint32_t>(keys.whole("shops", 1, limits::queues).value_or(1));
    market.skills = static_cast<std::uint32_t>(keys.whole("skills", 1, limits::queues).value_or(1));
    if (const auto seed = keys.whole("seed", 0, INT64_MAX)) market.seed = *seed;
    keys.finish();
}

// ---- [queue.traffic] -----------------------------------------------------------------------------------------------

void read_rate(Keys& keys, const RunPlan& run, QueuePlan& queue) {
    const TreeNode* node = keys.any("per_hour");
    if (node == nullptr) return;
    queue.per_hour.clear();
    if (const TreeList* list = node->list()) {
        if (list->size() != run.periods.size())
            keys.refuse("per_hour", node->line,
                        fmt::format("has {} rates for {} periods", list->size(), run.periods.size()));
        for (const TreeNode& one : *list)
            queue.per_hour.push_back(keys.number("per_hour", one, 0, per_hour_max).value_or(0));
    } else {
        queue.per_hour.push_back(keys.number("per_hour", *node, 0, per_hour_max).value_or(0));
    }
    if (queue.per_hour.empty()) queue.per_hour = {0};
}

// trace = { file, time, service, patience }: columns of seconds.
void read_trace(Keys& keys, const std::string& folder, QueuePlan& queue) {
    auto trace = keys.table("trace");
    if (!trace) return;
    const auto fail = [&](const std::string& why) { trace->refuse("file", trace->line(), "cannot be used: " + why); };
    const auto file = trace->text("file"), time = trace->text("time"), service = trace->text("service"),
               patience = trace->text("patience");
    trace->finish();
    if (!file) return fail("it is not named");
    const auto table = CsvTable::read(std::filesystem::path(folder) / *file);
    if (!table) return fail(table.error());
    const std::string time_column = time.value_or("t");
    std::vector<std::string> columns = {time_column};
    for (const auto& column : {service, patience})
        if (column) columns.push_back(*column);
    if (const auto there = table->require(columns); !there) return fail(there.error());
    for (const CsvTable::Row& row : table->rows()) {
        TraceRow arrival;
        const auto take = [&](const std::string& column, Ms& to) {
            if (table->text(row, column).empty()) return;
            const auto seconds = table->number(row, column);
            if (!seconds || *seconds < 0 || *seconds * 1000 > static_cast<double>(limits::time_ms))
                fail(seconds ? table->complain(row, column, "times are not negative and at most ten years")
                             : seconds.error());
            else
                to = static_cast<Ms>(*seconds * 1000);
        };
        take(time_column, arrival.at_ms);
        if (service) take(*service, arrival.service_ms);
        if (patience) take(*patience, arrival.patience_ms);
        if (!queue.trace.empty() && arrival.at_ms < queue.trace.back().at_ms)
            return fail(table->complain(row, time_column, "must not fall from row to row"));
        queue.trace.push_back(arrival);
        if (!keys.faults().none()) return;
    }
    if (queue.trace.empty()) fail("it has no rows");
}

void read_speed(Keys& keys, QueuePlan& queue) {
    const TreeNode* node = keys.any("speed_by_level");
    if (node == nullptr) return;
    const TreeList* list = node->list();
    if (list == nullptr || list->empty() || list->size() > limits::capacity)
        return keys.refuse("speed_by_level", node->line, "must be a list of speeds, for 1, 2, … chats at once");
    for (const TreeNode& one : *list)
        if (const auto speed = keys.number("speed_by_level", one, 1e-6, 1e6)) queue.speed_by_level.push_back(*speed);
}

void read_traffic(Keys& keys, const RunPlan& run, const std::string& folder, QueuePlan& queue) {
    read_rate(keys, run, queue);
    read_trace(keys, folder, queue);
    if (const auto ms = keys.duration("target")) queue.target_ms = *ms;
    if (auto laws = read_laws(keys, "patience", run.periods.size(), folder)) queue.patience = std::move(*laws);
    if (auto laws = read_laws(keys, "service", run.periods.size(), folder)) queue.service = std::move(*laws);
    for (const Distribution& law : queue.service)
        if (law.law == Distribution::Law::never || (!law.points.empty() && law.points.back().probability < 1))
            keys.refuse("service", keys.line(), "must come to an end for everybody");
    read_speed(keys, queue);
    if (const auto count = keys.whole("copies", 1, limits::queues)) queue.copies = static_cast<std::uint32_t>(*count);
    if (const auto power = keys.number("spread", 0, 4)) queue.spread = *power;
    if (const auto part = keys.number("retry_probability", 0, 1)) queue.retry_probability = *part;
    if (const TreeNode* node = keys.any("retry_after"))
        if (auto law = read_law(keys, "retry_after", *node, folder)) queue.retry_after = std::move(*law);
    if (const auto language = keys.text("language")) queue.language = *language;
    keys.finish();
}

// ---- the file ------------------------------------------------------------------------------------------------------

// Names of shops stand in queues and agents; the simulation makes up the shops to them.
std::vector<std::string> shops_of(const TreeTable& root) {
    std::vector<std::string> names;
    const auto add = [&](const TreeNode& node) {
        const std::string* name = node.text();
        if (name != nullptr && std::ranges::find(names, *name) == names.end()) names.push_back(*name);
    };
    const TreeNode* queues = member(root, "queue");
    const TreeList* list = queues == nullptr ? nullptr : queues->list();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
        if (const TreeTable* table = (*list)[i].table())
            if (const TreeNode* shop = member(*table, "shop")) add(*shop);
    return names;
}

// The table of this name; nullopt if it is not there.
std::optional<Keys> table_of(const TreeTable& root, std::string_view name, Faults& faults) {
    const TreeNode* node = member(root, name);
    if (node == nullptr) return std::nullopt;
    if (const TreeTable* table = node->table()) return Keys(*table, node->line, std::string(name), faults);
    faults.add(node->line, std::string(name) + " must be a table");
    return std::nullopt;
}

// The table `key` of the n-th [[kind]]; nullopt if it is not there.
std::optional<Keys> table_of(const TreeTable& root, std::string_view kind, std::size_t n, std::string_view key,
                             Faults& faults) {
    const TreeNode* node = member(root, kind);
    const TreeTable* owner = (*node->list())[n].table();
    const TreeNode* below = member(*owner, key);
    if (below == nullptr) return std::nullopt;
    const std::string name = std::string(kind) + "." + std::string(key);
    if (const TreeTable* table = below->table()) return Keys(*table, below->line, name, faults);
    faults.add(below->line, name + " must be a table");
    return std::nullopt;
}

void check_whole(const Scenario& scenario, Faults& faults) {
    const bool copied = std::ranges::any_of(scenario.queues, [](const QueuePlan& queue) { return queue.copies > 0; });
    const bool drawn =
        std::ranges::any_of(scenario.groups, [](const GroupPlan& group) { return group.skills_drawn > 0; });
    if (scenario.market.shops == 0 && (copied || drawn)) faults.add(1, "`copies` and `skills_drawn` need a [market]");
    if (drawn && !copied) faults.add(1, "`skills_drawn` needs a queue with `copies`, whose skills they are");
    for (const GroupPlan& group : scenario.groups)
        if (drawn && group.skills_drawn > scenario.market.skills)
            faults.add(1, "the [market] has fewer skills than somebody shall have");
    if (scenario.queues.empty()) faults.add(1, "there is no [[queue]]");
    if (scenario.groups.empty()) faults.add(1, "there is no [[agent]]");
    std::size_t agents = 0;
    for (const GroupPlan& group : scenario.groups)
        agents += group.members.size();
    if (agents > limits::agents || scenario.queues.size() > limits::queues)
        faults.add(1, fmt::format("at most {} agents and {} queues", limits::agents, limits::queues));
}

}  // namespace

const std::vector<std::string>& policy_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all = {"own", "longest_idle", "least_busy", "most_busy"};
        all.insert(all.end(), rival_names().begin(), rival_names().end());
        return all;
    }();
    return names;
}

bool set_policy(Scenario& scenario, std::string_view policy) {
    using core::Criterion;
    if (std::ranges::find(policy_names(), policy) == policy_names().end()) return false;
    scenario.rival.clear();
    if (policy == "own") return true;
    if (std::ranges::find(rival_names(), policy) != rival_names().end()) {
        scenario.rival = policy;
        return true;
    }
    if (policy == "longest_idle")
        scenario.pool.order = {Criterion::longest_idle};
    else if (policy == "least_busy")
        scenario.pool.order = {Criterion::least_load, Criterion::longest_idle};
    else
        scenario.pool.order = {Criterion::most_load, Criterion::longest_idle};
    for (QueuePlan& queue : scenario.queues) {  // first come, first served
        queue.config.answer_target_ms = 0;
        queue.config.routing.priority_credit_ms = 0;
        queue.config.routing.sticky_ms = 0;
    }
    return true;
}

ScenarioResult parse_scenario(std::string_view text, const std::string& file, const std::string& folder) {
    const auto root = parse_tree(text, file);
    if (!root) return std::unexpected(std::vector{root.error()});
    auto scenario = read_routing(text, file, shops_of(*root));
    if (!scenario) return scenario;
    scenario->name = std::filesystem::path(file).stem().string();
    Faults faults(file);
    if (auto keys = table_of(*root, "run", faults)) read_run(*keys, *scenario);
    if (auto keys = table_of(*root, "market", faults)) read_market(*keys, scenario->market);
    for (std::size_t i = 0; i < scenario->queues.size(); ++i)
        if (auto keys = table_of(*root, "queue", i, "traffic", faults))
            read_traffic(*keys, scenario->run, folder, scenario->queues[i]);
    for (std::size_t i = 0; i < scenario->groups.size(); ++i)
        if (auto keys = table_of(*root, "agent", i, "work", faults)) {
            const TreeTable& agent = *(*member(*root, "agent")->list())[i].table();
            read_work(*keys, agent, folder, i, *scenario);
        }
    take_settings_out(*scenario);
    check_whole(*scenario, faults);
    if (!faults.none()) return std::unexpected(faults.take());
    open_market(*scenario);
    draw_people(*scenario, {});
    return scenario;
}

ScenarioResult read_scenario(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::unexpected(std::vector{file.string() + ": cannot be read"});
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    return parse_scenario(text, file.string(), file.parent_path().string());
}

}  // namespace yunke::sim
