// Whose account pay goes to: the only table of the ledger that has people's names. A change is a new version beside the
// old one, and a payout's row keeps the version that it was made with, so that a batch's file stays what the bank got.
// No role but finance may see any of this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/payout.hpp"

namespace yunke::ledger {

struct KnownPayee {
    AgentId agent{};
    std::uint32_t version = 0;
    Payee payee{};
    std::uint64_t account = 0;  // who entered it
    Ms at_ms = 0;
};

class PayeeDesk {
public:
    explicit PayeeDesk(Desk& desk) : desk_(desk) {}

    // unknown: the registry has no such agent. refused: what a file could not carry to the bank unchanged.
    Result<void> set(const Booker& by, AgentId agent, const Payee& payee);
    // A CSV whose first line names the columns agent, name and account, in any order. All rows or none; the error names
    // the line. How many were new or changed.
    Result<std::size_t> load(const Booker& by, std::string_view csv);
    // The versions that count, by agent.
    Result<std::vector<KnownPayee>> list();

private:
    Desk& desk_;
};

}  // namespace yunke::ledger
