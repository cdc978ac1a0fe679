// A parameter of a request's address as the value that it stands for; one that is wrong is the answer to give, which
// says what to write. Called by the APIs.
#pragma once

#include <cstdint>
#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "agent-gateway/http/http_message.hpp"
#include "dispatcher/ledger/reading/reader.hpp"

namespace yunke::gateway {

template <class T>
using OrAnswer = std::expected<T, HttpAnswer>;  // the error is the answer to give

// nullopt: it is not there.
OrAnswer<std::optional<ledger::Month>> month_parameter(const HttpRequest& request);
OrAnswer<std::optional<ledger::Day>> day_parameter(const HttpRequest& request, std::string_view name);

// One of `allowed`, the first if it is not there.
OrAnswer<std::string> choice_parameter(const HttpRequest& request, std::string_view name,
                                       std::initializer_list<std::string_view> allowed);

struct NumberRange {
    std::uint32_t least = 0, most = UINT32_MAX;
};
OrAnswer<std::uint32_t> number_parameter(const HttpRequest& request, std::string_view name, NumberRange allowed,
                                         std::uint32_t otherwise);

}  // namespace yunke::gateway
