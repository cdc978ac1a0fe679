// One HTTP request to a gateway and its answer: logging in, tickets, health. Called by tickets.cpp and by tests.
#pragma once

#include <expected>
#include <map>
#include <string>

#include "agent-gateway/swarm/client/address.hpp"
#include "runtime/asio.hpp"

namespace yunke::swarm {

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";
    std::map<std::string, std::string> headers;
    std::string body;
};

struct HttpAnswer {
    unsigned status = 0;
    std::map<std::string, std::string> headers;  // names in lower case; of several the last
    std::string body;

    std::string header(const std::string& name) const;  // empty if absent
};

// On a connection of its own, within 10 s. The error is a sentence.
net::awaitable<std::expected<HttpAnswer, std::string>> http_call(net::io_context& io, Address address,
                                                                 HttpRequest request);

}  // namespace yunke::swarm
