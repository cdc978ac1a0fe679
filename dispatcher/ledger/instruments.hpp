// What the ledger counts and measures for Prometheus, with the pool as label.
#pragma once

#include <string>

#include "runtime/metrics.hpp"

namespace yunke::ledger {

struct Instruments {
    Instruments(runtime::Metrics& metrics, const std::string& pool);

    runtime::Counter facts, transfers, reversed, alerts, errors, balances;
    runtime::Histogram post_seconds;
    runtime::Gauge failing, lag_facts, lag_seconds;
};

}  // namespace yunke::ledger
