// What stands behind the simulated people: it takes the commands of shoppers and agents and decides who gets which
// chat. The pool's own policy is the real core and nothing beside it; rivals (rivals.hpp) keep books of their own in
// the same types, so that the same people meet either. Made and asked by the engine.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "dispatcher/core/core.hpp"
#include "dispatcher/sim/scenario.hpp"

namespace yunke::sim {

class Pool {
public:
    Pool() = default;
    virtual ~Pool() = default;
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // As core::Core's: timers that are due first, then the commands in order. What changed stands in the effects.
    virtual core::Effects apply(const core::BatchHeader& header, std::span<const core::Command> commands) = 0;
    virtual const core::State& state() const = 0;
    virtual std::optional<core::Ms> next_due_ms() const = 0;

    // Whether chats are put on agents' desks instead of being offered. Such a chat stands under `offers` until she
    // attends to it, and nothing takes it away from her but the end of her shift.
    virtual bool pushes() const { return false; }

    // What is wrong with the books, a sentence each.
    virtual std::vector<std::string> broken_invariants() const = 0;
};

// By the scenario's policy.
std::unique_ptr<Pool> make_pool(const Scenario& scenario);

}  // namespace yunke::sim
