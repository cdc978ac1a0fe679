// The Redis Functions of functions.lua, as text: embedded in the program so that code and Functions always fit.
#pragma once

#include <string_view>

namespace yunke::dispatcher {

inline constexpr std::string_view functions_library = "yunke";
extern const std::string_view functions_source;

}  // namespace yunke::dispatcher
