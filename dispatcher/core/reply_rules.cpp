// How long a shopper's words stay without an answer. A queue may say within which time its agents should write; an
// agent who needs longer has an allowance on top of it. Nothing is taken from anybody when it is over: supervisors see
// it, and can help.
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {

void await_reply(World& world, Conversation& c) {
    if (c.unanswered_ms > 0 || c.message_left || c.on_hold) return;
    c.unanswered_ms = world.now_ms();
    const Queue* queue = world.find(c.queue);
    if (queue == nullptr || queue->config.routing.reply_ms == 0) return;
    const Agent* owner = world.find(c.owner);
    const Ms allowance_ms = owner == nullptr ? 0 : owner->config.routing.idle_allowance_ms;
    c.reply_due_ms = world.now_ms() + queue->config.routing.reply_ms + allowance_ms;
    world.timers().add_moving(c.reply_due_ms, TimerKind::reply, raw(c.id));
}

void replied(World& world, Conversation& c) {
    c.unanswered_ms = 0;
    c.reply_due_ms = 0;
    if (!c.reply_overdue) return;
    ConversationEdit edit(world, c.id);
    edit->reply_overdue = false;
}

void reply_due(World& world, ConversationId id) {
    const Conversation* c = world.find(id);
    if (c == nullptr || c->reply_due_ms == 0) return;
    if (c->reply_due_ms > world.now_ms()) {
        world.timers().add_moving(c->reply_due_ms, TimerKind::reply, raw(id));
        return;
    }
    ConversationEdit edit(world, id);
    edit->reply_due_ms = 0;
    edit->reply_overdue = true;
}

}  // namespace yunke::core::rules
