#include "agent-gateway/http/desk_workers.hpp"

namespace yunke::gateway {

namespace {

registry::Result<Office> open(const std::string& ledger_url, const std::string& registry_url,
                              const std::shared_ptr<std::mutex>& selling) {
    auto desk = ledger::Desk::open(ledger_url, registry_url);
    if (!desk) return std::unexpected(registry::Error{registry::Errc::unavailable, {}, desk.error().what});
    auto reader = ledger::Reader::open(ledger_url, registry_url);
    if (!reader) return std::unexpected(reader.error());
    return Office{.desk = std::move(*desk), .reader = std::move(*reader), .selling = selling};
}

}  // namespace

DeskWorkers::DeskWorkers(std::string ledger_url, std::string registry_url, runtime::Log log)
    : SessionWorkers([ledger_url = std::move(ledger_url), registry_url = std::move(registry_url),
                      selling = std::make_shared<std::mutex>()] { return open(ledger_url, registry_url, selling); },
                     limits::desk_threads, std::move(log)) {}

}  // namespace yunke::gateway
