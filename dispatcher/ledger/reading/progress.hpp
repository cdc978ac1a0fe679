// How somebody's work went, for the programme officer of her region, if she agreed to be seen: hours and days of each
// of the last twelve months, when she was first on duty, since when she stays; her income as a band, if she agreed to
// that as well. Pure: days in, progress out. Nothing here knows of chats, shops, merchants or circumstances. Called by
// Reader::progress.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "dispatcher/ledger/calendar.hpp"
#include "dispatcher/ledger/ids.hpp"
#include "dispatcher/ledger/money.hpp"

namespace yunke::ledger {

constexpr int progress_months = 12;

// Whom to tell of.
struct InProgram {
    AgentId agent{};
    bool income = false;  // she agreed to that as well
};

// The paid time of the work periods that began on a day. Their time counts where they begin, as their pay does.
struct WorkDay {
    Day day{};
    Ms paid_ms = 0;
};

struct WorkMonth {
    Month month{};
    Ms paid_ms = 0;
    int days = 0;                         // with any paid time
    std::optional<std::size_t> income{};  // place among the report's bands; nullopt: not agreed to, or no work
};

struct Progress {
    std::optional<Day> first_duty{};
    std::optional<Month> stable{};  // the first that was the third in a row with 20 hours or more
    std::vector<WorkMonth> months;  // the current one first
};

// `days` in their order, all that ever were; `earned`: by month, before tax, if it may be told.
Progress progress_of(const std::vector<WorkDay>& days, const std::map<Month, Fen>* earned, Month now);

Month month_before(Month month, int count = 1);

}  // namespace yunke::ledger
