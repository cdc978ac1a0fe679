// What the rules look up and the entities do not say by themselves: who holds what, who waits where, who is free.
// Wholly derived: add() and remove() of an entity are each other's inverse, and a state loaded from Redis gives the
// same index as one that grew. Rules change an indexed field only inside an Edit (world.hpp), which takes the entity
// out and puts it back.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dispatcher/core/types.hpp"

namespace yunke::core {

struct State;

// Where a waiting chat stands: earliest deadline first, then the older conversation.
using Place = std::pair<Ms, ConversationId>;
// Where a free agent stands: longest idle first, then the lower id.
using Turn = std::pair<Ms, AgentId>;

// What a chat asks of an agent, as far as many chats ask the same: its queue (whose skills) and its language.
struct ClassKey {
    QueueId queue{};
    std::string language;  // primary subtag
    auto operator<=>(const ClassKey&) const = default;
};

struct RequirementClass {
    std::set<Place> waiting;   // chats without an offer
    std::set<Turn> available;  // agents who match and have room
};

struct QueueIndex {
    ShopId shop{};         // under which it stands in queues_of()
    std::set<Place> line;  // all waiting chats, offered ones too
    std::uint32_t offered = 0;
    std::uint32_t active = 0;
    std::uint32_t serving = 0;  // agents at work who match
};

using Classes = std::map<ClassKey, RequirementClass>;

struct AgentIndex {
    std::vector<QueueId> queues;                // whose skills she has, rising
    std::vector<std::string> languages;         // primary subtags
    std::vector<Classes::value_type*> classes;  // every one of queues with every one of languages
    std::set<ConversationId> offered;
    std::set<ConversationId> owned;  // active and in wrap-up
    bool serving = false;
    bool available = false;
    Turn turn;  // as it stands in the classes while available

    std::uint32_t load() const { return static_cast<std::uint32_t>(offered.size() + owned.size()); }
};

// "zh-Hans-CN" -> "zh"; lower case.
std::string primary_language(std::string_view tag);

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
    // After a change of an agent's skills or languages: also who she matches.
    void rematch(const Agent& agent);
    // After a queue was added or its shop or skills changed.
    void rematch_queue(const Queue& queue);

    void attached(const Session& session);
    void detached(const Session& session);

    const AgentIndex& agent(AgentId id) const;
    const QueueIndex& queue(QueueId id) const;
    const Classes& classes() const { return classes_; }
    const RequirementClass& requirement_class(const ClassKey& key) const;
    bool is_attached(const std::string& gateway, SessionId session) const;
    // Attached over this gateway, rising.
    std::vector<SessionId> sessions_of(const std::string& gateway) const;
    // A shop's queues, rising.
    const std::vector<QueueId>& queues_of(ShopId shop) const;

    // Classes in which a new pair may have become possible; matching empties it.
    std::set<ClassKey>& dirty() { return dirty_; }

private:
    void place_in_shop(const Queue& queue);
    bool can_serve(const Agent& agent) const;
    void leave_classes(AgentIndex& entry);
    void join_classes(AgentIndex& entry, Turn turn);
    void take_new_turn(AgentIndex& entry, Turn turn);

    const State& state_;
    std::unordered_map<AgentId, AgentIndex> agents_;
    std::unordered_map<QueueId, QueueIndex> queues_;
    Classes classes_;  // none ever goes, so that agents can point to theirs
    std::unordered_map<std::string, std::unordered_set<SessionId>> gateways_;
    std::unordered_map<ShopId, std::vector<QueueId>> shops_;
    std::set<ClassKey> dirty_;
};

ClassKey class_of(const Conversation& conversation);
Place place_of(const Conversation& conversation);

}  // namespace yunke::core
