// What a batch brings about, as the core says it: frames for sockets, transcript entries, facts, and which entities
// changed. dispatcher/wire turns it into the bytes of one commit. The order of everything in here is part of the
// result: it is hashed, and a replay must give the same.
#pragma once

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "dispatcher/core/fact.hpp"
#include "dispatcher/core/out.hpp"

namespace yunke::core {

struct TranscriptEntry {
    ConversationId conversation{};
    Entry entry;
    bool operator==(const TranscriptEntry&) const = default;
};

// Ids noted while a batch goes on, often many times each; settled at its end. Appending is an order of magnitude
// cheaper than keeping a set, and every command notes some five.
template <class Id>
class IdList {
public:
    IdList() = default;
    IdList(std::initializer_list<Id> ids) : ids_(ids) { settle(); }

    void insert(const Id& id) {
        if (ids_.empty() || ids_.back() != id) ids_.push_back(id);
    }
    void erase(const Id& id) { std::erase(ids_, id); }
    // Rising, once each.
    void settle() {
        std::ranges::sort(ids_);
        ids_.erase(std::ranges::unique(ids_).begin(), ids_.end());
    }

    void reserve(std::size_t count) { ids_.reserve(count); }
    void clear() { ids_.clear(); }
    bool empty() const { return ids_.empty(); }
    std::size_t size() const { return ids_.size(); }
    auto begin() const { return ids_.begin(); }
    auto end() const { return ids_.end(); }
    bool operator==(const IdList&) const = default;

private:
    std::vector<Id> ids_;
};

// Entities to be written or, when no longer in the state, deleted. In order, so that a commit's bytes are the same
// wherever it is computed.
struct Changed {
    bool pool = false;
    IdList<ShopId> shops;
    IdList<QueueId> queues;
    IdList<AgentId> agents;
    IdList<SessionId> sessions;
    IdList<ConversationId> conversations;
    IdList<std::string> gateways;

    void settle() {
        shops.settle();
        queues.settle();
        agents.settle();
        sessions.settle();
        conversations.settle();
        gateways.settle();
    }
    bool operator==(const Changed&) const = default;
};

// A conversation that left the state: nobody can go on with it, rate it or write in it any more.
struct Archived {
    ConversationId conversation{};
    Ms closed_ms = 0;
    ShopId shop{};
    std::uint32_t merchant = 0;
    QueueId queue{};
    SessionId session{};  // the shopper's
    AgentId owner{}, former{};
    EndReason end_reason{};
    Ms arrival_ms = 0, accepted_ms = 0;
    std::uint32_t stars = 0;
    bool message_left = false;
    bool operator==(const Archived&) const = default;
};

struct Effects {
    // By gateway name. The entry for gateway g gets the number state.gateways[g].out, already counted up.
    std::map<std::string, std::vector<Out>, std::less<>> outs;
    std::vector<TranscriptEntry> entries;
    std::vector<Fact> facts;         // numbered so that the last one is state.pool.facts
    std::vector<Archived> archived;  // conversations that left the state; their transcripts stay
    Changed changed;
    // Their out streams and beats go before `outs` is written: one that comes back under its name starts anew.
    std::vector<std::string> lost_gateways;
    bool more = false;  // matching stopped at its bound: commit an empty batch at once

    bool empty() const {
        return outs.empty() && entries.empty() && facts.empty() && archived.empty() && lost_gateways.empty() && !more &&
               changed == Changed{};
    }
    bool operator==(const Effects&) const = default;
};

}  // namespace yunke::core
