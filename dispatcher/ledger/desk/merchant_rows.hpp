// A merchant's rows in a booking's transaction. Private to desk/: it includes SOCI.
#pragma once

#include <string>

#include "dispatcher/ledger/desk/booking.hpp"

namespace yunke::ledger {

// Locks the merchant's row and reads all of the merchant: a batch of facts that changes it waits, and then finds a
// newer version.
Result<Merchant> lock_merchant(Turn& turn, MerchantId id);

// Writes what differs between the two, with the step's transfers and alerts. The entry's number.
Result<std::uint64_t> write_merchant(Turn& turn, const std::string& kind, const std::string& body,
                                     const Merchant& before, const Merchant& after, const Step& step);

}  // namespace yunke::ledger
