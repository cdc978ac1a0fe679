// What time does to a chat that waits: its queue asks for less step by step, a second agent is asked, it goes over to
// another queue, and at last its wait ends. Also the hours at which queues open. A chat never loses its place by any of
// it: the deadline stays.
#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/needs.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/week_hours.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

void soonest(Ms& least_ms, Ms due_ms) {
    if (least_ms == 0 || due_ms < least_ms) least_ms = due_ms;
}

// When one more agent is asked: after so much of the time from a chat's arrival to its target as the pool says.
// Priority makes a chat go first, not its target shorter.
Ms second_due_ms(const World& world, const QueueConfig& queue, const Conversation& c) {
    const std::uint32_t configured = world.state().pool.config.second_offer_percent;
    const Ms percent = configured > 0 ? configured : limits::second_offer_percent;
    const Ms target_ms = c.deadline_ms + queue.routing.priority_credit_ms;
    return c.arrival_ms + (target_ms - c.arrival_ms) * percent / 100;
}

void overflow(World& world, ConversationId id, QueueId to) {
    {
        ConversationEdit edit(world, id);
        edit->queue = to;
        ++edit->visit;
        edit->waiting_since_ms = world.now_ms();
        edit->step = 0;
    }
    schedule_waiting(world, *world.find(id));
}

// Nobody came in the longest time that the queue lets a chat wait.
void give_up_waiting(World& world, ConversationId id) {
    const Conversation& c = *world.find(id);
    const QueueConfig& queue = world.find(c.queue)->config;
    const QueueRouting& routing = queue.routing;
    if (routing.beyond == Beyond::overflow && overflow_of(world, queue) != nullptr)
        return overflow(world, id, routing.overflow_queue);
    if (routing.beyond == Beyond::close) return end_conversation(world, id, EndReason::nobody_free);
    Conversation& left = world.touch(id);
    left.message_left = true;
    left.shopper_gone_ms = 0;
    add_event(world, id, EntryKind::message_left);
    world.view_changed(id);
    schedule_waiting(world, left);
}

// Steps of the queue's timetable, and the moment at which a second agent is asked.
void relax(World& world, const QueueConfig& queue, const Conversation& c) {
    const std::uint32_t step = steps_after(queue, world.now_ms() - c.waiting_since_ms);
    const bool second = c.second || second_due_ms(world, queue, c) <= world.now_ms();
    if (step == c.step && second == c.second) return;
    ConversationEdit edit(world, c.id);
    edit->step = step;
    edit->second = second;
}

}  // namespace

const Queue* overflow_of(const World& world, const QueueConfig& queue) {
    const Queue* to = world.find(queue.routing.overflow_queue);
    return to != nullptr && to->config.shop == queue.shop ? to : nullptr;
}

Ms next_waiting_due(const World& world, const QueueConfig& queue, const Conversation& c) {
    const QueueRouting& routing = queue.routing;
    Ms due_ms = 0;
    if (!c.second) soonest(due_ms, second_due_ms(world, queue, c));
    if (c.step < routing.relaxations.size()) soonest(due_ms, c.waiting_since_ms + routing.relaxations[c.step].after_ms);
    // While somebody considers the chat it stays where it is.
    if (!c.offers.empty()) return due_ms;
    if (routing.overflow_after_ms > 0 && overflow_of(world, queue) != nullptr)
        soonest(due_ms, c.waiting_since_ms + routing.overflow_after_ms);
    if (routing.wait_max_ms > 0 && !c.message_left) soonest(due_ms, c.waiting_since_ms + routing.wait_max_ms);
    return due_ms;
}

void schedule_waiting(World& world, const Conversation& c) {
    const Queue* queue = world.find(c.queue);
    if (queue == nullptr || c.state != ConversationState::waiting) return;
    const Ms due_ms = next_waiting_due(world, queue->config, c);
    if (due_ms > 0) world.timers().add_moving(std::max(due_ms, world.now_ms()), TimerKind::waiting, raw(c.id));
}

void waiting_due(World& world, ConversationId id) {
    const Conversation* c = world.find(id);
    if (c == nullptr || c->state != ConversationState::waiting) return;
    const Queue* queue = world.find(c->queue);
    if (queue == nullptr) return;
    relax(world, queue->config, *c);
    const QueueRouting& routing = queue->config.routing;
    const Ms waited_ms = world.now_ms() - c->waiting_since_ms;
    const auto is_over = [&](Ms limit_ms) { return limit_ms > 0 && waited_ms >= limit_ms && c->offers.empty(); };
    if (is_over(routing.overflow_after_ms) && overflow_of(world, queue->config) != nullptr)
        return overflow(world, id, routing.overflow_queue);
    if (is_over(routing.wait_max_ms) && !c->message_left) return give_up_waiting(world, id);
    const Ms due_ms = next_waiting_due(world, queue->config, *c);
    if (due_ms > world.now_ms()) world.timers().add_moving(due_ms, TimerKind::waiting, raw(id));
}

void queue_edited(World& world, QueueId id) {
    hours_due(world, id);
    std::vector<ConversationId> chats;
    for (const auto& [deadline_ms, chat] : world.index().queue(id).line)
        chats.push_back(chat);
    const QueueConfig& config = world.find(id)->config;
    for (const ConversationId chat : chats) {
        relax(world, config, *world.find(chat));  // the edited timetable may ask for more again
        withdraw_misfits(world, chat);
        waiting_due(world, chat);
    }
}

void shop_balance(World& world, const ShopBalance& command) {
    const Shop* shop = world.find(command.shop);
    if (shop == nullptr || shop->unpaid == command.used_up) return;
    world.touch(command.shop).unpaid = command.used_up;
    for (const QueueId id : world.index().queues_of(command.shop)) {
        world.index().rematch_queue(*world.find(id));
        world.places_changed(id);
    }
}

void hours_due(World& world, QueueId id) {
    const Queue* queue = world.find(id);
    if (queue == nullptr) return;
    const WeekHours& hours = queue->config.routing.hours;
    world.timers().add_moving(next_change_ms(hours, world.now_ms()), TimerKind::hours, raw(id));
    const bool after_hours = !within(hours, world.now_ms());
    if (after_hours == queue->after_hours) return;
    world.touch(id).after_hours = after_hours;
    world.index().rematch_queue(*queue);
    world.places_changed(id);
}

}  // namespace yunke::core::rules
