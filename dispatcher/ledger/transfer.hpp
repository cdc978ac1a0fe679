// One movement in one of the two ledgers: what pricing and office code make and what the chain and SQL keep. A transfer
// is both of its legs, so debits equal credits by construction. The store gives it a sequence number in the chain of
// its (pool, ledger), or of the office entries, and the fact or office entry that it came from.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "dispatcher/ledger/account.hpp"
#include "dispatcher/ledger/calendar.hpp"
#include "dispatcher/ledger/money.hpp"

namespace yunke::ledger {

// Of one pool's stream of facts: rising within a log epoch, without gaps.
struct FactId {
    std::uint64_t epoch = 0;
    std::uint64_t number = 0;

    auto operator<=>(const FactId&) const = default;
};

struct Transfer {
    Ledger ledger = Ledger::cny;
    Account debit{};
    Account credit{};
    std::int64_t amount = 0;  // fen or ms, above 0
    Ms at_ms = 0;             // when what it pays for was over
    Month month{};            // in whose accounts it counts
    // What it adds to, as text_of() of a row's key (rows.hpp): letters, digits, '/', '.' and '-' only.
    std::string line{};
    std::uint32_t rule_version = 0;  // of the rate card, the merchant's terms or the plan; 0 = no rule had a say
    // Sequence number, in the same chain, of the transfer that it takes back; 0 = none. Below 0, in the office's chain
    // only: in the chain of the pool that the line's facts came from.
    std::int64_t reverses = 0;

    bool operator==(const Transfer&) const = default;
};

// A transfer as the chain has it.
struct ChainedTransfer {
    std::int64_t sequence = 0;
    Transfer transfer{};
};

}  // namespace yunke::ledger
