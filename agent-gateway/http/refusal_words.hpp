// What the ledger's desk says in English, for people: as a sentence, and in Chinese. The desk's rules (office.cpp,
// payout.cpp, packages.cpp and desk/) word their refusals for the log and the terminal; the pages show them in both
// languages. Pure. Called by the finance side's handlers and desk_workers.cpp.
#pragma once

#include <string>
#include <string_view>

#include "agent-gateway/http/http_message.hpp"
#include "dispatcher/ledger/desk/desk.hpp"

namespace yunke::gateway {

struct Bilingual {
    std::string en, zh;
};

// What no pattern knows stays English behind a few Chinese words, never lost.
Bilingual in_both(std::string_view english);

// 404 `unknown`, 409 `refused` or `changed`, or 503: what was booked is then not known.
HttpAnswer desk_failure(const ledger::Error& error);

}  // namespace yunke::gateway
