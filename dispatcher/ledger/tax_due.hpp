// Tax that was withheld and is to be paid to the tax office: by month of payment, what was withheld, what was paid of
// it, and what is owed still. Pure, as office.hpp; the caller stores the step.
//
// A person's tax is paid oldest month first. What was paid for a payout that failed afterwards is hers all the same: it
// counts for the months that follow, so that nothing is paid twice, and until there is such a month it is `ahead`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "dispatcher/ledger/packages.hpp"

namespace yunke::ledger {

// One person's, as the books have it.
struct TaxAccount {
    AgentId agent{};
    std::map<Month, Fen> withheld{};  // by month of payment, what failed left out
    Fen remitted_fen = 0;
};

struct TaxMonth {
    Month month{};
    std::uint32_t agents = 0;  // of whom tax was withheld
    Fen withheld_fen = 0;
    Fen remitted_fen = 0;
    Fen owed_fen = 0;        // withheld - remitted
    Fen owed_until_fen = 0;  // of this month and all before it
};

struct TaxDue {
    std::vector<TaxMonth> months{};  // in which any was withheld, earliest first
    Fen withheld_fen = 0;
    Fen remitted_fen = 0;  // of what was withheld
    Fen owed_fen = 0;
    Fen ahead_fen = 0;  // paid to the tax office and withheld from nobody by now

    struct Owed {
        Month month{};
        AgentId agent{};
        Fen fen = 0;  // above 0
    };
    std::vector<Owed> owed{};  // by month, then agent
};
TaxDue tax_due(std::span<const TaxAccount> accounts);

struct Remittance {
    std::optional<Month> until{};  // the months up to this one; all if none is named
    std::optional<Fen> fen{};  // what was paid, the oldest months' first; all that is owed for them if none is named
};
struct RemittedTax {
    Fen fen = 0;
    std::uint32_t agents = 0;
};
// refused: nothing is owed, or less than was paid; the sentence has the figures.
Result<RemittedTax> remit(const TaxDue& due, const Remittance& paid, Step& step);

}  // namespace yunke::ledger
