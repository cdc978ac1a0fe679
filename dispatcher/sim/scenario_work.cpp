// What agents of a scenario do, and which of their settings are drawn.
#include "dispatcher/sim/scenario_work.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "dispatcher/sim/csv.hpp"
#include "dispatcher/sim/market.hpp"

namespace yunke::sim {
namespace {

// "09:00-17:00"
void read_shifts(Keys& keys, const RunPlan& run, GroupPlan& group) {
    const TreeNode* node = keys.any("shifts");
    if (node == nullptr) return;
    const TreeList* list = node->list();
    if (list == nullptr || list->empty())
        return keys.refuse("shifts", node->line, "must be a list such as [\"09:00-17:00\"]");
    for (const TreeNode& one : *list) {
        const std::string* text = one.text();
        const std::vector<std::string> ends = split(text == nullptr ? "" : *text, '-');
        if (ends.size() != 2) return keys.refuse("shifts", one.line, "must be a list such as [\"09:00-17:00\"]");
        const auto end = [&](std::size_t i) { return keys.time_of_cycle("shifts", TreeNode{ends[i], one.line}); };
        const auto from = end(0), to = end(1);
        if (!from || !to) return;
        if (*from >= *to || *to > run.cycle_ms)
            keys.refuse("shifts", one.line, "must end after it begins, and within the cycle");
        if (!group.shifts.empty() && *from < group.shifts.back().to_ms)
            keys.refuse("shifts", one.line, "begins before the last one ends");
        group.shifts.push_back({*from, *to});
    }
}

// [["00:00", 12], ["02:00", 18]]
void read_staff(Keys& keys, const RunPlan& run, std::uint32_t count, GroupPlan& group) {
    const TreeNode* node = keys.any("staff");
    if (node == nullptr) return;
    if (!group.shifts.empty()) return keys.refuse("staff", node->line, "contradicts `shifts`; give one of them");
    const TreeList* list = node->list();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const TreeList* pair = (*list)[i].list();
        if (pair == nullptr || pair->size() != 2)
            return keys.refuse("staff", (*list)[i].line, "must be a list of pairs such as [\"08:00\", 12]");
        const auto from = keys.time_of_cycle("staff", (*pair)[0]);
        const auto wanted = keys.number("staff", (*pair)[1], 0, count);
        if (!from || !wanted) return;
        if (*from >= run.cycle_ms || (!group.staff.empty() && *from <= group.staff.back().from_ms))
            return keys.refuse("staff", (*list)[i].line, "must rise within the cycle");
        group.staff.push_back({*from, static_cast<std::uint32_t>(*wanted)});
    }
    if (group.staff.empty()) keys.refuse("staff", node->line, "must be a list of pairs such as [\"08:00\", 12]");
}

// A table with a `share` is no group of agents but settings that so many of all agents have.
void read_setting(Keys& keys, const TreeTable& agent, double share, const GroupPlan& group, Scenario& scenario) {
    SettingPlan plan;
    plan.name = group.name;
    plan.share = share;
    plan.values = group.members.front();
    if (const auto pace = keys.number("pace", 0.01, 100)) plan.pace = *pace;
    for (const TreeMember& one : agent) {
        if (one.key == "name" || one.key == "work") continue;
        if (can_be_drawn(one.key))
            plan.keys.push_back(one.key);
        else
            keys.refuse("share", one.line, fmt::format("cannot stand beside `{}`, which is not drawn", one.key));
    }
    keys.finish();
    scenario.settings.push_back(std::move(plan));
}

}  // namespace

void read_work(Keys& keys, const TreeTable& agent, const std::string& folder, std::size_t which, Scenario& scenario) {
    GroupPlan& group = scenario.groups[which];
    const RunPlan& run = scenario.run;
    if (const auto share = keys.number("share", 0, 1)) {
        read_setting(keys, agent, *share, group, scenario);
        group.members.clear();
        return;
    }
    const auto count = static_cast<std::uint32_t>(keys.whole("count", 1, limits::agents).value_or(1));
    if (const auto drawn = keys.whole("skills_drawn", 1, limits::skills_drawn))
        group.skills_drawn = static_cast<std::uint32_t>(*drawn);
    read_shifts(keys, run, group);
    read_staff(keys, run, count, group);
    if (const TreeNode* node = keys.any("accept_after"))
        if (auto law = read_law(keys, "accept_after", *node, folder)) group.accept_after = std::move(*law);
    if (const auto part = keys.number("miss_probability", 0, 1)) group.miss_probability = *part;
    if (const auto ms = keys.duration("resume_after")) group.resume_after_ms = *ms;
    if (const TreeNode* node = keys.any("wrap_up_takes"))
        if (auto law = read_law(keys, "wrap_up_takes", *node, folder)) group.wrap_up_takes = std::move(*law);
    keys.finish();
    group.members.assign(count, core::AgentConfig(group.members.front()));
}

void take_settings_out(Scenario& scenario) {
    std::erase_if(scenario.groups, [](const GroupPlan& group) { return group.members.empty(); });
    for (GroupPlan& group : scenario.groups)
        group.usual = group.members.front();
}

}  // namespace yunke::sim
