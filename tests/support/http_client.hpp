// A raw HTTP client over loopback. Every wait has its end: a time-out throws, so that a hanging server fails the test
// instead of hanging it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace yunke::testing {

using Headers = std::map<std::string, std::string>;

struct HttpResult {
    unsigned status = 0;
    std::string head;  // as it came
    Headers headers;   // names in lower case; of the same name, values with commas between them
    std::string body;

    // Empty if absent.
    std::string header(const std::string& name) const;
    // A text member of a flat JSON body, found by its name; empty if absent.
    std::string json(std::string_view member) const;
};

// Sends the bytes as they are and reads until the server closes.
std::string exchange_raw(std::uint16_t port, std::string_view bytes,
                         std::chrono::milliseconds within = std::chrono::seconds(5));

// A new connection for each. What a request needs and `headers` do not tell is added.
HttpResult http(std::uint16_t port, const std::string& method, const std::string& target, const std::string& body = "",
                const Headers& headers = {});

// The cookie of who logs in, "name=value", for the header Cookie; throws if she may not.
std::string log_in(std::uint16_t port, const std::string& login, const std::string& password);

}  // namespace yunke::testing
