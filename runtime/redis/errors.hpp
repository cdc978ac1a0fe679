// What can go wrong between us and Redis, as values. `maybe_applied` is the one thing a caller must look at before it
// tries again: it says whether Redis may have carried the request out without our seeing the answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yunke::redis {

enum class errc : std::uint8_t {
    bad_endpoint,        // the address cannot be understood
    not_connected,       // no connection, and the request did not want to wait; certainly not applied
    lost_maybe_applied,  // the connection broke after the request was written
    timed_out,           // the request's own deadline passed
    cancelled,           // the caller cancelled it
    stopped,             // the client was stopped
    overloaded,          // too many requests or bytes are held already; certainly not applied
    server_error,        // Redis answered with an error; detail is its text
    protocol,            // what came back is not RESP, or beyond our bounds
    authentication,      // Redis refused user or password
};
std::string_view describe(errc code);  // a sentence

struct Error {
    errc code = errc::not_connected;
    std::string detail;          // Redis' or the system's own words; never a secret
    bool maybe_applied = false;  // only then can a request that failed have had an effect

    std::string message() const;  // sentence and detail

    // The first word of a server error: "OOM", "MISCONF", "LOADING", "NOSCRIPT", "ERR"; empty for other codes.
    std::string_view server_code() const;
};

}  // namespace yunke::redis
