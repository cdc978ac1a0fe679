// The stored card file, for setup_rows.cpp. Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include "dispatcher/ledger/setup_rows.hpp"

namespace yunke::ledger {

// Names mean what they meant when the file was taken; in a file of which nobody kept that, what the registry says now.
Result<CardFile> parse_stored(const StoredCardFile& stored, const CardFileNames& registry);

// Keeps what the names mean in the latest file if nobody did: one that a program took which kept none.
Result<void> keep_card_names(soci::session& session, const CardFileNames& registry);

}  // namespace yunke::ledger
