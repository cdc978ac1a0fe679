#include "dispatcher/ledger/reading/progress.hpp"

#include "dispatcher/ledger/reading/program_report.hpp"

namespace yunke::ledger {
namespace {

struct MonthSumOfDays {
    Ms paid_ms = 0;
    int days = 0;
};

// Months without work stand in no map, so three in a row are three neighbours that are long enough.
std::optional<Month> stable_from(const std::map<Month, MonthSumOfDays>& months) {
    int in_a_row = 0;
    Month expected{};
    for (const auto& [month, sum] : months) {
        const bool follows = in_a_row > 0 && month == expected;
        in_a_row = sum.paid_ms < stable_ms ? 0 : follows ? in_a_row + 1 : 1;
        if (in_a_row == stable_months) return month;
        expected = next(month);
    }
    return std::nullopt;
}

}  // namespace

Month month_before(Month month, int count) {
    const std::int32_t all = month.year * 12 + static_cast<std::int32_t>(month.month) - 1 - count;
    return {all / 12, static_cast<std::uint32_t>(all % 12) + 1};
}

Progress progress_of(const std::vector<WorkDay>& days, const std::map<Month, Fen>* earned, Month now) {
    Progress progress;
    std::map<Month, MonthSumOfDays> months;
    for (const WorkDay& day : days) {
        if (day.paid_ms <= 0) continue;
        if (!progress.first_duty) progress.first_duty = day.day;
        MonthSumOfDays& sum = months[month_of(day.day)];
        sum.paid_ms += day.paid_ms;
        ++sum.days;
    }
    progress.stable = stable_from(months);
    for (int back = 0; back < progress_months; ++back) {
        const Month month = month_before(now, back);
        WorkMonth& one = progress.months.emplace_back(WorkMonth{.month = month});
        const auto at = months.find(month);
        if (at == months.end()) continue;
        one.paid_ms = at->second.paid_ms;
        one.days = at->second.days;
        if (!earned) continue;
        const auto fen = earned->find(month);
        one.income = income_band(fen == earned->end() ? 0 : fen->second);
    }
    return progress;
}

}  // namespace yunke::ledger
