#include "agent-gateway/swarm/client/tls.hpp"

#include <openssl/x509_vfy.h>

#include <map>
#include <memory>

namespace yunke::swarm {

net::ssl::context& tls_context(const std::filesystem::path& certificate) {
    thread_local std::map<std::filesystem::path, std::unique_ptr<net::ssl::context>> contexts;
    auto& held = contexts[certificate];
    if (held) return *held;
    held = std::make_unique<net::ssl::context>(net::ssl::context::tls_client);
    boost::system::error_code ignored;
    held->set_verify_mode(net::ssl::verify_peer, ignored);
    if (certificate.empty()) {
        held->set_default_verify_paths(ignored);
    } else {
        held->load_verify_file(certificate.string(), ignored);
        // A server's own certificate may stand in the file without its issuer's.
        X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(held->native_handle()), X509_V_FLAG_PARTIAL_CHAIN);
    }
    return *held;
}

}  // namespace yunke::swarm
