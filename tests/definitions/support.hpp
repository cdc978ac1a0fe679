// What the tests of definitions share: a pool with two shops, and the problems of a text.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/definitions/definitions.hpp"

namespace yunke::definitions::testing {

// Shops 1 "青禾家居" and 2 "Banxia"; skills 1 delivery, 2 returns; groups 1 day, 2 night; queues 1 delivery, 2 other of
// shop 1 (delivery asks for delivery at 3); agents 1 小禾, 2 阿树, and 3 and 4 of one name.
Known known_pool();

// What a text defines; throws if it is refused.
Definitions defined(const std::string& toml, const Known& known = known_pool());

// The problems of a text that is refused, without the file's name: "3: queue.beyond is …".
std::vector<std::string> problems(const std::string& toml, const Known& known = known_pool());

}  // namespace yunke::definitions::testing
