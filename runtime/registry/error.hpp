// What a call into the registry can fail with. Every failure is a value: a code that a program acts on (an HTTP
// status, an exit code), the field where one is to blame, and a sentence for the person who asked.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace yunke::registry {

enum class Errc {
    not_found,    // no such row
    conflict,     // the name, login or topic is taken, or the rows are not in the state that the change needs
    invalid,      // a field is out of its range; Error::field names it
    unavailable,  // the database cannot be reached or is locked for too long; try again later
    database,     // the database refused a statement: a bug, a full disk or a damaged file
};

std::string_view errc_name(Errc code);

struct Error {
    Errc code = Errc::database;
    std::string field;    // Errc::invalid and Errc::conflict: the field to blame, as in the proto; may be empty
    std::string message;  // one English sentence that says what is wrong and what is allowed
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace yunke::registry
