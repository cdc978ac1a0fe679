#include "dispatcher/core/router.hpp"

#include <algorithm>
#include <utility>

namespace yunke::core {
namespace {

// A heap may hold this many void places besides twice its members before they are swept out.
constexpr std::size_t void_places = 64;

// So many agents ahead of the one looked at, what she has is fetched from memory.
constexpr std::size_t fetched_ahead = 16;

constexpr std::size_t index_of(Standing::Status status) {
    return static_cast<std::size_t>(status);
}

SkillId listed_under(const Needs& needs) {
    return needs.skills.empty() ? SkillId{0} : needs.skills.front().skill;
}

}  // namespace

void Router::set_order(std::span<const Criterion> order) {
    order_ = TurnOrder(order);
    for (Class& one : classes_) {
        one.heap.clear();
        one.sole = {};
    }
    for (std::size_t i = 0; i < agents_.size(); ++i) {
        AgentEntry& agent = agents_[i];
        agent.turn = order_.of(agent.standing, agent.config->id);
        for (std::size_t m = 0; m < agent.memberships.size(); ++m) {
            agent.memberships[m].placed = no_turn;
            if (agent.standing.status == Standing::Status::free) place(static_cast<Slot>(i), m);
        }
    }
}

ClassId Router::class_of(const Needs& needs) {
    const auto [it, added] = ids_.try_emplace(needs, static_cast<ClassId>(classes_.size()));
    if (added && unused_.empty()) classes_.emplace_back();
    if (added && !unused_.empty()) {
        it->second = unused_.back();
        unused_.pop_back();
    }
    const ClassId id = it->second;
    ++classes_[index(id)].users;
    if (!added) return id;
    classes_[index(id)].needs = &it->first;
    const SkillId skill = listed_under(needs);
    classes_by_skill_[skill].push_back(id);
    WideHeap<Candidate>& heap = classes_[index(id)].heap;
    const auto consider = [&](Slot slot) {
        const AgentEntry& agent = agents_[index(slot)];
        if (!meets(*agent.config, needs)) return;
        const std::size_t m = join(slot, id);
        if (agent.standing.status == Standing::Status::free) heap.entries().push_back(candidate(slot, m));
    };
    // Most of the time would be waiting for one agent's memory after the other's.
    const auto consider_all = [&](std::size_t count, const auto& slot_at) {
        for (std::size_t i = 0; i < count; ++i) {
            if (i + 2 * fetched_ahead < count) fetch_config(slot_at(i + 2 * fetched_ahead));
            if (i + fetched_ahead < count) fetch_lists(slot_at(i + fetched_ahead));
            consider(slot_at(i));
        }
    };
    if (skill == SkillId{0}) {
        consider_all(agents_.size(), [](std::size_t i) { return static_cast<Slot>(i); });
    } else {
        const std::vector<Slot>& listed = agents_by_skill_[skill];
        consider_all(listed.size(), [&](std::size_t i) { return listed[i]; });
    }
    heap.order();
    return id;
}

void Router::fetch_config(Slot slot) const {
    const AgentConfig* config = agents_[index(slot)].config;
    __builtin_prefetch(&config->skills);
    __builtin_prefetch(&config->routing.groups);
}

void Router::fetch_lists(Slot slot) const {
    const AgentEntry& agent = agents_[index(slot)];
    __builtin_prefetch(agent.config->skills.data());
    __builtin_prefetch(agent.config->languages.data());
    __builtin_prefetch(agent.config->routing.groups.data());
    __builtin_prefetch(agent.memberships.data() + agent.memberships.size());
}

void Router::release(ClassId id) {
    if (--classes_[index(id)].users > 0) return;
    const Needs& gone = needs(id);
    const SkillId skill = listed_under(gone);
    std::erase(classes_by_skill_[skill], id);
    if (skill == SkillId{0}) {
        for (std::size_t i = 0; i < agents_.size(); ++i)
            drop(static_cast<Slot>(i), id);
    } else {
        for (const Slot slot : agents_by_skill_[skill])
            drop(slot, id);
    }
    ids_.erase(ids_.find(gone));
    classes_[index(id)] = Class{};
    unused_.push_back(id);
}

// She leaves a class that goes. Her last membership takes the place of that one, and its place in the heap anew.
void Router::drop(Slot slot, ClassId id) {
    std::vector<Membership>& memberships = agents_[index(slot)].memberships;
    const auto gone = std::ranges::find(memberships, id, &Membership::id);
    if (gone == memberships.end()) return;
    const auto m = static_cast<std::size_t>(gone - memberships.begin());
    *gone = memberships.back();
    memberships.pop_back();
    if (m == memberships.size()) return;
    if (Sole& sole = classes_[index(memberships[m].id)].sole; sole.set && sole.slot == slot)
        sole.membership = static_cast<std::uint32_t>(m);
    if (memberships[m].placed == no_turn) return;
    memberships[m].placed = no_turn;
    if (agents_[index(slot)].standing.status == Standing::Status::free) place(slot, m);
}

Slot Router::put_agent(const AgentConfig& config) {
    const Slot* known = slots_.get(config.id);
    const Slot slot = known != nullptr ? *known : slots_[config.id] = static_cast<Slot>(agents_.size());
    if (known == nullptr) agents_.emplace_back();
    AgentEntry& agent = agents_[index(slot)];
    agent.config = &config;
    agent.turn = order_.of(agent.standing, config.id);
    leave_all(slot);
    list_skills(slot, config);
    const bool free = agent.standing.status == Standing::Status::free;
    const auto consider = [&](SkillId skill) {
        const std::vector<ClassId>* listed = classes_by_skill_.get(skill);
        if (listed == nullptr) return;
        for (const ClassId id : *listed) {
            if (!meets(config, needs(id))) continue;
            const std::size_t m = join(slot, id);
            if (!free) continue;
            stand_with_others(slot, m);
            if (!classes_[index(id)].waiting.empty()) mark(id);
        }
    };
    consider(SkillId{0});
    for (const SkillId skill : agent.skills)
        consider(skill);
    return slot;
}

void Router::list_skills(Slot slot, const AgentConfig& config) {
    AgentEntry& agent = agents_[index(slot)];
    for (const SkillId skill : agent.skills)
        std::erase(agents_by_skill_[skill], slot);
    agent.skills.clear();
    for (const SkillLevel& held : config.skills)
        agent.skills.push_back(held.skill);
    std::ranges::sort(agent.skills);
    agent.skills.erase(std::ranges::unique(agent.skills).begin(), agent.skills.end());
    for (const SkillId skill : agent.skills)
        agents_by_skill_[skill].push_back(slot);
}

// She belongs to the class, but has no place in its heap yet. Which of her memberships it is.
std::size_t Router::join(Slot slot, ClassId id) {
    AgentEntry& agent = agents_[index(slot)];
    const Fit fit = fit_of(*agent.config, needs(id));
    agent.memberships.push_back(
        {no_turn, id, static_cast<std::uint8_t>(fit.rank), static_cast<std::uint8_t>(fit.surplus)});
    Census& census = classes_[index(id)].census;
    ++census.matching;
    ++census.by_status[index_of(agent.standing.status)];
    return agent.memberships.size() - 1;
}

void Router::leave_all(Slot slot) {
    AgentEntry& agent = agents_[index(slot)];
    ++agent.generation;
    for (const Membership& membership : agent.memberships) {
        stand_down(slot, membership.id);
        Census& census = classes_[index(membership.id)].census;
        --census.matching;
        --census.by_status[index_of(agent.standing.status)];
    }
    agent.memberships.clear();
}

void Router::set_standing(Slot slot, const Standing& standing) {
    AgentEntry& agent = agents_[index(slot)];
    if (agent.standing == standing) return;
    const std::size_t before = index_of(agent.standing.status);
    const std::size_t after = index_of(standing.status);
    agent.standing = standing;
    agent.turn = order_.of(standing, agent.config->id);
    const bool free = standing.status == Standing::Status::free;
    for (std::size_t m = 0; m < agent.memberships.size(); ++m) {
        const ClassId id = agent.memberships[m].id;
        Class& of = classes_[index(id)];
        if (before != after) {
            --of.census.by_status[before];
            ++of.census.by_status[after];
            if (free && !of.waiting.empty()) mark(id);
        }
        if (!free)
            stand_down(slot, id);
        else if (of.census.by_status[after] == 1)
            of.sole = {slot, static_cast<std::uint32_t>(m), true};
        else
            stand_with_others(slot, m);
    }
}

// She is free, and others may be, too: whoever was the only one needs a place from now on.
void Router::stand_with_others(Slot slot, std::size_t m) {
    Class& of = classes_[index(agents_[index(slot)].memberships[m].id)];
    if (const Sole sole = std::exchange(of.sole, {}); sole.set) stand(sole.slot, sole.membership);
    stand(slot, m);
}

void Router::stand_down(Slot slot, ClassId id) {
    Sole& sole = classes_[index(id)].sole;
    if (sole.set && sole.slot == slot) sole = {};
}

// In the heap, no later than where she belongs: a later turn is noticed when she comes to the head.
void Router::stand(Slot slot, std::size_t m) {
    const AgentEntry& agent = agents_[index(slot)];
    if (turn_in(agent, agent.memberships[m]) < agent.memberships[m].placed) place(slot, m);
}

// Her place as of now, to be put into the heap.
Router::Candidate Router::candidate(Slot slot, std::size_t m) {
    AgentEntry& agent = agents_[index(slot)];
    Membership& membership = agent.memberships[m];
    membership.placed = turn_in(agent, membership);
    return {membership.placed, slot, agent.generation, static_cast<std::uint32_t>(m)};
}

void Router::place(Slot slot, std::size_t m) {
    const ClassId id = agents_[index(slot)].memberships[m].id;
    Class& of = classes_[index(id)];
    if (of.heap.size() > 2 * of.census.matching + void_places) tidy(id);
    of.heap.push(candidate(slot, m));
}

void Router::tidy(ClassId id) {
    std::vector<Candidate>& places = classes_[index(id)].heap.entries();
    std::erase_if(places, [&](const Candidate& candidate) { return valid(id, candidate) == nullptr; });
    const auto same = [](const Candidate& a, const Candidate& b) { return a.turn == b.turn; };
    std::ranges::sort(places, {}, &Candidate::turn);  // a heap as well
    places.erase(std::ranges::unique(places, same).begin(), places.end());
}

Router::Membership* Router::valid(ClassId id, const Candidate& candidate) {
    AgentEntry& agent = agents_[index(candidate.slot)];
    if (agent.generation != candidate.generation || candidate.membership >= agent.memberships.size()) return nullptr;
    Membership& membership = agent.memberships[candidate.membership];
    return membership.id == id && membership.placed == candidate.turn ? &membership : nullptr;
}

// Brings to the head somebody who is free and stands where she belongs; false if there is nobody.
bool Router::settle_head(ClassId id) {
    Class& of = classes_[index(id)];
    while (!of.heap.empty()) {
        const Candidate head = of.heap.top();
        Membership* membership = valid(id, head);
        if (membership == nullptr) {
            of.heap.pop();
            continue;
        }
        const AgentEntry& agent = agents_[index(head.slot)];
        const Turn turn = turn_in(agent, *membership);
        if (agent.standing.status == Standing::Status::free && turn == head.turn) return true;
        of.heap.pop();
        membership->placed = no_turn;
        if (agent.standing.status == Standing::Status::free) place(head.slot, head.membership);
    }
    return false;
}

Choice Router::only_choice(const Class& of, std::span<const AgentId> excluded) const {
    const AgentEntry& agent = agents_[index(of.sole.slot)];
    Choice choice;
    if (std::ranges::find(excluded, agent.config->id) != excluded.end()) return choice;
    choice.chosen = agent.config->id;
    choice.chosen_turn = turn_in(agent, agent.memberships[of.sole.membership]);
    return choice;
}

Choice Router::choose(ClassId id, std::span<const AgentId> excluded) {
    Class& of = classes_[index(id)];
    if (of.sole.set) return only_choice(of, excluded);
    Choice choice;
    passed_.clear();
    while (choice.runner_up == no_agent && settle_head(id)) {
        const Candidate head = of.heap.top();
        const AgentId agent = agents_[index(head.slot)].config->id;
        // One place may stand in the heap twice, after a turn that came back to what it was.
        const bool passed = agent == choice.chosen || std::ranges::find(excluded, agent) != excluded.end();
        if (!passed && choice.chosen != no_agent) {
            choice.runner_up = agent;
            choice.runner_up_turn = head.turn;
            break;
        }
        if (!passed) {
            choice.chosen = agent;
            choice.chosen_turn = head.turn;
        }
        passed_.push_back(head);
        of.heap.pop();
    }
    for (const Candidate& candidate : passed_)
        of.heap.push(candidate);
    return choice;
}

std::optional<Turn> Router::turn_if_free(ClassId id, Slot slot) const {
    const AgentEntry& agent = agents_[index(slot)];
    if (agent.standing.status != Standing::Status::free) return std::nullopt;
    const auto membership = std::ranges::find(agent.memberships, id, &Membership::id);
    if (membership == agent.memberships.end()) return std::nullopt;
    return turn_in(agent, *membership);
}

void Router::wait(ClassId id, Place place) {
    Class& of = classes_[index(id)];
    if (of.waiting.empty() || place < of.first) of.first = place;
    of.waiting.insert(place);
    mark(id);
}

void Router::leave(ClassId id, Place place) {
    Class& of = classes_[index(id)];
    if (of.waiting.empty() || place != of.first) {
        of.waiting.erase(place);
        return;
    }
    of.waiting.erase(of.waiting.begin());
    if (!of.waiting.empty()) of.first = *of.waiting.begin();
}

void Router::mark(ClassId id) {
    Class& of = classes_[index(id)];
    if (of.dirty) return;
    of.dirty = true;
    dirty_.push_back(id);
}

void Router::clear_dirty() {
    for (const ClassId id : dirty_)
        classes_[index(id)].dirty = false;
    dirty_.clear();
}

}  // namespace yunke::core
