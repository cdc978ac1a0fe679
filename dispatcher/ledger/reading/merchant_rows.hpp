// Every query for a merchant's eyes stands in this class, and each of them names the merchant: its rows by its number,
// use by the shops that are its own, transfers by lines that are its packages' and overages'. Nothing of another
// merchant can be asked for through it, and nothing that is told of one agent: use is summed over all of them.
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <map>
#include <string>
#include <vector>

#include "dispatcher/ledger/packages.hpp"
#include "dispatcher/ledger/reading/invoice.hpp"
#include "dispatcher/ledger/reading/usage.hpp"
#include "dispatcher/ledger/rows.hpp"

namespace yunke::ledger {

class MerchantRows {
public:
    // The platform itself is no merchant whose rows anybody asks for.
    MerchantRows(soci::session& session, MerchantId merchant);

    Merchant rows() const;
    std::vector<Alert> alerts(int limit) const;  // latest first
    // What the merchant is billed for, by day; days without use are left out. Both days are included.
    std::map<Day, Ms> used(Day from, Day to) const;
    std::vector<UsageSum> usage(Day from, Day to) const;  // by day, shop and queue
    std::vector<LineSum> sums(const Merchant& rows, Month month) const;

private:
    std::string its() const;
    std::string on_days(Day from, Day to) const;  // a condition; "" = it has no shops

    soci::session& session_;
    MerchantId merchant_;
};

}  // namespace yunke::ledger
