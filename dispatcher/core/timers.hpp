// The pool's timers, derived from deadlines that stand in entities. A timer is only a hint that a deadline may be due:
// whoever handles it looks at the entity and ignores one that no longer fits. So cancelling costs nothing, and a set
// loaded from entities behaves like one that grew.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "dispatcher/core/id_map.hpp"
#include "dispatcher/core/types.hpp"

namespace yunke::core {

// In this order when due at the same millisecond.
enum class TimerKind : std::uint8_t {
    agent_grace,
    offer,
    exclusion,
    waiting,
    idle,
    shopper_gone,
    wrap_up,
    forget,
    session_expiry,
    limit,
    hours,
    reply,
    keeper_grace,
    positions,
    board,
    meter
};
inline constexpr std::size_t timer_kinds = 16;

struct Timer {
    Ms due_ms = 0;
    TimerKind kind{};
    std::uint64_t id = 0;  // of the agent, conversation, session or queue, by kind

    auto operator<=>(const Timer&) const = default;
};

class Timers {
public:
    void add(Ms due_ms, TimerKind kind, std::uint64_t id);

    // For a deadline that moves away with every step of its owner: of each owner one timer waits here, not one for each
    // step. It may be given before the deadline that holds by then; whoever handles it adds it again.
    void add_moving(Ms due_ms, TimerKind kind, std::uint64_t id);

    // The earliest timer due at or before `now_ms`, taken out. Equal ones are given once.
    std::optional<Timer> take_due(Ms now_ms);

    std::optional<Ms> next_due_ms() const;

private:
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> heap_;
    enum class Owner : std::uint64_t {};
    std::array<IdMap<Owner, Ms>, timer_kinds> moving_;  // by kind: what waits for each owner
};

}  // namespace yunke::core
