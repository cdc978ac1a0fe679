// The accounts between which the ledger moves money and time, and the ids that facts bring besides those of ids.hpp.
// An account is a kind and an owner; it exists as soon as something was moved. The numbers stand in stored rows: they
// never change.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

#include "dispatcher/ledger/ids.hpp"

namespace yunke::ledger {

enum class ShopId : std::uint32_t {};
enum class QueueId : std::uint32_t {};
enum class ShiftId : std::uint32_t {};
enum class ConversationId : std::uint64_t {};
enum class PackageId : std::uint64_t {};

// Never crossed: a transfer moves fen or milliseconds.
enum class Ledger : std::uint8_t { cny = 1, time = 2 };

enum class AccountKind : std::uint8_t {
    // CNY                 owner
    bank = 1,           // 0
    prepaid = 2,        // merchant
    revenue = 3,        // merchant
    output_vat = 4,     // merchant
    receivable = 5,     // merchant
    agent_pay = 6,      // agent
    accrued = 7,        // agent
    payable = 8,        // agent
    bonus = 9,          // agent
    floor_top_up = 10,  // agent
    iit = 11,           // agent: individual income tax withheld, owed to the tax office
    clearing = 12,      // payout batch
    fund = 13,          // fund
    platform = 14,      // 0: what the platform bears
    // TIME
    issued = 15,     // package
    available = 16,  // package
    held = 17,       // package
    consumed = 18,   // package
    expired = 19,    // package
    refunded = 20,   // package
    overage = 21,    // merchant
    over_used = 22,  // merchant
};
constexpr std::size_t account_kinds = 23;  // above every number

struct Account {
    AccountKind kind{};
    std::uint64_t owner = 0;

    auto operator<=>(const Account&) const = default;
};

template <class Id>
constexpr Account account(AccountKind kind, Id owner) {
    return {kind, raw(owner)};
}

// As pay ledgers name them.
constexpr std::string_view account_name(AccountKind kind) {
    constexpr std::array<std::string_view, account_kinds> names{
        "",          "Bank",  "Prepaid",    "Revenue", "OutputVAT", "Receivable", "AgentPay", "Accrued",
        "Payable",   "Bonus", "FloorTopUp", "IIT",     "Clearing",  "Fund",       "Platform", "Issued",
        "Available", "Held",  "Consumed",   "Expired", "Refunded",  "Overage",    "OverUsed"};
    return names.at(static_cast<std::size_t>(kind));
}

}  // namespace yunke::ledger
