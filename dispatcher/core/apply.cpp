// The one function that changes a pool: fires what is due, folds commands in, matches, and tells everybody concerned.
#include <algorithm>
#include <array>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core {
namespace {

void fire(World& world, const Timer& timer) {
    const ConversationId conversation{timer.id};
    switch (timer.kind) {
        case TimerKind::agent_grace:
            return rules::grace_over(world, AgentId{static_cast<std::uint32_t>(timer.id)});
        case TimerKind::offer:
            return rules::offer_due(world, conversation);
        case TimerKind::exclusion:
            return rules::exclusion_over(world, conversation);
        case TimerKind::waiting:
            return rules::waiting_due(world, conversation);
        case TimerKind::idle:
            return rules::idle_due(world, conversation);
        case TimerKind::shopper_gone:
            return rules::shopper_gone(world, conversation);
        case TimerKind::wrap_up: {
            const Conversation* c = world.find(conversation);
            if (c != nullptr && c->wrap_up_until_ms > 0 && c->wrap_up_until_ms <= world.now_ms())
                rules::end_wrap_up(world, conversation);
            return;
        }
        case TimerKind::forget:
            return rules::forget(world, conversation);
        case TimerKind::session_expiry:
            return rules::session_expired(world, SessionId{timer.id});
        case TimerKind::limit:
            return rules::review_limits(world, AgentId{static_cast<std::uint32_t>(timer.id)});
        case TimerKind::hours:
            return rules::hours_due(world, QueueId{static_cast<std::uint32_t>(timer.id)});
        case TimerKind::reply:
            return rules::reply_due(world, conversation);
        case TimerKind::keeper_grace:
            return rules::keeper_grace_over(world, SessionId{timer.id});
        case TimerKind::positions:
            return rules::positions_due(world, QueueId{static_cast<std::uint32_t>(timer.id)});
        case TimerKind::board:
            return rules::board_due(world);
        case TimerKind::meter:
            return world.meter_changed(AgentId{static_cast<std::uint32_t>(timer.id)});
    }
}

ConversationId conversation_of(const ClientBody& body) {
    return std::visit(
        []<class Body>(const Body& b) {
            if constexpr (requires { b.conversation; })
                return b.conversation;
            else
                return no_conversation;
        },
        body);
}

constexpr std::size_t cache_line = 64;

// The first lines of an entity.
template <std::size_t lines, class Entity>
void fetch(const Entity& entity) {
    const char* const begin = reinterpret_cast<const char*>(&entity);
    for (std::size_t line = 0; line < lines; ++line)
        __builtin_prefetch(begin + line * cache_line);
}

// Brings what these commands are going to touch from memory. Most of a command's time would be waiting for its session,
// its conversation and the other side's session, one after the other; asked for together, the fetches of many commands
// overlap. What is found through something else comes a round later, when that is here. Changes nothing.
void fetch_ahead(const State& state, std::span<const Command> commands) {
    for (const Command& command : commands) {
        const auto* client = std::get_if<FromClient>(&command);
        if (client == nullptr) continue;
        state.sessions.fetch(client->session);
        state.conversations.fetch(conversation_of(client->body));
    }
    std::array<const Session*, limits::fetched_ahead> sessions{};
    std::array<const Conversation*, limits::fetched_ahead> conversations{};
    std::size_t writers = 0, found = 0;
    for (const Command& command : commands) {
        const auto* client = std::get_if<FromClient>(&command);
        if (client == nullptr) continue;
        if (const Session* session = state.sessions.get(client->session)) {
            fetch<2>(*session);
            sessions.at(writers++) = session;
        }
        if (const Conversation* c = state.conversations.get(conversation_of(client->body))) {
            fetch<3>(*c);
            conversations.at(found++) = c;
        }
    }
    for (const Session* session : std::span(sessions).first(writers))
        __builtin_prefetch(session->kept.data());
    for (const Conversation* c : std::span(conversations).first(found)) {
        state.sessions.fetch(c->session);
        state.agents.fetch(c->owner);
    }
    std::array<const Agent*, limits::fetched_ahead> owners{};
    std::size_t owned = 0;
    for (const Conversation* c : std::span(conversations).first(found)) {
        if (const Session* shopper = state.sessions.get(c->session)) fetch<2>(*shopper);
        if (const Agent* owner = state.agents.get(c->owner)) {
            __builtin_prefetch(&owner->session);
            owners.at(owned++) = owner;
        }
    }
    for (const Agent* owner : std::span(owners).first(owned))
        state.sessions.fetch(owner->session);
}

void apply_one(World& world, const Command& command) {
    struct Visitor {
        World& world;
        void operator()(const FromClient& c) { rules::from_client(world, c); }
        void operator()(const Attach& c) { rules::attach(world, c); }
        void operator()(const Detach& c) { rules::detach(world, c); }
        void operator()(const EndSessions& c) { rules::end_sessions(world, c); }
        void operator()(const GatewayLost& c) { rules::gateway_lost(world, c); }
        void operator()(const ConfigChange& c) { rules::config_change(world, c); }
        void operator()(const MemoryPressure& c) { world.pool().memory_pressure = c.on; }
        void operator()(const ShopBalance& c) { rules::shop_balance(world, c); }
    };
    std::visit(Visitor{world}, command);
}

template <class Id, class Entity>
std::vector<Id> ids_where(const IdMap<Id, Entity>& map, auto&& wanted) {
    std::vector<Id> ids;
    for (const auto& [id, entity] : map)
        if (wanted(entity)) ids.push_back(id);
    std::ranges::sort(ids);
    return ids;
}

// Nobody is late for what happened while nobody led: the deadlines of people move by as much.
void shift_deadlines(World& world, Ms gap_ms) {
    const auto shift = [gap_ms](Ms& deadline_ms) {
        if (deadline_ms > 0) deadline_ms += gap_ms;
    };
    const auto waits = [](const Conversation& c) {
        return !c.offers.empty() || c.idle_due_ms > 0 || c.shopper_gone_ms > 0 || c.wrap_up_until_ms > 0 ||
               c.reply_due_ms > 0;
    };
    for (const ConversationId id : ids_where(world.state().conversations, waits)) {
        Conversation& c = world.touch(id);
        for (OfferState& offer : c.offers) {
            shift(offer.expires_ms);
            world.timers().add(offer.expires_ms, TimerKind::offer, raw(id));
        }
        shift(c.idle_due_ms);
        shift(c.shopper_gone_ms);
        shift(c.wrap_up_until_ms);
        shift(c.reply_due_ms);
        world.timers().add_moving(c.idle_due_ms, TimerKind::idle, raw(id));
        world.timers().add(c.wrap_up_until_ms, TimerKind::wrap_up, raw(id));
        world.timers().add_moving(c.reply_due_ms, TimerKind::reply, raw(id));
        if (c.shopper_gone_ms > 0)
            world.timers().add(c.shopper_gone_ms + world.shopper_grace_ms(), TimerKind::shopper_gone, raw(id));
        world.view_changed(id);
    }
    for (const AgentId id : ids_where(world.state().agents, [](const Agent& a) { return a.line_lost_ms > 0; })) {
        Agent& agent = world.touch(id);
        shift(agent.line_lost_ms);
        world.timers().add(agent.line_lost_ms + world.agent_grace_ms(), TimerKind::agent_grace, raw(id));
    }
    for (const SessionId id : ids_where(world.state().sessions, [](const Session& s) { return s.line_lost_ms > 0; })) {
        Session& session = world.touch(id);
        shift(session.line_lost_ms);
        world.timers().add(session.line_lost_ms + world.agent_grace_ms(), TimerKind::keeper_grace, raw(id));
    }
}

void begin_log_epoch(World& world, std::uint64_t epoch) {
    Pool& pool = world.pool();
    const EpochFact fact{pool.log_epoch, pool.facts};
    pool.log_epoch = epoch;
    world.tell_fact(fact);
    // Every gateway hears of it, even one with nothing else to write: its sockets must resume.
    std::vector<std::string> names;
    for (const auto& [name, gateway] : world.state().gateways)
        names.push_back(name);
    for (const std::string& name : names)
        world.greet(name);
}

// A timer fires at its own time, so that what follows from it is as if it had been noticed at once. All timers of one
// millisecond fire before matching: whether a pair is possible then depends on the time alone, not on which timer of it
// happened to be looked at first.
void fire_due(World& world, Ms now_ms) {
    for (auto next = world.timers().next_due_ms(); next && *next <= now_ms; next = world.timers().next_due_ms()) {
        world.set_now(std::max(world.now_ms(), *next));
        while (const auto timer = world.timers().take_due(world.now_ms()))
            fire(world, *timer);
        world.effects().more |= match(world);
        rules::read_meters(world);
    }
}

// Starts a batch: time, gap, epoch.
void begin(World& world, const BatchHeader& header, std::size_t commands, Ms& now_ms) {
    world.begin_effects(commands);
    now_ms = std::max(header.now_ms, world.state().pool.now_ms);
    world.set_now(world.state().pool.now_ms);
    if (header.gap_ms > 0) shift_deadlines(world, header.gap_ms);
    if (header.new_log_epoch > world.state().pool.log_epoch) begin_log_epoch(world, header.new_log_epoch);
}

Effects finish(World& world, Ms now_ms, bool had_commands) {
    world.effects().more |= match(world);
    rules::read_meters(world);
    world.tell_views();
    if (had_commands || !world.effects().empty()) world.pool().now_ms = now_ms;
    world.effects().changed.settle();
    return std::move(world.effects());
}

}  // namespace

Core::Core(State state) : world_(std::make_unique<World>(std::move(state))) {}
Core::~Core() = default;
Core::Core(Core&&) noexcept = default;
Core& Core::operator=(Core&&) noexcept = default;

Effects Core::apply(const BatchHeader& header, std::span<const Command> commands) {
    Ms now_ms = 0;
    begin(*world_, header, commands.size(), now_ms);
    fire_due(*world_, now_ms);
    world_->set_now(now_ms);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (i % limits::fetched_ahead == 0 && commands.size() - i > 1)
            fetch_ahead(world_->state(), commands.subspan(i, std::min(limits::fetched_ahead, commands.size() - i)));
        apply_one(*world_, commands[i]);
        world_->effects().more |= match(*world_);
    }
    return finish(*world_, now_ms, !commands.empty());
}

Effects Core::skip(const BatchHeader& header, const Command& command) {
    Ms now_ms = 0;
    begin(*world_, header, 1, now_ms);
    world_->set_now(now_ms);
    if (const auto* from_client = std::get_if<FromClient>(&command)) rules::skip_client(*world_, *from_client);
    return finish(*world_, now_ms, true);
}

const State& Core::state() const {
    return world_->state();
}

std::optional<Ms> Core::next_due_ms() const {
    return world_->timers().next_due_ms();
}

}  // namespace yunke::core
