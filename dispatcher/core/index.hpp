// What the rules look up and the entities do not say by themselves: who holds what, who waits where, who is free.
// Wholly derived: add() and remove() of an entity are each other's inverse, and a state loaded from Redis gives the
// same index as one that grew. Rules change an indexed field only inside an Edit (world.hpp), which takes the entity
// out and puts it back.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dispatcher/core/router.hpp"
#include "dispatcher/core/sorted.hpp"
#include "dispatcher/core/types.hpp"

namespace yunke::core {

struct State;

// The class of a queue's chats in one language and at one step of relaxation.
struct Lane {
    std::string language;
    std::uint32_t step = 0;
    ClassId id{};
};

struct QueueIndex {
    ShopId shop{};           // under which it stands in queues_of()
    SortedRows<Place> line;  // all waiting chats, offered ones too
    // The beginning of the line: those whose exact place is told.
    std::vector<Place> first;
    std::uint32_t offered = 0;
    SortedRows<ConversationId> active;
    std::uint32_t unanswered = 0;  // of the active ones
    std::vector<Lane> lanes;       // found so far; void after an edit of the queue
};

struct AgentIndex {
    std::optional<Slot> slot;  // none before her entity is known
    SortedVector<ConversationId> offered;
    SortedVector<ConversationId> owned;    // active and in wrap-up
    SortedVector<ConversationId> helping;  // others' active ones
    // As they stand in the counts of what is spoken and preferred.
    std::vector<std::string> languages;
    std::vector<ShopId> direct_shops;
    std::optional<Ms> ready_share;  // as it stands among the ready

    std::uint32_t load() const { return static_cast<std::uint32_t>(offered.size() + owned.size() + helping.size()); }
};

// Whether somebody with this presence takes new chats.
constexpr bool is_ready(Presence presence) {
    return presence == Presence::available || presence == Presence::on_demand;
}
// Chats at once, as she is ready now.
std::uint32_t capacity_now(const Agent& agent);
// Of somebody who holds `load` chats, offers and wrap-ups.
Standing standing_of(const Agent& agent, std::uint32_t load);

class Index {
public:
    explicit Index(const State& state) : state_(state) {}
    Index(const Index&) = delete;
    Index& operator=(const Index&) = delete;

    void build();

    void add(const Conversation& conversation);
    void remove(const Conversation& conversation);

    // After any change of an agent's entity, load, session or configuration. Idempotent.
    void refresh(const Agent& agent);
    // After her configuration changed: also whom she matches.
    void rematch(const Agent& agent);
    // After a queue was added or changed: its waiting chats ask for what it asks for now.
    void rematch_queue(const Queue& queue);
    // After the pool's settings changed: the order of criteria, and how many offers a chat may have.
    void reorder();

    void attached(const Session& session);
    void detached(const Session& session);

    const AgentIndex& agent(AgentId id) const;
    Standing standing(const Agent& agent) const;
    const QueueIndex& queue(QueueId id) const;
    // How many wait before it; limits::places_told = that many or more.
    std::uint32_t ahead_of(const Conversation& conversation) const;
    // In which a supervisor's session has a part.
    const std::set<ConversationId>& attended(SessionId id) const;
    // Agents at work who can take chats of this queue in some language, as it asks for them at first.
    std::uint32_t serving(QueueId id) const;
    bool is_attached(const std::string& gateway, SessionId session) const;
    // Attached over this gateway, rising.
    std::vector<SessionId> sessions_of(const std::string& gateway) const;
    // A shop's queues, rising.
    const std::vector<QueueId>& queues_of(ShopId shop) const;

    Router& router() { return router_; }
    const Router& router() const { return router_; }
    // The class of a chat as it waits.
    ClassId class_of(const Conversation& conversation) { return class_of(conversation, conversation.step); }
    // The same at another step of relaxation.
    ClassId class_of(const Conversation& conversation, std::uint32_t step);
    // Where it waits to be offered; none while it is not.
    std::optional<ClassId> placed(ConversationId id) const;
    // The least fair share among those who are ready; none if nobody is.
    std::optional<Ms> least_share() const;

private:
    static void stand_in_line(QueueIndex& queue, Place place);
    static void leave_line(QueueIndex& queue, Place place);
    void place_in_shop(const Queue& queue);
    void place_for_offers(const Conversation& conversation);
    void take_from_offers(const Conversation& conversation);
    void place_again(QueueId id);
    void count_languages(AgentIndex& entry, const AgentConfig& config);
    void count_direct_shops(AgentIndex& entry, const AgentConfig& config);
    void count_ready(AgentIndex& entry, const Agent& agent);
    ClassId lane(const Queue& queue, const std::string& language, std::uint32_t step);

    const State& state_;
    Router router_;
    IdMap<AgentId, AgentIndex> agents_;
    IdMap<QueueId, QueueIndex> queues_;
    IdMap<ConversationId, ClassId> placed_;
    IdMap<SessionId, std::set<ConversationId>> attended_;
    std::unordered_map<std::string, std::uint32_t> spoken_;  // by how many agents
    IdMap<ShopId, std::uint32_t> preferred_;                 // by how many agents
    std::unordered_map<std::string, std::unordered_set<SessionId>> gateways_;
    IdMap<ShopId, std::vector<QueueId>> shops_;
    std::set<std::pair<Ms, AgentId>> ready_;  // by fair share
};

Place place_of(const Conversation& conversation);

}  // namespace yunke::core
