// Looks whether the books are whole: every hash, every sequence number, every sum (pay.md, "Must hold"). Each check
// tells the first row that fails, and the others go on. Reads only; called by `yunkectl ledger verify` and by tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/ledger/store.hpp"

namespace yunke::ledger {

struct VerifyReport {
    std::uint64_t facts = 0;
    std::uint64_t transfers = 0;
    std::uint64_t lines = 0;
    std::uint64_t packages = 0;
    std::vector<std::string> faults;  // a sentence each that names the row; none: the books are whole
};

// Holds every account's balance and every line's sum in memory, and nothing else that grows with the books.
Result<VerifyReport> verify(Store& store);

}  // namespace yunke::ledger
