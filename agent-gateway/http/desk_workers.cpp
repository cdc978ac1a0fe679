#include "agent-gateway/http/desk_workers.hpp"

#include "agent-gateway/http/refusal_words.hpp"

namespace yunke::gateway {

namespace {

registry::Result<Office> open(const std::string& ledger_url, const std::string& registry_url,
                              const std::shared_ptr<std::mutex>& selling, const runtime::Log& log) {
    auto desk = ledger::Desk::open(ledger_url, registry_url);
    if (!desk) return std::unexpected(registry::Error{registry::Errc::unavailable, {}, desk.error().what});
    auto reader = ledger::Reader::open(ledger_url, registry_url);
    if (!reader) return std::unexpected(reader.error());
    return Office{.desk = std::move(*desk), .reader = std::move(*reader), .selling = selling, .log = log};
}

}  // namespace

HttpAnswer failed(const Office& office, const ledger::Error& error) {
    HttpAnswer answer = desk_failure(error);
    if (answer.status >= 500) office.log.warn("desk_failed", {{"why", error.what}});
    return answer;
}

HttpAnswer failed(const Office& office, const registry::Error& error) {
    if (error.code == registry::Errc::not_found) return not_found();
    office.log.warn("ledger_not_read", {{"why", error.message}});
    return desk_failure({ledger::Errc::away, error.message});
}

DeskWorkers::DeskWorkers(std::string ledger_url, std::string registry_url, const runtime::Log& log)
    : SessionWorkers(
          [ledger_url = std::move(ledger_url), registry_url = std::move(registry_url),
           selling = std::make_shared<std::mutex>(), log] { return open(ledger_url, registry_url, selling, log); },
          limits::desk_threads, log) {}

}  // namespace yunke::gateway
