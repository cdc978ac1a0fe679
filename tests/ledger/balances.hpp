// What some transfers come to, account by account, for tests of those that make them.
#pragma once

#include <map>
#include <vector>

#include "dispatcher/ledger/transfer.hpp"

namespace yunke::ledger {

struct Balances {
    std::map<Account, std::int64_t> credits;  // minus debits

    std::int64_t credit(Account one) const {
        const auto found = credits.find(one);
        return found == credits.end() ? 0 : found->second;
    }
    template <class Id>
    std::int64_t credit(AccountKind kind, Id owner) const {
        return credit(account(kind, owner));
    }
    std::int64_t sum() const {
        std::int64_t total = 0;
        for (const auto& [one, amount] : credits)
            total += amount;
        return total;
    }
};

inline Balances balances_of(const std::vector<Transfer>& transfers) {
    Balances made;
    for (const auto& one : transfers) {
        made.credits[one.debit] -= one.amount;
        made.credits[one.credit] += one.amount;
    }
    return made;
}

}  // namespace yunke::ledger
