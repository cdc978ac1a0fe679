// The shoppers' side of a run: they come, wait, lose patience, come again.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "dispatcher/sim/simulation.hpp"

namespace yunke::sim {
namespace {

const std::string gateway = "sim";

Ms rounded(double ms) {
    return std::llround(std::min(ms, static_cast<double>(limits::time_ms)));
}

}  // namespace

core::SessionId Simulation::session_of(std::uint32_t place) const {
    return core::SessionId{(chats_[place].serial << limits::chat_slot_bits) | place};
}

std::uint32_t Simulation::free_place() {
    if (!free_places_.empty()) {
        const std::uint32_t place = free_places_.back();
        free_places_.pop_back();
        return place;
    }
    if (chats_.size() == limits::chats_at_once) throw std::runtime_error("more chats at once than a run can hold");
    chats_.emplace_back();
    return static_cast<std::uint32_t>(chats_.size() - 1);
}

// Patience and need are drawn with the arrival, before any policy has decided anything.
void Simulation::plan_arrival(std::uint32_t queue) {
    Line& line = lines_[queue];
    const auto next = line.arrivals.next(busyness_);
    if (!next) return;
    const QueuePlan& plan = scenario_.queues[queue];
    const std::uint32_t period = period_of(scenario_.run, next->at_ms);
    line.upcoming.at_ms = next->at_ms;
    line.upcoming.patience_ms = next->patience_ms >= 0 ? static_cast<double>(next->patience_ms)
                                                       : by_period(plan.patience, period).draw(line.patience);
    line.upcoming.service_ms = next->service_ms >= 0 ? static_cast<double>(next->service_ms)
                                                     : by_period(plan.service, period).draw(line.service);
    ++line.upcoming.number;
    events_.add({next->at_ms, 0, EventKind::arrival, queue, 0, 0});
}

void Simulation::come_again(const Event& event) {
    if (now_ms_ >= scenario_.run.horizon_ms) return;
    Chat chat;
    chat.queue = event.who;
    chat.arrival.at_ms = now_ms_;
    chat.arrival.number = static_cast<std::uint32_t>(event.version);
    chat.arrival.attempt = static_cast<std::uint32_t>(event.also);
    const QueuePlan& plan = scenario_.queues[event.who];
    const std::uint32_t period = period_of(scenario_.run, now_ms_);
    Random random = chance(chat, Use::again, 1);
    chat.arrival.patience_ms = by_period(plan.patience, period).draw(random);
    chat.arrival.service_ms = by_period(plan.service, period).draw(random);
    arrive(event.who, chat.arrival);
}

void Simulation::arrive(std::uint32_t queue, const Arrival& arrival) {
    Chat chat;
    chat.queue = queue;
    chat.arrival = arrival;
    chat.period = period_of(scenario_.run, now_ms_);
    chat.counted = measures_.measured(now_ms_);
    chat.batch = chat.counted ? measures_.batch_of(now_ms_) : 0;
    if (chat.counted && arrival.attempt > 0) ++measures_.counts(queue, chat.period, chat.batch).retries;
    if (scenario_.run.lines > 0 && opened_ >= scenario_.run.lines) return decide(chat, Fate::blocked);
    chat.serial = ++serial_;
    chat.phase = Phase::opening;
    chat.work_left_ms = std::min(arrival.service_ms, static_cast<double>(limits::time_ms));
    const std::uint32_t place = free_place();
    chats_[place] = chat;
    open(place);
}

void Simulation::open(std::uint32_t place) {
    const QueuePlan& plan = scenario_.queues[chats_[place].queue];
    const double patience_ms = chats_[place].arrival.patience_ms;
    if (scenario_.run.random_turns) draw_turn(plan);
    const core::SessionId session = session_of(place);
    const core::AttachId attach{raw(session)};
    core::Attach come;
    come.session = session;
    come.attach = attach;
    come.gateway = gateway;
    come.by_ticket = true;
    come.role = core::Role::shopper;
    come.subject = plan.config.shop == core::ShopId{} ? 1 : raw(plan.config.shop);
    commands_.emplace_back(std::move(come));
    say(session, attach, 1, core::Open{plan.name, "", plan.language, ""});
    arriving_ = place;
    apply();
    arriving_ = nobody;
    Chat& chat = chats_[place];
    if (chat.phase == Phase::opening) {  // the queue takes no more
        decide(chat, Fate::blocked);
        chat.phase = Phase::free;
        free_places_.push_back(place);
        say(session, attach, 2, core::Logout{});
        return apply();
    }
    if (chat.phase == Phase::waiting && patience_ms < static_cast<double>(limits::time_ms))
        events_.add({now_ms_ + rounded(patience_ms), 0, EventKind::patience, place, chat.serial, 0});
}

void Simulation::lose_patience(std::uint32_t place, std::uint64_t serial) {
    const Chat& chat = chats_[place];
    if (chat.serial != serial || chat.phase != Phase::waiting) return;
    const core::SessionId session = session_of(place);
    say(session, core::AttachId{raw(session)}, 2, core::Close{chat.id});
    apply();
}

void Simulation::enter_line(Chat& chat, int step) {
    Line& line = lines_[chat.queue];
    measures_.waiting(chat.queue, Span{line.since_ms, now_ms_}, line.waiting);
    line.since_ms = now_ms_;
    line.waiting = static_cast<std::uint32_t>(static_cast<int>(line.waiting) + step);
}

// Follows one chat to where the pool says that it is now.
void Simulation::look(std::uint32_t place, const core::Conversation& conversation) {
    Chat& chat = chats_[place];
    if (chat.phase == Phase::opening) {
        chat.id = conversation.id;
        chat.phase = Phase::waiting;
        ++opened_;
        enter_line(chat, 1);
    }
    switch (conversation.state) {
        case core::ConversationState::waiting:
            if (chat.phase == Phase::served) {  // given back: it waits again in its old place
                give_up(place);
                chats_[place].phase = Phase::waiting;
                enter_line(chats_[place], 1);
            }
            if (place == arriving_) chats_[place].waited = true;
            return see_offers(place, conversation);
        case core::ConversationState::active:
            if (chat.phase == Phase::waiting) take(place, conversation);
            return;
        default: {
            const bool was_waiting = chat.phase == Phase::waiting;
            if (was_waiting) {
                const bool own_will = conversation.end_reason == core::EndReason::abandoned;
                decide(chat, own_will ? Fate::abandoned : Fate::ended);
                enter_line(chat, -1);
                const QueuePlan& plan = scenario_.queues[chat.queue];
                Random random = chance(chat, Use::again);
                if (own_will && plan.retry_probability > 0 && random.uniform() < plan.retry_probability)
                    events_.add({now_ms_ + rounded(plan.retry_after.draw(random)), 0, EventKind::retry, chat.queue,
                                 chat.arrival.number, chat.arrival.attempt + 1});
                for (const SeenOffer& seen : chat.seen)
                    offer_over(seen, false);
            }
            if (conversation.state == core::ConversationState::wrap_up) write_up(chat, conversation);
            leave(place);
        }
    }
}

Outcome Simulation::outcome_of(const Chat& chat, Fate fate) const {
    Outcome outcome;
    outcome.queue = chat.queue;
    outcome.period = chat.period;
    outcome.batch = chat.batch;
    outcome.fate = fate;
    outcome.arrival_ms = chat.arrival.at_ms;
    outcome.wait_ms = fate == Fate::blocked ? 0 : now_ms_ - chat.arrival.at_ms;
    outcome.waited = chat.waited;
    outcome.number = chat.arrival.number;
    outcome.attempt = chat.arrival.attempt;
    outcome.patience_ms = chat.arrival.patience_ms;
    outcome.service_ms = chat.arrival.service_ms;
    outcome.agent = chat.worker;
    return outcome;
}

// The first end of its waiting is what counts; a chat that was given back has been answered before.
void Simulation::decide(Chat& chat, Fate fate) {
    if (chat.decided) return;
    chat.decided = true;
    if (!chat.counted) return;
    const Outcome outcome = outcome_of(chat, fate);
    measures_.outcome(outcome, scenario_.queues[chat.queue].target_ms);
    if (observer_) observer_(outcome);
}

void Simulation::leave(std::uint32_t place) {
    if (chats_[place].phase == Phase::served) {
        const Chat& chat = chats_[place];
        if (chat.counted) {
            Counts& counts = measures_.counts(chat.queue, chat.period, chat.batch);
            counts.service_ms += static_cast<double>(now_ms_ - chat.accepted_ms);
            ++counts.closed;
        }
        give_up(place);
    }
    chats_[place].phase = Phase::free;
    free_places_.push_back(place);
    --opened_;
}

}  // namespace yunke::sim
