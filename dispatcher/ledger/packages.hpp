// The merchant's side of pricing: packages of time, what live chats hold of them, what they consume, and what happens
// when nothing is left. Pure functions over a merchant's rows; each writes the transfers that belong to what it did.
// books.cpp calls those that follow from facts, office code the others.
//
// A package's time is issued = available + held + consumed + expired + refunded after every call, none of them ever
// negative. Its revenue so far is floor(price × (consumed + expired) / issued); once nothing of it is left, all of the
// price that was not refunded; and the tax contained in it half-up over the whole, so that both end exactly.
//
// Oldest expiry first means: a slice is taken from the package that expires first, and what a chat consumes comes from
// its own slice first. A slice held before the package expired is honoured; what is set free of it expires with the
// next expiry run.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/ledger/error.hpp"
#include "dispatcher/ledger/rows.hpp"
#include "dispatcher/ledger/setup.hpp"
#include "dispatcher/ledger/transfer.hpp"

namespace yunke::ledger {

constexpr Ms slice_ms = 300'000;  // what a live chat holds

// For the merchant to be told, once for each mark after each top-up.
struct Alert {
    MerchantId merchant{};
    std::uint32_t percent = 0;  // 50, 20 or 5
    Ms left_ms = 0;
    Ms at_ms = 0;

    bool operator==(const Alert&) const = default;
};

// One fact's or office entry's transfers as they come up.
struct Step {
    Ms at_ms = 0;
    Month month{};
    std::vector<Transfer> transfers{};
    std::vector<Alert> alerts{};

    // Nothing if the amount is 0; a negative one moves the other way.
    void move(Ledger ledger, Account debit, Account credit, std::int64_t amount, const std::string& line,
              std::uint32_t rule_version);
};

// ---- by facts ----

// Fills the chat's hold up to a slice, as far as there is time. `from_ms`: packages expired by then give none.
void hold_slice(Merchant& merchant, Chat& chat, Ms from_ms, Step& step);
void release(Merchant& merchant, Chat& chat, Step& step);

struct Consumption {
    Ms share_ms = 0;
    Ms from_ms = 0;                        // begin of the interval
    const MerchantTerms* terms = nullptr;  // none: overage at 0
    std::uint32_t vat_bp = 0;              // of overage and of a package sold on the way
};
void consume(Merchant& merchant, Chat& chat, const Consumption& use, Step& step);

// From what the merchant set aside for it; if that is too little, none is made and gifts_unfunded counts it.
void give(Merchant& merchant, FundId fund, Fen fen, std::uint32_t rule_version, Step& step);

// ---- by office entries ----

struct Sale {
    std::uint32_t plan = 0;
    Ms ms = 0;  // above 0
    Fen price_fen = 0;
    std::uint32_t vat_bp = 0;
    Ms expires_ms = 0;
    AccountKind paid_from = AccountKind::bank;  // or receivable: by invoice
};
// The new package, whose id is the merchant's next.
PackageId sell(Merchant& merchant, const Sale& sale, Step& step);
// The sale that a plan is, on the day; `at_ms` is when.
Sale sale_of(const Plan& plan, Ms at_ms, std::uint32_t vat_bp);

// Money in Prepaid that belongs to no package, for gifts; negative gives it back to the bank.
Result<void> set_aside(Merchant& merchant, Fen fen, Step& step);

// Gives back available time and floor(price × refunded so far / issued), less what was given back before: to the bank,
// or off what is owed if the package was sold by invoice. More than is available is refused.
Result<Fen> refund(Merchant& merchant, PackageId id, Ms ms, Step& step);

// Available time of packages that expire by step.at_ms.
void expire(Merchant& merchant, Step& step);

// ---- both, after the others: what follows for the merchant ----

// Whether its shops take no new chats.
bool is_used_up(const Merchant& merchant, const MerchantTerms* agreed, Ms at_ms);
// Sets row.used_up and tells the marks of 50, 20 and 5 % that were passed.
void conclude(Merchant& merchant, const MerchantTerms* agreed, Step& step);
// What is left in packages that have not expired: available and held.
Ms left_ms(const Merchant& merchant, Ms at_ms);

}  // namespace yunke::ledger
