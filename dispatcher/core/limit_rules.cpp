// What an agent's own settings ask for: how many new chats in an hour and how far apart, a rest after so much work, so
// much work in a day, quiet hours. Nothing is offered beyond them. What ends her work for a while (rest, day, quiet)
// lets her finish what she has first. A training is work as well: it tires, and it takes hours of the day; but none of
// these ends it, for no chat comes with it.
#include <algorithm>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/week_hours.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

struct Review {
    Limit limit = Limit::none;
    Ms until_ms = 0;  // 0 = not by time alone
    Ms again_ms = 0;  // when to look again; 0 = nothing to wait for
};

bool works(Presence presence) {
    return is_ready(presence) || presence == Presence::finishing || presence == Presence::training;
}

void look_again(Review& review, Ms at_ms) {
    if (at_ms > 0 && (review.again_ms == 0 || at_ms < review.again_ms)) review.again_ms = at_ms;
}

// The limits are tried from the weakest to the strongest: the last one found is the one told.
void found(Review& review, Limit limit, Ms until_ms) {
    review.limit = limit;
    review.until_ms = until_ms;
    look_again(review, until_ms);
}

// Offers count as chats that she may take.
void review_pace(Review& review, const Agent& a, std::size_t offers, Ms now_ms) {
    const AgentRouting& routing = a.config.routing;
    if (routing.gap_ms > 0) {
        const Ms free_ms = a.accepts_ms.empty() ? 0 : a.accepts_ms.back() + routing.gap_ms;
        if (free_ms > now_ms || offers > 0) found(review, Limit::gap, free_ms > now_ms ? free_ms : 0);
    }
    if (routing.new_per_hour_max == 0) return;
    const auto first = std::ranges::upper_bound(a.accepts_ms, now_ms - limits::pace_window_ms);
    const auto taken = static_cast<std::size_t>(a.accepts_ms.end() - first);
    if (taken + offers < routing.new_per_hour_max) return;
    // So many of those taken must be an hour old before there is room for one more.
    const std::size_t over = taken + offers - routing.new_per_hour_max;
    const bool by_time = over < taken;
    found(review, Limit::pace, by_time ? *(first + static_cast<std::ptrdiff_t>(over)) + limits::pace_window_ms : 0);
}

void review_rest(Review& review, const Agent& a, Ms now_ms) {
    const AgentRouting& routing = a.config.routing;
    if (routing.rest_every_ms == 0) return;
    const Ms since_ms = now_ms - a.presence_since_ms;
    if (works(a.presence)) {
        const Ms left_ms = routing.rest_every_ms - a.stretch_ms - since_ms;
        if (left_ms > 0) return look_again(review, now_ms + left_ms);
        return found(review, Limit::rest, 0);
    }
    const Ms rest_left_ms = routing.rest_ms - a.rested_ms - since_ms;
    if (a.stretch_ms >= routing.rest_every_ms && rest_left_ms > 0) found(review, Limit::rest, now_ms + rest_left_ms);
}

void review_day(Review& review, const Agent& a, Ms now_ms) {
    const AgentRouting& routing = a.config.routing;
    if (routing.day_max_ms == 0) return;
    const std::int32_t offset = routing.quiet.utc_offset_minutes;
    const std::uint32_t today = local_day(now_ms, offset);
    const Ms today_ms = day_begins_ms(today, offset);
    Ms worked_ms = a.worked_day == today ? a.worked_ms : 0;
    if (works(a.presence)) worked_ms += now_ms - std::max(a.presence_since_ms, today_ms);
    const Ms left_ms = routing.day_max_ms - worked_ms;
    if (left_ms <= 0) return found(review, Limit::day, day_begins_ms(today + 1, offset));
    if (works(a.presence)) look_again(review, now_ms + left_ms);
}

void review_quiet(Review& review, const Agent& a, Ms now_ms) {
    const WeekHours& quiet = a.config.routing.quiet;
    if (quiet.spans.empty()) return;
    const Ms change_ms = next_change_ms(quiet, now_ms);
    if (within(quiet, now_ms)) return found(review, Limit::quiet, change_ms);
    look_again(review, change_ms);
}

Review review_of(const Agent& agent, std::size_t offers, Ms now_ms) {
    Review review;
    review_pace(review, agent, offers, now_ms);
    review_rest(review, agent, now_ms);
    review_day(review, agent, now_ms);
    review_quiet(review, agent, now_ms);
    return review;
}

bool ends_work(Limit limit) {
    return limit == Limit::rest || limit == Limit::day || limit == Limit::quiet;
}

}  // namespace

bool has_limits(const Agent& agent) {
    const AgentRouting& routing = agent.config.routing;
    return agent.limit != Limit::none || routing.new_per_hour_max > 0 || routing.gap_ms > 0 ||
           routing.rest_every_ms > 0 || routing.day_max_ms > 0 || !routing.quiet.spans.empty();
}

void book_work(World& world, Agent& a) {
    const Ms now_ms = world.now_ms();
    const Ms since_ms = now_ms - a.presence_since_ms;
    if (!works(a.presence)) {
        a.rested_ms += since_ms;
        if (a.rested_ms >= a.config.routing.rest_ms) a.stretch_ms = 0;
        return;
    }
    a.rested_ms = 0;
    a.stretch_ms += since_ms;
    const std::int32_t offset = a.config.routing.quiet.utc_offset_minutes;
    const std::uint32_t today = local_day(now_ms, offset);
    if (a.worked_day != today) a.worked_ms = 0;
    a.worked_day = today;
    a.worked_ms += now_ms - std::max(a.presence_since_ms, day_begins_ms(today, offset));
}

void book_accept(World& world, AgentId id) {
    const AgentRouting& routing = world.find(id)->config.routing;
    if (routing.new_per_hour_max == 0 && routing.gap_ms == 0) return;
    Agent& agent = world.touch(id);
    agent.accepts_ms.push_back(world.now_ms());
    const std::size_t kept = std::max<std::size_t>(routing.new_per_hour_max, 1);
    if (agent.accepts_ms.size() > kept)
        agent.accepts_ms.erase(agent.accepts_ms.begin(), agent.accepts_ms.end() - static_cast<std::ptrdiff_t>(kept));
}

void withdraw_excess(World& world, AgentId id) {
    const Agent& agent = *world.find(id);
    const AgentRouting& routing = agent.config.routing;
    const AgentIndex& held = world.index().agent(id);
    const auto lately = static_cast<std::size_t>(std::ranges::count_if(
        agent.accepts_ms, [&](Ms at_ms) { return at_ms > world.now_ms() - limits::pace_window_ms; }));
    if (held.load() > capacity_now(agent) || (routing.gap_ms > 0 && held.offered.size() > 1) ||
        (routing.new_per_hour_max > 0 && lately + held.offered.size() > routing.new_per_hour_max))
        withdraw_offers_of(world, id);
}

void review_limits(World& world, AgentId id) {
    const Agent* agent = world.find(id);
    if (agent == nullptr || !has_limits(*agent)) return;
    const Review review = review_of(*agent, world.index().agent(id).offered.size(), world.now_ms());
    world.timers().add_moving(review.again_ms, TimerKind::limit, raw(id));
    if (review.limit != agent->limit || review.until_ms != agent->limit_until_ms) {
        AgentEdit edit(world, id);
        edit->limit = review.limit;
        edit->limit_until_ms = review.until_ms;
    }
    if (is_ready(agent->presence) && ends_work(review.limit)) change_presence(world, id, Presence::finishing);
}

}  // namespace yunke::core::rules
