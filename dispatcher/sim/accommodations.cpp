#include "dispatcher/sim/accommodations.hpp"

#include <algorithm>

#include "dispatcher/core/week_hours.hpp"

namespace yunke::sim {
namespace {

std::int64_t day_of(const core::AgentConfig& agent, Ms clock_ms) {
    return core::local_day(clock_ms, agent.routing.quiet.utc_offset_minutes);
}

Ms begin_of(const core::AgentConfig& agent, std::int64_t day) {
    return core::day_begins_ms(static_cast<std::uint32_t>(day), agent.routing.quiet.utc_offset_minutes);
}

}  // namespace

AccommodationWatch::AccommodationWatch(const Scenario& scenario, Measures& measures)
    : scenario_(scenario), measures_(measures) {
    for (const GroupPlan& group : scenario.groups)
        for (const core::AgentConfig& agent : group.members)
            desks_.emplace_back().config = &agent;
}

void AccommodationWatch::broken(Accommodation kind, Ms at_ms) {
    if (measures_.measured(at_ms)) measures_.broken(kind, measures_.batch_of(at_ms));
}

// Adds what was worked, or rested, since the last change.
void AccommodationWatch::book(Desk& desk, Ms until_ms) {
    const core::AgentConfig& agent = *desk.config;
    const Ms for_ms = until_ms - desk.since_ms;
    if (desk.works) {
        desk.stretch_ms += for_ms;
        desk.rested_ms = 0;
        const Ms origin_ms = scenario_.run.origin_ms;
        const std::int64_t today = day_of(agent, origin_ms + until_ms);
        if (desk.day != today) desk.worked_ms = 0;
        desk.day = today;
        desk.worked_ms += until_ms - std::max(desk.since_ms, begin_of(agent, today) - origin_ms);
    } else {
        desk.rested_ms += for_ms;
        if (desk.rested_ms >= agent.routing.rest_ms) desk.stretch_ms = 0;
    }
    desk.since_ms = until_ms;
}

void AccommodationWatch::presence(std::uint32_t worker, core::Presence presence, Ms at_ms) {
    Desk& desk = desks_[worker];
    const bool works = presence != core::Presence::offline && presence != core::Presence::resting;
    if (works == desk.works) return;
    book(desk, at_ms);
    desk.works = works;
}

void AccommodationWatch::shown(std::uint32_t worker, std::uint32_t queue, Ms at_ms) {
    Desk& desk = desks_[worker];
    const core::AgentConfig& agent = *desk.config;
    const core::AgentRouting& routing = agent.routing;
    const Ms clock_ms = scenario_.run.origin_ms + at_ms;
    if (++desk.chats > agent.capacity) fuller_.push_back(worker);
    if ((scenario_.queues[queue].config.routing.needs & routing.cannot) != 0) broken(Accommodation::content, at_ms);
    if (!routing.quiet.spans.empty() && core::within(routing.quiet, clock_ms)) broken(Accommodation::quiet, at_ms);
    if (routing.rest_every_ms == 0 && routing.day_max_ms == 0) return;
    book(desk, at_ms);
    if (routing.rest_every_ms > 0 && desk.stretch_ms >= routing.rest_every_ms) broken(Accommodation::rest, at_ms);
    if (routing.day_max_ms > 0 && desk.day == day_of(agent, clock_ms) && desk.worked_ms >= routing.day_max_ms)
        broken(Accommodation::day, at_ms);
}

void AccommodationWatch::given(std::uint32_t worker, Ms at_ms) {
    Desk& desk = desks_[worker];
    const core::AgentRouting& routing = desk.config->routing;
    if (routing.gap_ms > 0 && desk.had_one && at_ms < desk.last_ms + routing.gap_ms) broken(Accommodation::gap, at_ms);
    desk.had_one = true;
    desk.last_ms = at_ms;
    if (routing.new_per_hour_max == 0) return;
    while (!desk.taken_ms.empty() && desk.taken_ms.front() <= at_ms - limits::hour_ms)
        desk.taken_ms.pop_front();
    desk.taken_ms.push_back(at_ms);
    if (desk.taken_ms.size() > routing.new_per_hour_max) broken(Accommodation::per_hour, at_ms);
}

void AccommodationWatch::pushed(std::uint32_t worker, Ms at_ms) {
    broken(Accommodation::offer_time, at_ms);
    given(worker, at_ms);
}

void AccommodationWatch::taken_back(std::uint32_t worker, Ms shown_ms, Ms at_ms) {
    const Ms hers_ms = desks_[worker].config->offer_timeout_ms;
    if (hers_ms == 0 || shown_ms < hers_ms) broken(Accommodation::offer_time, at_ms);
}

void AccommodationWatch::gone(std::uint32_t worker) {
    --desks_[worker].chats;
}

void AccommodationWatch::settle(Ms at_ms) {
    for (const std::uint32_t worker : fuller_)
        if (desks_[worker].chats > desks_[worker].config->capacity) broken(Accommodation::most_chats, at_ms);
    fuller_.clear();
}

}  // namespace yunke::sim
