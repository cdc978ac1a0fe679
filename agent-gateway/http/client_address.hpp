// From which address a request really comes. That of the connection, unless it is a proxy of ours
// (gateway.trusted_proxies): then the last station in X-Forwarded-For that is no proxy of ours. Whoever is not trusted
// may write into that header what they like; nobody looks at it. Ticket limits and login delays count by it. Called by
// HttpSession. Thread-safe: it only reads.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::gateway {

class ClientAddresses {
public:
    // Addresses and networks ("10.0.0.0/8", "::1"). The configuration has checked them; others are left out.
    explicit ClientAddresses(const std::vector<std::string>& trusted_proxies);

    // The name by which this client is counted: an IPv4 address, or the first 64 bits of an IPv6 address, since whoever
    // has one of those has them all. `forwarded`: the values of X-Forwarded-For, joined by commas in their order.
    std::string client(const boost::asio::ip::address& connection, std::string_view forwarded) const;

private:
    struct Network {
        boost::asio::ip::address address;
        unsigned prefix;
    };
    bool trusted(const boost::asio::ip::address& address) const;

    std::vector<Network> networks_;
};

}  // namespace yunke::gateway
