// Where a gateway is.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

namespace yunke::swarm {

struct Address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    bool tls = false;
    // The certificate that the gateway must show (or its issuer), PEM; empty = the system's authorities. The name in
    // it is not compared when a file is given: we connect to our own machine by number.
    // NOLINTNEXTLINE(readability-redundant-member-init): without it the compiler asks every caller to name the field.
    std::filesystem::path certificate = {};

    std::string origin() const;  // "http://127.0.0.1:8080"
};

// "host:port", "http://host:port" or "https://host:port"; the error is a sentence.
std::expected<Address, std::string> parse_address(std::string_view text);

}  // namespace yunke::swarm
