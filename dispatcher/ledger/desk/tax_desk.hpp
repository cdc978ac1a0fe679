// Tax withheld from payouts (tax_due.hpp): finance looks what is owed, month by month, pays it to the tax office and
// books that it did.
#pragma once

#include <cstdint>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/tax_due.hpp"

namespace yunke::ledger {

struct Remitted {
    std::uint64_t entry = 0;
    std::uint32_t agents = 0;
    Fen fen = 0;
};

class TaxDesk {
public:
    explicit TaxDesk(Desk& desk) : desk_(desk) {}

    // One consistent state of the books.
    Result<TaxDue> due();
    // refused: nothing is owed, or less than was paid.
    Result<Remitted> remit(const Booker& by, const Remittance& paid = {});

private:
    Desk& desk_;
};

}  // namespace yunke::ledger
