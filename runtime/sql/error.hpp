// What a call into SQL can fail with. Every failure is a value: a code that a program acts on (an HTTP status, an exit
// code), the field where one is to blame, and a sentence for the person who asked. The registry and the ledger answer
// with the same kind of error.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace yunke::sql {

enum class Errc : std::uint8_t {
    not_found,    // no such row
    conflict,     // the name, login or topic is taken, or the rows are not in the state that the change needs
    invalid,      // a field is out of its range; Error::field names it
    unavailable,  // the database cannot be reached or is locked for too long; try again later
    database,     // the database refused a statement: a bug, a full disk or a damaged file
};

constexpr std::string_view errc_name(Errc code) {
    switch (code) {
        case Errc::not_found:
            return "not_found";
        case Errc::conflict:
            return "conflict";
        case Errc::invalid:
            return "invalid";
        case Errc::unavailable:
            return "unavailable";
        case Errc::database:
            return "database";
    }
    return "database";
}

struct Error {
    Errc code = Errc::database;
    std::string field;    // Errc::invalid and Errc::conflict: the field to blame, as in the proto; may be empty
    std::string message;  // one English sentence that says what is wrong and what is allowed
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace yunke::sql
