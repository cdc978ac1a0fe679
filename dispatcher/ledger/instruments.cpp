#include "dispatcher/ledger/instruments.hpp"

namespace yunke::ledger {

Instruments::Instruments(runtime::Metrics& metrics, const std::string& pool) {
    const runtime::Labels own = {{"pool", pool}};
    const auto counter = [&](const char* name, const char* help) { return metrics.counter(name, help, own); };
    const auto gauge = [&](const char* name, const char* help) { return metrics.gauge(name, help, own); };
    facts = counter("yunke_ledger_facts_posted_total", "Facts posted.");
    transfers = counter("yunke_ledger_transfers_posted_total", "Transfers posted.");
    reversed = counter("yunke_ledger_facts_reversed_total", "Facts taken back because they did not survive in Redis.");
    alerts = counter("yunke_ledger_balance_alerts_total", "Merchants of whose hours 50, 20 or 5 % are left.");
    errors = counter("yunke_ledger_errors_total", "Tries to read or post that failed.");
    balances = counter("yunke_ledger_balances_told_total", "Shops whose balance was told to the pool.");
    post_seconds = metrics.histogram("yunke_ledger_post_seconds", "Pricing and writing what one read brought.",
                                     runtime::latency_buckets(), own);
    failing = gauge("yunke_ledger_failing", "1 while the last try failed.");
    lag_facts = gauge("yunke_ledger_lag_facts", "Facts in Redis that are not posted yet.");
    lag_seconds = gauge("yunke_ledger_lag_seconds", "How long there have been such facts without a break.");
}

}  // namespace yunke::ledger
