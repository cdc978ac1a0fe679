// What the ledger's parts can fail with. Every failure is a value: a code that the caller acts on, a sentence for the
// log.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace yunke::ledger {

enum class Errc : std::uint8_t {
    away,       // SQL or Redis cannot be asked now: wait and try again
    malformed,  // a fact that the core never writes: nothing was done with it
    refused,    // what was asked for is against the rules (a refund of more than is left, …); nothing was done
    damaged,    // what is stored contradicts itself
    unknown,    // what was named is not there; nothing was done
    changed,    // what is there is not what the caller looked at; nothing was done: look again
};

struct Error {
    Errc code = Errc::away;
    std::string what;
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace yunke::ledger
