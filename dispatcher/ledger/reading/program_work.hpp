// Adds what the ledger knows of people to what others know of them, for the programme's report: who was ever on duty,
// who stayed, and hours and income of the month. Called by `yunkectl report program`, whose people come from a file,
// and by the gateway's ProgramApi, whose people come from the registry.
#pragma once

#include <vector>

#include "dispatcher/ledger/reading/program_report.hpp"
#include "dispatcher/ledger/reading/reader.hpp"

namespace yunke::ledger {

struct ProgramEntry {
    AgentId agent{};  // 0: not at work yet
    Participant about{};
};

sql::Result<void> add_work(Reader& reader, Month month, std::vector<ProgramEntry>& people);

}  // namespace yunke::ledger
