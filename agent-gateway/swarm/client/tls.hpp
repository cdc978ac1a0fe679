// The TLS settings of our side, one context per certificate file and thread. Only socket.cpp and http.cpp include it.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>

#include "runtime/asio.hpp"

namespace yunke::swarm {

// Trusts exactly the certificate in the file (or what it signed); the system's authorities if it is empty. A file that
// cannot be read makes every handshake fail, with OpenSSL's own words.
net::ssl::context& tls_context(const std::filesystem::path& certificate);

}  // namespace yunke::swarm
