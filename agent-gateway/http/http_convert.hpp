// Between Beast's messages and ours. Called by HttpSession.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>

#include "agent-gateway/http/http_message.hpp"

namespace yunke::gateway {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;
using BeastResponse = boost::beast::http::response<boost::beast::http::span_body<const char>>;

// nullopt: a header that must be there once is absent or twice, a target that is no path, or the like.
std::optional<HttpRequest> convert_request(BeastRequest& request);

// Refers to the answer's body.
BeastResponse convert_answer(const HttpAnswer& answer, bool keep_alive, bool head_only);

}  // namespace yunke::gateway
