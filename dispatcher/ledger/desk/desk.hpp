// The desk at which finance books: the sessions and the dated configuration that every kind of its work needs. The work
// itself stands in a class for each kind, made on a desk wherever it is wanted:
//     MerchantDesk  packages sold, refunded, expired         (merchant_desk.hpp)
//     MonthDesk     a month's pay: preview, approve, close    (month_desk.hpp)
//     PayeeDesk     whose account pay goes to                 (payee_desk.hpp)
//     PayoutDesk    batches, their files and answers          (payout_desk.hpp)
//     TaxDesk       tax withheld, owed and remitted           (tax_desk.hpp)
//     AppealDesk    what people say against a line            (appeal_desk.hpp)
// Each booking reads what the rules of office.hpp and payout.hpp need, applies them and writes their transfers with its
// own rows in ONE transaction, as an office entry that names the account of whoever booked it. Whatever is refused is
// refused whole. What may be asked for twice goes through once() (request.hpp). Called by `yunkectl office` and by the
// gateway's HTTP API on threads that may block.
//
// A Desk is a session in the ledger's database and one in the registry's: one thread at a time. A lost connection is
// opened again by the next call. Errc::away: try again later; whether a booking that ended so was committed is unknown,
// so look before you book it again.
//
// Roles are the caller's to check: these classes know rules about money, and who may not decide a person's appeal.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dispatcher/ledger/card_file.hpp"
#include "dispatcher/ledger/error.hpp"
#include "dispatcher/ledger/setup.hpp"

namespace yunke::registry {
class Registry;
}

namespace yunke::ledger {

class Store;

// Who books, and when. `account` is the registry's number of an account, never 0.
struct Booker {
    std::uint64_t account = 0;
    Ms at_ms = 0;
};

// What counts at the time of one call.
struct DeskSetup {
    Setup setup{};
    CardFile file{};  // tax tables, reliefs and who is granted one
    CardFileNames names{};
    std::vector<std::string> pools{};
};

class Desk {
public:
    // URLs as sql.url. Brings both schemas to this program's version.
    static Result<Desk> open(const std::string& ledger_url, const std::string& registry_url);
    Desk(Desk&&) noexcept;
    Desk& operator=(Desk&&) noexcept;
    ~Desk();

    Store& store();
    registry::Registry& registry();

    // Card file, shops, skills and names as they are now.
    Result<DeskSetup> setup();

private:
    struct Impl;
    explicit Desk(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

}  // namespace yunke::ledger
