// Where a client's tickets come from: an account that logs in, a shop key as a shop page has it, or our own signature
// where the token key is at hand (load generator). Client asks for one whenever its session is no more.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "agent-gateway/swarm/client/address.hpp"
#include "runtime/asio.hpp"
#include "runtime/tokens.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::swarm {

struct TicketLater {
    std::int64_t retry_after_ms = 0;  // 0 = by the client's own back-off
    std::string why;                  // a sentence, for logs; no secrets
};
using TicketReply = std::variant<std::string, TicketLater>;
using TicketSource = std::function<net::awaitable<TicketReply>()>;

// The gateways of a pool; whoever finds one gone moves on to the next.
struct Gateways {
    std::vector<Address> addresses;  // at least one
    const Address& at(std::uint64_t turn) const { return addresses[turn % addresses.size()]; }

    // The same, beginning elsewhere: so that many clients spread over all.
    Gateways from(std::uint64_t turn) const {
        Gateways rotated = *this;
        std::ranges::rotate(rotated.addresses,
                            rotated.addresses.begin() + static_cast<std::ptrdiff_t>(turn % addresses.size()));
        return rotated;
    }
};

// Logs in once and keeps the cookie; logs in again when that was refused.
TicketSource account_tickets(net::io_context& io, Gateways gateways, std::string login, std::string password);

// As a shop's page does: the key of its script tag, and the page's origin.
TicketSource shopper_tickets(net::io_context& io, Gateways gateways, std::string shop_key, std::string origin,
                             const std::string& name);

// Signed here, without HTTP.
TicketSource signed_tickets(const runtime::Tokens& tokens, std::string pool, v1::Role role, std::uint32_t subject,
                            std::string name);

}  // namespace yunke::swarm
