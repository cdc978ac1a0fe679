#include "agent-gateway/http/tls_context.hpp"

namespace yunke::gateway {

std::expected<std::unique_ptr<net::ssl::context>, std::string> load_tls(const std::filesystem::path& certificate,
                                                                        const std::filesystem::path& key) {
    auto context = std::make_unique<net::ssl::context>(net::ssl::context::tls_server);
    context->set_options(net::ssl::context::default_workarounds | net::ssl::context::no_tlsv1 |
                         net::ssl::context::no_tlsv1_1 | net::ssl::context::no_compression |
                         net::ssl::context::single_dh_use);
    // Buffers of idle connections are given back; renegotiation is only good for attacks.
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate.string(), error);
    if (error)
        return std::unexpected("the certificate in " + certificate.string() + " cannot be used: " + error.message());
    context->use_private_key_file(key.string(), net::ssl::context::pem, error);
    if (error) return std::unexpected("the key in " + key.string() + " cannot be used: " + error.message());
    if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
        return std::unexpected("the key in " + key.string() + " does not belong to the certificate in " +
                               certificate.string());
    }
    return context;
}

}  // namespace yunke::gateway
