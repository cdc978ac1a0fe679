#include "dispatcher/core/index.hpp"

#include <algorithm>

#include "dispatcher/core/core.hpp"
#include "dispatcher/core/matching.hpp"

namespace yunke::core {

std::string primary_language(std::string_view tag) {
    std::string primary(tag.substr(0, tag.find('-')));
    for (char& c : primary)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return primary;
}

ClassKey class_of(const Conversation& c) {
    return {c.queue, primary_language(c.language)};
}

Place place_of(const Conversation& c) {
    return {c.deadline_ms, c.id};
}

void Index::build() {
    for (const auto& [id, queue] : state_.queues)
        place_in_shop(queue);
    for (const auto& [id, agent] : state_.agents)
        agents_[id];
    for (const auto& [id, conversation] : state_.conversations)
        add(conversation);
    for (const auto& [id, session] : state_.sessions)
        if (session.attach != no_attach) attached(session);
    for (const auto& [id, agent] : state_.agents)
        rematch(agent);
}

void Index::add(const Conversation& c) {
    QueueIndex& queue = queues_[c.queue];
    if (c.state == ConversationState::waiting) {
        queue.line.insert(place_of(c));
        if (c.offers.empty()) {
            const ClassKey key = class_of(c);
            classes_[key].waiting.insert(place_of(c));
            dirty_.insert(key);
        } else {
            ++queue.offered;
        }
    }
    if (c.state == ConversationState::active) ++queue.active;
    for (const OfferState& offer : c.offers)
        agents_[offer.agent].offered.insert(c.id);
    if (c.owner != no_agent && (c.state == ConversationState::active || c.state == ConversationState::wrap_up))
        agents_[c.owner].owned.insert(c.id);
}

void Index::remove(const Conversation& c) {
    QueueIndex& queue = queues_[c.queue];
    if (c.state == ConversationState::waiting) {
        queue.line.erase(place_of(c));
        if (c.offers.empty())
            classes_[class_of(c)].waiting.erase(place_of(c));
        else
            --queue.offered;
    }
    if (c.state == ConversationState::active) --queue.active;
    for (const OfferState& offer : c.offers)
        agents_[offer.agent].offered.erase(c.id);
    if (c.owner != no_agent) agents_[c.owner].owned.erase(c.id);
}

bool Index::can_serve(const Agent& a) const {
    return a.config.enabled && a.presence == Presence::available && !a.arrivals_held && a.session != no_session &&
           a.line_lost_ms == 0;
}

void Index::leave_classes(AgentIndex& entry) {
    for (auto* wanted : entry.classes)
        wanted->second.available.erase(entry.turn);
    entry.available = false;
}

void Index::join_classes(AgentIndex& entry, Turn turn) {
    for (auto* wanted : entry.classes) {
        wanted->second.available.insert(turn);
        if (!wanted->second.waiting.empty()) dirty_.insert(wanted->first);
    }
    entry.available = true;
    entry.turn = turn;
}

// She stays available, at another place in line.
void Index::take_new_turn(AgentIndex& entry, Turn turn) {
    for (auto* wanted : entry.classes) {
        auto place = wanted->second.available.extract(entry.turn);
        place.value() = turn;
        wanted->second.available.insert(std::move(place));
        if (!wanted->second.waiting.empty()) dirty_.insert(wanted->first);
    }
    entry.turn = turn;
}

void Index::refresh(const Agent& agent) {
    AgentIndex& entry = agents_[agent.config.id];
    const bool serving = can_serve(agent);
    if (serving != entry.serving) {
        for (const QueueId queue : entry.queues) {
            if (serving)
                ++queues_[queue].serving;
            else
                --queues_[queue].serving;
        }
        entry.serving = serving;
    }
    const bool available = serving && entry.load() < agent.config.capacity;
    const Turn turn{agent.idle_since_ms, agent.config.id};
    if (entry.available && available) {
        if (turn != entry.turn) take_new_turn(entry, turn);
    } else if (available) {
        join_classes(entry, turn);
    } else if (entry.available) {
        leave_classes(entry);
    }
}

void Index::rematch(const Agent& agent) {
    AgentIndex& entry = agents_[agent.config.id];
    if (entry.available) leave_classes(entry);
    if (entry.serving)
        for (const QueueId queue : entry.queues)
            --queues_[queue].serving;
    entry.serving = false;
    entry.queues.clear();
    for (const auto& [id, queue] : state_.queues)
        if (has_skills(agent.config, queue.config)) entry.queues.push_back(id);
    std::ranges::sort(entry.queues);
    entry.languages.clear();
    for (const std::string& tag : agent.config.languages) {
        std::string primary = primary_language(tag);
        if (std::ranges::find(entry.languages, primary) == entry.languages.end()) entry.languages.push_back(primary);
    }
    entry.classes.clear();
    for (const QueueId queue : entry.queues)
        for (const std::string& language : entry.languages)
            entry.classes.push_back(&*classes_.try_emplace({queue, language}).first);
    refresh(agent);
}

void Index::place_in_shop(const Queue& queue) {
    QueueIndex& entry = queues_[queue.config.id];
    if (entry.shop == queue.config.shop) return;
    std::erase(shops_[entry.shop], queue.config.id);
    std::vector<QueueId>& now = shops_[queue.config.shop];
    now.insert(std::ranges::lower_bound(now, queue.config.id), queue.config.id);
    entry.shop = queue.config.shop;
}

void Index::rematch_queue(const Queue& queue) {
    place_in_shop(queue);
    for (const auto& [id, agent] : state_.agents) {
        const AgentIndex& entry = agents_[id];
        const bool was = std::ranges::binary_search(entry.queues, queue.config.id);
        if (was != has_skills(agent.config, queue.config)) rematch(agent);
    }
}

void Index::attached(const Session& session) {
    gateways_[session.gateway].insert(session.id);
}

void Index::detached(const Session& session) {
    const auto it = gateways_.find(session.gateway);
    if (it == gateways_.end()) return;
    it->second.erase(session.id);
    if (it->second.empty()) gateways_.erase(it);
}

const AgentIndex& Index::agent(AgentId id) const {
    static const AgentIndex none;
    const auto it = agents_.find(id);
    return it == agents_.end() ? none : it->second;
}

const QueueIndex& Index::queue(QueueId id) const {
    static const QueueIndex none;
    const auto it = queues_.find(id);
    return it == queues_.end() ? none : it->second;
}

const RequirementClass& Index::requirement_class(const ClassKey& key) const {
    static const RequirementClass none;
    const auto it = classes_.find(key);
    return it == classes_.end() ? none : it->second;
}

bool Index::is_attached(const std::string& gateway, SessionId session) const {
    const auto it = gateways_.find(gateway);
    return it != gateways_.end() && it->second.contains(session);
}

std::vector<SessionId> Index::sessions_of(const std::string& gateway) const {
    const auto it = gateways_.find(gateway);
    if (it == gateways_.end()) return {};
    std::vector<SessionId> ids(it->second.begin(), it->second.end());
    std::ranges::sort(ids);
    return ids;
}

const std::vector<QueueId>& Index::queues_of(ShopId shop) const {
    static const std::vector<QueueId> none;
    const auto it = shops_.find(shop);
    return it == shops_.end() ? none : it->second;
}

}  // namespace yunke::core
