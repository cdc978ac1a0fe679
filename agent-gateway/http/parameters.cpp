#include "agent-gateway/http/parameters.hpp"

#include <algorithm>

#include "agent-gateway/http/query.hpp"
#include "runtime/numbers.hpp"

namespace yunke::gateway {

OrAnswer<std::optional<ledger::Month>> month_parameter(const HttpRequest& request) {
    if (!has_query(request.query, "month")) return std::nullopt;
    const auto month = ledger::parse_month(query_value(request.query, "month").value_or(""));
    if (month) return month;
    return std::unexpected(bad_request("month must be written like 2026-11.", "month 必须写成 2026-11 这样的年月。"));
}

OrAnswer<std::optional<ledger::Day>> day_parameter(const HttpRequest& request, std::string_view name) {
    if (!has_query(request.query, name)) return std::nullopt;
    const auto day = ledger::parse_day(query_value(request.query, name).value_or(""));
    if (day) return day;
    return std::unexpected(bad_request(std::string(name) + " must be written like 2026-11-29.",
                                       std::string(name) + " 必须写成 2026-11-29 这样的日期。"));
}

OrAnswer<std::string> choice_parameter(const HttpRequest& request, std::string_view name,
                                       std::initializer_list<std::string_view> allowed) {
    if (!has_query(request.query, name)) return std::string(*allowed.begin());
    const auto value = query_value(request.query, name);
    if (value && std::ranges::find(allowed, *value) != allowed.end()) return *value;
    std::string list;
    for (const std::string_view one : allowed)
        list.append(list.empty() ? "" : ", ").append(one);
    return std::unexpected(bad_request(std::string(name) + " must be one of: " + list + ".",
                                       std::string(name) + " 只能是：" + list + "。"));
}

OrAnswer<std::uint32_t> number_parameter(const HttpRequest& request, std::string_view name, NumberRange allowed,
                                         std::uint32_t otherwise) {
    if (!has_query(request.query, name)) return otherwise;
    const auto number = runtime::parse_number<std::uint32_t>(query_value(request.query, name).value_or(""));
    if (number && *number >= allowed.least && *number <= allowed.most) return *number;
    const std::string range = std::to_string(allowed.least) + " - " + std::to_string(allowed.most);
    return std::unexpected(bad_request(std::string(name) + " must be a whole number (" + range + ").",
                                       std::string(name) + " 必须是整数（" + range + "）。"));
}

}  // namespace yunke::gateway
