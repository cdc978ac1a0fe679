// What merchants buy and give back. A booking changes the merchant's rows while facts go on being posted: it waits for
// a batch that is under way, and a batch that was priced before it is priced anew. Whether the merchant's shops take
// new chats reaches the pools through the ledger's process, within seconds.
//
// unknown: no such merchant or package. refused: a plan that is not on offer, more than is available.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/rows.hpp"

namespace yunke::ledger {

struct Sold {
    std::uint64_t entry = 0;
    Package package{};
};

struct Refunded {
    std::uint64_t entry = 0;
    Fen fen = 0;  // to the bank, or off what is owed if the package was sold by invoice
    Ms ms = 0;
    Package package{};  // as it is now
};

struct ExpiredTime {
    std::uint64_t entry = 0;
    MerchantId merchant{};
    Ms ms = 0;
    bool used_up = false;  // its shops take no new chats now
};

class MerchantDesk {
public:
    explicit MerchantDesk(Desk& desk) : desk_(desk) {}

    // A package by the plan's key, as it is on offer on the day of by.at_ms.
    Result<Sold> top_up(const Booker& by, MerchantId merchant, std::string_view plan);
    // Unused time of a package, and its money.
    Result<Refunded> refund(const Booker& by, PackageId package, Ms ms);
    // What expired by by.at_ms, of all merchants: an entry for each of whom something did, and none for the others.
    // Some may be booked when it fails; the next run goes on with the rest.
    Result<std::vector<ExpiredTime>> expire(const Booker& by);
    // Money for gifts (`gift` of a rate card), in yuan from the bank; negative gives it back. The entry's number.
    Result<std::uint64_t> set_aside(const Booker& by, MerchantId merchant, Fen fen);

    // All of a merchant's packages as they are now, by id.
    Result<std::vector<Package>> packages(MerchantId merchant);

private:
    Desk& desk_;
};

}  // namespace yunke::ledger
