// Sums over transfers that verify compares with rows: every account's balance, and what every line came to. Private to
// verify*.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "dispatcher/ledger/store.hpp"

namespace yunke::ledger {

class Sums {
public:
    void add(const PostedTransfer& posted);

    // Credits less debits.
    std::int64_t balance(Ledger ledger, AccountKind kind, std::uint64_t owner) const;
    // What transfers of this text came to: pay accrued, revenue with tax.
    std::int64_t line(const std::string& text) const;

    // Ledgers whose debits and credits differ, accounts that may not be below nothing and are. nullopt: none.
    std::optional<std::string> unbalanced() const;
    std::optional<std::string> negative() const;

private:
    std::map<std::pair<Ledger, Account>, std::int64_t> balances_;
    std::map<std::string, std::int64_t> lines_;
};

// The first row of each kind that is not what its transfers came to.
std::optional<std::string> wrong_line(const Sums& sums, const std::vector<Line>& lines);
std::optional<std::string> wrong_package(const Sums& sums, const std::vector<Package>& packages);
std::optional<std::string> wrong_overage(const Sums& sums, const std::vector<Overage>& overage);

}  // namespace yunke::ledger
