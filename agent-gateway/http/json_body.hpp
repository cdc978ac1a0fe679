// Reading the JSON bodies of HTTP requests, strictly, and turning registry failures into answers. Called by the APIs.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "agent-gateway/http/http_message.hpp"
#include "runtime/registry/error.hpp"

namespace yunke::gateway {

// The body as an object; nullopt if it is none, or not valid JSON.
std::optional<boost::json::object> json_object(const HttpRequest& request);

// A text member; nullopt if absent or of another type.
std::optional<std::string> text_member(const boost::json::object& object, std::string_view key);

// True if the request says that its body is JSON. Other types are refused, since browsers send those without asking.
bool says_json(const HttpRequest& request);

HttpAnswer registry_error(const registry::Error& error);

}  // namespace yunke::gateway
