// What the swarm needs of the installation that it visits: the configuration file that all processes share, the token
// key, the registry, the gateways' addresses. Every failure is a sentence that says what to do. Called by the commands.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "agent-gateway/swarm/client/tickets.hpp"
#include "agent-gateway/swarm/people/crowd.hpp"
#include "runtime/config.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/tokens.hpp"

namespace yunke::swarm {

template <class T>
using Found = std::expected<T, std::string>;

Found<runtime::Settings> read_settings(const std::filesystem::path& config);

// Those given, or the one that the configuration starts on this machine.
Found<Gateways> find_gateways(const runtime::Settings& settings, const std::vector<std::string>& given);

Found<runtime::Tokens> read_tokens(const runtime::Settings& settings);
Found<registry::Registry> open_registry(const runtime::Settings& settings);

// The pool's demo shops with signed keys and the topics of their open queues. An origin that is allowed is chosen for
// each: the gateway's own if it is among them.
Found<std::vector<CrowdShop>> find_demo_shops(registry::Registry& registry, const runtime::Tokens& tokens,
                                              const std::string& pool, const std::string& own_origin);

// The accounts that simulated agents may use, at most so many: those whose login begins with "swarm-agent-", never one
// that people log in with. The file holds a login and a password a line, as `yunkectl demo seed` writes it.
Found<std::vector<CrowdAccount>> read_swarm_accounts(const std::filesystem::path& file, std::size_t count);

}  // namespace yunke::swarm
