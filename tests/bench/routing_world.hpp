// The people and chats of the routing benchmark: agents who are nearly all different, requirement classes as shops have
// them, and the plain scan that the index is compared with. Everything follows from a seed.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "dispatcher/core/router.hpp"

namespace yunke::bench {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : random_(seed) {}
    std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
    bool percent(std::uint32_t share) { return below(100) < share; }

private:
    std::mt19937_64 random_;
};

struct Shape {
    std::uint32_t agents = 50'000;
    std::uint32_t skills = 500;
    std::uint32_t classes = 200;
    std::uint32_t waiting = 100'000;
};

// 3 to 8 skills at levels 1 to 5, one or two languages, a group, capacity 1 to 5.
core::AgentConfig random_agent(std::uint32_t id, const Shape& shape, Chance& chance);
// One skill, or two, at levels 1 to 3; one of two languages; half of them prefer groups.
core::Needs random_needs(const Shape& shape, Chance& chance);

struct Waiting {
    core::Place place;
    core::ClassId id{};
};

// A router filled with all of them. Agents begin as `status`.
class Crowd {
public:
    Crowd(const Shape& shape, core::Standing::Status status);

    core::Router& router() { return router_; }
    const std::vector<core::AgentConfig>& agents() const { return agents_; }
    const std::vector<core::Needs>& needs() const { return needs_; }
    core::Slot slot(std::uint32_t agent) const { return slots_[agent]; }
    core::ClassId class_id(std::uint32_t number) const { return ids_[number]; }
    core::Standing& standing(std::uint32_t agent) { return standings_[agent]; }
    Chance& chance() { return chance_; }
    core::Ms tick() { return now_ms_ += 1; }

    // A new chat in a random class; where it waits.
    Waiting arrive();

private:
    Shape shape_;
    Chance chance_{2026};
    core::Ms now_ms_ = 1'000'000'000;
    std::uint64_t next_chat_ = 1;
    std::vector<core::AgentConfig> agents_;
    std::vector<core::Standing> standings_;
    std::vector<core::Needs> needs_;
    std::vector<core::Slot> slots_;
    std::vector<core::ClassId> ids_;
    core::Router router_;
};

}  // namespace yunke::bench
