#include "dispatcher/core/turn.hpp"

#include <algorithm>

namespace yunke::core {
namespace {

constexpr std::array default_order = {Criterion::group, Criterion::share, Criterion::least_load, Criterion::surplus,
                                      Criterion::longest_idle};

// Bits that a criterion takes.
constexpr unsigned width_of(Criterion criterion) {
    switch (criterion) {
        case Criterion::group:
            return 8;
        case Criterion::share:
            return 20;  // buckets of 5 minutes: 9 years of an 8-hour wish
        case Criterion::least_load:
        case Criterion::most_load:
            return 5;
        case Criterion::surplus:
            return 8;
        case Criterion::longest_idle:
            return 42;  // ms since 1970, up to 2109
        case Criterion::unspecified:
            return 0;
    }
    return 0;
}
constexpr unsigned id_width = 32;
static_assert(id_width + 8 + 20 + 5 + 5 + 8 + 42 <= 128);

constexpr std::uint64_t load_max = (1u << 5) - 1;

std::uint64_t capped(std::uint64_t value, Criterion criterion) {
    return std::min(value, (std::uint64_t{1} << width_of(criterion)) - 1);
}

std::uint64_t value_of(Criterion criterion, const Standing& standing) {
    switch (criterion) {
        case Criterion::share:
            return capped(standing.share, criterion);
        case Criterion::least_load:
            return capped(standing.load, criterion);
        case Criterion::most_load:
            return load_max - capped(standing.load, criterion);
        case Criterion::longest_idle:
            return capped(static_cast<std::uint64_t>(std::max<Ms>(standing.idle_since_ms, 0)), criterion);
        default:
            return 0;
    }
}

}  // namespace

TurnOrder::TurnOrder(std::span<const Criterion> order) {
    if (order.empty()) order = default_order;
    unsigned shift = id_width;
    // The last criterion stands just above the id, the first one on top. One named twice counts where it stands first.
    for (const Criterion criterion : order) {
        const auto chosen = std::span(order_).first(size_);
        if (size_ == criteria_max || std::ranges::find(chosen, criterion) != chosen.end()) continue;
        order_.at(size_++) = criterion;
    }
    for (std::size_t i = size_; i-- > 0;) {
        shift_.at(i) = shift;
        const Turn mask = ((Turn{1} << width_of(order_.at(i))) - 1) << shift;
        if (order_.at(i) == Criterion::group) {
            rank_shift_ = shift;
            rank_mask_ = mask;
        }
        if (order_.at(i) == Criterion::surplus) {
            surplus_shift_ = shift;
            surplus_mask_ = mask;
        }
        shift += width_of(order_.at(i));
    }
}

Turn TurnOrder::of(const Standing& standing, AgentId agent) const {
    Turn turn = raw(agent);
    for (std::size_t i = 0; i < size_; ++i)
        turn |= Turn{value_of(order_[i], standing)} << shift_[i];
    return turn;
}

DecisionKey TurnOrder::explain(Turn turn, Ms now_ms) const {
    DecisionKey key;
    key.size = static_cast<std::uint32_t>(size_);
    for (std::size_t i = 0; i < size_; ++i) {
        const Criterion criterion = order_[i];
        auto value = static_cast<std::uint64_t>(turn >> shift_[i]) & ((std::uint64_t{1} << width_of(criterion)) - 1);
        if (criterion == Criterion::most_load) value = load_max - value;
        if (criterion == Criterion::longest_idle)
            value = static_cast<std::uint64_t>(std::max<Ms>(now_ms - static_cast<Ms>(value), 0)) / 1'000;
        key.values[i] = static_cast<std::uint32_t>(value);
    }
    return key;
}

}  // namespace yunke::core
