#include "dispatcher/sim/rival_pool.hpp"

#include <algorithm>

#include "dispatcher/core/index.hpp"
#include "dispatcher/core/needs.hpp"

namespace yunke::sim {
namespace {

core::AgentId id_of(std::uint32_t agent) {
    return core::AgentId{agent + 1};
}

}  // namespace

// ---- time ----------------------------------------------------------------------------------------------------------

core::Effects RivalPool::apply(const core::BatchHeader& header, std::span<const core::Command> commands) {
    for (const core::ConversationId id : closed_)
        state_.conversations.erase(id);
    closed_.clear();
    while (const auto next = next_due_ms()) {
        if (*next > header.now_ms) break;
        state_.pool.now_ms = *next;
        if (!due_.empty() && due_.top().at_ms == *next) {
            const Due due = due_.top();
            due_.pop();
            fire(due);
        } else {
            rival_->tick(*this);
            tick_ms_ = 0;
            plan_tick();
        }
    }
    state_.pool.now_ms = header.now_ms;
    for (const core::Command& command : commands)
        std::visit([this](const auto& one) { take(one); }, command);
    core::Effects effects;
    effects.changed = std::exchange(changed_, {});
    effects.changed.settle();
    return effects;
}

std::optional<Ms> RivalPool::next_due_ms() const {
    std::optional<Ms> next;
    if (!due_.empty()) next = due_.top().at_ms;
    if (tick_ms_ > 0 && (!next || tick_ms_ < *next)) next = tick_ms_;
    return next;
}

// A tick while nobody waits would find nothing to do.
void RivalPool::plan_tick() {
    const Ms period_ms = rival_->period_ms();
    if (period_ms > 0 && tick_ms_ == 0 && waiting_ > 0) tick_ms_ = (now_ms() / period_ms + 1) * period_ms;
}

void RivalPool::fire(const Due& due) {
    const auto found = state_.conversations.find(due.chat);
    if (found == state_.conversations.end()) return;
    core::Conversation& chat = found->second;
    if (due.since_ms == 0) {
        if (chat.state == core::ConversationState::wrap_up) done(touch(chat.id));
        return;
    }
    if (chat.offers.empty() || chat.offers.front().since_ms != due.since_ms) return;
    touch_agent(raw(chat.offers.front().agent) - 1).arrivals_held = true;  // taken for absent
    take_back(touch(chat.id));
}

// ---- chats ---------------------------------------------------------------------------------------------------------

void RivalPool::take(const core::FromClient& said) {
    const auto agent = agent_of_.find(said.session);
    if (agent == agent_of_.end()) {
        if (const auto* body = std::get_if<core::Open>(&said.body)) open(said.session, *body);
        if (std::holds_alternative<core::Close>(said.body)) close(said.session);
        return;
    }
    if (const auto* body = std::get_if<core::SetPresence>(&said.body)) set_presence(agent->second, body->presence);
    if (std::holds_alternative<core::ResumeArrivals>(said.body)) be_back(agent->second);
    if (const auto* body = std::get_if<core::Accept>(&said.body)) accept(touch(body->conversation), agent->second);
    if (const auto* body = std::get_if<core::Resolve>(&said.body)) resolve(touch(body->conversation));
    if (const auto* body = std::get_if<core::WrapUpDone>(&said.body)) done(touch(body->conversation));
}

void RivalPool::open(core::SessionId session, const core::Open& command) {
    const std::uint32_t queue = by_topic_.at({shop_of_.at(session), command.topic});
    know_members(queue, command.language);
    const core::ConversationId id{state_.pool.next_conversation++};
    core::Conversation& chat = state_.conversations[id];
    chat.id = id;
    chat.session = session;
    chat.queue = core::QueueId{queue + 1};
    chat.state = core::ConversationState::waiting;
    chat.arrival_ms = now_ms();
    chat_of_[session] = id;
    wait(touch(id));
}

// It stands in its old place.
void RivalPool::wait(core::Conversation& chat) {
    const std::uint32_t queue = raw(chat.queue) - 1;
    lines_[queue].waiting.insert(chat.id);
    ++waiting_;
    plan_tick();
    rival_->arrived(*this, queue);
}

void RivalPool::assign(core::ConversationId id, std::uint32_t agent) {
    core::Conversation& chat = touch(id);
    lines_[raw(chat.queue) - 1].waiting.erase(id);
    --waiting_;
    Seat& seat = seats_[agent];
    ++seat.load;
    seat.offered.insert(id);
    seat.assigned_ms = now_ms();
    const Ms reservation_ms = rival_->reservation_ms();
    const Ms until_ms = reservation_ms > 0 ? now_ms() + reservation_ms : 0;
    chat.offers = {core::OfferState{id_of(agent), now_ms(), until_ms, 0, {}}};
    if (agents_[agent]->config.auto_accept) return accept(chat, agent);
    if (until_ms > 0) due_.push({until_ms, id, now_ms()});
}

void RivalPool::accept(core::Conversation& chat, std::uint32_t agent) {
    if (chat.offers.empty() || chat.offers.front().agent != id_of(agent)) return;
    chat.offers.clear();
    seats_[agent].offered.erase(chat.id);
    seats_[agent].idle_since_ms = now_ms();
    chat.state = core::ConversationState::active;
    chat.owner = id_of(agent);
    chat.accepted_ms = now_ms();
}

// The shopper goes before anybody has attended to her.
void RivalPool::close(core::SessionId session) {
    core::Conversation& chat = touch(chat_of_.at(session));
    if (chat.state != core::ConversationState::waiting) return;
    const bool had_nobody = chat.offers.empty();
    const core::AgentId agent = had_nobody ? core::no_agent : chat.offers.front().agent;
    chat.offers.clear();
    if (had_nobody) {
        lines_[raw(chat.queue) - 1].waiting.erase(chat.id);
        --waiting_;
    }
    forget(chat, core::EndReason::abandoned);
    if (!had_nobody) leave_desk(raw(agent) - 1, chat.id);
}

// Notes take up room as the chat did.
void RivalPool::resolve(core::Conversation& chat) {
    const std::uint32_t agent = raw(chat.owner) - 1;
    const core::AgentConfig& config = agents_[agent]->config;
    chat.end_reason = core::EndReason::resolved;
    if (config.wrap_up == core::WrapUpMode::none) {
        done(chat);
    } else {
        chat.state = core::ConversationState::wrap_up;
        if (config.wrap_up == core::WrapUpMode::fixed) due_.push({now_ms() + config.wrap_up_ms, chat.id, 0});
    }
    rival_->ended(*this, raw(chat.queue) - 1);
}

void RivalPool::done(core::Conversation& chat) {
    const std::uint32_t agent = raw(chat.owner) - 1;
    forget(chat, chat.end_reason);
    leave_desk(agent, chat.id);
}

// It stays to be looked at until the next batch.
void RivalPool::forget(core::Conversation& chat, core::EndReason reason) {
    chat.state = core::ConversationState::closed;
    chat.end_reason = reason;
    chat_of_.erase(chat.session);
    shop_of_.erase(chat.session);
    closed_.push_back(chat.id);
}

void RivalPool::leave_desk(std::uint32_t agent, core::ConversationId chat) {
    Seat& seat = seats_[agent];
    --seat.load;
    seat.offered.erase(chat);
    seat.idle_since_ms = now_ms();
    rival_->freed(*this, agent);
}

// ---- who is there --------------------------------------------------------------------------------------------------

void RivalPool::take(const core::ConfigChange& change) {
    if (const auto* queue = std::get_if<core::QueueConfig>(&change.change)) {
        state_.queues[queue->id].config = *queue;
        lines_.resize(std::max<std::size_t>(lines_.size(), raw(queue->id)));
        by_topic_[{raw(queue->shop), queue->topic}] = raw(queue->id) - 1;
    }
    if (const auto* agent = std::get_if<core::AgentConfig>(&change.change)) {
        state_.agents[agent->id].config = *agent;
        seats_.resize(std::max<std::size_t>(seats_.size(), raw(agent->id)));
        agents_.resize(seats_.size());
        agents_[raw(agent->id) - 1] = &state_.agents[agent->id];  // an unordered map's nodes stay where they are
    }
}

void RivalPool::take(const core::Attach& attach) {
    if (attach.role == core::Role::agent)
        agent_of_[attach.session] = attach.subject - 1;
    else
        shop_of_[attach.session] = attach.subject;
}

// Skills, language, certification and groups as the product would be set up; of contents it knows nothing.
void RivalPool::know_members(std::uint32_t queue, const std::string& language) {
    Line& line = lines_[queue];
    if (line.known) return;
    line.known = true;
    core::Needs needs =
        core::needs_of(state_.queues.at(core::QueueId{queue + 1}).config, core::primary_language(language), 0);
    needs.content = 0;
    for (std::uint32_t agent = 0; agent < agents_.size(); ++agent) {
        if (!core::meets(agents_[agent]->config, needs)) continue;
        line.members.push_back(agent);
        seats_[agent].queues.push_back(queue);
    }
}

bool RivalPool::has_room(std::uint32_t agent) const {
    const core::Agent& one = *agents_[agent];
    return core::is_ready(one.presence) && !one.arrivals_held && seats_[agent].load < one.config.capacity;
}

Ms RivalPool::priority_of(std::uint32_t queue) const {
    return state_.queues.at(core::QueueId{queue + 1}).config.routing.priority_credit_ms;
}

core::Agent& RivalPool::touch_agent(std::uint32_t agent) {
    changed_.agents.insert(id_of(agent));
    return state_.agents.at(id_of(agent));
}

core::Conversation& RivalPool::touch(core::ConversationId id) {
    changed_.conversations.insert(id);
    return state_.conversations.at(id);
}

// Whoever goes home leaves behind what she has not begun.
void RivalPool::set_presence(std::uint32_t agent, core::Presence presence) {
    core::Agent& one = touch_agent(agent);
    if (one.presence == presence) return;
    one.presence = presence;
    if (core::is_ready(presence)) {
        seats_[agent].idle_since_ms = now_ms();
        return rival_->freed(*this, agent);
    }
    const std::set<core::ConversationId> left = seats_[agent].offered;
    for (const core::ConversationId id : left)
        take_back(touch(id));
}

void RivalPool::take_back(core::Conversation& chat) {
    const std::uint32_t agent = raw(chat.offers.front().agent) - 1;
    chat.offers.clear();
    leave_desk(agent, chat.id);
    wait(chat);
}

void RivalPool::be_back(std::uint32_t agent) {
    core::Agent& one = touch_agent(agent);
    one.arrivals_held = false;
    seats_[agent].idle_since_ms = now_ms();
    rival_->freed(*this, agent);
}

std::vector<std::string> RivalPool::broken_invariants() const {
    std::vector<std::string> found;
    std::vector<std::uint32_t> loads(seats_.size());
    std::size_t waiting = 0;
    for (const auto& [id, chat] : state_.conversations) {
        const bool waits = chat.state == core::ConversationState::waiting;
        if (waits && chat.offers.empty()) {
            ++waiting;
            if (!lines_[raw(chat.queue) - 1].waiting.contains(id)) found.emplace_back("a chat waits in no line");
        } else if (chat.state != core::ConversationState::closed) {
            ++loads[raw(waits ? chat.offers.front().agent : chat.owner) - 1];
        }
    }
    if (waiting != waiting_) found.emplace_back("the lines hold chats that do not wait");
    for (std::uint32_t agent = 0; agent < seats_.size(); ++agent)
        if (loads[agent] != seats_[agent].load || loads[agent] > agents_[agent]->config.capacity)
            found.push_back("agent " + std::to_string(agent + 1) + " holds another number of chats");
    return found;
}

}  // namespace yunke::sim
