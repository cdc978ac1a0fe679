// Where an agent stands among those who could take a chat, as one number: the pool's criteria in their order, packed so
// that the smaller number goes first. Two agents never stand at the same place, since the id is part of it.
#pragma once

#include <array>
#include <span>

#include "dispatcher/core/needs.hpp"
#include "dispatcher/core/types.hpp"

namespace yunke::core {

using Turn = unsigned __int128;
inline constexpr Turn no_turn = ~Turn{0};  // stands nowhere

// What of an agent changes from chat to chat. All but `load` is the same in every class.
struct Standing {
    enum class Status : std::uint8_t { free, full, away, held };
    Status status = Status::away;
    std::uint32_t share = 0;  // bucket of fair share
    std::uint32_t load = 0;
    Ms idle_since_ms = 0;
    bool operator==(const Standing&) const = default;
};
inline constexpr std::size_t statuses = 4;

class TurnOrder {
public:
    // Empty = group, share, least load, surplus, longest idle.
    explicit TurnOrder(std::span<const Criterion> order = {});

    // The part that is the same in every class, and the part that a class adds.
    Turn of(const Standing& standing, AgentId agent) const;
    Turn of(const Fit& fit) const {
        return ((Turn{fit.rank} << rank_shift_) & rank_mask_) | ((Turn{fit.surplus} << surplus_shift_) & surplus_mask_);
    }

    // The criteria's values, for the record of a decision: smaller is better, idle time in seconds.
    DecisionKey explain(Turn turn, Ms now_ms) const;

    std::span<const Criterion> criteria() const { return std::span(order_).first(size_); }

private:
    static constexpr std::size_t criteria_max = DecisionKey::size_max;
    std::array<Criterion, criteria_max> order_{};
    std::array<unsigned, criteria_max> shift_{};
    std::size_t size_ = 0;
    unsigned rank_shift_ = 0, surplus_shift_ = 0;
    Turn rank_mask_ = 0, surplus_mask_ = 0;  // 0 where the criterion does not count
};

}  // namespace yunke::core
