// The people and shops of `deploy/run --demo`: three shops and a travel desk of two merchants, their queues, six
// skills, eight agents for people to log in as, and the agents that yunke-swarm plays. Called by `yunkectl demo` and
// by tests that want a filled pool.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "runtime/registry/error.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::registry {

struct DemoOptions {
    std::string pool = "main";  // created if absent
    std::int64_t now_ms = 0;
    std::vector<std::string> allowed_origins = {"http://127.0.0.1:8080", "http://localhost:8080"};
    // Without their initializers the compiler asks every caller to name these.
    // NOLINTBEGIN(readability-redundant-member-init): because the compiler wants them.
    // Gives the password of a login; called once for each, before anything is written.
    std::function<std::string(const std::string& login)> password = {};
    // Instead of `password`, one hash for everybody: for tests, which need no 38 passwords hashed.
    std::string password_hash = {};
    // NOLINTEND(readability-redundant-member-init): because the list ends.
};

// A demo shop and its folder under /demo/.
struct DemoShop {
    std::string slug;  // "qinghe", "banxia", "xingtu", "travel"
    Shop shop;
};

// Returns the accounts as written, in the order in which a reader wants them: admin, supervisor, merchant,
// finance1, finance2, officer, agent1 to agent8, swarm-agent-01 to swarm-agent-24. All or nothing.
// conflict: the pool already holds shops or agents, or one of the logins, skills or merchants is taken.
Result<std::vector<Account>> seed_demo(Registry& registry, const DemoOptions& options);

// The demo shops that stand in the pool, told by their names; empty if it was never seeded.
Result<std::vector<DemoShop>> demo_shops(Registry& registry, const std::string& pool);

}  // namespace yunke::registry
