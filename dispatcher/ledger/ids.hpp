// Ids that the ledger's words share. Numbers of agents, shops, queues and merchants are those of the facts and the
// registry; 0 stands for nobody, and for a merchant: the platform itself.
#pragma once

#include <compare>
#include <cstdint>
#include <type_traits>

namespace yunke::ledger {

enum class AgentId : std::uint32_t {};
enum class MerchantId : std::uint32_t {};
enum class SkillId : std::uint32_t {};
enum class FundId : std::uint32_t {};
// One version of one rate card, of all cards of the platform together: never reused, so that a posting names it alone.
enum class CardVersion : std::uint32_t {};

constexpr MerchantId platform{0};

template <class Id>
constexpr auto raw(Id id) {
    return static_cast<std::underlying_type_t<Id>>(id);
}

}  // namespace yunke::ledger
