#include "dispatcher/ledger/reading/progress_rows.hpp"

#include "dispatcher/ledger/posted_rows.hpp"

namespace yunke::ledger {
namespace {

constexpr Ms ms_per_minute = 60'000;
constexpr Ms ms_per_day = 24 * ms_per_hour;

std::string of(const std::vector<AgentId>& agents) {
    std::string list;
    for (const AgentId agent : agents)
        list += (list.empty() ? "agent IN (" : ", ") + literal(agent);
    return list + ")";
}

}  // namespace

// Whole numbers: instants are behind 1970, so the quotient is the day.
std::string ProgressRows::day() const {
    return "(period_ms + " + literal(utc_offset_minutes_ * ms_per_minute) + ") / " + literal(ms_per_day);
}

std::map<AgentId, std::vector<WorkDay>> ProgressRows::days(const std::vector<AgentId>& agents) const {
    std::map<AgentId, std::vector<WorkDay>> found;
    if (agents.empty()) return found;
    for_each<3, 0>(session_,
                   "SELECT agent, " + day() + ", CAST(SUM(paid_ms) AS BIGINT) FROM ledger_period WHERE " + of(agents) +
                       " AND period_ms > 0 AND paid_ms > 0 GROUP BY agent, " + day() + " ORDER BY agent, 2",
                   [&](const auto& n) { found[static_cast<AgentId>(n[0])].push_back({static_cast<Day>(n[1]), n[2]}); });
    return found;
}

std::map<AgentId, std::map<Month, Fen>> ProgressRows::earned(const std::vector<AgentId>& agents, Ms from_ms,
                                                             Ms to_ms) const {
    std::map<AgentId, std::map<Month, Fen>> found;
    if (agents.empty()) return found;
    for_each<3, 0>(session_,
                   "SELECT agent, " + day() + ", CAST(SUM(posted) AS BIGINT) FROM ledger_line WHERE " + of(agents) +
                       " AND period_ms >= " + literal(from_ms) + " AND period_ms < " + literal(to_ms) +
                       " GROUP BY agent, " + day(),
                   [&](const auto& n) { found[static_cast<AgentId>(n[0])][month_of(static_cast<Day>(n[1]))] += n[2]; });
    return found;
}

}  // namespace yunke::ledger
