#include "dispatcher/sim/market.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dispatcher/core/week_hours.hpp"

namespace yunke::sim {
namespace {

constexpr std::uint32_t level_asked = 2, level_held = 3;
// Above the ids that definitions give.
constexpr std::uint32_t first_skill = 1'000'000, first_shop = 1'000'000;

enum class Drawn : std::uint64_t { skills, settings };

Random stream(const MarketPlan& market, Drawn what, std::size_t group, std::size_t which) {
    return {market.seed,
            (std::uint64_t{group} << 40U) | (std::uint64_t{which} << 8U) | static_cast<std::uint64_t>(what)};
}

struct Setting {
    std::string_view key;
    bool accommodation = false;  // something that the work must respect, not a way of working
    void (*copy)(const core::AgentConfig& from, core::AgentConfig& to);
};

constexpr Setting settings[] = {
    {"cannot", true,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.routing.cannot |= from.routing.cannot; }},
    {"capacity", true, [](const core::AgentConfig& from, core::AgentConfig& to) { to.capacity = from.capacity; }},
    {"offer_timeout", true,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.offer_timeout_ms = from.offer_timeout_ms; }},
    {"auto_accept", false,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.auto_accept = from.auto_accept; }},
    {"misses_to_hold", false,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.misses_to_hold = from.misses_to_hold; }},
    {"wrap_up", false, [](const core::AgentConfig& from, core::AgentConfig& to) { to.wrap_up = from.wrap_up; }},
    {"wrap_up_time", false,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.wrap_up_ms = from.wrap_up_ms; }},
    {"new_per_hour", true,
     [](const core::AgentConfig& from, core::AgentConfig& to) {
         to.routing.new_per_hour_max = from.routing.new_per_hour_max;
     }},
    {"gap", true,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.routing.gap_ms = from.routing.gap_ms; }},
    {"rest_every", true,
     [](const core::AgentConfig& from, core::AgentConfig& to) {
         to.routing.rest_every_ms = from.routing.rest_every_ms;
     }},
    {"rest", true,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.routing.rest_ms = from.routing.rest_ms; }},
    {"day_max", true,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.routing.day_max_ms = from.routing.day_max_ms; }},
    {"quiet", true,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.routing.quiet = from.routing.quiet; }},
    {"wished", false,
     [](const core::AgentConfig& from, core::AgentConfig& to) { to.routing.wished_ms = from.routing.wished_ms; }},
};

// How much work each skill brings, in chats at once, over the whole cycle.
std::vector<double> work_by_skill(const Scenario& scenario) {
    std::vector<double> work(scenario.market.skills);
    for (const QueuePlan& queue : scenario.queues)
        for (const core::SkillLevel& asked : queue.config.skills) {
            if (core::raw(asked.skill) < first_skill) continue;
            for (std::size_t period = 0; period < scenario.run.periods.size(); ++period) {
                const bool last = period + 1 == scenario.run.periods.size();
                const Ms end_ms = last ? scenario.run.cycle_ms : scenario.run.periods[period + 1];
                work[core::raw(asked.skill) - first_skill] +=
                    by_period(queue.per_hour, period) * by_period(queue.service, period).mean_ms() *
                    static_cast<double>(end_ms - scenario.run.periods[period]);
            }
        }
    return work;
}

bool has(const core::AgentConfig& agent, std::uint32_t skill) {
    return std::ranges::find(agent.skills, core::SkillId{skill}, &core::SkillLevel::skill) != agent.skills.end();
}

// One more skill for everybody: in each group every skill as often as its work asks for, and by chance to whom.
void give_skill(GroupPlan& group, const std::vector<double>& upto, Random random) {
    std::vector<std::uint32_t> turn(group.members.size());
    std::iota(turn.begin(), turn.end(), 0U);
    for (std::size_t i = turn.size(); i > 1; --i)
        std::swap(turn[i - 1], turn[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);
    const double offset = random.uniform();
    const auto skills = static_cast<std::uint32_t>(upto.size());
    for (std::size_t i = 0; i < turn.size(); ++i) {
        const double part = (static_cast<double>(i) + offset) / static_cast<double>(turn.size()) * upto.back();
        const auto found = std::ranges::upper_bound(upto, part) - upto.begin();
        auto skill = std::min(static_cast<std::uint32_t>(found), skills - 1);
        core::AgentConfig& agent = group.members[turn[i]];
        while (has(agent, first_skill + skill))
            skill = (skill + 1) % skills;
        agent.skills.push_back({core::SkillId{first_skill + skill}, level_held});
    }
}

void give_settings(const Scenario& scenario, std::size_t g, bool accommodations, GroupPlan& group) {
    group.pace.assign(group.members.size(), 1.0);
    for (std::size_t s = 0; s < scenario.settings.size(); ++s) {
        const SettingPlan& plan = scenario.settings[s];
        Random random = stream(scenario.market, Drawn::settings, g, s);
        for (std::size_t i = 0; i < group.members.size(); ++i) {
            if (random.uniform() >= plan.share) continue;
            group.pace[i] = std::max(group.pace[i], plan.pace);
            for (const std::string& key : plan.keys) {
                const Setting& setting = *std::ranges::find(settings, key, &Setting::key);
                if (accommodations || !setting.accommodation) setting.copy(plan.values, group.members[i]);
            }
        }
    }
}

void forget_accommodations(core::AgentConfig& agent) {
    core::AgentRouting& routing = agent.routing;
    routing.cannot = 0;
    routing.new_per_hour_max = 0;
    routing.gap_ms = routing.rest_every_ms = routing.rest_ms = routing.day_max_ms = 0;
    routing.quiet.spans.clear();
    routing.quiet.closed_days.clear();
}

// How long her shifts and her own settings let her work in a day: nobody can wish for more.
Ms possible_ms(const GroupPlan& group, const core::AgentConfig& agent, Ms origin_ms) {
    const core::AgentRouting& routing = agent.routing;
    constexpr Ms step_ms = 60'000;
    Ms sum_ms = 0;
    for (const Shift& shift : group.shifts)
        for (Ms at_ms = shift.from_ms; at_ms < shift.to_ms; at_ms += step_ms)
            if (routing.quiet.spans.empty() || !core::within(routing.quiet, origin_ms + at_ms)) sum_ms += step_ms;
    if (routing.rest_every_ms > 0) sum_ms = sum_ms * routing.rest_every_ms / (routing.rest_every_ms + routing.rest_ms);
    return routing.day_max_ms > 0 ? std::min(sum_ms, routing.day_max_ms) : sum_ms;
}

}  // namespace

bool can_be_drawn(std::string_view key) {
    return std::ranges::find(settings, key, &Setting::key) != std::end(settings);
}

void open_market(Scenario& scenario) {
    const MarketPlan& market = scenario.market;
    if (market.shops == 0) return;
    for (std::uint32_t shop = 0; shop < market.shops; ++shop)
        scenario.shops.push_back(
            core::ShopConfig{core::ShopId{first_shop + shop}, "shop " + std::to_string(shop + 1), 1, true});
    std::vector<QueuePlan> queues;
    std::uint32_t number = 0;
    for (const QueuePlan& plan : scenario.queues) {
        if (plan.copies == 0) {
            queues.push_back(plan);
            continue;
        }
        double parts = 0;
        for (std::uint32_t n = 1; n <= plan.copies; ++n)
            parts += std::pow(n, -plan.spread);
        for (std::uint32_t n = 1; n <= plan.copies; ++n, ++number) {
            QueuePlan& queue = queues.emplace_back(plan);
            queue.copies = 0;
            queue.name = plan.name + " " + std::to_string(n);
            queue.config.shop = core::ShopId{first_shop + number % market.shops};
            queue.config.skills.push_back({core::SkillId{first_skill + number % market.skills}, level_asked});
            for (double& rate : queue.per_hour)
                rate *= std::pow(n, -plan.spread) / parts;
        }
    }
    scenario.queues = std::move(queues);
}

void draw_people(Scenario& scenario, const PeopleOptions& options) {
    std::vector<double> upto = work_by_skill(scenario);
    std::partial_sum(upto.begin(), upto.end(), upto.begin());
    for (std::size_t g = 0; g < scenario.groups.size(); ++g) {
        GroupPlan& group = scenario.groups[g];
        group.members.assign(group.members.size(), core::AgentConfig(group.usual));
        group.pace.clear();
        give_settings(scenario, g, options.accommodations, group);
        for (core::AgentConfig& agent : group.members) {
            if (!options.accommodations) forget_accommodations(agent);
            Ms& wished_ms = agent.routing.wished_ms;
            if (wished_ms > 0 && !group.shifts.empty())
                wished_ms = std::min(wished_ms, possible_ms(group, agent, scenario.run.origin_ms));
        }
        if (group.skills_drawn == 0) continue;
        const std::uint32_t each = std::min(options.skills_each.value_or(group.skills_drawn), scenario.market.skills);
        for (std::uint32_t n = 0; n < each; ++n)
            give_skill(group, upto, stream(scenario.market, Drawn::skills, g, n));
        for (core::AgentConfig& agent : group.members)
            std::ranges::sort(agent.skills);
    }
}

}  // namespace yunke::sim
