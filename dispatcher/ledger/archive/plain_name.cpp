#include "dispatcher/ledger/archive/plain_name.hpp"

#include <cctype>

namespace yunke::archive {

std::string plain_name(std::string name) {
    if (name.ends_with("UNSPECIFIED")) return {};
    for (char& c : name)
        c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
}

}  // namespace yunke::archive
