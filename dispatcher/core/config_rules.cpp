// Configuration as it arrives from the outbox, one revision at a time. A revision that is not the next one is ignored:
// the forwarder starts again at what the state holds.
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core::rules {
namespace {

// Hours of its chats are cut by its clock.
void put_shop(World& world, const ShopConfig& config) {
    const Shop* before = world.find(config.id);
    if (before != nullptr && before->config.utc_offset_minutes != config.utc_offset_minutes)
        for (const auto& [id, agent] : world.state().agents)
            world.meter_changed(id);
    world.put(config);
}

void put_queue(World& world, const QueueConfig& config) {
    const bool added = world.find(config.id) == nullptr;
    if (!added && world.find(config.id)->config.routing.wrap_up_standard_ms != config.routing.wrap_up_standard_ms)
        for (const auto& [id, agent] : world.state().agents)
            world.meter_changed(id);
    Queue& queue = added ? world.create(config.id) : world.touch(config.id);
    queue.config = config;
    world.index().rematch_queue(queue);
    queue_edited(world, config.id);
    // Chats may have waited for it to go over to.
    if (added)
        for (const QueueId other : world.index().queues_of(config.shop))
            if (world.find(other)->config.routing.overflow_queue == config.id) queue_edited(world, other);
    world.places_changed(config.id);
}

void put_pool(World& world, const PoolConfig& config) {
    const bool asks_at_another_time = config.second_offer_percent != world.state().pool.config.second_offer_percent;
    world.pool().config = config;
    world.index().reorder();
    if (!asks_at_another_time) return;
    for (const auto& [id, conversation] : world.state().conversations)
        schedule_waiting(world, conversation);
}

void put_agent(World& world, const AgentConfig& config) {
    if (world.find(config.id) == nullptr) world.create(config.id).presence_since_ms = world.now_ms();
    {
        AgentEdit edit(world, config.id);
        edit->config = config;
        world.index().rematch(*edit);
    }
    withdraw_excess(world, config.id);
    const auto offered = world.index().agent(config.id).offered;
    for (const ConversationId chat : offered)
        withdraw_misfits(world, chat);
    review_limits(world, config.id);
    if (!config.enabled) end_sessions(world, EndSessions{Role::agent, raw(config.id)});
}

}  // namespace

void config_change(World& world, const ConfigChange& command) {
    if (command.revision != world.state().pool.config_revision + 1) return;
    world.pool().config_revision = command.revision;
    struct Visitor {
        World& world;
        void operator()(std::monostate) {}
        void operator()(const ShopConfig& config) { put_shop(world, config); }
        void operator()(const QueueConfig& config) { put_queue(world, config); }
        void operator()(const AgentConfig& config) { put_agent(world, config); }
        void operator()(const PoolConfig& config) { put_pool(world, config); }
        void operator()(const EndSessions& command) { end_sessions(world, command); }
        void operator()(const ShiftConfig& config) { put_shift(world, config); }
    };
    std::visit(Visitor{world}, command.change);
}

}  // namespace yunke::core::rules
