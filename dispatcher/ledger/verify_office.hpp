// What verify looks at in what the office booked: lines that it corrected, and payouts. Private to verify*.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "dispatcher/ledger/verify_sums.hpp"

namespace yunke::ledger {

// A correction of a line takes back transfers of the line's pool: `reverses` is then below 0 and names one of the
// chain that the line's facts are posted in. The office's chain is looked at before the pools'.
class PoolReversals {
public:
    void add(const PostedTransfer& posted);
    // One that takes back what is not there, not of the line, or of another amount. nullopt: none.
    std::optional<std::string> wrong() const;

private:
    struct Place {
        std::string line;
        std::int64_t sequence = 0;
        auto operator<=>(const Place&) const = default;
    };
    std::map<Place, PostedTransfer> open_;  // not answered yet
    std::optional<std::string> twice_;
};

// The rows of each batch, against its total and its account of money that is under way.
Result<std::optional<std::string>> wrong_payout(Store& store, const Sums& sums);
// What payouts withheld from each person, less what was remitted, against her account of tax.
Result<std::optional<std::string>> wrong_tax(Store& store, const Sums& sums);

}  // namespace yunke::ledger
