// What the dispatcher's dealings with Redis can fail with. Every failure is a value: a code that the caller acts on and
// a sentence for the log.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace yunke::dispatcher {

enum class Errc : std::uint8_t {
    unreachable,  // Redis is away or did not answer in time; whether it acted may be unknown
    not_now,      // Redis is loading, busy, read-only or out of disk: nothing was done, try again
    no_function,  // the library is missing: load it and try again; nothing was done
    refused,      // Redis answered with another error: a bug or a damaged key
    damaged,      // what stands in Redis or in a recording cannot be understood
    file,         // a recording cannot be read or written
};

struct Error {
    Errc code = Errc::unreachable;
    std::string what;
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace yunke::dispatcher
