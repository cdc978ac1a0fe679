// How long each agent did what: the work intervals that pay and bills are made of. Her meter stands in her entity and
// holds what she has been doing since when; whenever that changes, and at the latest every five minutes and at
// midnight of the platform and of each merchant whose chats she has, what the meter held is told as one WorkInterval
// and it runs anew. So an interval says what was true throughout, and a rule that changes something cannot forget to
// end one: Edits note whose meter to read, and it is read before time goes on.
//
// Of an interval of d ms with k conversations in her hands each gets floor(d / k); the d mod k ms left go to those that
// are owed most, the lower id first. What is owed is kept in ticks of which a millisecond has as many as divide by
// every k. So the shares always sum to the interval, and over time each conversation's to its exact part.
#include <algorithm>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/week_hours.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

// The work period of this moment.
struct Period {
    Ms begin_ms = 0;  // 0 = none
    ShiftId shift{};
    bool runs = false;
};

const Shift* shift_at(const Agent& agent, Ms at_ms) {
    const auto at =
        std::ranges::find_if(agent.shifts, [&](const Shift& s) { return s.from_ms <= at_ms && at_ms < s.to_ms; });
    return at == agent.shifts.end() ? nullptr : &*at;
}

// A booked shift is one period, however often she comes and goes; outside of shifts, a run from coming to going is.
Period period_at(const Agent& agent, Ms now_ms) {
    const Meter& meter = agent.meter;
    const Shift* shift = shift_at(agent, now_ms);
    if (agent.presence == Presence::offline) {
        if (shift != nullptr && shift->id == meter.shift) return {meter.period_ms, meter.shift, false};
        return {};
    }
    if (shift != nullptr) return {shift->from_ms, shift->id, true};
    if (meter.period_ms > 0 && meter.shift == no_shift) return {meter.period_ms, no_shift, true};
    return {now_ms, no_shift, true};
}

Ms wrap_up_standard_end_ms(const World& world, const Conversation& c) {
    const Queue* queue = world.find(c.queue);
    const Ms standard_ms = queue != nullptr ? queue->config.routing.wrap_up_standard_ms : 0;
    return c.closed_ms + (standard_ms > 0 ? standard_ms : limits::wrap_up_standard_ms);
}

UnitKind kind_of(const World& world, const Conversation& c, AgentId agent) {
    if (c.helper == agent) return UnitKind::help;
    if (c.state == ConversationState::active) return c.on_hold ? UnitKind::hold : UnitKind::handling;
    return world.now_ms() < wrap_up_standard_end_ms(world, c) ? UnitKind::wrap_up : UnitKind::wrap_up_over;
}

// Calls `visit` with each conversation in her hands, rising.
template <class Visit>
void for_each_in_hands(const World& world, AgentId id, Visit visit) {
    const AgentIndex& held = world.index().agent(id);
    auto owned = held.owned.begin();
    auto helping = held.helping.begin();
    while (owned != held.owned.end() || helping != held.helping.end()) {
        const bool own = helping == held.helping.end() || (owned != held.owned.end() && *owned < *helping);
        visit(*world.find(own ? *owned++ : *helping++));
    }
}

bool units_stand(const World& world, const Agent& agent) {
    const std::vector<MeterUnit>& units = agent.meter.units;
    std::size_t seen = 0;
    bool stand = true;
    for_each_in_hands(world, agent.config.id, [&](const Conversation& c) {
        stand = stand && seen < units.size() && units[seen].conversation == c.id && units[seen].queue == c.queue &&
                units[seen].kind == kind_of(world, c, agent.config.id);
        ++seen;
    });
    return stand && seen == units.size();
}

bool stands(const World& world, const Agent& agent, const Period& period) {
    const Meter& m = agent.meter;
    return (m.since_ms > 0) == period.runs && m.period_ms == period.begin_ms && m.shift == period.shift &&
           (!period.runs || (m.presence == agent.presence && m.held == agent.arrivals_held &&
                             m.line_lost == (agent.line_lost_ms > 0))) &&
           units_stand(world, agent);
}

// Calls `visit` with the offset of each clock by whose midnights she is metered: the platform's, and the merchants' of
// whatever is in her hands.
template <class Visit>
void for_each_clock(const World& world, const Meter& m, Visit visit) {
    visit(limits::utc_offset_minutes);
    for (const MeterUnit& unit : m.units)
        if (const Shop* shop = world.find(unit.shop)) visit(shop->config.utc_offset_minutes);
}

// The next moment at which the meter is read whatever happens; 0 = none.
Ms next_reading_ms(const World& world, const Agent& agent) {
    const Meter& m = agent.meter;
    const Shift* shift = shift_at(agent, world.now_ms());
    if (m.since_ms == 0) return m.period_ms > 0 && shift != nullptr ? shift->to_ms : 0;
    Ms next_ms = m.since_ms + limits::meter_cut_ms;
    for_each_clock(world, m, [&](std::int32_t offset) {
        next_ms = std::min(next_ms, day_begins_ms(local_day(m.since_ms, offset) + 1, offset));
    });
    for (const Shift& one : agent.shifts)
        for (const Ms edge_ms : {one.from_ms, one.to_ms})
            if (edge_ms > world.now_ms()) next_ms = std::min(next_ms, edge_ms);
    for (const MeterUnit& unit : m.units)
        if (unit.kind == UnitKind::wrap_up)
            next_ms = std::min(next_ms, wrap_up_standard_end_ms(world, *world.find(unit.conversation)));
    return next_ms;
}

bool cut_is_due(const World& world, const Meter& m) {
    if (m.since_ms == 0) return false;
    bool due = world.now_ms() - m.since_ms >= limits::meter_cut_ms;
    for_each_clock(world, m, [&](std::int32_t offset) {
        due = due || local_day(world.now_ms(), offset) != local_day(m.since_ms, offset);
    });
    return due;
}

// Each unit's part of `length_ms`, in their order; what is owed afterwards stands in the units.
std::vector<Ms> share_out(std::vector<MeterUnit>& units, Ms length_ms) {
    const auto count = static_cast<Ms>(units.size());
    std::vector<Ms> shares(units.size(), length_ms / count);
    const Ms left_ms = length_ms % count;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < units.size(); ++i) {
        units[i].owed_ticks += left_ms * (limits::ticks_per_ms / count);
        order.push_back(i);
    }
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair{-units[i].owed_ticks, i}; });
    for (std::size_t i = 0; i < static_cast<std::size_t>(left_ms); ++i) {
        ++shares[order[i]];
        units[order[i]].owed_ticks -= limits::ticks_per_ms;
    }
    return shares;
}

void tell_interval(World& world, Agent& agent) {
    Meter& m = agent.meter;
    WorkInterval interval{agent.config.id, m.since_ms,  world.now_ms(), m.presence, m.held,
                          m.line_lost,     m.period_ms, m.shift,        {}};
    if (!m.units.empty()) {
        const std::vector<Ms> shares = share_out(m.units, interval.to_ms - interval.from_ms);
        for (std::size_t i = 0; i < shares.size(); ++i)
            interval.units.push_back(
                {m.units[i].conversation, m.units[i].shop, m.units[i].queue, m.units[i].kind, shares[i]});
    }
    world.fact(std::move(interval));
}

// What she does from now on. Whoever stays in her hands keeps what is owed.
void run_anew(World& world, Agent& agent, const Period& period) {
    Meter& m = agent.meter;
    m.since_ms = period.runs ? world.now_ms() : 0;
    m.presence = period.runs ? agent.presence : Presence::offline;
    m.held = period.runs && agent.arrivals_held;
    m.line_lost = period.runs && agent.line_lost_ms > 0;
    m.period_ms = period.begin_ms;
    m.shift = period.shift;
    std::vector<MeterUnit> units;
    for_each_in_hands(world, agent.config.id, [&](const Conversation& c) {
        const auto before = std::ranges::find(m.units, c.id, &MeterUnit::conversation);
        units.push_back({c.id, c.shop, c.queue, kind_of(world, c, agent.config.id),
                         before == m.units.end() ? 0 : before->owed_ticks});
    });
    m.units = std::move(units);
}

void read_meter(World& world, AgentId id) {
    const Agent* found = world.find(id);
    if (found == nullptr) return;
    const Period period = period_at(*found, world.now_ms());
    if (!stands(world, *found, period) || cut_is_due(world, found->meter)) {
        Agent& agent = world.touch(id);
        const Meter& m = agent.meter;
        if (m.since_ms > 0 && world.now_ms() > m.since_ms) tell_interval(world, agent);
        const bool ends = m.period_ms > 0 && (m.period_ms != period.begin_ms || m.shift != period.shift);
        // One that began in this very millisecond has nothing to pay for.
        if (ends && world.now_ms() > m.period_ms) world.fact(PeriodEnded{id, m.period_ms, m.shift, world.now_ms()});
        run_anew(world, agent, period);
    }
    world.timers().add_moving(next_reading_ms(world, *found), TimerKind::meter, raw(id));
}

}  // namespace

void load_meter_timer(World& world, const Agent& agent) {
    // Whoever was at work before meters were kept is read at once.
    const bool unread = agent.presence != Presence::offline && agent.meter.since_ms == 0;
    const Ms next_ms = unread ? std::max<Ms>(world.now_ms(), 1) : next_reading_ms(world, agent);
    world.timers().add_moving(next_ms, TimerKind::meter, raw(agent.config.id));
}

void read_meters(World& world) {
    IdList<AgentId>& due = world.meters_to_read();
    due.settle();
    for (const AgentId id : due)
        read_meter(world, id);
    due.clear();
    world.tell_events();
}

bool meter_stands(const World& world, const Agent& agent) {
    return stands(world, agent, period_at(agent, world.now_ms())) && !cut_is_due(world, agent.meter);
}

void put_shift(World& world, const ShiftConfig& config) {
    if (world.find(config.agent) == nullptr) return;
    Agent& agent = world.touch(config.agent);
    std::erase_if(agent.shifts, [&](const Shift& s) { return s.id == config.id || s.to_ms <= world.now_ms(); });
    const bool overlaps = std::ranges::any_of(
        agent.shifts, [&](const Shift& s) { return config.from_ms < s.to_ms && s.from_ms < config.to_ms; });
    if (!config.cancelled && !overlaps && config.from_ms < config.to_ms && agent.shifts.size() < limits::shifts) {
        const auto at = std::ranges::lower_bound(agent.shifts, config.from_ms, {}, &Shift::from_ms);
        agent.shifts.insert(at, Shift{config.id, config.from_ms, config.to_ms});
    }
    world.meter_changed(config.agent);
}

}  // namespace yunke::core::rules
