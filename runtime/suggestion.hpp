// What somebody may have meant who misspelt a name. For messages about configuration and definitions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yunke::runtime {

// `; did you mean "x"?` if something close is known, else the whole list (`; known are …`) unless it is long.
std::string suggestion(std::string_view given, const std::vector<std::string>& known);

}  // namespace yunke::runtime
