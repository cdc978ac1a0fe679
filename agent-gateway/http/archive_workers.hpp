// The thread that looks for ended conversations, with the registry beside it for names and the ledger's configuration
// for clocks. Apart from LedgerWorkers, so that a search through years of chats keeps nobody from her statement. Called
// by ArchiveApi.
#pragma once

#include <string>

#include "agent-gateway/http/session_workers.hpp"
#include "dispatcher/ledger/archive/archive_store.hpp"
#include "dispatcher/ledger/reading/reader.hpp"

namespace yunke::gateway {

struct ArchiveRoom {
    archive::Store store;
    ledger::Reader reader;
};

class ArchiveWorkers : public SessionWorkers<ArchiveRoom> {
public:
    ArchiveWorkers(std::string ledger_url, std::string registry_url, runtime::Log log);
};

}  // namespace yunke::gateway
