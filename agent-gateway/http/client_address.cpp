#include "agent-gateway/http/client_address.hpp"

#include <algorithm>
#include <span>

#include "agent-gateway/limits.hpp"
#include "runtime/numbers.hpp"

namespace yunke::gateway {

namespace {

using Address = boost::asio::ip::address;

// ::ffff:192.0.2.1 is 192.0.2.1.
Address plain(const Address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
}

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    return text;
}

// "192.0.2.1", "2001:db8::1", "[2001:db8::1]:443", "192.0.2.1:4711".
std::optional<Address> parse_station(std::string_view text) {
    if (text.starts_with('[')) {
        text = text.substr(1, text.find(']') == std::string_view::npos ? 0 : text.find(']') - 1);
    } else if (std::ranges::count(text, ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    return plain(address);
}

bool same_bits(std::span<const unsigned char> a, std::span<const unsigned char> b, unsigned bits) {
    if (!std::ranges::equal(a.first(bits / 8), b.first(bits / 8))) return false;
    if (bits % 8 == 0) return true;
    const unsigned shift = 8 - bits % 8;
    return a[bits / 8] >> shift == b[bits / 8] >> shift;
}

std::string counted_name(const Address& address) {
    if (address.is_v4()) return address.to_string();
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace

ClientAddresses::ClientAddresses(const std::vector<std::string>& trusted_proxies) {
    for (const std::string& proxy : trusted_proxies) {
        const std::string_view text = proxy;
        const auto slash = text.find('/');
        boost::system::error_code error;
        const auto given = boost::asio::ip::make_address(std::string(text.substr(0, slash)), error);
        if (error) continue;
        const Address address = plain(given);
        const unsigned bits = address.is_v4() ? 32 : 128;
        const auto prefix =
            slash == std::string_view::npos ? bits : runtime::parse_number<unsigned>(text.substr(slash + 1));
        if (prefix && *prefix <= bits) networks_.push_back({address, *prefix});
    }
}

bool ClientAddresses::trusted(const Address& address) const {
    return std::ranges::any_of(networks_, [&](const Network& network) {
        if (network.address.is_v4() != address.is_v4()) return false;
        if (address.is_v4()) {
            return same_bits(network.address.to_v4().to_bytes(), address.to_v4().to_bytes(), network.prefix);
        }
        return same_bits(network.address.to_v6().to_bytes(), address.to_v6().to_bytes(), network.prefix);
    });
}

std::string ClientAddresses::client(const Address& connection, std::string_view forwarded) const {
    Address client = plain(connection);
    for (std::size_t i = 0; i < limits::forwarded_stations_max && trusted(client) && !forwarded.empty(); ++i) {
        const auto comma = forwarded.rfind(',');
        const auto station = parse_station(trim(forwarded.substr(comma == std::string_view::npos ? 0 : comma + 1)));
        if (!station) break;
        client = *station;
        forwarded = comma == std::string_view::npos ? std::string_view() : forwarded.substr(0, comma);
    }
    return counted_name(client);
}

}  // namespace yunke::gateway
