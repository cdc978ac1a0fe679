#include "agent-gateway/http/archive_workers.hpp"

namespace yunke::gateway {

namespace {

registry::Result<ArchiveRoom> open(const std::string& ledger_url, const std::string& registry_url) {
    auto store = archive::Store::open(ledger_url);
    if (!store) return std::unexpected(registry::Error{registry::Errc::unavailable, {}, store.error().what});
    auto reader = ledger::Reader::open(ledger_url, registry_url);
    if (!reader) return std::unexpected(reader.error());
    return ArchiveRoom{.store = std::move(*store), .reader = std::move(*reader)};
}

}  // namespace

ArchiveWorkers::ArchiveWorkers(std::string ledger_url, std::string registry_url, runtime::Log log)
    : SessionWorkers([ledger_url = std::move(ledger_url),
                      registry_url = std::move(registry_url)] { return open(ledger_url, registry_url); },
                     limits::archive_threads, std::move(log)) {}

}  // namespace yunke::gateway
