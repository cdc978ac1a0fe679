// Who could take which chats, kept so that the next decision is a look at the head of a heap. Agents are nearly all
// different, chats fall into few classes by what they need; so each class has its candidates in order, and each agent
// knows the classes that she fits.
//
// The heaps are lazy. An agent's place in a class is allowed to be older than the truth as long as the truth is later:
// whoever comes to the head with an old place is put where she belongs by then, whoever is no longer free is dropped
// and comes back when she is. So taking a chat touches nothing but the heap it came from, however many classes she
// fits. And where she is the only one who is free, which is how it is in a busy pool, the class notes just that: nobody
// needs a place to be found.
//
// Wholly derived from entities; no clock. Used by Index, and by the benchmark by itself.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "dispatcher/core/id_map.hpp"
#include "dispatcher/core/needs.hpp"
#include "dispatcher/core/turn.hpp"
#include "dispatcher/core/wide_heap.hpp"

namespace yunke::core {

enum class ClassId : std::uint32_t {};
enum class Slot : std::uint32_t {};  // an agent, as the router numbers them

// Where a waiting chat stands: earliest deadline first, then the older conversation.
using Place = std::pair<Ms, ConversationId>;

struct Choice {
    AgentId chosen{}, runner_up{};
    Turn chosen_turn = no_turn, runner_up_turn = no_turn;
};

struct Census {
    std::uint32_t matching = 0;
    std::array<std::uint32_t, statuses> by_status{};
};

class Router {
public:
    void set_order(std::span<const Criterion> order);
    const TurnOrder& order() const { return order_; }

    // The class with these needs; made if there is none, and then everybody who meets them stands in it. It stays until
    // it was released as often as it was asked for, and nothing may wait in it then.
    ClassId class_of(const Needs& needs);
    void release(ClassId id);

    // A new agent, or one whose skills, languages, groups or shops were edited. `config` must stay where it is.
    Slot put_agent(const AgentConfig& config);
    // What changes from chat to chat. Marks classes where chats wait and she has become free.
    void set_standing(Slot slot, const Standing& standing);
    const Standing& standing(Slot slot) const { return agents_[index(slot)].standing; }

    void wait(ClassId id, Place place);
    void leave(ClassId id, Place place);
    const std::set<Place>& waiting(ClassId id) const { return classes_[index(id)].waiting; }
    // The first of those, if any waits: looked at far more often than it changes, and the set's own lies elsewhere.
    Place first(ClassId id) const { return classes_[index(id)].first; }

    bool has_free(ClassId id) const { return census(id).by_status[0] > 0; }
    const Census& census(ClassId id) const { return classes_[index(id)].census; }
    const Needs& needs(ClassId id) const { return *classes_[index(id)].needs; }
    std::size_t classes() const { return ids_.size(); }

    // The agent who goes first, and who would have, had she not; nobody of `excluded`. A chosen agent stays where she
    // is: her standing changes when she is offered the chat. Amortized O(log agents of the class).
    Choice choose(ClassId id, std::span<const AgentId> excluded);
    // This one's turn, if she is free and fits.
    std::optional<Turn> turn_if_free(ClassId id, Slot slot) const;

    // Classes in which a new pair may have become possible, each once; matching empties it.
    std::vector<ClassId>& dirty() { return dirty_; }
    void mark(ClassId id);
    bool is_dirty(ClassId id) const { return classes_[index(id)].dirty; }
    void clear_dirty();

private:
    // An agent's place in one class.
    struct Membership {
        Turn placed = no_turn;  // where she stands in its heap; no_turn = nowhere
        ClassId id{};
        std::uint8_t rank = 0, surplus = 0;  // her Fit
    };
    struct AgentEntry {
        Turn turn = 0;  // the part that is the same in every class
        Standing standing;
        std::uint32_t generation = 0;  // counts edits; places of an older one are void
        std::vector<Membership> memberships;
        const AgentConfig* config = nullptr;
        std::vector<SkillId> skills;  // under which she is listed
    };
    struct Candidate {
        Turn turn = no_turn;
        Slot slot{};
        std::uint32_t generation = 0;
        std::uint32_t membership = 0;
    };
    // Who is free while nobody else of the class is. She alone may be free without a place in its heap.
    struct Sole {
        Slot slot{};
        std::uint32_t membership = 0;
        bool set = false;
    };
    struct Class {
        const Needs* needs = nullptr;
        WideHeap<Candidate> heap;
        Sole sole;
        std::set<Place> waiting;
        Place first;  // of `waiting`, unless that is empty
        Census census;
        std::uint32_t users = 0;  // class_of() less release()
        bool dirty = false;
    };

    static std::size_t index(ClassId id) { return static_cast<std::size_t>(id); }
    static std::size_t index(Slot slot) { return static_cast<std::size_t>(slot); }

    Membership* valid(ClassId id, const Candidate& candidate);
    bool settle_head(ClassId id);
    Turn turn_in(const AgentEntry& agent, const Membership& membership) const {
        return agent.turn | order_.of(Fit{membership.rank, membership.surplus});
    }
    void fetch_config(Slot slot) const;
    void fetch_lists(Slot slot) const;
    Candidate candidate(Slot slot, std::size_t membership);
    void place(Slot slot, std::size_t membership);
    void stand(Slot slot, std::size_t membership);
    void stand_with_others(Slot slot, std::size_t membership);
    void stand_down(Slot slot, ClassId id);
    Choice only_choice(const Class& of, std::span<const AgentId> excluded) const;
    std::size_t join(Slot slot, ClassId id);
    void leave_all(Slot slot);
    void list_skills(Slot slot, const AgentConfig& config);
    void drop(Slot slot, ClassId id);
    void tidy(ClassId id);

    TurnOrder order_;
    std::vector<AgentEntry> agents_;
    IdMap<AgentId, Slot> slots_;
    std::map<Needs, ClassId> ids_;
    std::vector<Class> classes_;
    std::vector<ClassId> unused_;  // places of classes that went
    // Where to look for whom: classes by their first skill (0 = none asked for), agents by each of theirs.
    IdMap<SkillId, std::vector<ClassId>> classes_by_skill_;
    IdMap<SkillId, std::vector<Slot>> agents_by_skill_;
    std::vector<ClassId> dirty_;
    std::vector<Candidate> passed_;  // scratch of choose()
};

}  // namespace yunke::core
