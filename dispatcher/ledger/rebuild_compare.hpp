// Compares the rows that came out anew with those that are stored. Private to rebuild.cpp.
#pragma once

#include <string>

#include "dispatcher/ledger/rebuild.hpp"
#include "dispatcher/ledger/rebuild_rows.hpp"

namespace yunke::ledger {

// Counts a difference, and keeps its sentence while there are not too many.
void tell(RebuildReport& report, std::string sentence);

Result<void> compare_people(Store& store, const RebuiltRows& rows, RebuildReport& report);
Result<void> compare_merchants(Store& store, const RebuiltRows& rows, RebuildReport& report);
Result<void> compare_chats(Store& store, const RebuiltRows& rows, const std::string& pool, RebuildReport& report);

}  // namespace yunke::ledger
