#include "dispatcher/ledger/tax.hpp"

#include <algorithm>

namespace yunke::ledger {
namespace {

constexpr std::int64_t whole_bp = 10'000;

// Ten-thousandths of a fen.
constexpr std::int64_t parts(Fen fen) {
    return fen * whole_bp;
}

const TaxBracket& bracket_of(const TaxTable& table, std::int64_t taxable_parts) {
    const auto holds = [&](const TaxBracket& one) { return !one.up_to_fen || taxable_parts <= parts(*one.up_to_fen); };
    return *std::ranges::find_if(table.brackets, holds);
}

Fen tax_on(const TaxBracket& bracket, std::int64_t taxable_parts) {
    return half_up_mul_div(taxable_parts, bracket.rate_bp, whole_bp * whole_bp) - bracket.quick_fen;
}

std::int64_t taxable_of_month(const TaxTable& table, const TaxState& total) {
    const auto income = total.income_fen;
    const auto above =
        income > table.small_fen ? income * (whole_bp - table.expenses_bp) : parts(income - table.free_fen);
    return std::max<std::int64_t>(0, above - parts(total.exempt_fen + total.deductions_fen));
}

std::int64_t taxable_of_year(const TaxTable& table, const TaxState& total) {
    const auto deducted = total.exempt_fen + total.deductions_fen + table.month_fen * total.months;
    return std::max<std::int64_t>(0, total.income_fen * (whole_bp - table.expenses_bp) - parts(deducted));
}

// What the rule gives, without regard to earlier months under another rule.
Fen relief_on(const TaxRelief* relief, Fen tax_fen, Fen relieved_elsewhere_fen) {
    if (relief == nullptr || !relief->at_withholding) return 0;
    const auto share = half_up_mul_div(tax_fen, relief->percent_bp.value_or(whole_bp), whole_bp);
    if (!relief->cap_fen) return share;
    return std::min(share, std::max<Fen>(0, *relief->cap_fen - relieved_elsewhere_fen));
}

void add(TaxState& state, const TaxEntry& one) {
    state.income_fen += one.income_fen;
    state.exempt_fen += one.exempt_fen;
    state.deductions_fen += one.deductions_fen;
    state.relief_fen += one.relief_fen;
    state.withheld_fen += one.withheld_fen;
}

// Of a month without income, all of it is 0: what failed and was reversed is a gap.
TaxState state_of_month(std::span<const TaxEntry> entries, Month month, TaxMethod method) {
    TaxState state;
    for (const auto& one : entries) {
        if (one.month == month && one.method == method) add(state, one);
    }
    if (state.income_fen <= 0) return {};
    state.months = 1;
    return state;
}

void join(TaxState& state, const TaxState& month) {
    state.months += month.months;
    state.income_fen += month.income_fen;
    state.exempt_fen += month.exempt_fen;
    state.deductions_fen += month.deductions_fen;
    state.relief_fen += month.relief_fen;
    state.withheld_fen += month.withheld_fen;
}

TaxState with(TaxState state, const Payment& payment, bool first_of_month) {
    state.months += first_of_month ? 1 : 0;
    state.income_fen += payment.amount_fen;
    state.exempt_fen += payment.exempt_fen;
    state.deductions_fen += payment.deductions_fen;
    return state;
}

Fen relieved_in_other_months(std::span<const TaxEntry> entries, const Payment& payment, TaxMethod method) {
    Fen sum = 0;
    for (const auto& one : entries) {
        const bool same = one.month == payment.month && one.method == method;
        if (one.month.year == payment.month.year && !same) sum += one.relief_fen;
    }
    return sum;
}

}  // namespace

TaxState cumulative_state(const TaxTable& table, std::span<const TaxEntry> entries, Month month) {
    TaxState state;
    for (auto number = month.month; number > 0; --number) {
        const auto one = state_of_month(entries, {month.year, number}, TaxMethod::cumulative);
        if (one.months == 0 && number != month.month && table.gap_restarts) break;
        join(state, one);
    }
    return state;
}

Withholding withhold(const TaxTable& table, const TaxRelief* relief, std::span<const TaxEntry> entries,
                     const Payment& payment) {
    Withholding made{.method = table.method, .payment = payment};
    if (payment.amount_fen <= 0) return made;
    const bool cumulative = table.method == TaxMethod::cumulative;
    const auto this_month = state_of_month(entries, payment.month, table.method);
    made.before = cumulative ? cumulative_state(table, entries, payment.month) : this_month;
    if (!cumulative) made.relieved_elsewhere_fen = relieved_in_other_months(entries, payment, table.method);
    made.total = with(made.before, payment, this_month.months == 0);
    made.taxable_parts = cumulative ? taxable_of_year(table, made.total) : taxable_of_month(table, made.total);
    made.bracket = bracket_of(table, made.taxable_parts);
    made.tax_fen = tax_on(made.bracket, made.taxable_parts);
    const auto by_rule = relief_on(relief, made.tax_fen, made.relieved_elsewhere_fen);
    const auto granted = std::min(made.before.relief_fen, made.tax_fen);
    made.relief_fen = std::max(by_rule, granted);
    made.relief_kept = granted > by_rule;
    made.result_fen = made.tax_fen - made.relief_fen - made.before.withheld_fen;
    made.withhold_fen = std::clamp<Fen>(made.result_fen, 0, payment.amount_fen);
    return made;
}

TaxEntry entry_of(const Withholding& paid) {
    const auto& payment = paid.payment;
    if (payment.amount_fen <= 0) return {.month = payment.month, .method = paid.method};
    return {.month = payment.month,
            .method = paid.method,
            .income_fen = payment.amount_fen,
            .exempt_fen = payment.exempt_fen,
            .deductions_fen = payment.deductions_fen,
            .relief_fen = paid.relief_fen - paid.before.relief_fen,
            .withheld_fen = paid.withhold_fen};
}

TaxEntry reversed(TaxEntry entry) {
    entry.income_fen = -entry.income_fen;
    entry.exempt_fen = -entry.exempt_fen;
    entry.deductions_fen = -entry.deductions_fen;
    entry.relief_fen = -entry.relief_fen;
    entry.withheld_fen = -entry.withheld_fen;
    return entry;
}

const TaxTable* table_of(std::span<const TaxTable> tables, Month month) {
    const TaxTable* best = nullptr;
    for (const auto& table : tables) {
        if (table.from > first_day(month)) continue;
        if (best == nullptr || best->from < table.from) best = &table;
    }
    return best;
}

const TaxRelief* relief_of(std::span<const TaxRelief> reliefs, const std::string& key, Month month) {
    const auto found = std::ranges::find_if(
        reliefs, [&](const TaxRelief& one) { return one.key == key && one.holds(first_day(month)); });
    return found == reliefs.end() ? nullptr : &*found;
}

}  // namespace yunke::ledger
