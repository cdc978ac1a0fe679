// Who may open a socket or ask for a shopper's ticket from which web page. Browsers send the page's origin, and cannot
// be made to send another one; programs may send what they like, so origins keep out foreign pages, not programs.
//   own      the gateway's own host, or one of gateway.allowed_origins: staff and shoppers
//   shop     listed for a shop in the registry: that shop's shoppers only
//   absent   programs: staff only; a shopper always comes from a page
// Called at the upgrade, at Hello and at the ticket step. Thread-safe: it changes only through the shared snapshot.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace yunke::gateway {

// "scheme://host[:port]" in lower case, a default port left out; nullopt if it is no http or https origin ("null", a
// path, user names, spaces).
std::optional<std::string> normal_origin(std::string_view origin);

// The origins of all shops of the pool, as of one moment.
class ShopOrigins {
public:
    void add(std::uint32_t shop, const std::vector<std::string>& origins);
    bool allows(std::uint32_t shop, const std::string& origin) const;
    bool any_allows(const std::string& origin) const { return all_.contains(origin); }

private:
    std::unordered_map<std::uint32_t, std::vector<std::string>> by_shop_;
    std::unordered_set<std::string> all_;
};

// A request's origin, judged.
struct Admission {
    std::string origin;  // normal form; empty = the request had none
    bool own = false;
};

class OriginPolicy {
public:
    // `tls`: the gateway itself speaks TLS, so its own pages are https. Without, a proxy in front may add it.
    OriginPolicy(const std::vector<std::string>& allowed, bool tls);

    // nullopt: present, but not an origin at all. `origin` may be empty; `host` is the Host header.
    std::optional<Admission> judge(std::string_view origin, std::string_view host) const;

private:
    bool is_same_host(const std::string& origin, std::string_view host) const;

    std::unordered_set<std::string> allowed_;
    bool tls_;
};

}  // namespace yunke::gateway
