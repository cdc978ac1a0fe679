#include "dispatcher/core/views.hpp"

#include <algorithm>

#include "dispatcher/core/entries.hpp"
#include "dispatcher/core/limits.hpp"
#include "dispatcher/core/rules.hpp"
#include "dispatcher/core/sides.hpp"
#include "dispatcher/core/world.hpp"

namespace yunke::core {
namespace {

template <class Id, class Entity>
std::vector<Id> sorted_ids(const IdMap<Id, Entity>& map) {
    std::vector<Id> ids;
    ids.reserve(map.size());
    for (const auto& [id, entity] : map)
        ids.push_back(id);
    std::ranges::sort(ids);
    return ids;
}

std::string shop_name(const World& world, ShopId id) {
    const Shop* shop = world.find(id);
    return shop == nullptr ? std::string() : shop->config.name;
}

QueueName queue_name(const World& world, const Queue& queue) {
    const QueueConfig& config = queue.config;
    return QueueName{config.id,       config.shop,     shop_name(world, config.shop), config.topic,
                     config.title_zh, config.title_en, config.open && !queue.closed};
}

std::vector<QueueName> queue_names(const World& world, const Session& session) {
    const bool shopper = session.role == Role::shopper;
    const auto ids = shopper ? world.index().queues_of(ShopId{session.subject}) : sorted_ids(world.state().queues);
    std::vector<QueueName> names;
    names.reserve(ids.size());
    for (const QueueId id : ids)
        names.push_back(queue_name(world, *world.find(id)));
    return names;
}

void shopper_part(const World& world, const Conversation& c, ConversationView& view) {
    if (c.state == ConversationState::waiting) {
        view.ahead = world.index().ahead_of(c);
        view.serving = world.index().serving(c.queue);
    }
    // What the agent still has to write up is not the shopper's concern.
    if (c.state == ConversationState::wrap_up) view.state = ConversationState::closed;
    view.peer_online = answering_session(world, c) != nullptr;
    view.peer_read = c.agent_read;
    view.own_read = c.shopper_read;
    const Ms window_ms = c.closed_ms > 0 ? rules::reopen_window_ms(world, c) : 0;
    if (window_ms > 0) view.reopen_until_ms = c.closed_ms + window_ms;
}

void agent_part(const World& world, const Conversation& c, const Session& reader, ConversationView& view) {
    view.deadline_ms = c.deadline_ms;
    view.wrap_up_until_ms = c.state == ConversationState::wrap_up ? c.wrap_up_until_ms : 0;
    view.peer_online = shopper_session(world, c) != nullptr;
    view.peer_read = c.shopper_read;
    view.own_read = c.agent_read;
    view.contact = c.contact;
    view.helping = side_of(c, reader) == Side::helper;
    if (c.state == ConversationState::active && !c.offers.empty())
        view.help_asked = world.find(c.offers.front().agent)->config.name;
    if (const Agent* former = world.find(c.former); former != nullptr && c.former != c.owner)
        view.former_name = former->config.name;
    view.supervisors = supervisors_of(world, c);
    view.part = part_of(c, reader.id);
}

void attach_agent_view(const World& world, const Agent& agent, const Session& reader, Attached& view) {
    view.has_self = true;
    view.self = agent_self(world, agent);
    const AgentIndex& held = world.index().agent(agent.config.id);
    for (const auto* chats : {&held.owned, &held.helping})
        for (const ConversationId id : *chats)
            view.conversations.push_back(view_for(world, *world.find(id), reader));
    for (const Notice& notice : world.state().pool.notices)
        if (notice.until_ms > world.now_ms()) view.notices.push_back(notice);
    for (const ConversationId id : held.offered)
        for (const OfferState& offer : world.find(id)->offers)
            if (offer.agent == agent.config.id) view.offers.push_back(offer_view(world, *world.find(id), offer));
}

std::uint32_t& count_of(QueueBoard& board, Standing::Status status) {
    switch (status) {
        case Standing::Status::free:
            return board.available;
        case Standing::Status::held:
            return board.held;
        default:
            return board.full;
    }
}

BoardRow board_row(const World& world, const Queue& queue) {
    const QueueIndex& index = world.index().queue(queue.config.id);
    BoardRow row;
    row.name = queue_name(world, queue);
    row.waiting = static_cast<std::uint32_t>(index.line.size());
    row.offered = index.offered;
    row.active = static_cast<std::uint32_t>(index.active.size());
    row.unanswered = index.unanswered;
    row.closed = queue.closed;
    row.serving = world.index().serving(queue.config.id);
    for (const auto& [deadline_ms, id] : index.line) {
        const Ms arrival_ms = world.find(id)->arrival_ms;
        if (row.oldest_arrival_ms == 0 || arrival_ms < row.oldest_arrival_ms) row.oldest_arrival_ms = arrival_ms;
        if (deadline_ms <= world.now_ms()) ++row.overdue;
    }
    return row;
}

}  // namespace

std::vector<std::string> supervisors_of(const World& world, const Conversation& c) {
    std::vector<std::string> names;
    names.reserve(c.attendance.size());
    for (const Attendance& one : c.attendance)
        if (const Session* session = world.find(one.session)) names.push_back(session->name);
    return names;
}

ConversationView view_for(const World& world, const Conversation& c, const Session& reader) {
    ConversationView view;
    view.id = c.id;
    view.state = c.state;
    view.shop = c.shop;
    view.shop_name = shop_name(world, c.shop);
    view.queue = c.queue;
    if (const Queue* queue = world.find(c.queue)) view.topic = queue->config.topic;
    view.shopper_name = c.shopper_name;
    view.agent_name = c.owner_name;
    view.language = c.language;
    view.on_hold = c.on_hold;
    view.entries = c.entries;
    view.arrival_ms = c.arrival_ms;
    view.accepted_ms = c.accepted_ms;
    view.message_left = c.message_left;
    view.end_reason = c.end_reason;
    view.stars = c.stars;
    view.helper_name = c.helper_name;
    if (reader.role == Role::shopper)
        shopper_part(world, c, view);
    else
        agent_part(world, c, reader, view);
    return view;
}

OfferView offer_view(const World& world, const Conversation& c, const OfferState& offer) {
    OfferView view;
    view.conversation = c.id;
    view.shop = c.shop;
    view.shop_name = shop_name(world, c.shop);
    view.queue = c.queue;
    if (const Queue* queue = world.find(c.queue)) view.topic = queue->config.topic;
    view.shopper_name = c.shopper_name;
    view.language = c.language;
    view.opening = c.opening;
    view.arrival_ms = c.arrival_ms;
    view.expires_ms = offer.expires_ms;
    view.prolongs_left = limits::prolongs - std::min(offer.prolonged, limits::prolongs);
    view.message_left = c.message_left;
    view.returning = c.accepted_ms > 0;
    view.help = c.state == ConversationState::active;
    view.from_name = offer.from_name;
    return view;
}

AgentSelf agent_self(const World& world, const Agent& agent) {
    AgentSelf self;
    self.agent = agent.config.id;
    self.presence = agent.presence;
    self.presence_since_ms = agent.presence_since_ms;
    self.arrivals_held = agent.arrivals_held;
    self.misses = agent.misses;
    self.misses_to_hold = agent.config.misses_to_hold;
    self.capacity = agent.config.capacity;
    self.limit = agent.limit;
    self.limit_until_ms = agent.limit_until_ms;
    self.load = world.index().agent(agent.config.id).load();
    return self;
}

QueueBoard board(const World& world) {
    QueueBoard result;
    result.now_ms = world.now_ms();
    for (const QueueId id : sorted_ids(world.state().queues))
        result.rows.push_back(board_row(world, *world.find(id)));
    for (const auto& [id, agent] : world.state().agents) {
        if (agent.line_lost_ms > 0)
            ++result.line_lost;
        else if (agent.presence == Presence::finishing)
            ++result.finishing;
        else if (agent.presence == Presence::resting)
            ++result.resting;
        else if (agent.presence == Presence::training)
            ++result.training;
        else if (agent.presence != Presence::offline)
            ++count_of(result, world.index().standing(agent).status);
    }
    return result;
}

Attached attached_view(const World& world, const Session& session) {
    Attached view;
    view.session = session.id;
    view.role = session.role;
    view.name = session.name;
    view.log_epoch = world.state().pool.log_epoch;
    view.last_number = session.last_number;
    for (const KeptAnswer& kept : session.kept)
        view.answers.push_back(kept.answer);
    view.now_ms = world.now_ms();
    view.queues = queue_names(world, session);
    if (session.role == Role::shopper) {
        if (const Conversation* c = world.find(session.conversation))
            view.conversations.push_back(view_for(world, *c, session));
    } else if (session.role == Role::agent) {
        attach_agent_view(world, world.state().agents.at(AgentId{session.subject}), session, view);
    } else {
        for (const ConversationId id : world.index().attended(session.id))
            view.conversations.push_back(view_for(world, *world.find(id), session));
        view.has_board = session.watching;
        if (session.watching) view.board = board(world);
    }
    return view;
}

void tell_conversation(World& world, const Conversation& c) {
    for_each_reader(world, c, [&](const Session& reader) {
        // A shopper who went on to another conversation is not shown this one any more.
        if (reader.role != Role::shopper || reader.conversation == c.id) world.tell(reader, view_for(world, c, reader));
    });
}

namespace rules {

Answer watch_queues(World& world, const Session& session, const WatchQueues& command) {
    world.touch(session.id).watching = command.on;
    if (command.on) {
        world.watchers().insert(session.id);
        world.tell(session, board(world));
    } else {
        world.watchers().erase(session.id);
    }
    return {};
}

void positions_due(World& world, QueueId id) {
    const Queue* queue = world.find(id);
    if (queue == nullptr || queue->positions_due_ms == 0 || queue->positions_due_ms > world.now_ms()) return;
    world.touch(id).positions_due_ms = 0;
    std::uint32_t told = 0;
    for (const Place& place : world.index().queue(id).line) {
        if (told++ == limits::places_told) break;
        world.view_changed(place.second);
    }
}

void board_due(World& world) {
    if (world.state().pool.board_due_ms == 0 || world.state().pool.board_due_ms > world.now_ms()) return;
    world.pool().board_due_ms = 0;
    if (world.watchers().empty()) return;
    const QueueBoard now = board(world);
    for (const SessionId id : world.watchers())
        world.tell(*world.find(id), now);
}

}  // namespace rules
}  // namespace yunke::core
