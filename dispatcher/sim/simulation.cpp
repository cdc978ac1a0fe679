#include "dispatcher/sim/simulation.hpp"

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <utility>

namespace yunke::sim {
namespace {

const std::string gateway = "sim";
// As a pool that never ran before mints one.
constexpr std::uint64_t first_log_epoch = 1;
constexpr std::uint64_t first_worker_session = std::uint64_t{1} << 63U;

enum class Stream : std::uint64_t { arrivals, patience, service, chat, group, busyness };

Random stream(std::uint64_t seed, std::uint32_t replication, Stream kind, std::size_t which) {
    return {seed,
            (std::uint64_t{replication} << 40U) | (std::uint64_t{which} << 8U) | static_cast<std::uint64_t>(kind)};
}

template <class Holds>
bool any_agent(const Scenario& scenario, const Holds& holds) {
    return std::ranges::any_of(scenario.groups,
                               [&](const GroupPlan& group) { return std::ranges::any_of(group.members, holds); });
}

// Whether an agent's settings can end her work for a while, or hold her arrivals.
bool may_step_back(const core::AgentConfig& agent) {
    const core::AgentRouting& routing = agent.routing;
    return !agent.auto_accept || routing.rest_every_ms > 0 || routing.day_max_ms > 0 || !routing.quiet.spans.empty();
}

// Whether the pool's own timers can change who waits and who is free. Otherwise they only tidy up and tell places,
// which the next batch does as well as one of its own.
bool timers_matter(const Scenario& scenario) {
    if (!scenario.rival.empty()) return true;
    const auto of_queue = [](const QueuePlan& plan) {
        const core::QueueRouting& routing = plan.config.routing;
        return !routing.relaxations.empty() || routing.overflow_after_ms > 0 || routing.wait_max_ms > 0 ||
               !routing.hours.spans.empty();
    };
    const auto of_agent = [](const core::AgentConfig& agent) {
        const core::AgentRouting& routing = agent.routing;
        return may_step_back(agent) || agent.wrap_up == core::WrapUpMode::fixed || routing.new_per_hour_max > 0 ||
               routing.gap_ms > 0;
    };
    return std::ranges::any_of(scenario.queues, of_queue) || any_agent(scenario, of_agent);
}

}  // namespace

Simulation::Simulation(const Scenario& scenario, Measures& measures, const Observer& observer,
                       std::uint32_t replication)
    : scenario_(scenario),
      measures_(measures),
      observer_(observer),
      replication_(replication),
      pool_(make_pool(scenario)),
      timers_matter_(timers_matter(scenario)),
      agents_matter_(any_agent(scenario, may_step_back)),
      watch_(scenario, measures),
      busyness_(scenario.run, stream(scenario.run.seed, replication, Stream::busyness, 0)) {
    const auto random = [&](Stream kind, std::size_t which) {
        return stream(scenario.run.seed, replication, kind, which);
    };
    for (std::size_t i = 0; i < scenario.queues.size(); ++i)
        lines_.push_back(Line{Arrivals(scenario.run, scenario.queues[i], random(Stream::arrivals, i)),
                              random(Stream::patience, i), random(Stream::service, i), Arrival{}, 0, 0});
    for (std::size_t g = 0; g < scenario.groups.size(); ++g) {
        const GroupPlan& plan = scenario.groups[g];
        groups_.push_back(Group{static_cast<std::uint32_t>(workers_.size()),
                                static_cast<std::uint32_t>(plan.members.size()), 0, false, random(Stream::group, g)});
        for (std::size_t i = 0; i < plan.members.size(); ++i)
            workers_.emplace_back().group = static_cast<std::uint32_t>(g);
    }
}

void Simulation::run() {
    measures_.begin(replication_);
    configure();
    people_come();
    plan_shifts();
    for (std::uint32_t queue = 0; queue < lines_.size(); ++queue)
        plan_arrival(queue);
    const Ms end_ms = scenario_.run.horizon_ms + scenario_.run.drain_max_ms;
    while (true) {
        const Ms at_ms = events_.empty() ? limits::time_ms * 2 : events_.top().at_ms;
        if (at_ms >= scenario_.run.horizon_ms && opened_ == 0) break;
        // With nothing planned the pool may still have something to do: an offer that runs out, a step of relaxation.
        const auto due = timers_matter_ || events_.empty() ? pool_->next_due_ms() : std::nullopt;
        if (due && *due - scenario_.run.origin_ms < at_ms) {
            if (*due - scenario_.run.origin_ms > end_ms) break;
            now_ms_ = std::max(now_ms_, *due - scenario_.run.origin_ms);
            apply();
            continue;
        }
        if (at_ms > end_ms) break;
        const Event event = events_.top();
        events_.pop();
        now_ms_ = at_ms;
        ++cost_.events;
        handle(event);
    }
    finish_run();
}

// Shops, queues and agents as the outbox would bring them.
void Simulation::configure() {
    std::uint64_t revision = 0;
    const auto tell = [&](auto config) {
        commands_.emplace_back(core::ConfigChange{++revision, std::move(config)});
        if (commands_.size() == limits::commands_at_once) apply();
    };
    core::PoolConfig pool = scenario_.pool;
    pool.agent_session_ms = 2 * limits::time_ms;
    pool.shopper_grace_ms = 1;  // what is closed leaves the state at once
    tell(pool);
    tell(core::ShopConfig{core::ShopId{1}, "shop", 1, true});
    for (const core::ShopConfig& shop : scenario_.shops)
        tell(shop);
    for (std::size_t i = 0; i < scenario_.queues.size(); ++i) {
        core::QueueConfig config = scenario_.queues[i].config;
        config.id = core::QueueId{static_cast<std::uint32_t>(i + 1)};
        if (config.shop == core::ShopId{}) config.shop = core::ShopId{1};
        config.topic = scenario_.queues[i].name;
        config.open = true;
        config.routing.sticky_ms = 0;  // every arrival is somebody new
        tell(config);
    }
    std::uint32_t id = 0;
    for (const GroupPlan& group : scenario_.groups)
        for (core::AgentConfig config : group.members) {
            config.id = core::AgentId{++id};
            config.enabled = true;
            tell(std::move(config));
        }
    apply();
}

// Everybody who will ever work connects at once, and stays offline until wanted.
void Simulation::people_come() {
    for (std::uint32_t i = 0; i < workers_.size(); ++i) {
        Worker& worker = workers_[i];
        worker.session = core::SessionId{first_worker_session + i};
        worker.attach = core::AttachId{first_worker_session + i};
        core::Attach attach;
        attach.session = worker.session;
        attach.attach = worker.attach;
        attach.gateway = gateway;
        attach.by_ticket = true;
        attach.role = core::Role::agent;
        attach.subject = i + 1;
        commands_.emplace_back(std::move(attach));
        if (commands_.size() == limits::commands_at_once) apply();
    }
    apply();
}

// What lies at time 0 happens before the first arrival.
void Simulation::plan_shifts() {
    const RunPlan& run = scenario_.run;
    for (std::uint32_t g = 0; g < groups_.size(); ++g) {
        const GroupPlan& plan = scenario_.groups[g];
        const auto workers_on = [&](EventKind kind, Ms at_ms) {
            for (std::uint32_t i = 0; i < groups_[g].count; ++i)
                events_.add({at_ms, 0, kind, groups_[g].first + i, 0, 0});
        };
        if (plan.shifts.empty() && plan.staff.empty()) workers_on(EventKind::shift_on, 0);
        for (Ms cycle_ms = 0; cycle_ms < run.horizon_ms; cycle_ms += run.cycle_ms) {
            for (const Shift& shift : plan.shifts) {
                workers_on(EventKind::shift_on, cycle_ms + shift.from_ms);
                workers_on(EventKind::shift_off, cycle_ms + shift.to_ms);
            }
            for (std::size_t step = 0; step < plan.staff.size(); ++step)
                events_.add({cycle_ms + plan.staff[step].from_ms, 0, EventKind::staff, g, 0, step});
        }
    }
}

void Simulation::handle(const Event& event) {
    switch (event.kind) {
        case EventKind::arrival: {
            const Arrival arrival = lines_[event.who].upcoming;
            plan_arrival(event.who);
            return arrive(event.who, arrival);
        }
        case EventKind::retry:
            return come_again(event);
        case EventKind::patience:
            return lose_patience(event.who, event.version);
        case EventKind::finish:
            return end_service(event.who, event.version);
        case EventKind::answer:
            return answer_offer(event);
        case EventKind::resume:
            return resume(event.who);
        case EventKind::shift_on:
            return be_on_duty(event.who, true);
        case EventKind::shift_off:
            return be_on_duty(event.who, false);
        case EventKind::staff:
            return staff(event.who, scenario_.groups[event.who].staff[event.also].count);
        case EventKind::wrapped:
            say(workers_[event.who], core::WrapUpDone{core::ConversationId{event.also}});
            return apply();
        case EventKind::rest_over:
            return come_back(event);
    }
}

void Simulation::apply() {
    while (true) {
        std::vector<core::Command> commands;
        commands.swap(commands_);
        cost_.commands += commands.size();
        ++cost_.batches;
        const bool first = cost_.batches == 1;
        const core::BatchHeader header{scenario_.run.origin_ms + now_ms_, 0, first ? first_log_epoch : 0};
        const core::Effects effects = pool_->apply(header, commands);
        if (facts_ && !effects.facts.empty()) facts_(effects.facts);
        if (commands_.capacity() == 0) {
            commands.clear();
            commands_.swap(commands);
        }
        note(effects);
        if (commands_.empty() && !effects.more) return;
    }
}

void Simulation::say(core::SessionId session, core::AttachId attach, std::uint32_t number, core::ClientBody body) {
    core::FromClient& command = std::get<core::FromClient>(commands_.emplace_back(core::FromClient{}));
    command.session = session;
    command.attach = attach;
    command.body_hash = number;
    command.number = number;
    command.answered = number - 1;
    command.body = std::move(body);
}

// Reads what became of the chats and agents that this batch changed.
void Simulation::note(const core::Effects& effects) {
    const core::State& state = pool_->state();
    if (agents_matter_)
        for (const core::AgentId id : effects.changed.agents)
            if (raw(id) <= workers_.size()) look_at_presence(raw(id) - 1);
    for (const core::ConversationId id : effects.changed.conversations) {
        const auto found = state.conversations.find(id);
        if (found == state.conversations.end()) continue;
        const std::uint64_t session = raw(found->second.session);
        const auto place = static_cast<std::uint32_t>(session & (limits::chats_at_once - 1));
        if (chats_[place].serial == session >> limits::chat_slot_bits && chats_[place].phase != Phase::free)
            look(place, found->second);
    }
    watch_.settle(now_ms_);
}

Random Simulation::chance(const Chat& chat, Use use, std::uint32_t worker) const {
    std::uint64_t key = replication_;
    for (const std::uint64_t part :
         {std::uint64_t{chat.queue}, std::uint64_t{chat.arrival.number}, std::uint64_t{chat.arrival.attempt},
          static_cast<std::uint64_t>(use), std::uint64_t{worker}, std::uint64_t{use == Use::offer ? chat.asked : 0}}) {
        key ^= part + 1;
        key = splitmix64(key);
    }
    return {scenario_.run.seed, (key << 8U) | static_cast<std::uint64_t>(Stream::chat)};
}

// Those who still wait, and what has stayed the same until the end, go into the measures.
void Simulation::finish_run() {
    const bool all_gone = opened_ == 0;
    now_ms_ =
        std::max(now_ms_, all_gone ? scenario_.run.horizon_ms : scenario_.run.horizon_ms + scenario_.run.drain_max_ms);
    for (Chat& chat : chats_)
        if (chat.phase == Phase::waiting) decide(chat, Fate::left);
    for (std::uint32_t i = 0; i < workers_.size(); ++i)
        note_level(i);
    for (std::uint32_t queue = 0; queue < lines_.size(); ++queue)
        measures_.waiting(queue, Span{lines_[queue].since_ms, now_ms_}, lines_[queue].waiting);
}

Run simulate(const Scenario& scenario, const Observer& observer) {
    Run run{Measures(scenario), {}};
    for (std::uint32_t i = 0; i < scenario.run.replications; ++i) {
        Simulation simulation(scenario, run.measures, observer, i);
        simulation.run();
        run.cost.events += simulation.cost().events;
        run.cost.batches += simulation.cost().batches;
        run.cost.commands += simulation.cost().commands;
    }
    return run;
}

}  // namespace yunke::sim
