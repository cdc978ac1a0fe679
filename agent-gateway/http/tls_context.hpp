// The OpenSSL side of TLS: certificate and key from the configuration, TLS 1.2 and later. The only part, with
// acceptor_tls, ws_tls and http_tls, that knows of TLS. Called by the composition root.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include "runtime/asio.hpp"

namespace yunke::gateway {

// The error is a sentence that names the file.
std::expected<std::unique_ptr<net::ssl::context>, std::string> load_tls(const std::filesystem::path& certificate,
                                                                        const std::filesystem::path& key);

}  // namespace yunke::gateway
