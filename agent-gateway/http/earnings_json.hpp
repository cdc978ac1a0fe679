// Earnings as docs/openapi.yaml describes them. Called by EarningsApi and, for a line that somebody
// appeals against, by the finance side's handlers.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "dispatcher/ledger/reading/earnings.hpp"
#include "dispatcher/ledger/reading/reader.hpp"

namespace yunke::gateway {

using MerchantNames = std::map<std::uint32_t, std::string>;
sql::Result<MerchantNames> merchant_names(ledger::Reader& reader);

std::string earnings_json(const ledger::Earnings& earnings, ledger::Ms now_ms, std::int32_t utc_offset_minutes);
std::string lines_json(const ledger::MonthLines& month, const MerchantNames& names, std::int32_t utc_offset_minutes);
boost::json::object open_line_json(const ledger::OpenLine& line, const MerchantNames& names,
                                   std::int32_t utc_offset_minutes);
std::string line_json(const ledger::OpenLine& line, const MerchantNames& names, std::int32_t utc_offset_minutes);

}  // namespace yunke::gateway
