// An agent's monthly statement as a document: a page that prints and reads aloud well without scripts or outside files,
// or CSV for a spreadsheet. Both hold the same lines and sums; the sum of the lines is what the ledger moved into her
// account in the month. Pure. Called by the gateway's earnings API.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/ledger/reading/earnings.hpp"
#include "dispatcher/ledger/tax_words.hpp"

namespace yunke::ledger {

struct StatementHead {
    std::string name;  // as she is called in her account; her own document
    AgentId agent{};
    Ms made_ms = 0;
    std::int32_t utc_offset_minutes = default_utc_offset_minutes;
};

std::string statement_html(const StatementHead& head, const MonthLines& month, Language language);
// UTF-8 with a byte order mark, commas, CRLF. A field that a spreadsheet would take for a formula is quoted with an
// apostrophe before it.
std::string statement_csv(const StatementHead& head, const MonthLines& month, Language language);

// One field of a CSV line as above. Also for other files that people open.
std::string csv_field(std::string_view text);

}  // namespace yunke::ledger
