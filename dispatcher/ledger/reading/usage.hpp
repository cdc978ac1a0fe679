// What a merchant used, by day, shop and queue: only what it is billed for, summed over agents. Called by Reader for
// the merchants' pages, which add the names of shops and queues.
#pragma once

#include <cstdint>

#include "dispatcher/ledger/rows.hpp"

namespace yunke::ledger {

struct UsageSum {
    Day day{};
    ShopId shop{};
    QueueId queue{};
    Ms handling_ms = 0;
    Ms hold_ms = 0;
    Ms wrap_up_ms = 0;  // within the queue's standard; what is beyond is the platform's
    std::int64_t resolved = 0;

    Ms billed_ms() const { return handling_ms + hold_ms + wrap_up_ms; }
    bool operator==(const UsageSum&) const = default;
};

}  // namespace yunke::ledger
