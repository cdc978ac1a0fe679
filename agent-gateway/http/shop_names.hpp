// What shops and their queues are called, for pages that tell of them. Called by the APIs of merchants and of ended
// conversations.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

struct QueueNames {
    std::string topic, title_zh, title_en;
    std::vector<std::string> skills;  // keys
};

// By their numbers.
struct ShopNames {
    std::map<std::uint32_t, std::string> shops;
    std::map<std::uint32_t, QueueNames> queues;

    // What is not in the registry any more has its number for a name.
    std::string shop(std::uint32_t id) const;
    QueueNames queue(std::uint32_t id) const;
};

// Whose shops: this merchant's (0 = anybody's) in this pool (empty = in whichever).
struct ShopWish {
    std::uint32_t merchant = 0;
    std::string pool;
};
registry::Result<ShopNames> shop_names(registry::Registry& registry, const ShopWish& wish);

}  // namespace yunke::gateway
