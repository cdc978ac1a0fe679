// Every query for a programme officer's eyes stands in this class, and each of them names the agents whom it is for:
// days with their paid time, and months with what was earned. Nothing else of a person can be asked for through it.
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <map>
#include <vector>

#include "dispatcher/ledger/reading/progress.hpp"

namespace yunke::ledger {

class ProgressRows {
public:
    ProgressRows(soci::session& session, std::int32_t utc_offset_minutes)
        : session_(session), utc_offset_minutes_(utc_offset_minutes) {}

    // Rising.
    std::map<AgentId, std::vector<WorkDay>> days(const std::vector<AgentId>& agents) const;
    // Of the work periods that began from `from_ms` on and before `to_ms`, before tax.
    std::map<AgentId, std::map<Month, Fen>> earned(const std::vector<AgentId>& agents, Ms from_ms, Ms to_ms) const;

private:
    std::string day() const;  // an expression: the local day on which a work period began

    soci::session& session_;
    std::int32_t utc_offset_minutes_;
};

}  // namespace yunke::ledger
