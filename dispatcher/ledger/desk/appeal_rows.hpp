// Appeals and their answers in SQL. Private to desk/: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <string>
#include <vector>

#include "dispatcher/ledger/chain.hpp"
#include "dispatcher/ledger/desk/appeal_desk.hpp"

namespace yunke::ledger {

// By number; `rest` begins with a condition about ledger_appeal, named p, or its answer's entry, named e.
std::vector<Appeal> select_appeals(soci::session& session, const std::string& rest);
std::string on_line(const LineKey& line);  // a condition

// All transfers of a line: the pool's in order, then the office's in order.
Result<std::vector<PostedTransfer>> line_transfers(soci::session& session, const LineKey& line);

// Whether the account approved what she was paid for the line, or answered an appeal on it before. Empty: neither.
std::string earlier_say(soci::session& session, std::uint64_t account, const Appeal& appeal);

}  // namespace yunke::ledger
