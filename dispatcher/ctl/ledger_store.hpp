// The ledger's books, for commands that read them.
#pragma once

#include <expected>

#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ledger/store.hpp"

namespace yunke::ctl {

std::expected<ledger::Store, Refusal> open_ledger_store(Context& context);
std::unexpected<Refusal> refuse_ledger(const ledger::Error& error);

}  // namespace yunke::ctl
