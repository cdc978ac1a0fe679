// What people book, as pure rules: months, a month's pay, and what merchants buy and give back. Payouts and tax have
// files of their own (payout.hpp, tax_due.hpp). Each function checks first and then writes its transfers into the step,
// or does nothing and says why. Called by office code that reads the rows and balances, and writes the step in one SQL
// transaction as an office entry.
//
// A month is open until somebody closes it, one after the other. A closed month takes no postings: what concerns it and
// comes later counts in the open one (booking_month). A month's pay is approved once: from Accrued to Payable, with the
// bonuses on top; bonuses go by the cards that count on the month's first day, so that everybody knew them before. The
// floors of its work periods were posted when these ended, without regard to bonuses.
//
// Pay is never clawed back. What is corrected against a person after approval is borne by the platform, and so is what
// would leave a month's pay below zero.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/packages.hpp"

namespace yunke::ledger {

// ---- months ----

// Where something of `month` is booked now: there, or in the first month that is not closed.
Month booking_month(Month month, std::optional<Month> closed);

struct PoolMark {
    std::string pool{};
    Ms posted_to_ms = 0;  // everything that happened before is posted
};
// A month closes when it and all before it are over, every work period begun in it has ended, and each pool's facts are
// posted beyond it. `running`: work periods that have not ended, of any month.
Result<void> may_close(Month month, std::optional<Month> closed, std::span<const PeriodKey> running,
                       std::span<const PoolMark> pools, std::int32_t utc_offset_minutes);

// ---- a month's pay ----

// What one person's month was.
struct MonthWork {
    AgentId agent{};
    Month month{};
    Ms paid_ms = 0;
    Fen earned_fen = 0;         // without floors
    Fen floor_fen = 0;          // top-ups to the floor
    Fen accrued_fen = 0;        // what her Accrued has for the month, corrections included
    std::uint32_t running = 0;  // work periods that have not ended
    std::uint32_t ratings = 0;
    std::uint64_t stars = 0;  // of all ratings together
    bool approved = false;    // with its bonuses; what accrued since is approved without any

    bool operator==(const MonthWork&) const = default;
};

struct Bonus {
    CardVersion card{};  // 0 = no card says any
    Fen fen = 0;
    bool earned = false;  // the card's conditions are met
};

struct MonthPay {
    AgentId agent{};
    Month month{};
    Fen accrued_fen = 0;
    Bonus tier{};
    Bonus quality{};
    Fen borne_fen = 0;    // by the platform, so that the pay is not below zero
    Fen payable_fen = 0;  // what will be paid, before tax
};
MonthPay preview(const Setup& setup, const MonthWork& work);

// Bonuses to Accrued, all of it to Payable. For a month that may_close() and is not closed yet; the step's month is the
// same one. `work` is read again in the transaction that books it, `pay` is what somebody looked at.
Result<void> approve(const MonthWork& work, const MonthPay& pay, Step& step);

// A correction of a person's pay that a dispute or a mistake asks for; positive = in her favour. `approved`: the month
// that it corrects was approved; then what is against her is the platform's. `line` is the corrected line's text.
void correct(AgentId agent, Fen fen, bool approved, const std::string& line, Step& step);

// ---- merchants ----

// Sells a package that is on offer on the day of step.at_ms.
Result<PackageId> top_up(Merchant& merchant, const Setup& setup, std::string_view plan, Step& step);
// Gives back unused time and its money. Of more than is available nothing is given back.
Result<Fen> refund_unused(Merchant& merchant, const Setup& setup, PackageId package, Ms ms, Step& step);
// What expired by step.at_ms; false: nothing did.
bool expiry_run(Merchant& merchant, const Setup& setup, Step& step);

}  // namespace yunke::ledger
