#include "agent-gateway/swarm/people/agent.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "agent-gateway/swarm/client/frames.hpp"
#include "agent-gateway/swarm/people/standing.hpp"
#include "agent-gateway/swarm/people/words.hpp"

namespace yunke::swarm {

SimulatedAgent::SimulatedAgent(net::io_context& io, ClientOptions options, AgentSurroundings surroundings,
                               std::uint64_t seed)
    : surroundings_(std::move(surroundings)),
      habits_(surroundings_.habits),
      chance_(seed),
      plans_(surroundings_.agenda),
      client_(io, std::move(options), this) {}

// ---- the line ------------------------------------------------------------------------------------------------------

void SimulatedAgent::on_attached(const v1::Attached& attached, bool same_session) {
    if (!same_session) {
        // Another session knows nothing of what was intended in the one before.
        plans_.forget_all();
        chats_.clear();
        steps_.clear();
        presence_command_ = 0;
        break_planned_ = on_break_ = break_ending_ = arrivals_planned_ = false;
    }
    std::erase_if(chats_, [&](const auto& chat) { return view_of(chat.first) == nullptr; });
    if (!break_planned_) plan_break();
    tend();
    for (const v1::Offer& offer : attached.offers())
        think_of_offer(offer.conversation());
    for (const v1::ConversationView& view : attached.conversations())
        consider(view.id());
}

void SimulatedAgent::on_down(std::uint16_t code) {
    if (code != 1000) ++surroundings_.counts.downs;
}

// ---- presence ------------------------------------------------------------------------------------------------------

void SimulatedAgent::on_self(const v1::AgentSelf&) {
    tend();
}

// Keeps the presence as it should be: at work, with no more chats than wanted, or having a break.
void SimulatedAgent::tend() {
    const ClientView& view = client_.machine().view();
    const v1::AgentSelf& self = view.self;
    if (presence_command_ != 0 || !client_.online()) return;
    if (on_break_) {
        const bool began = self.presence() == v1::RESTING || self.presence() == v1::TRAINING;
        if (began && !std::exchange(break_ending_, true))
            plans_.after(seconds(habits_.break_for), [this] {
                on_break_ = break_ending_ = false;
                plan_break();
                tend();
            });
        return;
    }
    const std::uint32_t wanted = std::clamp(surroundings_.chats_wanted(), 1U, std::max(1U, self.capacity()));
    const bool busy = self.load() >= wanted;
    if (self.presence() == v1::AVAILABLE && busy && wanted < self.capacity() && view.offers.empty())
        ask_presence(v1::FINISHING);
    else if (self.presence() != v1::AVAILABLE && !busy)
        ask_presence(v1::AVAILABLE);
    else if (self.arrivals_held() && !std::exchange(arrivals_planned_, true))
        plans_.after(10, [this] {
            arrivals_planned_ = false;
            client_.command(frames::resume_arrivals());
        });
}

void SimulatedAgent::ask_presence(v1::Presence presence) {
    presence_command_ = client_.command(frames::set_presence(presence));
}

void SimulatedAgent::plan_break() {
    break_planned_ = true;
    plans_.after(seconds(habits_.between_breaks), [this] {
        on_break_ = true;
        // Finishing becomes resting by itself when the last chat is done. Every other break is a training, which keeps
        // open chats.
        client_.command(
            frames::set_presence(std::exchange(trains_next_, !trains_next_) ? v1::TRAINING : v1::FINISHING));
    });
}

// ---- offers --------------------------------------------------------------------------------------------------------

void SimulatedAgent::on_offer(const v1::Offer& offer) {
    think_of_offer(offer.conversation());
}

void SimulatedAgent::think_of_offer(std::uint64_t conversation) {
    plans_.after(seconds(habits_.think_of_offer), [this, conversation] { decide_offer(conversation); });
}

void SimulatedAgent::decide_offer(std::uint64_t conversation) {
    if (!client_.machine().view().offers.contains(conversation) || !client_.online()) return;
    if (chance_.happens(habits_.declines)) {
        client_.command(frames::decline(conversation, v1::NOT_NOW));
    } else if (chance_.happens(habits_.prolongs)) {
        client_.command(frames::prolong(conversation));
        think_of_offer(conversation);
    } else {
        client_.command(frames::accept(conversation));
    }
}

// ---- chats ---------------------------------------------------------------------------------------------------------

const v1::ConversationView* SimulatedAgent::view_of(std::uint64_t conversation) const {
    const auto& all = client_.machine().view().conversations;
    const auto found = all.find(conversation);
    return found == all.end() ? nullptr : &found->second;
}

void SimulatedAgent::on_entry(std::uint64_t conversation, const v1::Entry& entry, bool) {
    if (entry.author() == v1::SHOPPER && entry.kind() == v1::MESSAGE) plan_read(conversation);
    consider(conversation);
}

void SimulatedAgent::on_view(const v1::ConversationView& view) {
    consider(view.id());
}

void SimulatedAgent::on_gone(std::uint64_t conversation) {
    chats_.erase(conversation);
    tend();
}

void SimulatedAgent::on_outcome(const Outcome& outcome) {
    const v1::ErrorCode error = outcome.answer == nullptr ? v1::OK : outcome.answer->error();
    if (error != v1::OK) surroundings_.counts.refused(error);
    if (outcome.frame->has_accept() && error == v1::OK) ++surroundings_.counts.accepted;
    if (outcome.frame->has_send() && error == v1::OK && outcome.answer != nullptr) ++surroundings_.counts.sent;
    if (outcome.id == presence_command_) {
        presence_command_ = 0;
        tend();
    }
    const auto step = steps_.find(outcome.id);
    if (step == steps_.end()) return;
    const std::uint64_t conversation = step->second;
    steps_.erase(step);
    const auto chat = chats_.find(conversation);
    if (chat == chats_.end()) return;
    chat->second.planned = false;
    consider(conversation);
}

// A step whose outcome the chat waits for before the next is planned.
void SimulatedAgent::do_once(std::uint64_t conversation, v1::ClientFrame frame) {
    const CommandId id = client_.command(std::move(frame));
    if (id == 0)
        chats_[conversation].planned = false;
    else
        steps_[id] = conversation;
}

void SimulatedAgent::consider(std::uint64_t conversation) {
    const v1::ConversationView* view = view_of(conversation);
    const Transcript* transcript = client_.machine().transcript(conversation);
    if (view == nullptr || transcript == nullptr || transcript->has_gap()) return;
    Chat& chat = chats_[conversation];
    if (chat.planned || chat.holding) return;
    if (view->state() == v1::WRAP_UP) return plan_wrap_up(conversation);
    if (view->state() != v1::ACTIVE || transcript->whole() < view->entries()) return;
    const Standing now = standing(*transcript, surroundings_.dialogues);
    if (now.opening.empty()) return;
    if (view->on_hold()) {
        chat.planned = true;
        return do_once(conversation, frames::hold(conversation, false));
    }
    if (view->message_left()) {
        if (now.agent_since == 0) return plan_reply(conversation, words::message_reply(view->language()));
        return plan_resolve(conversation, seconds(habits_.resolve_after));
    }
    if (give_in_to_temptation(conversation)) return;
    if (now.dialogue == nullptr) {
        if (now.agent_since == 0) plan_reply(conversation, words::reply(view->language(), now.shopper_lines - 1));
        return;
    }
    const auto replies = now.dialogue->replies_after(now.shopper_lines);
    if (now.agent_since < replies.size()) return plan_reply(conversation, replies[now.agent_since].text);
    if (now.shopper_lines >= now.dialogue->shopper_turns())
        plan_resolve(conversation, seconds(habits_.resolve_after));
    else if (!view->peer_online())
        plan_resolve(conversation, habits_.shopper_offline_max);
}

void SimulatedAgent::plan_reply(std::uint64_t conversation, std::string text) {
    chats_[conversation].planned = true;
    const double thinking = seconds(habits_.read_after);
    plans_.after(thinking, [this, conversation] { client_.notify(frames::typing(conversation)); });
    const double done = thinking + typing_seconds(text);
    plans_.after(done, [this, conversation, text = std::move(text)] { say(conversation, text); });
}

void SimulatedAgent::say(std::uint64_t conversation, const std::string& text) {
    const v1::ConversationView* view = view_of(conversation);
    if (view == nullptr || view->state() != v1::ACTIVE) {
        chats_[conversation].planned = false;
        if (view == nullptr) chats_.erase(conversation);
        return consider(conversation);
    }
    do_once(conversation, frames::send(conversation, text));
}

// After a while, if nothing was said or begun meanwhile.
void SimulatedAgent::plan_resolve(std::uint64_t conversation, double after) {
    if (std::exchange(chats_[conversation].resolve_planned, true)) return;
    const std::uint32_t entries = client_.machine().transcript(conversation)->last();
    plans_.after(after, [this, conversation, entries] {
        const auto chat = chats_.find(conversation);
        if (chat == chats_.end()) return;
        chat->second.resolve_planned = false;
        const v1::ConversationView* view = view_of(conversation);
        const Transcript* transcript = client_.machine().transcript(conversation);
        if (view == nullptr || transcript == nullptr || chat->second.planned) return;
        if (view->state() != v1::ACTIVE || transcript->last() != entries) return consider(conversation);
        chat->second.planned = true;
        do_once(conversation, frames::resolve(conversation));
    });
}

void SimulatedAgent::plan_wrap_up(std::uint64_t conversation) {
    chats_[conversation].planned = true;
    plans_.after(seconds(habits_.wrap_up), [this, conversation] {
        const v1::ConversationView* view = view_of(conversation);
        if (view == nullptr || view->state() != v1::WRAP_UP) {
            chats_.erase(conversation);
            return consider(conversation);
        }
        do_once(conversation, frames::wrap_up_done(conversation));
    });
}

void SimulatedAgent::plan_read(std::uint64_t conversation) {
    if (std::exchange(chats_[conversation].read_planned, true)) return;
    plans_.after(seconds(habits_.read_after), [this, conversation] {
        const auto chat = chats_.find(conversation);
        const Transcript* transcript = client_.machine().transcript(conversation);
        if (chat == chats_.end() || transcript == nullptr) return;
        chat->second.read_planned = false;
        if (transcript->whole() <= chat->second.read || !client_.online()) return;
        chat->second.read = transcript->whole();
        client_.command(frames::read(conversation, chat->second.read));
    });
}

// Once per chat, after its first exchange: now and then it is put on hold, rarely it goes to another queue.
bool SimulatedAgent::give_in_to_temptation(std::uint64_t conversation) {
    Chat& chat = chats_[conversation];
    if (chat.tempted || client_.machine().transcript(conversation)->whole() < 5) return false;
    chat.tempted = true;
    if (chance_.happens(habits_.transfers) && transfer_elsewhere(conversation)) return true;
    if (!chance_.happens(habits_.holds)) return false;
    client_.command(frames::hold(conversation, true));
    chat.holding = true;
    plans_.after(seconds(habits_.hold_for), [this, conversation] {
        const auto held = chats_.find(conversation);
        if (held == chats_.end()) return;
        held->second.holding = false;
        consider(conversation);
    });
    return true;
}

bool SimulatedAgent::transfer_elsewhere(std::uint64_t conversation) {
    const v1::ConversationView& view = *view_of(conversation);
    for (const auto& [n, entry] : client_.machine().transcript(conversation)->entries())
        if (entry.kind() == v1::TRANSFERRED) return false;
    std::vector<std::uint32_t> others;
    for (const v1::QueueName& queue : client_.machine().view().queues)
        if (queue.shop() == view.shop() && queue.queue() != view.queue() && queue.open())
            others.push_back(queue.queue());
    if (others.empty()) return false;
    chats_[conversation].planned = true;
    do_once(conversation, frames::transfer(conversation, others[chance_.below(others.size())],
                                           words::transfer_note(view.language())));
    return true;
}

}  // namespace yunke::swarm
