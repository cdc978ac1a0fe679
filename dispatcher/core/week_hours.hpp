// Hours of a week in local time, as queues open and agents keep quiet by them. Local time is a fixed offset from UTC:
// the regions of one pool share a clock, and where it is put forward in summer the definitions are edited that day.
#pragma once

#include <cstdint>

#include "dispatcher/core/types.hpp"

namespace yunke::core {

// Days since 1970-01-01, local.
std::uint32_t local_day(Ms at_ms, std::int32_t utc_offset_minutes);
// When that day begins.
Ms day_begins_ms(std::uint32_t day, std::int32_t utc_offset_minutes);

// Whether the moment lies within the hours. No spans = always; never on a closed day.
bool within(const WeekHours& hours, Ms at_ms);

// The first moment after `at_ms` at which within() changes; 0 = not within a year.
Ms next_change_ms(const WeekHours& hours, Ms at_ms);

}  // namespace yunke::core
