// The statutory brackets, and what a table or relief of a file may not be.
#include <algorithm>

#include "dispatcher/ledger/tax.hpp"

namespace yunke::ledger {
namespace {

constexpr std::int32_t whole_bp = 10'000;

// Brackets that leave no tax a step: at its upper end a bracket and the next one agree.
void check_bracket(const std::vector<TaxBracket>& brackets, std::size_t i, std::vector<TaxProblem>& found) {
    const auto field = "brackets[" + std::to_string(i) + "]";
    const auto& one = brackets[i];
    if (one.rate_bp < 0 || one.rate_bp > whole_bp) {
        found.push_back({field, "has a rate outside of 0 % to 100 %; write hundredths of a percent such as 300."});
        return;
    }
    if (i == 0) {
        if (one.quick_fen != 0) found.push_back({field, "is the first and has a quick deduction; leave it at 0."});
        return;
    }
    const auto& lower = brackets[i - 1];
    if (!lower.up_to_fen) {
        found.push_back({field, "stands behind one without upper end; only the last has none."});
        return;
    }
    if (one.up_to_fen && *one.up_to_fen <= *lower.up_to_fen) {
        found.push_back(
            {field, "ends at " + yuan_text(*one.up_to_fen) + ", not above the one before; write them rising."});
    }
    if (one.rate_bp <= lower.rate_bp) found.push_back({field, "has no higher rate than the one before it."});
    const auto quick = static_cast<Wide>(*lower.up_to_fen) * (one.rate_bp - lower.rate_bp) / whole_bp + lower.quick_fen;
    if (quick != one.quick_fen) {
        found.push_back({field, "has the quick deduction " + yuan_text(one.quick_fen) +
                                    ", with which the tax jumps at " + yuan_text(*lower.up_to_fen) + "; it takes " +
                                    yuan_text(static_cast<std::int64_t>(quick)) + "."});
    }
}

}  // namespace

TaxTable per_payment_table() {
    return {.key = "per-payment",
            .from = Day{0},
            .method = TaxMethod::per_payment,
            .brackets = {{2'000'000, 2'000, 0}, {5'000'000, 3'000, 200'000}, {{}, 4'000, 700'000}}};
}

TaxTable cumulative_table() {
    return {.key = "cumulative",
            .from = day_of(2025, 10, 1),
            .method = TaxMethod::cumulative,
            .brackets = {{3'600'000, 300, 0},
                         {14'400'000, 1'000, 252'000},
                         {30'000'000, 2'000, 1'692'000},
                         {42'000'000, 2'500, 3'192'000},
                         {66'000'000, 3'000, 5'292'000},
                         {96'000'000, 3'500, 8'592'000},
                         {{}, 4'500, 18'192'000}}};
}

std::vector<TaxTable> statutory_tables() {
    return {per_payment_table(), cumulative_table()};
}

std::vector<TaxProblem> problems_of(const TaxTable& table) {
    std::vector<TaxProblem> found;
    if (first_day(month_of(table.from)) != table.from) {
        found.push_back({"from", "is " + text_of(table.from) + "; tax goes by months, so name the first of one."});
    }
    if (table.brackets.empty()) found.push_back({"brackets", "is empty; write at least one bracket."});
    for (std::size_t i = 0; i < table.brackets.size(); ++i)
        check_bracket(table.brackets, i, found);
    if (!table.brackets.empty() && table.brackets.back().up_to_fen) {
        found.push_back({"brackets", "ends at " + yuan_text(*table.brackets.back().up_to_fen) +
                                         "; leave up_to out of the last bracket, which holds above all others."});
    }
    if (table.expenses_bp < 0 || table.expenses_bp > whole_bp) {
        found.push_back({"expenses", "is outside of 0 % to 100 %."});
    }
    if (table.free_fen < 0 || table.small_fen < table.free_fen) {
        found.push_back({"free", "must be 0 or more and not above small, from which on the share counts instead."});
    }
    if (table.month_fen < 0) found.push_back({"month", "is negative; write what is deducted for each month."});
    return found;
}

std::vector<TaxProblem> problems_of(const TaxRelief& relief) {
    std::vector<TaxProblem> found;
    if (!relief.percent_bp && !relief.cap_fen) {
        found.push_back({"percent", "is missing, and so is cap_year; write one of them, or both."});
    }
    if (relief.percent_bp && (*relief.percent_bp < 0 || *relief.percent_bp > whole_bp)) {
        found.push_back({"percent", "is outside of 0 to 100."});
    }
    if (relief.cap_fen && *relief.cap_fen < 0) found.push_back({"cap_year", "is negative; write 0 or more yuan."});
    if (relief.until && *relief.until <= relief.from) {
        found.push_back({"until", "is " + text_of(*relief.until) + ", not after from = " + text_of(relief.from) + "."});
    }
    return found;
}

}  // namespace yunke::ledger
