// A pool under the rules' hands: its state, what is derived from it, and the effects of the batch under way. The rule
// files are free functions over this; they reach entities through the accessors here, so that every change is noticed
// (written by the commit) and every view that it touches is told to whoever may see it, once per batch.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "dispatcher/core/core.hpp"
#include "dispatcher/core/index.hpp"
#include "dispatcher/core/timers.hpp"

namespace yunke::core {

class World {
public:
    explicit World(State state);

    const State& state() const { return state_; }
    Index& index() { return index_; }
    const Index& index() const { return index_; }
    Timers& timers() { return timers_; }
    const Timers& timers() const { return timers_; }
    Effects& effects() { return effects_; }
    // A batch of so many commands begins.
    void begin_effects(std::size_t commands);

    Ms now_ms() const { return now_ms_; }
    void set_now(Ms now_ms) { now_ms_ = now_ms; }

    // Read access; nullptr if there is none.
    const Conversation* find(ConversationId id) const { return state_.conversations.get(id); }
    const Agent* find(AgentId id) const { return state_.agents.get(id); }
    const Session* find(SessionId id) const { return state_.sessions.get(id); }
    const Queue* find(QueueId id) const { return state_.queues.get(id); }
    const Shop* find(ShopId id) const { return state_.shops.get(id); }

    // Write access; the entity must exist and is written by this commit. Fields that the index reads (conversation:
    // state, queue, language, deadline, offers, owner, helper, attendance, reply_overdue; agent: presence,
    // arrivals_held, session, line_lost, idle_since, config) are changed only inside an Edit.
    Pool& pool();
    Conversation& touch(ConversationId id);
    Agent& touch(AgentId id);
    Session& touch(SessionId id);
    Queue& touch(QueueId id);
    Shop& touch(ShopId id);
    // The same for one that was found already.
    Conversation& touch(const Conversation& found);
    Session& touch(const Session& found);

    // A new entity takes its place; the caller fills it in (conversations and agents inside an Edit).
    Conversation& create(ConversationId id);
    Agent& create(AgentId id);
    Session& create(SessionId id);
    Queue& create(QueueId id);
    Shop& put(ShopConfig config);
    void erase(ConversationId id);
    void erase(SessionId id);
    void erase_gateway(const std::string& name);

    // Adds to what the session's gateway writes to its socket; nothing if it has none.
    void tell(const Session& session, Payload payload);
    // The same for a socket that belongs to no session.
    void tell(const std::string& gateway, SessionId session, AttachId attach, Payload payload);
    // To every socket of this role.
    void tell_everybody(Role role, const Payload& payload);
    // An out entry for this gateway even if there is nothing for any of its sockets.
    void greet(const std::string& gateway);
    // For the ledger. Work intervals are told before what happened at their end: read_meters() first tells those,
    // then tell_events() the other facts of that moment.
    void fact(WorkInterval interval) { tell_fact(std::move(interval)); }
    void fact(PeriodEnded ended) { tell_fact(ended); }
    template <class Event>
    void fact(Event event) {
        events_.emplace_back(std::move(event));
    }
    void tell_fact(Fact fact);
    void tell_events();

    // Whatever she is metered for may have changed; read before time goes on.
    void meter_changed(AgentId id) { meters_to_read_.insert(id); }
    IdList<AgentId>& meters_to_read() { return meters_to_read_; }

    // Their views are told at the end of the batch.
    void view_changed(ConversationId id) { changed_views_.insert(id); }
    void self_changed(AgentId id) { changed_selves_.insert(id); }
    void board_changed();
    void places_changed(QueueId id);
    void tell_views();

    std::set<SessionId>& watchers() { return watchers_; }

    // Defaults filled in.
    Ms agent_grace_ms() const;
    Ms shopper_grace_ms() const;
    Ms decline_cooldown_ms() const;
    Ms agent_session_ms() const;

private:
    std::vector<Out>& outs_of(const std::string& gateway);
    void load_timers();
    void load_conversation_timers(const Conversation& conversation);
    void load_session_timers(const Session& session);

    State state_;
    Index index_;
    Timers timers_;
    Effects effects_;
    std::size_t outs_expected_ = 0;
    Ms now_ms_ = 0;
    IdList<ConversationId> changed_views_;
    IdList<AgentId> changed_selves_;
    IdList<AgentId> meters_to_read_;
    std::vector<Fact> events_;  // of this moment
    std::set<SessionId> watchers_;
};

// Takes a conversation out of the index for a change of indexed fields, and puts it back, with everybody's load, turn
// and view brought up to date. One at a time per conversation.
class ConversationEdit {
public:
    ConversationEdit(World& world, ConversationId id);
    ConversationEdit(const ConversationEdit&) = delete;
    ConversationEdit& operator=(const ConversationEdit&) = delete;
    ~ConversationEdit();

    Conversation& operator*() { return conversation_; }
    Conversation* operator->() { return &conversation_; }

private:
    void note_people();

    World& world_;
    Conversation& conversation_;
    std::set<AgentId> people_;
    QueueId queue_before_{};
};

// The same for an agent.
class AgentEdit {
public:
    AgentEdit(World& world, AgentId id) : world_(world), agent_(world.touch(id)) {}
    AgentEdit(const AgentEdit&) = delete;
    AgentEdit& operator=(const AgentEdit&) = delete;
    ~AgentEdit();

    Agent& operator*() { return agent_; }
    Agent* operator->() { return &agent_; }

private:
    World& world_;
    Agent& agent_;
};

}  // namespace yunke::core
