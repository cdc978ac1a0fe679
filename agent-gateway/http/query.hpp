// The parameters of a request's address. Called by the APIs of hours and pay.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace yunke::gateway {

// A parameter's value, percent-decoded, '+' a blank. nullopt: it is not there, is there twice, or has a broken escape.
std::optional<std::string> query_value(std::string_view query, std::string_view name);
bool has_query(std::string_view query, std::string_view name);

}  // namespace yunke::gateway
