// Whether a fact says what the core can have meant. Nothing is priced that would pay time twice, or bill more or less
// than an interval has: such a fact is a bug of its writer, and a person must see it before money moves.
#pragma once

#include "dispatcher/ledger/error.hpp"
#include "dispatcher/ledger/rows.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ledger {

constexpr int units_max = 20;  // conversations in one person's hands

// Without looking at rows. malformed.
Result<void> check(const v1::Fact& fact);
// Against what was priced of her before.
Result<void> check_follows(const v1::WorkInterval& work, const AgentRow& agent);

}  // namespace yunke::ledger
