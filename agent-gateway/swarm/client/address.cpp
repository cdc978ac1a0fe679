#include "agent-gateway/swarm/client/address.hpp"

#include "runtime/config.hpp"

namespace yunke::swarm {

std::string Address::origin() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (tls ? "https://" : "http://") + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::expected<Address, std::string> parse_address(std::string_view text) {
    const std::string given(text);
    Address address;
    if (text.starts_with("https://")) {
        address.tls = true;
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
    }
    if (text.ends_with('/')) text.remove_suffix(1);
    const auto parts = runtime::parse_host_port(text);
    if (!parts) return std::unexpected("'" + given + "' is no address; write host:port, such as 127.0.0.1:8080.");
    // A server that listens everywhere is reached at home.
    address.host = parts->host == "0.0.0.0" ? "127.0.0.1" : parts->host == "::" ? "::1" : parts->host;
    address.port = parts->port;
    return address;
}

}  // namespace yunke::swarm
