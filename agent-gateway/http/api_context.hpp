// What the HTTP handlers of one thread stand on. Outlives them.
#pragma once

#include <string>

#include "runtime/log.hpp"

namespace yunke::runtime {
class Clock;
class Metrics;
class Tokens;
}  // namespace yunke::runtime

namespace yunke::gateway {

class ArchiveWorkers;
class CommandLog;
class DeskWorkers;
class GatewayMetrics;
class LedgerWorkers;
class LoginService;
class OriginPolicy;
class Readiness;
class ShopDirectory;
class SqlWorkers;
class TicketLimit;
class WhyWorkers;
struct Timings;

struct ApiContext {
    const Timings& timings;
    const std::string& pool;
    const runtime::Clock& clock;
    const runtime::Tokens& tokens;
    const runtime::Metrics& all_metrics;
    const GatewayMetrics& metrics;
    const OriginPolicy& origins;
    const Readiness& readiness;
    ShopDirectory& shops;       // shared by all threads
    SqlWorkers& workers;        // likewise
    LedgerWorkers& ledger;      // likewise
    DeskWorkers& desk;          // likewise
    WhyWorkers& why;            // likewise
    ArchiveWorkers& archive;    // likewise
    LoginService& logins;       // likewise
    TicketLimit& ticket_limit;  // likewise
    CommandLog& commands;       // this thread's
    runtime::Log log;
};

}  // namespace yunke::gateway
