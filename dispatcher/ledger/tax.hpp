// Individual income tax that the platform withholds from remuneration for labour: two methods, each with thresholds
// and brackets that are dated configuration, and the relief that a province grants people with disabilities. Called by
// payouts (payout.hpp) with what a person was paid before, and by `yunkectl tax explain`. Pure: the same months
// give the same tax, which is why a failed payout can be taken back and counted anew in the month that it is paid in.
//
// Per payment (Individual Income Tax Law, remuneration for labour): nothing up to 800 yuan of a month, 800 deducted up
// to 4,000, 20 % above; then the brackets. Payments of one month count as one.
// Cumulative (those who work through internet platforms, for payments from 2025-10-01): cumulative income of the year
// less 20 % of it, exempt income, 5,000 for each month and other lawful deductions; then the yearly brackets; less the
// relief on that and what was withheld already. What comes out negative withholds nothing now and lowers later months.
//
// Fractions of a fen are kept until the end: the tax on the taxable amount is rounded to fen once, halves up, and so is
// the relief on it. Sums of amounts stay below payment_fen_max x 12, far from where the products would leave 64 bits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dispatcher/ledger/calendar.hpp"
#include "dispatcher/ledger/money.hpp"

namespace yunke::ledger {

// Ten billion yuan: more than any payment, or all payments of a month, to one person.
constexpr Fen payment_fen_max = 1'000'000'000'000;

enum class TaxMethod : std::uint8_t { per_payment = 1, cumulative = 2 };

// Of a taxable amount, up to and including `up_to_fen`: rate x taxable - quick deduction.
struct TaxBracket {
    std::optional<Fen> up_to_fen{};  // absent in the last one
    std::int32_t rate_bp = 0;        // hundredths of a percent
    Fen quick_fen = 0;

    bool operator==(const TaxBracket&) const = default;
};

// One law as it holds from a day on, with the method to use.
struct TaxTable {
    std::string key{};
    Day from{};  // tax is due by the month of payment: its first day decides
    TaxMethod method = TaxMethod::per_payment;

    // Per payment.
    Fen free_fen = 80'000;               // up to it nothing is taxed; above, it is deducted,
    Fen small_fen = 400'000;             // but from this on the share below is
    std::vector<TaxBracket> brackets{};  // of one month, or of the year
    // Cumulative.
    Fen month_fen = 500'000;   // deducted for each month
    bool gap_restarts = true;  // after a month without payment the count begins anew
    // Both.
    std::int32_t expenses_bp = 2'000;  // the share of the income that counts as expenses

    bool operator==(const TaxTable&) const = default;
};

// What a province grants: part of the tax, up to a yearly cap; either alone is possible.
struct TaxRelief {
    std::string key{};
    Day from{};
    std::optional<Day> until{};                // first day that it does not hold any more
    std::optional<std::int32_t> percent_bp{};  // absent: all of the tax, up to the cap
    std::optional<Fen> cap_fen{};              // on the tax relieved in a year
    bool at_withholding = true;                // false: people claim it with their yearly return

    bool holds(Day day) const { return from <= day && (!until || day < *until); }
    bool operator==(const TaxRelief&) const = default;
};

// What one payment to a person was, or several of one month together, or, negated, one that failed. The ledger keeps
// these; all other state of the tax follows from their sums by month.
struct TaxEntry {
    Month month{};
    TaxMethod method = TaxMethod::per_payment;
    Fen income_fen = 0;
    Fen exempt_fen = 0;      // of the income
    Fen deductions_fen = 0;  // other lawful ones
    Fen relief_fen = 0;
    Fen withheld_fen = 0;

    bool operator==(const TaxEntry&) const = default;
};

// What the cumulative method counts with. A restart sets all of it to nothing.
struct TaxState {
    std::uint32_t months = 0;  // n
    Fen income_fen = 0;
    Fen exempt_fen = 0;
    Fen deductions_fen = 0;
    Fen relief_fen = 0;
    Fen withheld_fen = 0;

    bool operator==(const TaxState&) const = default;
};

struct Payment {
    Month month{};
    Fen amount_fen = 0;
    Fen exempt_fen = 0;
    Fen deductions_fen = 0;
};

// The tax of a payment, with every number that led to it (tax_words.hpp).
struct Withholding {
    TaxMethod method = TaxMethod::per_payment;
    Payment payment{};
    TaxState
        before{};  // cumulative: earlier months that count, and this one's earlier payments; per payment: those only
    TaxState total{};  // months, income and deductions with this payment; what is relieved and withheld as before
    std::int64_t taxable_parts = 0;  // ten-thousandths of a fen
    TaxBracket bracket{};
    Fen tax_fen = 0;                 // on the taxable amount
    Fen relief_fen = 0;              // on that, within the cap
    bool relief_kept = false;        // it is what was granted before, which is more than the rule gives now
    Fen relieved_elsewhere_fen = 0;  // per payment: of the cap, in the year's other months
    Fen result_fen = 0;              // tax - relief - withheld before; may be negative
    Fen withhold_fen = 0;            // the result, but neither below 0 nor above the payment; the rest carries on
};

// The state as a payment in `month` finds it: the months of its year that were paid by the cumulative method, from the
// first after the last gap on (all of them if a gap does not restart; a gap itself never counts as a month). What was
// paid in `month` already is in it. `entries` are one person's, of any years, in any order.
TaxState cumulative_state(const TaxTable& table, std::span<const TaxEntry> entries, Month month);

// `relief` may be nullptr. Relief that was granted earlier in the year and counts still is never taken back, even when
// the rule has become smaller or has ended. A payment of 0 is no payment: nothing is withheld, nothing counted.
Withholding withhold(const TaxTable& table, const TaxRelief* relief, std::span<const TaxEntry> entries,
                     const Payment& payment);

// What to keep of it; nothing of a payment of 0.
TaxEntry entry_of(const Withholding& paid);
// Of a payout that failed: with this beside it, it is as if it had never been.
TaxEntry reversed(TaxEntry entry);

// The law as it stands: per payment, and the cumulative method from 2025-10-01 on.
TaxTable per_payment_table();
TaxTable cumulative_table();
std::vector<TaxTable> statutory_tables();

// The one that begins last of those that hold in the month; nullptr if none does yet.
const TaxTable* table_of(std::span<const TaxTable> tables, Month month);
// The same for the reliefs of one province or other authority.
const TaxRelief* relief_of(std::span<const TaxRelief> reliefs, const std::string& key, Month month);

// What is wrong with a table or relief, as sentences that begin with the key of card_file.hpp to blame; empty: nothing.
struct TaxProblem {
    std::string field{};
    std::string sentence{};
};
std::vector<TaxProblem> problems_of(const TaxTable& table);
std::vector<TaxProblem> problems_of(const TaxRelief& relief);

}  // namespace yunke::ledger
