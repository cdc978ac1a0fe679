#include "dispatcher/ledger/reading/program_work.hpp"

#include <algorithm>
#include <array>

#include "dispatcher/ledger/reading/progress.hpp"

namespace yunke::ledger {

sql::Result<void> add_work(Reader& reader, Month month, std::vector<ProgramEntry>& people) {
    std::array<std::map<AgentId, MonthSum>, stable_months> months;  // latest first
    Month at = month;
    for (auto& one : months) {
        auto found = reader.worked_in(at);
        if (!found) return std::unexpected(found.error());
        one = std::move(*found);
        at = month_before(at);
    }
    const auto ever = reader.ever_worked(month);
    if (!ever) return std::unexpected(ever.error());
    for (ProgramEntry& person : people) {
        if (person.agent == AgentId{} || !ever->contains(person.agent)) continue;
        const auto& sum = months.front()[person.agent];
        person.about.worked_ms = sum.paid_ms;
        person.about.income_fen = sum.earned_fen;
        const bool stable =
            std::ranges::all_of(months, [&](auto& one) { return one[person.agent].paid_ms >= stable_ms; });
        person.about.stage = stable ? Stage::stable : Stage::on_duty;
    }
    return {};
}

}  // namespace yunke::ledger
