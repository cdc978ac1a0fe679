// A strict look at JSON before protobuf's own parser, which is lenient, sees it: one object or value, RFC 8259 to the
// letter (no NaN, no trailing commas, no unquoted keys), nesting bounded, no key twice in one object, valid UTF-8.
// Called by frame_codec.cpp and by the HTTP API for every JSON text from outside.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yunke::gateway {

// What is wrong with it, a sentence's end with the place; nullopt = nothing.
std::optional<std::string> json_fault(std::string_view text);

}  // namespace yunke::gateway
