#include "dispatcher/core/world.hpp"

#include <algorithm>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/views.hpp"

namespace yunke::core {
namespace {

Ms or_default(Ms value, Ms otherwise) {
    return value > 0 ? value : otherwise;
}

}  // namespace

World::World(State state) : state_(std::move(state)), index_(state_) {
    now_ms_ = state_.pool.now_ms;
    index_.build();
    load_timers();
    for (const auto& [id, session] : state_.sessions)
        if (session.watching && session.attach != no_attach) watchers_.insert(id);
}

void World::load_timers() {
    for (const auto& [id, conversation] : state_.conversations)
        load_conversation_timers(conversation);
    // Limits and hours are looked at once; what follows from them sets the next timer.
    const Ms soon_ms = std::max<Ms>(now_ms_, 1);
    for (const auto& [id, agent] : state_.agents)
        if (rules::has_limits(agent)) timers_.add_moving(soon_ms, TimerKind::limit, raw(id));
    for (const auto& [id, queue] : state_.queues)
        if (queue.config.routing.hours != WeekHours{}) timers_.add_moving(soon_ms, TimerKind::hours, raw(id));
    for (const auto& [id, agent] : state_.agents)
        rules::load_meter_timer(*this, agent);
    for (const auto& [id, agent] : state_.agents)
        if (agent.line_lost_ms > 0) timers_.add(agent.line_lost_ms + agent_grace_ms(), TimerKind::agent_grace, raw(id));
    for (const auto& [id, session] : state_.sessions)
        load_session_timers(session);
    for (const auto& [id, queue] : state_.queues)
        timers_.add(queue.positions_due_ms, TimerKind::positions, raw(id));
    timers_.add(state_.pool.board_due_ms, TimerKind::board, 0);
}

void World::load_session_timers(const Session& session) {
    timers_.add(session.expires_ms, TimerKind::session_expiry, raw(session.id));
    if (session.line_lost_ms > 0)
        timers_.add(session.line_lost_ms + agent_grace_ms(), TimerKind::keeper_grace, raw(session.id));
}

void World::load_conversation_timers(const Conversation& c) {
    for (const OfferState& offer : c.offers)
        timers_.add(offer.expires_ms, TimerKind::offer, raw(c.id));
    for (const Exclusion& exclusion : c.excluded)
        timers_.add(exclusion.until_ms, TimerKind::exclusion, raw(c.id));
    rules::schedule_waiting(*this, c);
    timers_.add_moving(c.idle_due_ms, TimerKind::idle, raw(c.id));
    if (c.shopper_gone_ms > 0) timers_.add(c.shopper_gone_ms + shopper_grace_ms(), TimerKind::shopper_gone, raw(c.id));
    timers_.add(c.wrap_up_until_ms, TimerKind::wrap_up, raw(c.id));
    timers_.add(c.forget_ms, TimerKind::forget, raw(c.id));
    timers_.add_moving(c.reply_due_ms, TimerKind::reply, raw(c.id));
}

Pool& World::pool() {
    effects_.changed.pool = true;
    return state_.pool;
}

Conversation& World::touch(ConversationId id) {
    effects_.changed.conversations.insert(id);
    return state_.conversations.at(id);
}

Agent& World::touch(AgentId id) {
    effects_.changed.agents.insert(id);
    return state_.agents.at(id);
}

Session& World::touch(SessionId id) {
    effects_.changed.sessions.insert(id);
    return state_.sessions.at(id);
}

Queue& World::touch(QueueId id) {
    effects_.changed.queues.insert(id);
    return state_.queues.at(id);
}

Shop& World::touch(ShopId id) {
    effects_.changed.shops.insert(id);
    return state_.shops.at(id);
}

// What find() gave is part of state_, which is ours to change.
Conversation& World::touch(const Conversation& found) {
    effects_.changed.conversations.insert(found.id);
    return const_cast<Conversation&>(found);
}

Session& World::touch(const Session& found) {
    effects_.changed.sessions.insert(found.id);
    return const_cast<Session&>(found);
}

Conversation& World::create(ConversationId id) {
    state_.conversations[id].id = id;
    return touch(id);
}

Agent& World::create(AgentId id) {
    state_.agents[id].config.id = id;
    return touch(id);
}

Session& World::create(SessionId id) {
    state_.sessions[id].id = id;
    return touch(id);
}

Queue& World::create(QueueId id) {
    state_.queues[id].config.id = id;
    return touch(id);
}

Shop& World::put(ShopConfig config) {
    effects_.changed.shops.insert(config.id);
    Shop& shop = state_.shops[config.id];
    shop.config = std::move(config);
    return shop;
}

void World::erase(ConversationId id) {
    effects_.changed.conversations.insert(id);
    index_.remove(state_.conversations.at(id));
    state_.conversations.erase(id);
}

void World::erase(SessionId id) {
    effects_.changed.sessions.insert(id);
    watchers_.erase(id);
    state_.sessions.erase(id);
}

void World::erase_gateway(const std::string& name) {
    if (state_.gateways.erase(name) == 0) return;
    effects_.changed.gateways.insert(name);
    effects_.outs.erase(name);
}

void World::tell(const Session& session, Payload payload) {
    if (session.attach != no_attach) tell(session.gateway, session.id, session.attach, std::move(payload));
}

void World::tell(const std::string& gateway, SessionId session, AttachId attach, Payload payload) {
    outs_of(gateway).emplace_back(session, attach, Role::unspecified, std::move(payload));
}

void World::tell_everybody(Role role, const Payload& payload) {
    std::vector<std::string> names;
    names.reserve(state_.gateways.size());
    for (const auto& [name, gateway] : state_.gateways)
        names.push_back(name);
    for (const std::string& name : names)
        outs_of(name).emplace_back(no_session, no_attach, role, payload);
}

void World::greet(const std::string& gateway) {
    outs_of(gateway);
}

std::vector<Out>& World::outs_of(const std::string& gateway) {
    const auto [slot, added] = effects_.outs.try_emplace(gateway);
    if (!added) return slot->second;
    slot->second.reserve(outs_expected_);
    Gateway& entity = state_.gateways[gateway];
    entity.name = gateway;
    ++entity.out;
    effects_.changed.gateways.insert(gateway);
    return slot->second;
}

void World::begin_effects(std::size_t commands) {
    effects_ = Effects{};
    effects_.entries.reserve(commands);
    effects_.changed.sessions.reserve(commands);
    effects_.changed.conversations.reserve(commands);
    // An answer to most, and somebody else who hears of it.
    outs_expected_ = 2 * commands;
}

void World::tell_fact(Fact fact) {
    ++pool().facts;
    effects_.facts.push_back(std::move(fact));
}

void World::tell_events() {
    for (Fact& event : events_)
        tell_fact(std::move(event));
    events_.clear();
}

void World::board_changed() {
    if (watchers_.empty() || state_.pool.board_due_ms != 0) return;
    pool().board_due_ms = now_ms_ + limits::board_every_ms;
    timers_.add(state_.pool.board_due_ms, TimerKind::board, 0);
}

void World::places_changed(QueueId id) {
    board_changed();
    const Queue* queue = find(id);
    if (queue == nullptr || queue->positions_due_ms != 0 || index_.queue(id).line.empty()) return;
    const Ms due_ms = now_ms_ + limits::positions_every_ms;
    touch(id).positions_due_ms = due_ms;
    timers_.add(due_ms, TimerKind::positions, raw(id));
}

void World::tell_views() {
    changed_selves_.settle();
    changed_views_.settle();
    for (const AgentId id : changed_selves_) {
        const Agent& agent = state_.agents.at(id);
        if (const Session* session = find(agent.session)) tell(*session, agent_self(*this, agent));
    }
    for (const ConversationId id : changed_views_)
        if (const Conversation* conversation = find(id)) tell_conversation(*this, *conversation);
    changed_selves_.clear();
    changed_views_.clear();
}

Ms World::agent_grace_ms() const {
    return or_default(state_.pool.config.agent_grace_ms, limits::agent_grace_ms);
}
Ms World::shopper_grace_ms() const {
    return or_default(state_.pool.config.shopper_grace_ms, limits::shopper_grace_ms);
}
Ms World::decline_cooldown_ms() const {
    return or_default(state_.pool.config.decline_cooldown_ms, limits::decline_cooldown_ms);
}
Ms World::agent_session_ms() const {
    return or_default(state_.pool.config.agent_session_ms, limits::agent_session_ms);
}

ConversationEdit::ConversationEdit(World& world, ConversationId id)
    : world_(world), conversation_(world.touch(id)), queue_before_(conversation_.queue) {
    note_people();
    world_.index().remove(conversation_);
}

ConversationEdit::~ConversationEdit() {
    note_people();
    world_.index().add(conversation_);
    for (const AgentId id : people_) {
        if (world_.find(id) == nullptr) continue;
        world_.index().refresh(*world_.find(id));
        world_.self_changed(id);
        world_.meter_changed(id);
    }
    world_.view_changed(conversation_.id);
    world_.places_changed(conversation_.queue);
    if (queue_before_ != conversation_.queue && queue_before_ != QueueId{0}) world_.places_changed(queue_before_);
}

void ConversationEdit::note_people() {
    for (const OfferState& offer : conversation_.offers)
        people_.insert(offer.agent);
    if (conversation_.owner != no_agent) people_.insert(conversation_.owner);
    if (conversation_.helper != no_agent) people_.insert(conversation_.helper);
}

AgentEdit::~AgentEdit() {
    world_.index().refresh(agent_);
    world_.self_changed(agent_.config.id);
    world_.meter_changed(agent_.config.id);
    world_.board_changed();
}

}  // namespace yunke::core
