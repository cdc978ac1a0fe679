#include "runtime/registry/program_types.hpp"

namespace yunke::registry {

std::string_view consent_name(ConsentTo what) {
    return what == ConsentTo::progress ? "progress" : "income";
}

}  // namespace yunke::registry
