// Earnings as docs/openapi.yaml describes them. Called by EarningsApi.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "dispatcher/ledger/reading/earnings.hpp"

namespace yunke::gateway {

using MerchantNames = std::map<std::uint32_t, std::string>;

std::string earnings_json(const ledger::Earnings& earnings, ledger::Ms now_ms, std::int32_t utc_offset_minutes);
std::string lines_json(const ledger::MonthLines& month, const MerchantNames& names, std::int32_t utc_offset_minutes);
std::string line_json(const ledger::OpenLine& line, const MerchantNames& names, std::int32_t utc_offset_minutes);

}  // namespace yunke::gateway
